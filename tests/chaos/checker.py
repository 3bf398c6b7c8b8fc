"""What went wrong, counted from what was written and what was shown. Pure functions."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise


@dataclass
class Record:
    """One conversation: texts in the order each side wrote them, acked text -> seq, and what each side showed."""

    written: dict[str, list[str]] = field(default_factory=dict)
    acked: dict[str, int] = field(default_factory=dict)
    shown: dict[str, list[tuple[int, str]]] = field(default_factory=dict)


def lost(record: Record) -> int:
    """Acked messages that a side does not show at the end, or shows under another number than was acked."""
    acked = {(seq, text) for text, seq in record.acked.items()}
    return sum(len(acked - set(shown)) for shown in record.shown.values())


def duplicated(record: Record) -> int:
    return sum(_repeats(text for _, text in shown) for shown in record.shown.values())


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
    written = {text for texts in record.written.values() for text in texts}
    return sum(text not in written for shown in record.shown.values() for _, text in shown)


def count(records: Iterable[Record]) -> dict[str, int]:
    """The four figures, over all conversations."""
    all_records = list(records)
    return {check.__name__: sum(map(check, all_records)) for check in (lost, duplicated, reordered, phantom)}
