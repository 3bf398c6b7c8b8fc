"""What whoever publishes writes down. It is printed and stays, so it may not tell what the tables protect."""

import re

from chat.language import N_
from stats.disclosure.cells import Kind
from stats.releases.frozen import Cells
from stats.releases.plan import Refused

NO_REASON = N_("Say why a new edition is made. The reason is printed.")
ODD_REASON = N_("Write the reason in at most 300 plain characters. It is printed, and stays.")
TELLING_REASON = N_(
    "The reason has a number that is printed otherwise, to protect somebody. Write it without numbers of persons or "
    "contacts."
)
LONGEST = 300  # characters


def tidy(reason: str) -> str:
    """A reason on one line. Raises Refused where it is too long, or has signs that a document cannot hold for good."""
    line = " ".join(reason.split())
    if len(line) > LONGEST or not line.isprintable():
        raise Refused(ODD_REASON)
    return line


def tells(reason: str, true: Cells, shown: Cells) -> bool:
    """Whether a reason has, in digits, a true number that is printed otherwise: of a group, or of all of a kind."""
    hidden = set[int]()
    for unit in true:
        cells = [[cell] for cell in true[unit]]
        kinds = [[cell for cell in true[unit] if cell.kind is kind] for kind in Kind]
        for of in (*cells, *kinds):
            count = sum(true[unit][cell] for cell in of)
            if count != sum(shown[unit][cell] for cell in of):
                hidden.add(count)
    return not hidden.isdisjoint(int(number) for number in re.findall(r"[0-9]+", reason))
