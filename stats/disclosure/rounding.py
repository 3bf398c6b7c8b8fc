"""How small counts are rounded before anything is summed from them: inner cells, once, and the result is stored.

An integer program chooses which go up and which go down, so that the sums that will be printed come out near what they
are. Near what they are exactly would tell too much: the program is no secret, and whoever sees a single small cell as 0
would know that it was 1 or 2. So each sum aims beside its true value, by a secret number from -2 to 2. A single cell
then goes up as often as its count says (1 in one case of five, 4 in four), and 0 may have been anything from 0 to 4.

The seed is the secret. Draw 128 random bits for each rounding, store them, and tell nobody.
"""

from collections import Counter
from collections.abc import Collection, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from typing import Generic, TypeVar

from stats.disclosure.programs import INFINITY, Program

BASE = 5
NOISE = BASE // 2
WEIGHTS = 1 << 16  # enough to tell solutions apart, and few enough for the solver's arithmetic
LEVELS = 2  # two draws of such weights: that two solutions still tie is a matter of one in a hundred thousand

Key = TypeVar("Key", bound=Hashable)
Signed = Mapping[Key, int]  # inner cell -> 1 or -1
Margin = tuple[Signed[Key], int]  # and what is missing in it already


@dataclass(frozen=True)
class Bounds(Generic[Key]):
    """What a sum of rounded cells is to be at least and at most, or as near to that as it can be."""

    of: Signed[Key]
    least: float = -INFINITY
    most: float = INFINITY


def is_small(count: int) -> bool:
    return 0 < count < BASE


def round_small(
    cells: Mapping[Key, int],
    margins: Sequence[Collection[Key]],
    seed: int,
    missing: Sequence[int] | None = None,
    bounds: Bounds[Key] | None = None,
) -> dict[Key, int]:
    """`cells` with 1-4 made 0 or 5 and everything else as it is; `margins` are the sets whose sums will be printed.

    `missing`: for each margin, by how much something else that is printed in the same sum is too low already. The same
    cells, margins and seed give the same answer everywhere, whatever their order. Keys are told apart by `repr`. Raises
    ValueError for a count below zero.
    """
    if any(count < 0 for count in cells.values()):
        raise ValueError("a count is below zero")
    rest = {key: count for key, count in cells.items() if is_small(count)}
    signed = [dict.fromkeys(margin, 1) for margin in margins]
    floor = {key: 0 if key in rest else count for key, count in cells.items()}
    aims = list(zip(signed, missing or [0] * len(signed), strict=True))
    up = _choose(rest, aims, seed, rest, _above(bounds, floor))
    return {key: floor[key] + BASE * (key in up) for key in cells}


def round_changes(
    changes: Mapping[Key, int],
    margins: Sequence[Signed[Key]],
    seed: int,
    most: Mapping[Key, int],
    bounds: Bounds[Key] | None = None,
) -> dict[Key, int]:
    """`changes` made multiples of 5, the next below or above; a multiple of 5 stays. None is more than its `most`.

    For what a correction adds to and takes from cells. All are rounded, not only the small ones: eight persons of
    which six were taken away, both printed, are two. `margins` are signed: added less taken. Also for contacts in
    groups of their own, whose exact number would be the most that there can be persons.
    """
    floor = {key: min(count, most.get(key, count + BASE)) // BASE * BASE for key, count in changes.items()}
    rest = {key: count - floor[key] for key, count in changes.items() if count > floor[key]}
    free = {key for key in rest if key not in most or floor[key] + BASE <= most[key]}
    up = _choose(rest, [(margin, 0) for margin in margins], seed, free, _above(bounds, floor))
    return {key: floor[key] + BASE * (key in up) for key in changes}


def round_beside(
    contacts: Mapping[Key, int], persons: Mapping[Key, int], margins: Sequence[Collection[Key]], seed: int
) -> dict[Key, int]:
    """`contacts` of the same cells as `persons`, which are rounded already, so that they tell nothing about those.

    No contacts where no persons are shown; the true number where persons are more than five; and where they are five,
    which may be 1-5, five or more contacts, chosen so that `margins` and cells are nearest.
    """
    program = Program()
    shown = sorted((key for key in contacts if persons[key] == BASE), key=repr)
    told = {key: program.variable(BASE, INFINITY) for key in shown}
    fixed = {key: count if persons[key] > BASE else 0 for key, count in contacts.items() if key not in told}
    far = {}
    for (table, _), weight in _merged((dict.fromkeys(margin, 1), 0) for margin in margins).items():
        missing = sum(contacts[key] - fixed.get(key, 0) for key, _ in table)
        far[_distance(program, {told[key]: 1 for key, _ in table if key in told}, missing)] = weight
    own = {_distance(program, {told[key]: 1}, contacts[key]): 1 for key in shown}
    solution = program.in_order([far, own, *_ties(told, seed)]) if told else {}
    return {key: solution[told[key]] if key in told else fixed[key] for key in contacts}


def _above(bounds: Bounds[Key] | None, floor: Mapping[Key, int]) -> Bounds[Key] | None:
    """What the bounds leave above the sum in which all go down."""
    if bounds is None:
        return None
    down = sum(sign * floor[key] for key, sign in bounds.of.items())
    return Bounds(bounds.of, bounds.least - down, bounds.most - down)


def _choose(
    rest: Mapping[Key, int],
    margins: Iterable[Margin[Key]],
    seed: int,
    free: Collection[Key],
    bounds: Bounds[Key] | None,
) -> set[Key]:
    """Those of `free` that go up. `rest`: how far each count is above what it is when it goes down."""
    program = Program()
    up = {key: program.variable(most=int(key in free)) for key in sorted(rest, key=repr)}
    far = {}
    uncertain = (({key: sign for key, sign in of.items() if key in rest}, missing) for of, missing in margins)
    for (table, missing), weight in _merged(uncertain).items():
        aim = sum(sign * rest[key] for key, sign in table) + missing + _noise(seed, table)
        far[_steps(program, {up[key]: sign for key, sign in table}, aim)] = weight
    own = {up[key]: BASE - 2 * (rest[key] + _noise(seed, ((key, 1),))) for key in up}
    out = [_out_of(program, up, bounds)] if bounds else []
    solution = program.in_order([*out, far, own, *_ties(up, seed)]) if up else {}
    return {key for key in up if solution[up[key]]}


def _out_of(program: Program, up: Mapping[Key, int], bounds: Bounds[Key]) -> dict[int, int]:
    """How far a sum is out of its bounds. That comes first of all that is to be least."""
    far, most = program.variable(most=INFINITY), program.variable(most=INFINITY)
    steps = {up[key]: BASE * sign for key, sign in bounds.of.items() if key in up}
    program.require({**steps, far: 1}, least=bounds.least)
    program.require({**steps, most: -1}, most=bounds.most)
    return {far: 1, most: 1}


def _merged(margins: Iterable[Margin[Key]]) -> Counter[tuple[tuple[tuple[Key, int], ...], int]]:
    """Margins in a fixed order, equal ones once with their number."""
    tables = ((tuple(sorted(of.items(), key=lambda item: repr(item[0]))), missing) for of, missing in margins)
    return Counter(dict(sorted(Counter(table for table in tables if table[0]).items(), key=repr)))


def _distance(program: Program, expression: Mapping[int, int], aim: int) -> int:
    """A variable that is at least as large as the expression is far from `aim`."""
    far = program.variable(most=INFINITY)
    negative = {place: -factor for place, factor in expression.items()}
    program.require({far: 1} | negative, least=-aim)
    program.require({far: 1} | dict(expression), least=aim)
    return far


def _steps(program: Program, steps: Mapping[int, int], aim: int) -> int:
    """As `_distance` from five times `steps`. The line through the two nearest multiples makes it quick to solve."""
    far = _distance(program, {place: BASE * factor for place, factor in steps.items()}, aim)
    below, above = divmod(aim, BASE)
    slope = BASE - 2 * above
    program.require({far: 1} | {p: -slope * factor for p, factor in steps.items()}, least=above - slope * below)
    return far


def _ties(variables: Mapping[Key, int], seed: int) -> list[dict[int, int]]:
    """Weights that leave one solution of those that are equally near."""
    return [
        {place: _drawn(seed, f"tie {level}", key) % WEIGHTS for key, place in variables.items()}
        for level in range(LEVELS)
    ]


def _noise(seed: int, table: tuple[tuple[Hashable, int], ...]) -> int:
    return _drawn(seed, "noise", table) % BASE - NOISE


def _drawn(seed: int, purpose: str, what: object) -> int:
    """64 bits that nobody knows without the seed. Not `random`: they must not depend on the order of calls."""
    key = seed.to_bytes(64, "big", signed=True)
    return int.from_bytes(blake2b(f"{purpose} {what!r}".encode(), key=key, digest_size=8).digest(), "big")
