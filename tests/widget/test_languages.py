"""The languages in which a visitor is answered: chosen on the page, kept in the conversation, planned in the rota."""

import json
from collections.abc import Iterator
from contextlib import closing
from datetime import date, timedelta

import httpx
import pytest

from chat import calendar
from chat.language import VISITORS, direction, speech
from chat.safety import digest
from tests.server import LiveServer, live_server
from tests.widget.helpers import begin, follow, keep_visit, mark_in, without_script

THAI = "ฉันเข้าใจ"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveServer]:
    """Open, with every language approved, and what visitors say approved in Thai."""
    with live_server(tmp_path_factory.mktemp("languages") / "data", OPEN="always") as server:
        server.add_account("lea", ["lead"])
        with closing(server.staff("lea", password="lea kjenner veien")) as lea:
            for code in ("ro", "th", "es", "ar"):
                lea.post(f"/console/languages/{code}/approve", data={"read": digest(code).hex()})
            said = {"title": "Forstår", "language": ["nb", "th"], "body": ["Jeg forstår.", THAI], "place": "visitor"}
            lea.post("/console/phrases/new", data={**said, "approved": ["nb", "th"]})
        yield server


@pytest.fixture(scope="module")
def day() -> date:
    """The one on which shifts were planned, for all tests that ask about them."""
    return calendar.today()


@pytest.fixture(scope="module")
def planned(tmp_path_factory: pytest.TempPathFactory, day: date) -> Iterator[LiveServer]:
    """Closed, with Thai in three days at 18, and Norwegian tomorrow."""
    with live_server(tmp_path_factory.mktemp("planned") / "data", OPEN="rota") as server:
        server.add_account("lea", ["lead"])
        with closing(server.staff("lea", password="lea kjenner veien")) as lea:
            for code in ("th", "ar"):
                lea.post(f"/console/languages/{code}/approve", data={"read": digest(code).hex()})
            for days, languages in ((1, "nb"), (3, "nb th")):
                shift = {
                    "venue": "own",
                    "until_day": "",
                    "weekday": str((day + timedelta(days=days)).weekday()),
                    "starts": "18:00",
                    "ends": "21:00",
                }
                made = lea.post(
                    "/console/rota/new", data={**shift, "languages": languages, "from_day": day.isoformat()}
                )
                assert made.status_code == 303, made.text
        yield server


@pytest.fixture
def vera(server: LiveServer) -> Iterator[httpx.Client]:
    with server.client() as client:
        yield client


class TestEachLanguage:
    @pytest.mark.parametrize("code", VISITORS)
    def test_it_is_offered_in_its_own_name(self, vera: httpx.Client, code: str) -> None:
        page = vera.get("/").text
        assert f'href="?lang={code}" lang="{code}"' in page
        assert f">{VISITORS[code]}</a>" in page

    @pytest.mark.parametrize("code", VISITORS)
    def test_the_page_says_its_language_and_its_direction(self, vera: httpx.Client, code: str) -> None:
        for path in ("/", "/us", "/embed"):
            page = vera.get(f"{path}?lang={code}").text
            assert (
                f'<html lang="{code}"{" dir=" + chr(34) + "rtl" + chr(34) if direction(code) == "rtl" else ""}>' in page
            )
            assert speech(code).text("Questions and answers") in page

    @pytest.mark.parametrize("code", VISITORS)
    def test_a_conversation_begins_and_stays_in_it(self, vera: httpx.Client, code: str) -> None:
        token = keep_visit(vera, begin(vera, language=code))
        page = vera.get("/").text
        assert f'<html lang="{code}"' in page
        assert speech(code).text("Write more") in without_script(page)
        vera.post("/leave", json={"token": token})

    @pytest.mark.parametrize("code", VISITORS)
    def test_so_does_one_without_script(self, vera: httpx.Client, code: str) -> None:
        form = {"language": code, "mark": mark_in(vera.get(f"/?lang={code}").text), "text": "hei"}
        token = keep_visit(vera, vera.post("/conversations", data=form))
        assert f'<html lang="{code}"' in vera.get("/").text
        vera.post("/leave", json={"token": token})

    def test_a_form_that_is_refused_comes_back_in_it(self, vera: httpx.Client) -> None:
        form = {"language": "ar", "mark": mark_in(vera.get("/?lang=ar").text), "text": "a\x07"}
        assert '<html lang="ar" dir="rtl">' in follow(vera, vera.post("/conversations", data=form)).text

    def test_the_tab_for_other_sites_speaks_it_when_its_address_says_so(self, vera: httpx.Client) -> None:
        script = vera.get("/widget.js?lang=ar").text
        assert json.dumps(speech("ar").text("Ask us"))[1:-1] in script or speech("ar").text("Ask us") in script
        assert '"dir": "rtl"' in script


def test_one_that_is_not_offered_is_answered_in_norwegian(open_server: LiveServer) -> None:
    with open_server.client() as stranger:
        for code in ("th", "xx", "", "../nb"):
            assert '<html lang="nb">' in stranger.get("/", params={"lang": code}).text
        keep_visit(stranger, begin(stranger, language="th"))
        assert '<html lang="nb">' in stranger.get("/").text


class TestWhatIsReady:
    def test_it_is_fetched_in_the_language_where_it_is_approved(self, vera: httpx.Client) -> None:
        assert vera.get("/phrases?lang=th").json() == [THAI]
        assert vera.get("/phrases?lang=ar").json() == []

    def test_the_page_offers_to_open_it_there_alone(self, vera: httpx.Client) -> None:
        assert 'id="ready"' in vera.get("/?lang=th").text
        assert 'id="ready"' not in vera.get("/?lang=ar").text
        assert THAI not in vera.get("/?lang=th").text

    def test_without_script_each_is_a_button_that_sends_it_once(self, vera: httpx.Client) -> None:
        token = keep_visit(vera, begin(vera, language="th"))
        page = vera.get("/?write=1&lang=th").text
        assert f'name="text" value="{THAI}"' in without_script(page)
        form = {"mark": mark_in(without_script(page)), "text": THAI}
        for _ in range(2):
            assert vera.post("/messages", data=form).status_code == 303
        assert without_script(vera.get("/").text).count(THAI) == 1
        vera.post("/leave", json={"token": token})


class TestWhenItIsSpoken:
    def test_the_page_and_the_status_say_when(self, planned: LiveServer, day: date) -> None:
        with planned.client() as vera:
            said = vera.get("/status?lang=th").json()["spoken"]
            assert speech("th").day(day + timedelta(days=3), "EEEE") in said
            assert said in vera.get("/?lang=th").text

    def test_where_nobody_is_planned_it_says_so(self, planned: LiveServer) -> None:
        with planned.client() as vera:
            said = vera.get("/status?lang=ar").json()["spoken"]
        assert said == speech("ar").text("We do not know yet when somebody who speaks your language is here.")

    def test_in_languages_that_all_of_us_read_nothing_is_said_of_it(self, planned: LiveServer) -> None:
        with planned.client() as vera:
            assert [vera.get(f"/status?lang={code}").json()["spoken"] for code in ("nb", "nn", "en")] == ["", "", ""]

    def test_while_it_is_open_one_may_write_all_the_same(self, vera: httpx.Client) -> None:
        said = vera.get("/status?lang=ar").json()["spoken"]
        assert said.startswith(speech("ar").text("We do not know yet when somebody who speaks your language is here."))
        assert said != speech("ar").text("We do not know yet when somebody who speaks your language is here.")
