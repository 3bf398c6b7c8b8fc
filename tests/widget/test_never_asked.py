"""Nobody is asked how old he is, nor anything else about himself: looked up in every form that visitors meet."""

import re
from html.parser import HTMLParser

import httpx
import pytest

from public_widget.routes import ROUTES
from tests.console.conftest import House, house, opening
from tests.mailbox import open_mailbox

pytestmark = pytest.mark.anyio
__all__ = ["house", "opening"]  # fixtures

ASKED = {"text", "code", "words"}  # what he writes in his own words, a code of ours, what he looks for
CHOSEN = {"no_note", "count", "hint"}  # what may be noted
CARRIED = {"language", "mark"}  # hidden
QUESTIONS = re.compile(r"\b(age|old|born|birth|gender|name|alder|gammel|født|kjønn|navn)\b", re.IGNORECASE)


class Fields(HTMLParser):
    """The fields of a page, and the words of its labels."""

    def __init__(self) -> None:
        super().__init__()
        self.names: set[str] = set()
        self.labels: list[str] = []
        self._in_label = False

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        named = dict(attributes)
        if tag in ("input", "select", "textarea", "button") and named.get("name"):
            self.names.add(str(named["name"]))
        self._in_label = self._in_label or tag in ("label", "legend")

    def handle_endtag(self, tag: str) -> None:
        self._in_label = self._in_label and tag not in ("label", "legend")

    def handle_data(self, data: str) -> None:
        if self._in_label:
            self.labels.append(data)


def fields_of(page: httpx.Response) -> Fields:
    found = Fields()
    found.feed(page.text.replace("<noscript>", "").replace("</noscript>", ""))
    return found


async def every_page(house: House, language: str) -> list[httpx.Response]:
    visitor, held = await house.stranger(), await house.conversations.open(language)
    cookie = {"Cookie": f"__Host-visit={held.token}"}
    addresses = [route.path for route in ROUTES if "GET" in (route.methods or ()) and "{" not in route.path]  # type: ignore[attr-defined]
    pages = [await visitor.get(f"{address}?lang={language}") for address in addresses]
    pages += [await visitor.get(f"/{query}", headers=cookie) for query in ("", "?write=1")]
    await house.conversations.take(held.conversation, house.id("Cora"))
    return [*pages, await visitor.get("/?write=1", headers=cookie)]


@pytest.mark.parametrize("language", ["nb", "en"])
async def test_no_form_asks_who_one_is(house: House, language: str) -> None:
    await open_mailbox(house)
    pages = [page for page in await every_page(house, language) if "<form" in page.text]
    assert len(pages) >= 6
    asked = [fields_of(page) for page in pages]
    assert {name for one in asked for name in one.names} <= ASKED | CHOSEN | CARRIED
    labels = [label for one in asked for label in one.labels if "note" not in label.lower() and "notat" not in label]
    assert [label for label in labels if QUESTIONS.search(label)] == []
