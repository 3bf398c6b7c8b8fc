"""What in a note says who somebody is: where it stands, and how to take it out.

`find` looks with rules and tables of words, on this machine and with no model. `note` is what they read, `spans` what a
find is and how two that overlap are settled; `phones`, `documents`, `emails`, `profiles`, `usernames`, `addresses` and
`names` each find their kinds, and `facts` finds what looks like them and is ordinary.
"""

from stats.identifying import addresses, documents, emails, facts, names, phones, profiles, usernames
from stats.identifying.note import Note
from stats.identifying.spans import Kind, Span, settle

__all__ = ["Kind", "Span", "find", "remove"]

FINDERS = tuple(module.find for module in (facts, documents, phones, emails, profiles, usernames, addresses, names))


def find(text: str) -> list[Span]:
    """The identifying details of `text`, in order and not overlapping. It cannot know them all: docs/identifying.md."""
    note = Note(text)
    return settle([note.as_written(candidate) for finder in FINDERS for candidate in finder(note)], len(text))


def remove(text: str, span: Span) -> str:
    """`text` without the detail, with one space where it stood, and none before a mark or at either end."""
    before, after = text[: span.start].rstrip(" "), text[span.end :].lstrip(" ")
    if before.endswith("(") and after.startswith(")"):
        before, after = before[:-1].rstrip(" "), after[1:].lstrip(" ")
    tight = not before or not after or before[-1] in "(\n" or after[0] in ".,;:!?)\n"
    return before + ("" if tight else " ") + after
