"""Every text of the register and the statistics is in its Norwegian catalogue, and the catalogue has nothing else."""

from pathlib import Path

from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

ROOT = Path(__file__).parents[2]
KEYWORDS = {"_": None, "N_": None, "ngettext": (1, 2)}
JINJA = {"**": {"trim_blocks": "true", "lstrip_blocks": "true"}}


def said(folder: str, pattern: str, method: str) -> set[str]:
    """What `_`, `N_` and `ngettext` mark in a folder; of a plural its singular."""
    found = extract_from_dir(ROOT / folder, [(pattern, method)], JINJA, keywords=KEYWORDS)
    texts = (message for _, _, message, _, _ in found)
    return {text if isinstance(text, str) else text[0] for text in texts}


def test_the_catalogue_is_complete_and_has_nothing_else() -> None:
    with (ROOT / "templates/locale/nb/stats.po").open("rb") as file:
        catalogue = [message for message in read_po(file, locale="nb") if message.id]
    ids = {message.id if isinstance(message.id, str) else message.id[0] for message in catalogue}
    assert ids == said("templates/stats", "**.html", "jinja2") | said("stats", "**.py", "python")
    assert [message.id for message in catalogue if not message.string or message.fuzzy] == []
    assert [list(message.check()) for message in catalogue if list(message.check())] == []
