"""The page of the rota: everybody with shifts reads it, the lead decides."""

from datetime import timedelta

import httpx
import pytest

from chat import calendar
from stats import rota, shifts
from stats.models.shifts import Shift, WeeklyShift
from tests.console.conftest import HTMX, House

pytestmark = pytest.mark.anyio


def weekly(**differing: str) -> dict[str, str]:
    """The form for a shift on this day of every week."""
    today = calendar.today()
    form = {"venue": "own", "weekday": str(today.weekday()), "starts": "17:00", "ends": "21:00"}
    return form | {"languages": "nb en", "from_day": today.isoformat(), "until_day": ""} | differing


async def planned(house: House) -> list[Shift]:
    today = calendar.today()
    found: list[Shift] = await house.app.state.app_db.run(shifts.list_shifts, today, today + timedelta(weeks=20))
    return found


async def stored(house: House) -> list[WeeklyShift]:
    found: list[WeeklyShift] = await house.app.state.app_db.run(rota.list_weekly, calendar.today())
    return found


@pytest.fixture
async def lea(house: House) -> httpx.AsyncClient:
    return await house.staff("Lea")


async def test_a_weekly_shift_is_added_without_script_and_planned(house: House, lea: httpx.AsyncClient) -> None:
    answer = await lea.post("/console/rota/new", data=weekly())
    assert (answer.status_code, answer.headers["location"]) == (303, "/console/rota")
    assert len(await planned(house)) == 9
    assert "17.00–21.00" in (await lea.get("/console/rota")).text


@pytest.mark.parametrize("opening", ["rota"])
async def test_what_is_planned_holds_at_once(house: House, lea: httpx.AsyncClient) -> None:
    await lea.post("/console/rota/new", data=weekly())
    assert house.app.state.hours.by_rota
    assert len(house.app.state.hours.spans) == 9


async def test_with_htmx_the_rota_comes_back(lea: httpx.AsyncClient) -> None:
    answer = await lea.post("/console/rota/new", data=weekly(), headers=HTMX)
    assert answer.status_code == 200
    assert "17.00–21.00" in answer.text
    assert "<html" not in answer.text


async def test_bad_input_keeps_what_was_typed_and_plans_nothing(house: House, lea: httpx.AsyncClient) -> None:
    answer = await lea.post("/console/rota/new", data=weekly(weekday="9", starts="sju", languages="no en"))
    assert answer.status_code == 422
    assert 'value="sju"' in answer.text
    assert 'id="weekday-error"' in answer.text
    assert await stored(house) == []


async def test_the_form_is_filled_and_changes_the_shift(house: House, lea: httpx.AsyncClient) -> None:
    await lea.post("/console/rota/new", data=weekly())
    assert 'value="21:00"' in (await lea.get("/console/rota/1")).text
    await lea.post("/console/rota/1", data=weekly(ends="22:00"))
    assert {f"{shift.ends:%H:%M}" for shift in await planned(house)} == {"22:00"}


async def test_one_is_taken_out(house: House, lea: httpx.AsyncClient) -> None:
    await lea.post("/console/rota/new", data=weekly())
    assert (await lea.post("/console/rota/1/end")).status_code == 303
    assert await stored(house) == []


async def test_a_holiday_and_back(house: House, lea: httpx.AsyncClient) -> None:
    await lea.post("/console/rota/new", data=weekly())
    in_a_week = calendar.today() + timedelta(weeks=1)
    left_out = {"day": in_a_week.isoformat(), "weekly": "", "starts": "", "ends": ""}
    await lea.post("/console/rota/exceptions", data=left_out)
    assert in_a_week not in [shift.day for shift in await planned(house)]
    assert "Ingen vakt" in (await lea.get("/console/rota")).text
    await lea.post("/console/rota/exceptions/1/remove")
    assert in_a_week in [shift.day for shift in await planned(house)]


async def test_a_day_that_is_over_is_refused_and_stays_in_the_form(lea: httpx.AsyncClient) -> None:
    answer = await lea.post("/console/rota/exceptions", data={"day": "2020-01-01", "starts": "12:00", "ends": "13:00"})
    assert answer.status_code == 422
    assert 'value="2020-01-01"' in answer.text
    assert 'value="12:00"' in answer.text
    assert "Denne dagen er over." in answer.text


async def test_the_minutes_are_kept(house: House, lea: httpx.AsyncClient) -> None:
    assert (await lea.post("/console/rota/rules", data={"last_intake": "30", "patience": "10"})).status_code == 303
    assert house.app.state.hours.patience == timedelta(minutes=10)
    answer = await lea.post("/console/rota/rules", data={"last_intake": "x", "patience": "10"})
    assert answer.status_code == 422
    assert 'value="x"' in answer.text


async def test_who_does_not_decide_reads_without_forms(house: House, cora: httpx.AsyncClient) -> None:
    lea = await house.staff("Lea")
    await lea.post("/console/rota/new", data=weekly())
    page = await cora.get("/console/rota")
    assert page.status_code == 200
    assert "17.00–21.00" in page.text
    assert "/console/rota/" not in page.text.partition("<main")[2]
    for address in ("new", "1", "1/end", "exceptions", "exceptions/1/remove", "rules"):
        assert (await cora.post(f"/console/rota/{address}", data=weekly())).status_code == 403


async def test_what_is_not_there_is_not_found(lea: httpx.AsyncClient) -> None:
    assert (await lea.get("/console/rota/7")).status_code == 404
    for address in ("7", "7/end", "exceptions/7/remove"):
        assert (await lea.post(f"/console/rota/{address}", data=weekly())).status_code == 404
