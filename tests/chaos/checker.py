"""What went wrong, counted from what was written and what was shown. Pure functions."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise


@dataclass
class Record:
    """One conversation: texts in the order each side wrote them, acked text -> seq, and what each side showed.

    What the server sent a page against its promise counts too, although a good page would not show it: numbers
    that it `skipped`, messages that it `repeated`, and histories that it took back (`withdrawn`).
    """

    written: dict[str, list[str]] = field(default_factory=dict)
    acked: dict[str, int] = field(default_factory=dict)
    shown: dict[str, list[tuple[int, str]]] = field(default_factory=dict)
    skipped: int = 0
    repeated: int = 0
    withdrawn: int = 0


def lost(record: Record) -> int:
    """Acked messages that a side does not show at the end, or shows under another number than was acked."""
    acked = {(seq, text) for text, seq in record.acked.items()}
    return record.withdrawn + sum(len(acked - set(shown)) for shown in record.shown.values())


def duplicated(record: Record) -> int:
    return record.repeated + sum(_repeats(text for _, text in shown) for shown in record.shown.values())


def _repeats(texts: Iterable[str]) -> int:
    return sum(times - 1 for times in Counter(texts).values())


def reordered(record: Record) -> int:
    """Steps backwards: in number, in what an author wrote, and numbers that mean different texts to the sides."""
    return sum(_backwards(record, shown) for shown in record.shown.values()) + _disagreements(record)


def _backwards(record: Record, shown: Sequence[tuple[int, str]]) -> int:
    steps = sum(later[0] < earlier[0] for earlier, later in pairwise(shown))
    for texts in record.written.values():
        order = {text: place for place, text in enumerate(texts)}
        places = [order[text] for _, text in shown if text in order]
        steps += sum(later < earlier for earlier, later in pairwise(places))
    return steps


def _disagreements(record: Record) -> int:
    texts: dict[int, set[str]] = {}
    for shown in record.shown.values():
        for seq, text in shown:
            texts.setdefault(seq, set()).add(text)
    return sum(len(one) - 1 for one in texts.values())


def phantom(record: Record) -> int:
    """Messages shown that nobody in this conversation wrote."""
    written = {text for texts in record.written.values() for text in texts}
    return sum(text not in written for shown in record.shown.values() for _, text in shown)


def gap(record: Record) -> int:
    """Numbers left out: below the highest that a side shows, or on the way to it."""
    return record.skipped + sum(_holes({seq for seq, _ in shown}) for shown in record.shown.values())


def _holes(numbers: set[int]) -> int:
    return max(numbers, default=0) - len(numbers)


def stuck(record: Record) -> int:
    """Messages that somebody wrote and that were never acked. (What is acked and not shown is lost.)"""
    return sum(text not in record.acked for texts in record.written.values() for text in texts)


CHECKS = (lost, duplicated, reordered, phantom, gap, stuck)


def count(records: Iterable[Record]) -> Counter[str]:
    """The six figures, over all conversations."""
    all_records = list(records)
    return Counter({check.__name__: sum(map(check, all_records)) for check in CHECKS})
