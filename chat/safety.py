"""The safety texts: what a visitor has to understand to be safe here. Somebody approves them, language by language.

They are all that is said in a few places of the visitor's pages. So a text that is added there is one of them, and one
that says something else has to be approved again.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from hashlib import sha256

from babel.messages.extract import extract
from jinja2.ext import extract_from_ast
from msgspec import json

from chat.language import DEFAULT, N_, read_catalogue
from chat.pages import environment
from chat.static_files import ROOT

Text = str | tuple[str | None, ...] | None
KEYWORDS = {"_": None, "N_": None, "ngettext": (1, 2)}

PARTS = {
    "widget/_facts.html": N_("What is kept, what we cannot erase, young people, danger"),
    "widget/_help.html": N_("Help that is open now"),
    "widget/_no_note.html": N_("No note about me"),
    "widget/_machine.html": N_("The machine and the network"),
    "widget/_closed.html": N_("While it is closed"),
    "widget/later.html": N_("Mailbox: its promise"),
    "widget/_later_parts.html": N_("Mailbox: its promise"),
    "widget/later_read.html": N_("Mailbox: its promise"),
    "widget/about.html": N_("What is kept, and how long"),
    "public_widget/about.py": N_("What is kept, and how long"),
    "widget/_ended.html": N_("When a conversation is over"),
    "widget/paused.html": N_("When a conversation is over"),
    "widget/ours.html": N_("Is it really us?"),
}


@dataclass(frozen=True)
class SafetyText:
    """A text in Norwegian and in another language, in each of its plural forms. Empty where it is not translated."""

    norwegian: tuple[str, ...]
    said: tuple[str, ...]


def safety_texts(code: str) -> dict[str, list[SafetyText]]:
    """All of them in a language, by part, under the part's title; none twice."""
    norwegian, other = translations(DEFAULT), translations(code)
    return {
        title: [SafetyText(norwegian.get(text, (text,)), other.get(text, ())) for text in texts]
        for title, texts in _by_part().items()
    }


def lacking(code: str) -> int:
    """How many of them are not translated."""
    return sum(not text.said for texts in safety_texts(code).values() for text in texts)


def digest(code: str) -> bytes:
    """Of every word that is read by whoever approves, so that it is another one when any of them is."""
    return sha256(json.encode(safety_texts(code))).digest()


@cache
def _by_part() -> dict[str, list[str]]:
    seen: set[str] = set()
    parts: dict[str, list[str]] = {}
    for place, title in PARTS.items():
        found = [text for text in _texts_in(place) if text not in seen]
        parts.setdefault(title, []).extend(found)
        seen.update(found)
    return parts


def _texts_in(place: str) -> list[str]:
    """What a template or a module says, in its order; of a plural its singular, which it is known by."""
    found = _in_module(place) if place.endswith(".py") else _in_template(place)
    texts = (text if isinstance(text, str) else (text or ("",))[0] for text in found)
    return list(dict.fromkeys(text for text in texts if text))


def _in_template(name: str) -> Iterable[Text]:
    env = environment()
    source = (env.loader and env.loader.get_source(env, name)[0]) or ""
    return (text for _, _, text in extract_from_ast(env.parse(source), tuple(KEYWORDS)))


def _in_module(name: str) -> Iterable[Text]:
    with (ROOT / name).open("rb") as file:
        return [text for _, text, _, _ in extract("python", file, KEYWORDS)]


@cache
def translations(code: str) -> dict[str, tuple[str, ...]]:
    """Each form of every text of a language, by the text."""
    return {
        message.id if isinstance(message.id, str) else message.id[0]: _forms(message.string)
        for message in read_catalogue(code)
        if message.id
    }


def _forms(said: str | list[str] | tuple[str, ...] | None) -> tuple[str, ...]:
    return (said,) if isinstance(said, str) else tuple(said or ())
