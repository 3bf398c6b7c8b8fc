"""The language of who has no script: through every form, and to the page that says that it is over or paused."""

import re
from datetime import date

import httpx
import pytest

from chat import safety, tongues
from chat.conversation import Event
from chat.language import speech
from chat.roles import Role
from tests.console.conftest import House, house, opening
from tests.widget.helpers import cookies_set, mark_in

pytestmark = pytest.mark.anyio
__all__ = ["house", "opening"]  # fixtures

OVER = (
    "Your earlier conversation is over. What was written is deleted from our machine. A counsellor may have it on the "
    "screen for half an hour at most."
)
PAUSED = "The counsellor ended this conversation"


@pytest.fixture(params=["en", "ar"])
async def language(house: House, request: pytest.FixtureRequest) -> str:
    """One that is offered."""
    code: str = request.param
    if code == "ar":
        db = house.app.state.app_db
        await db.run(tongues.approve, code, safety.digest(code), "Lea", Role.LEAD, date(2026, 11, 28))
        house.app.state.tongues = await db.run(tongues.read)
    return code


@pytest.fixture
async def vera(house: House, language: str) -> httpx.AsyncClient:
    """A browser without script that has begun a conversation, and is where the form has led it."""
    browser = await house.stranger()
    mark = mark_in((await browser.get(f"/?lang={language}")).text)
    begun = await browser.post("/conversations", data={"text": "hei", "mark": mark, "language": language})
    browser.headers["Cookie"] = cookies_set(begun)[0].partition(";")[0]
    assert begun.headers["location"] == f"/?lang={language}"
    return browser


async def refreshed(browser: httpx.AsyncClient, page: str) -> str:
    """What the page becomes after a while, by itself."""
    found = re.search(r'<noscript><meta http-equiv="refresh" content="15;url=([^"]+)"></noscript>', page)
    assert found
    return (await browser.get("/" + found[1])).text


def is_in(page: str, language: str, words: str) -> bool:
    return f'<html lang="{language}"' in page and speech(language).text(words) in page.replace("&#39;", "'")


async def test_the_end_is_told_in_it(house: House, vera: httpx.AsyncClient, language: str) -> None:
    page = (await vera.get("/")).text
    (running,) = house.conversations.running.waiting()
    await house.conversations.end(running, Event.EXPIRE, by="expired")
    assert is_in(await refreshed(vera, page), language, OVER)


async def test_a_pause_is_told_in_it_wherever_he_looks(house: House, vera: httpx.AsyncClient, language: str) -> None:
    page = (await vera.get("/")).text
    (running,) = house.conversations.running.waiting()
    await house.conversations.take(running.id, house.id("Cora"))
    await house.conversations.pause(running.id, house.id("Cora"))
    for shown in (await refreshed(vera, page), (await vera.get("/")).text, (await vera.get("/embed")).text):
        assert is_in(shown, language, PAUSED)
    assert is_in((await vera.get("/?lang=nb")).text, "nb", PAUSED), "he may choose another"


async def test_each_form_leads_on_in_it(vera: httpx.AsyncClient, language: str) -> None:
    writing = (await vera.get(f"/?write=1&lang={language}")).text
    assert f'name="language" value="{language}"' in writing.partition('action="/messages"')[2].partition("</form>")[0]
    assert f'name="language" value="{language}"' in (await vera.get("/")).text.partition('action="/note"')[2]
    for address, said in (("/messages", {"text": "mer"}), ("/note", {"no_note": "yes"}), ("/messages", {"text": "\a"})):
        answer = await vera.post(address, data={**said, "mark": "a" * 22, "language": language})
        assert (answer.status_code, answer.headers["location"]) == (303, f"/?lang={language}")


async def test_what_is_written_after_the_end_comes_back_in_it(
    house: House, vera: httpx.AsyncClient, language: str
) -> None:
    (running,) = house.conversations.running.waiting()
    await house.conversations.end(running, Event.EXPIRE, by="expired")
    answer = await vera.post("/messages", data={"text": "mer", "mark": "a" * 22, "language": language})
    assert answer.headers["location"] == f"/?lang={language}"
