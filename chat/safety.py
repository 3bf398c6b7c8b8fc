"""The safety texts: what a visitor has to understand to be safe here. Somebody approves them, language by language.

They are all that stands in a few parts of the visitor's page. So a text that is added there is one of them, and a text
that says something else has to be approved again.
"""

from dataclasses import dataclass
from functools import cache
from hashlib import sha256

from jinja2.ext import extract_from_ast
from msgspec import json

from chat.language import DEFAULT, N_, read_catalogue
from chat.pages import environment

PARTS = {
    "widget/_facts.html": N_("What is kept, what we cannot erase, young people, danger"),
    "widget/_help.html": N_("Help that is open now"),
    "widget/_no_note.html": N_("No note about me"),
    "widget/_machine.html": N_("The machine and the network"),
    "widget/_closed.html": N_("While it is closed"),
    "widget/later.html": N_("Mailbox: its promise"),
    "widget/_ended.html": N_("When a conversation is over"),
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
    parts = {}
    for template, title in PARTS.items():
        parts[title] = [text for text in _texts_in(template) if text not in seen]
        seen.update(parts[title])
    return parts


def _texts_in(template: str) -> list[str]:
    """What `_` and `ngettext` say in a template, in its order; of a plural its singular, which it is known by."""
    env = environment()
    source = (env.loader and env.loader.get_source(env, template)[0]) or ""
    found = extract_from_ast(env.parse(source), ("_", "ngettext"))
    texts = (text if isinstance(text, str) else (text or ("",))[0] for _, _, text in found)
    return list(dict.fromkeys(text for text in texts if text))


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
