"""What a world costs in accuracy, and what an attacker gets from it."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from time import process_time

from stats.disclosure.audit import Finding, audit
from stats.disclosure.cells import value
from stats.disclosure.ledger import Ledger, Row
from tests.disclosure.worlds import AT_LEAST, BY_BOTH, CATEGORIES, CHANNELS, GENDERS, Release, releases

TOTAL, MARGIN, CELL = "totals", "margins", "cells"


@dataclass
class Attacked:
    """`errors`: by what was printed (table and part of it), how far it is from the truth, in persons or contacts."""

    findings: list[Finding] = field(default_factory=list)
    errors: dict[tuple[str, str], list[int]] = field(default_factory=dict)
    seconds: list[float] = field(default_factory=list)
    rows: int = 0


def attack(seed: int, years: int, persons: int) -> Attacked:
    """Publishes a world release by release, each audited with all before it."""
    attacked, ledger = Attacked(), Ledger()
    for release in releases(seed, years, persons):
        began = process_time()
        attacked.findings += audit(ledger, release.draft, release.truth)
        attacked.seconds.append(process_time() - began)
        ledger += release.draft
        for kind, error in errors(release):
            attacked.errors.setdefault(kind, []).append(error)
    attacked.rows = len(ledger.rows)
    return attacked


def errors(release: Release) -> Iterator[tuple[tuple[str, str], int]]:
    for row in (one for one in release.draft.rows if one.table not in ("cells", AT_LEAST)):
        yield (_table(row), _part(row)), row.value - value(row.of, release.truth)


def _table(row: Row) -> str:
    if row.release.startswith("correction"):
        return "corrected editions"
    if row.table in BY_BOTH:
        return "by the other rule"
    name = row.table.rstrip("0123456789 ")
    return "several years" if name.endswith("to") else name


def _part(row: Row) -> str:
    if row.table in BY_BOTH:
        _, *heads, _, _ = row.name.split()  # year, heads, "by", rule
        return TOTAL if heads == ["all"] else MARGIN if len(heads) == 1 else CELL
    if row.name == "all":
        return TOTAL
    return MARGIN if row.name in (*CATEGORIES, *GENDERS, *CHANNELS) else CELL
