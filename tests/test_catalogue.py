"""Every text that people see is in the Norwegian catalogue, and every text that visitors see in each of theirs.

`python -m tests.test_catalogue` lists what is missing, language by language.
"""

import re
from pathlib import Path

import pytest
from babel.messages import Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

from chat.language import LANGUAGES, VISITORS, is_said

ROOT = Path(__file__).parents[1]
KEYWORDS = {"_": None, "N_": None, "ngettext": (1, 2)}
JINJA = {"**": {"trim_blocks": "true", "lstrip_blocks": "true"}}
MODULES = ("chat", "stats", "counselor_console", "public_widget")
LOCALE = ROOT / "templates/locale"
FILES = sorted((LOCALE / "nb").glob("*.po"))
OTHERS = [code for code in VISITORS if code not in LANGUAGES]  # languages that only visitors have
TO_VISITORS = ("sharing.py", "expiry.py")  # of `chat`: what is told in a conversation
PLACEHOLDER = re.compile(r"%\(\w+\)s")


def said(folder: Path, pattern: str, method: str) -> set[str]:
    """What `_`, `N_` and `ngettext` mark in a folder; of a plural its singular."""
    found = extract_from_dir(folder, [(pattern, method)], JINJA, keywords=KEYWORDS)
    texts = (message for _, _, message, _, _ in found)
    return {text if isinstance(text, str) else text[0] for text in texts}


def said_to_visitors() -> set[str]:
    """Every text that a visitor may meet."""
    pages = (said(ROOT / "templates" / part, "**.html", "jinja2") for part in ("widget", "errors"))
    notices = (said(ROOT / "chat", name, "python") for name in TO_VISITORS)
    return said(ROOT / "public_widget", "**.py", "python").union(*pages, *notices)


def messages(path: Path) -> list[Message]:
    with path.open("rb") as file:
        return [message for message in read_po(file, locale=path.parent.name) if message.id]


def text_of(message: Message) -> str:
    return message.id if isinstance(message.id, str) else message.id[0]


def of_language(code: str) -> dict[str, Message]:
    return {text_of(message): message for path in sorted((LOCALE / code).glob("*.po")) for message in messages(path)}


def missing_in(code: str) -> list[str]:
    """What a visitor would read in English though he chose another language."""
    there = of_language(code)
    return sorted(text for text in said_to_visitors() if text not in there or not is_said(there[text]))


def changed_placeholders(message: Message) -> bool:
    """Whether a form of the translation names other values than the text; a plural form need not name its number."""
    forms = [message.string] if isinstance(message.string, str) else message.string or []
    source = message.id if isinstance(message.id, str) else message.id[-1]
    wanted = set(PLACEHOLDER.findall(source))
    spared = set() if isinstance(message.id, str) else {"%(n)s", "%(number)s"}
    return any((wanted ^ set(PLACEHOLDER.findall(form))) - spared for form in forms)


def test_the_catalogue_is_complete_and_has_nothing_else() -> None:
    written = said(ROOT / "templates", "**.html", "jinja2").union(
        *(said(ROOT / folder, "**.py", "python") for folder in MODULES)
    )
    every = [text_of(message) for path in FILES for message in messages(path)]
    assert set(every) == written


@pytest.mark.parametrize("code", OTHERS)
class TestWhatVisitorsRead:
    def test_it_has_every_text(self, code: str) -> None:
        assert missing_in(code) == []

    def test_it_has_nothing_else(self, code: str) -> None:
        assert set(of_language(code)) - said_to_visitors() == set()

    def test_nothing_is_left_in_english(self, code: str) -> None:
        same = [text for text, message in of_language(code).items() if message.string == text and " " in text]
        assert same == []

    def test_it_names_the_same_values(self, code: str) -> None:
        assert [text for text, message in of_language(code).items() if changed_placeholders(message)] == []


def test_no_text_is_translated_in_two_ways() -> None:
    said_as: dict[object, set[object]] = {}
    for path in FILES:
        for message in messages(path):
            said_as.setdefault(str(message.id), set()).add(str(message.string))
    assert {text: ways for text, ways in said_as.items() if len(ways) > 1} == {}


@pytest.mark.parametrize("path", sorted(LOCALE.glob("*/*.po")), ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_every_translation_is_whole(path: Path) -> None:
    assert [message.id for message in messages(path) if not is_said(message)] == []
    assert [list(message.check()) for message in messages(path) if list(message.check())] == []


def tell_what_is_missing() -> None:
    for code in OTHERS:
        missing, there = missing_in(code), of_language(code)
        print(f"{code}: {len(missing)} missing", *missing, sep="\n  ")
        print("  not said any more:", *sorted(set(there) - said_to_visitors()), sep="\n    ")
        print("  other values:", *(text for text in there if changed_placeholders(there[text])), sep="\n    ")


if __name__ == "__main__":
    tell_what_is_missing()
