"""The page, the tab on other sites and `/status` say the same of when we are here, at whatever moment one asks."""

import json
import re
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta, tzinfo

import httpx
import pytest

import app as composition
import public_widget.opening
import public_widget.spoken
from stats.hours import Hours, Span
from tests.console.conftest import House, house
from tests.stats.test_hours import OSLO, at, by_shifts, span

pytestmark = pytest.mark.anyio
__all__ = ["house"]  # a fixture

SPRING, AUTUMN = date(2027, 3, 28), date(2026, 10, 25)  # the clock changes that night
NEXT_WEEK = span("17:00", "20:00", date(2026, 12, 8))
EVENING = by_shifts(span("17:00", "20:00"), NEXT_WEEK)
SHUT = replace(EVENING, closed_at=at("18:00"))
NIGHT = Span(at("22:00", SPRING - timedelta(days=1)), at("06:00", SPRING))


@dataclass
class Told:
    """What somebody reads in each of the three places, at the same moment."""

    page: str
    tab: str
    status: dict[str, str | bool | None]

    @property
    def opens(self) -> list[bool]:
        return ['data-state="open"' in self.page, "const isOpen = true;" in self.tab, bool(self.status["open"])]

    @property
    def on_page(self) -> str:
        where = 'id="open-now"' if self.opens[0] else 'id="closed-heading"'
        return self.page.partition(where)[2].partition(">")[2].partition("<")[0]

    @property
    def in_tab(self) -> str:
        words = re.search(r"const words = (\{.*?\});", self.tab)
        assert words is not None
        said: str = json.loads(words[1])["nb"]["said"]
        return said


def stop_clock(monkeypatch: pytest.MonkeyPatch, moment: datetime) -> None:
    class Stopped(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> datetime:  # type: ignore[override]
            return moment.astimezone(tz)

    for module in (composition, public_widget.opening, public_widget.spoken):
        monkeypatch.setattr(module, "datetime", Stopped)


async def ask(house: House, monkeypatch: pytest.MonkeyPatch, hours: Hours, moment: datetime, present: bool) -> Told:
    stop_clock(monkeypatch, moment)
    house.app.state.hours = hours
    if present:
        presence = house.app.state.presence
        presence.seen(house.id("Cora"), presence.now())
    visitor = await house.stranger()
    page, tab, status = [await visitor.get(path) for path in ("/", "/widget.js", "/status?lang=nb")]
    return Told(page.text, tab.text, status.json())


@pytest.fixture
def opening() -> str:
    return "rota"


@pytest.mark.parametrize(
    ("hours", "moment", "present", "open_", "on_page", "in_tab"),
    [
        (
            EVENING,
            at("18:00"),
            True,
            True,
            "Åpent nå, til kl. 20.00. Du kan begynne til kl. 19.45.",
            "Åpent nå, til kl. 20.00",
        ),
        (
            EVENING,
            at("19:15"),
            True,
            True,
            "Vi stenger snart, kl. 20.00. Du kan begynne til kl. 19.45. Den som har begynt, blir ikke brutt av.",
            "Åpent nå, til kl. 20.00",
        ),
        (EVENING, at("19:45"), True, False, "Vi er her igjen tirsdag kl. 17.00", "Åpner tirsdag kl. 17.00"),
        (EVENING, at("12:00"), True, False, "Vi er her igjen torsdag kl. 17.00", "Åpner torsdag kl. 17.00"),
        (EVENING, at("21:00"), False, False, "Vi er her igjen tirsdag kl. 17.00", "Åpner tirsdag kl. 17.00"),
        (SHUT, at("18:30"), True, False, "Vi er her igjen tirsdag kl. 17.00", "Åpner tirsdag kl. 17.00"),
        (
            EVENING,
            at("18:00"),
            False,
            False,
            "Ingen er her akkurat nå. Neste gang er tirsdag kl. 17.00",
            "Stengt nå",
        ),
        (by_shifts(), at("18:00"), True, False, "Det er ingen her akkurat nå", "Stengt nå"),
        (Hours(OSLO), at("04:00"), True, True, "Åpent nå", "Åpent nå"),
        (
            replace(EVENING, last_intake=timedelta()),
            at("18:00"),
            True,
            True,
            "Åpent nå, til kl. 20.00",
            "Åpent nå, til kl. 20.00",
        ),
        (
            by_shifts(NIGHT),
            at("01:30", SPRING),
            True,
            True,
            "Åpent nå, til kl. 06.00. Du kan begynne til kl. 05.45.",
            "Åpent nå, til kl. 06.00",
        ),
        (
            by_shifts(span("17:00", "20:00", AUTUMN)),
            datetime.combine(AUTUMN, time(0, 30), UTC),  # half past two, for the first time
            True,
            False,
            "Vi er her igjen søndag kl. 17.00",
            "Åpner søndag kl. 17.00",
        ),
        (
            by_shifts(span("17:00", "20:00", date(2026, 12, 10))),
            at("12:00"),
            False,
            False,
            "Vi er her igjen torsdag 10. desember kl. 17.00",
            "Åpner torsdag 10. desember kl. 17.00",
        ),
    ],
    ids=[
        "open",
        "closing soon",
        "last intake passed",
        "before the shift",
        "after the shift",
        "door shut by hand",
        "nobody came to the shift",
        "nothing is planned any more",
        "by presence alone",
        "last intake is the end",
        "the night in which spring takes an hour",
        "the night in which autumn gives an hour",
        "the next is a week away",
    ],
)
async def test_all_three_say_the_same(
    house: House,
    monkeypatch: pytest.MonkeyPatch,
    hours: Hours,
    moment: datetime,
    present: bool,
    open_: bool,
    on_page: str,
    in_tab: str,
) -> None:
    told = await ask(house, monkeypatch, hours, moment, present)
    assert told.opens == [open_] * 3
    assert (told.on_page, told.status["said"], told.in_tab) == (on_page, on_page, in_tab)


async def test_the_times_in_status_have_the_offset_of_their_own_day(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = await ask(house, monkeypatch, by_shifts(NIGHT), at("01:30", SPRING), present=True)
    assert told.status["closes_at"] == "2027-03-28T06:00:00+02:00"
    assert told.status["last_intake_at"] == "2027-03-28T05:45:00+02:00"


async def test_who_asks_for_a_conversation_is_told_it_too(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    told = await ask(house, monkeypatch, EVENING, at("19:45"), present=True)
    visitor: httpx.AsyncClient = await house.stranger()
    refused = (await visitor.post("/conversations", json={"language": "nb"})).json()
    assert refused == {"error": "closed", "opens_at": told.status["opens_at"]}


async def test_a_conversation_that_runs_goes_on_past_closing_time(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    await (await house.staff("Cora")).get("/console/queue")
    vera = await house.conversations.open("nb")
    await house.conversations.take(vera.conversation, house.id("Cora"))
    await ask(house, monkeypatch, EVENING, at("23:00"), present=True)
    await house.conversations.expire()
    assert (await house.conversations.view(vera.token)).state == "active"
    page = await (await house.stranger()).get("/", headers={"Cookie": f"__Host-visit={vera.token}"})
    assert 'data-state="active"' in page.text
