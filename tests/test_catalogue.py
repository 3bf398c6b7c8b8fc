"""Every text that people see is in the Norwegian catalogue, and the catalogue has nothing else."""

from pathlib import Path

import pytest
from babel.messages import Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

ROOT = Path(__file__).parents[1]
KEYWORDS = {"_": None, "N_": None, "ngettext": (1, 2)}
JINJA = {"**": {"trim_blocks": "true", "lstrip_blocks": "true"}}
MODULES = ("chat", "stats", "counselor_console", "public_widget")
FILES = sorted((ROOT / "templates/locale/nb").glob("*.po"))


def said(folder: Path, pattern: str, method: str) -> set[str]:
    """What `_`, `N_` and `ngettext` mark in a folder; of a plural its singular."""
    found = extract_from_dir(folder, [(pattern, method)], JINJA, keywords=KEYWORDS)
    texts = (message for _, _, message, _, _ in found)
    return {text if isinstance(text, str) else text[0] for text in texts}


def messages(path: Path) -> list[Message]:
    with path.open("rb") as file:
        return [message for message in read_po(file, locale="nb") if message.id]


def test_the_catalogue_is_complete_and_has_nothing_else() -> None:
    written = said(ROOT / "templates", "**.html", "jinja2").union(
        *(said(ROOT / folder, "**.py", "python") for folder in MODULES)
    )
    every = [message.id for path in FILES for message in messages(path)]
    assert {id_ if isinstance(id_, str) else id_[0] for id_ in every} == written


def test_no_text_is_translated_in_two_ways() -> None:
    said_as: dict[object, set[object]] = {}
    for path in FILES:
        for message in messages(path):
            said_as.setdefault(str(message.id), set()).add(str(message.string))
    assert {text: ways for text, ways in said_as.items() if len(ways) > 1} == {}


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_translation_is_whole(path: Path) -> None:
    assert [message.id for message in messages(path) if not message.string or message.fuzzy] == []
    assert [list(message.check()) for message in messages(path) if list(message.check())] == []
