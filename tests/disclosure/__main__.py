"""`python -m tests.disclosure [--worlds 200] [--years 5]`: attacks invented worlds and prints a table."""

import argparse
from time import process_time

from stats.disclosure.audit import Problem
from tests.disclosure.figures import CELL, MARGIN, TOTAL, Attacked, attack


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.disclosure", description=__doc__)
    parser.add_argument("--worlds", type=int, default=200)
    parser.add_argument("--years", type=int, default=5)
    parser.add_argument("--persons", type=int, default=60, help="new ones in a year, at most")
    asked = parser.parse_args()
    began = process_time()
    worlds = [attack(seed, asked.years, asked.persons) for seed in range(asked.worlds)]
    print("\n".join(table(worlds)))
    print(f"\n{process_time() - began:.0f} s of processor time for everything")


def table(worlds: list[Attacked]) -> list[str]:
    problems = [finding.problem for world in worlds for finding in world.findings]
    errors: dict[tuple[str, str], list[int]] = {}
    for world in worlds:
        for kind, found in world.errors.items():
            errors.setdefault(kind, []).extend(found)
    lines = [
        f"{len(worlds)} worlds, {sum(len(world.seconds) for world in worlds)} releases, "
        f"{sum(world.rows for world in worlds)} rows",
        f"pinned {problems.count(Problem.PINNED)}, narrower than five {problems.count(Problem.NARROW)}, "
        f"anything else {len(problems) - problems.count(Problem.PINNED) - problems.count(Problem.NARROW)}",
        f"slowest audit {max(second for world in worlds for second in world.seconds):.1f} s",
        "",
        "| Printed | mean absolute change | largest | rows |",
        "|---|---|---|---|",
    ]
    for part in (CELL, MARGIN, TOTAL):
        lines += [line(f"{name}, {part}", found) for (name, of), found in sorted(errors.items()) if of == part]
        lines.append(line(f"all {part}", [error for (_, of), found in errors.items() if of == part for error in found]))
    return lines


def line(name: str, errors: list[int]) -> str:
    far = [abs(error) for error in errors]
    return f"| {name} | {sum(far) / len(far):.2f} | {max(far)} | {len(far)} |"


if __name__ == "__main__":
    main()
