"""What the conversation's own modules say is in the Norwegian catalogue of the service."""

from pathlib import Path

from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

ROOT = Path(__file__).parents[2]


def test_every_text_of_the_modules_is_translated() -> None:
    with (ROOT / "templates/locale/nb/errors.po").open("rb") as file:
        translated = {message.id for message in read_po(file, locale="nb") if message.id and message.string}
    found = extract_from_dir(ROOT / "chat", [("*.py", "python")], keywords={"N_": None})
    said = {message for _, _, message, _, _ in found}
    assert len(said) > 10
    assert said - translated == set()
