"""Taking, handing back, closing; the rail that says so; the stream that says when to look."""

import asyncio
from collections.abc import AsyncIterator

import httpx
import pytest
from starlette.requests import Request

from chat import accounts
from chat.broker import QUEUE, Changed
from counselor_console import queue
from tests.console.conftest import HTMX, JSON, House

pytestmark = pytest.mark.anyio


async def rows(client: httpx.AsyncClient) -> dict[str, list[dict[str, object]]]:
    found: dict[str, list[dict[str, object]]] = (await client.get("/console/queue", headers=JSON)).json()
    return found


async def test_the_queue_tells_who_waits(house: House, cora: httpx.AsyncClient) -> None:
    first, second = await house.visitor(), await house.visitor()
    waiting = (await rows(cora))["waiting"]
    assert [(row["conversation"], row["place"]) for row in waiting] == [(first, 1), (second, 2)]
    assert {"since", "language"} <= waiting[0].keys()


async def test_whoever_takes_first_has_the_conversation(
    house: House, cora: httpx.AsyncClient, dan: httpx.AsyncClient
) -> None:
    address = f"/console/conversations/{await house.visitor()}/take"
    assert (await cora.post(address, headers=JSON)).json()["ticket"]
    late = await dan.post(address, headers=JSON)
    assert (late.status_code, late.json()) == (409, {"error": "taken"})
    assert len((await rows(cora))["mine"]) == 1
    assert (await rows(dan))["mine"] == []


async def test_whoever_owes_a_registration_takes_nobody(house: House, cora: httpx.AsyncClient) -> None:
    await house.owed()
    answer = await cora.post(f"/console/conversations/{await house.visitor()}/take", headers=JSON)
    assert (answer.status_code, answer.json()) == (409, {"error": "owed"})


async def test_four_conversations_are_full(house: House, cora: httpx.AsyncClient) -> None:
    for _ in range(4):
        await house.conversation(cora)
    answer = await cora.post(f"/console/conversations/{await house.visitor()}/take", headers=JSON)
    assert (answer.status_code, answer.json()) == (409, {"error": "full"})
    assert "Du har fire samtaler" in (await cora.get("/console/queue")).text


async def test_a_visitor_who_left_cannot_be_taken(cora: httpx.AsyncClient) -> None:
    answer = await cora.post("/console/conversations/gone/take", headers=JSON)
    assert (answer.status_code, answer.json()) == (409, {"error": "ended"})


async def test_taking_in_the_console_gives_the_lane(house: House, cora: httpx.AsyncClient) -> None:
    conversation = await house.visitor()
    answer = await cora.post(f"/console/conversations/{conversation}/take", headers=HTMX)
    assert answer.status_code == 200
    assert f'id="lane-{conversation}"' in answer.text
    assert "<html" not in answer.text


async def test_being_too_late_in_the_console_gives_the_rail_and_the_reason(
    house: House, cora: httpx.AsyncClient, dan: httpx.AsyncClient
) -> None:
    conversation = await house.conversation(cora)
    answer = await dan.post(f"/console/conversations/{conversation}/take", headers=HTMX)
    assert (answer.status_code, answer.headers["hx-retarget"]) == (409, "#rail")
    assert "En kollega var raskere." in answer.text


async def test_the_page_brings_the_lanes_of_running_conversations(house: House, cora: httpx.AsyncClient) -> None:
    conversation = await house.conversation(cora)
    assert f'id="lane-{conversation}"' in (await cora.get("/console")).text
    assert f'id="lane-{conversation}"' in (await cora.get(f"/console/conversations/{conversation}")).text


async def test_what_was_handed_back_waits_again(house: House, cora: httpx.AsyncClient, dan: httpx.AsyncClient) -> None:
    conversation = await house.conversation(cora)
    assert (await cora.post(f"/console/conversations/{conversation}/hand-back", headers=JSON)).status_code == 204
    assert [row["conversation"] for row in (await rows(dan))["waiting"]] == [conversation]
    assert (await rows(cora))["owed"] == []


async def test_closing_leaves_a_registration(house: House, cora: httpx.AsyncClient) -> None:
    conversation = await house.conversation(cora)
    assert (await cora.post(f"/console/conversations/{conversation}/close", headers=JSON)).status_code == 204
    owed = (await rows(cora))["owed"]
    assert len(owed) == 1
    assert owed[0]["exchanged"] is True
    assert (await cora.post(f"/console/conversations/{conversation}/close", headers=JSON)).status_code == 404


async def test_closing_in_the_console_opens_the_registration(house: House, cora: httpx.AsyncClient) -> None:
    conversation = await house.conversation(cora)
    alias = str((await rows(cora))["mine"][0]["alias"])
    answer = await cora.post(f"/console/conversations/{conversation}/close", headers=HTMX)
    assert answer.status_code == 200
    assert f"Registrer {alias}" in answer.text


async def test_a_pause_closes_the_door_and_keeps_the_conversations(house: House, cora: httpx.AsyncClient) -> None:
    await house.conversation(cora)
    assert house.app.state.presence.anyone()
    answer = await cora.post("/console/available", data={"available": "no"}, headers=HTMX)
    assert "Pause" in answer.text
    assert not house.app.state.presence.anyone()
    assert len((await rows(cora))["mine"]) == 1
    await cora.post("/console/available", data={"available": "yes"})
    assert house.app.state.presence.anyone()


async def test_the_stream_tells_of_a_change_and_of_presence(house: House) -> None:
    changes = queue._changes(await _request(house))
    assert b"event: queue" in await anext(changes)
    house.app.state.broker.publish(QUEUE, Changed())
    assert await asyncio.wait_for(anext(changes), 5) == queue.QUEUE_EVENT
    assert house.app.state.presence.anyone()
    await changes.aclose()


async def test_the_stream_ends_with_the_connection(house: House) -> None:
    changes = queue._changes(await _request(house, gone=True))
    assert [part async for part in changes] == [queue.RETRY + queue.QUEUE_EVENT]


@pytest.mark.parametrize("opening", ["presence"])
async def test_the_stream_ends_with_the_session(house: House, cora: httpx.AsyncClient) -> None:
    changes = queue._changes(await _request(house, cora.headers["Cookie"]))
    await anext(changes)
    listening = asyncio.create_task(_all(changes))
    house.app.state.broker.publish(QUEUE, Changed())
    await cora.get("/console/queue")
    assert await is_open(house)
    await cora.post("/console/logout")
    assert set(await asyncio.wait_for(listening, 5)) == {queue.QUEUE_EVENT}
    assert not await is_open(house)


@pytest.mark.parametrize("opening", ["presence"])
async def test_the_stream_of_a_disabled_account_ends(house: House, cora: httpx.AsyncClient) -> None:
    changes = queue._changes(await _request(house, cora.headers["Cookie"]))
    await anext(changes)
    await house.app.state.app_db.run(accounts.disable_account, "Cora")
    assert await asyncio.wait_for(_all(changes), 5) == []
    assert not await is_open(house)


async def _all(parts: AsyncIterator[bytes]) -> list[bytes]:
    return [part async for part in parts]


async def is_open(house: House) -> bool:
    status: dict[str, bool] = (await (await house.stranger()).get("/status")).json()
    return status["open"]


async def _request(house: House, cookie: str = "", gone: bool = False) -> Request:
    async def receive() -> dict[str, str]:
        if gone:
            return {"type": "http.disconnect"}
        await asyncio.Event().wait()
        raise AssertionError

    headers = [(b"cookie", (cookie or (await house.staff("Cora")).headers["Cookie"]).encode())]
    return Request({"type": "http", "app": house.app, "headers": headers, "method": "GET", "path": "/"}, receive)
