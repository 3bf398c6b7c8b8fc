"""Why something cannot be published, in words: whom it would tell of, how closely, and which numbers do that."""

from chat.language import N_, Speech
from stats.disclosure.audit import Finding
from stats.disclosure.cells import NEVER, Cell, is_apart, plain, way
from stats.releases.coarse import COARSE, WORDS
from stats.releases.frozen import CELLS
from stats.releases.plan import DESIGNS
from stats.releases.wording import FIGURES

BETWEEN = N_("%(whom)s: the number would be known to be between %(low)s and %(high)s.")
PINNED = N_("%(whom)s: the number would be known to be %(low)s.")
UNLIKELY = N_("%(whom)s: the numbers would contradict each other.")
BY = N_("Told by %(rows)s.")
NEW = N_("new in %(year)s")
BACK = N_("of %(year)s, seen before in %(last)s")
TOGETHER = N_("Several groups taken together")
EVERYBODY = N_("Everybody")
VERSION = N_("by version %(version)s of the rule")
OF_CONTACTS = N_("contacts in %(year)s")
GROUPS = N_("Groups of %(year)s, which stand in the JSON file")
EDITION = N_("%(table)s (edition %(release)s)")
OF_DRAFT = N_("%(table)s (this draft)")


def say_finding(said: Speech, finding: Finding) -> str:
    """One finding of the audit, for the lead who wanted to publish it and nobody else."""
    low, high = finding.range
    whom = _whom(said, finding)
    known = PINNED if low == high else BETWEEN if low < high else UNLIKELY
    told = said.text(known, whom=whom, low=low, high=high)
    rows = "; ".join(dict.fromkeys(_row(said, row) for row in finding.rows))
    return f"{told} {said.text(BY, rows=rows)}"


def _whom(said: Speech, finding: Finding) -> str:
    cells = list(finding.of or ())
    return _group(said, cells[0]) if len(cells) == 1 else said.text(TOGETHER)


def _group(said: Speech, cell: Cell) -> str:
    parts = (part.split("=") for part in plain(cell).group[is_apart(cell) :])
    words = [said.text(WORDS[COARSE[name].words(word)]) for name, word in parts] or [said.text(EVERYBODY)]
    seen = OF_CONTACTS if is_apart(cell) else NEW if cell.last == NEVER else BACK
    other = [said.text(VERSION, version=way(cell))] if way(cell) else []
    return ", ".join([*words, said.text(seen, year=cell.year, last=cell.last), *other])


def _row(said: Speech, row: str) -> str:
    """A row of the ledger by its table; which of its rows it was is seen from whom it tells of."""
    release, _, rest = row.partition(": ")
    table = rest.partition(",")[0]
    if table == CELLS:
        return said.text(GROUPS, year=release)
    design = DESIGNS.get(table)
    title = said.text(design.title if design else FIGURES)
    return said.text(OF_DRAFT if release.endswith("-0") else EDITION, table=title, release=release)
