"""The console's page and its rail: who waits, whom one talks with, what one owes. Changes are told as events."""

import asyncio
from collections.abc import AsyncGenerator
from dataclasses import dataclass, replace
from datetime import date

from msgspec import json
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response, StreamingResponse

from chat import calendar
from chat.access import identify, requires, wants_json
from chat.broker import QUEUE, Changed
from chat.language import N_
from chat.limits import MAX_MINE
from chat.preferences import get_most
from chat.roles import Permission
from chat.views import Asked, Mine, Waiting
from counselor_console.answers import first, is_fragment, read_form, staff_page
from counselor_console.keys import KEYS
from counselor_console.menu import HOMES
from counselor_console.own_settings import CHOICES, preferences
from stats.models import OwedRegistration
from stats.owed import list_owed

MOST = N_("You have four conversations. That is as many as one person can hold well.")
KEEP_ALIVE_SECONDS = 15
RETRY = b"retry: 2000\n\n"
QUEUE_EVENT = b"event: queue\ndata:\n\n"
KEEP_ALIVE = b": here\n\n"


@dataclass(frozen=True)
class OwedCard:
    """A registration to do, with the ended conversation's alias for as long as it is remembered."""

    id: int
    alias: str | None
    day: date
    exchanged: bool


@dataclass(frozen=True)
class AskedCard:
    """A conversation that the colleague called `name` asks one to take over."""

    offer: Asked
    name: str


@dataclass(frozen=True)
class Rail:
    """`asked`: what colleagues ask one to take over. `joined`: where one reads along. `most`: at once, of one's own."""

    waiting: list[Waiting]
    mine: list[Mine]
    owed: list[OwedCard]
    asked: list[AskedCard]
    joined: list[Mine]
    most: int = MAX_MINE
    letters: int = 0  # questions in the mailbox that wait
    said: str = ""  # why something just asked for did not happen

    @property
    def lanes(self) -> list[Mine]:
        return self.mine + self.joined

    @property
    def locked(self) -> str:
        """Why nobody can be taken now; empty when somebody can."""
        if self.owed:
            return N_("Opens when your last conversation is registered.")
        if len(self.mine) >= self.most:
            return N_("You have as many conversations as you want at once.") if self.most < MAX_MINE else MOST
        return "" if self.waiting else N_("Nobody is waiting.")


async def read_rail(request: Request) -> Rail:
    """Who is only ever asked along sees nothing but where that is."""
    conversations, staff = request.app.state.conversations, request.state.staff
    joined = conversations.sharing.joined(staff.id)
    if not staff.may(Permission.CONVERSATIONS):
        return Rail([], [], [], [], joined)
    owed = await request.app.state.app_db.run(list_owed, staff.id)
    cards = [_card(card, conversations.owed_alias(card.id)) for card in owed]
    asked = [AskedCard(offer, await conversations.name_of(offer.by)) for offer in conversations.sharing.asked(staff.id)]
    most = await request.app.state.app_db.run(get_most, staff.id)
    letters = await request.app.state.mailbox.count_waiting(calendar.today())
    return Rail(conversations.waiting(), conversations.mine(staff.id), cards, asked, joined, most, letters)


def _card(card: OwedRegistration, alias: str | None) -> OwedCard:
    return OwedCard(card.id, alias, card.day, card.exchanged)


async def rail_answer(request: Request, said: str = "", status_code: int = 200) -> Response:
    """The rail as it is now, for the place that it has in the page."""
    rail = replace(await read_rail(request), said=said)
    response = staff_page(request, "console/_rail.html", status_code, rail=rail)
    response.headers["hx-retarget"] = "#rail"
    response.headers["hx-reswap"] = "innerMorph"
    return response


@requires()
async def console(request: Request) -> Response:
    """The conversations. Leads other roles to where they begin."""
    staff = request.state.staff
    if HOMES[staff.role] != "/console":
        return RedirectResponse(HOMES[staff.role], 303)
    rail, on = await read_rail(request), await preferences(request)
    return staff_page(request, "console/console.html", rail=rail, choices=CHOICES, keys=KEYS, preferences=on)


@requires(Permission.INVITED)
async def queue(request: Request) -> Response:
    if not wants_json(request):
        return await rail_answer(request)
    rail = await read_rail(request)
    rows = {name: getattr(rail, name) for name in ("waiting", "mine", "owed", "asked", "joined")}
    return Response(json.encode(rows), media_type="application/json")


@requires(Permission.INVITED)
async def events(request: Request) -> Response:
    """A stream that says when to read the queue again. Who listens to it is present, until the session ends."""
    headers = {"x-accel-buffering": "no"}
    return StreamingResponse(_changes(request), media_type="text/event-stream", headers=headers)


async def _changes(request: Request) -> AsyncGenerator[bytes, None]:
    state = request.app.state
    async with state.broker.subscribe(QUEUE) as subscription:
        yield RETRY + QUEUE_EVENT
        while not state.draining and not await request.is_disconnected() and await _listens(request):
            try:
                async with asyncio.timeout(KEEP_ALIVE_SECONDS):
                    await subscription.get()
                yield QUEUE_EVENT
            except TimeoutError:
                yield KEEP_ALIVE


async def _listens(request: Request) -> bool:
    staff = await identify(request)
    return staff is not None and staff.may(Permission.INVITED)


@requires(Permission.CONVERSATIONS)
async def available(request: Request) -> Response:
    """Takes visitors, or pauses. Conversations that run are not touched."""
    chosen = first(await read_form(request), "available") == "yes"
    request.app.state.presence.set_available(request.state.staff.id, chosen)
    request.app.state.broker.publish(QUEUE, Changed())  # the door may be open now, or closed
    if is_fragment(request):
        return staff_page(request, "console/_available.html")
    return RedirectResponse("/console", 303)
