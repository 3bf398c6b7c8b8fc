"""The composition root: the only place where the parts meet. Nothing connects when this module is imported."""

import asyncio
import contextlib
import gc
import time
from collections.abc import AsyncIterator
from datetime import UTC, datetime

from sqlalchemy.orm import Session
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import BaseRoute, Mount, Route, WebSocketRoute

import counselor_console.menu
import counselor_console.routes
import public_widget.routes
import stats.explore_pages
import stats.models
import stats.pages
import stats.releases.pages
import stats.series.pages
from chat import accounts, calendar, guidance, tongues, upkeep
from chat.broker import MemoryBroker
from chat.connection import conversation_socket
from chat.db import Database, make_engine, upgrade
from chat.ending import Ending
from chat.keys import open_key_store
from chat.limits import Attempts
from chat.mailbox.keys import OpenKeys
from chat.mailbox.service import Mailbox
from chat.models import AppBase, LiveBase
from chat.periods import Kind
from chat.preferences import get_most
from chat.presence import CounselorPresence
from chat.roles import Permission
from chat.second_factor import PendingSignIns
from chat.service import Conversations, Rules
from chat.settings import Settings, SettingsError
from chat.silence import attempt
from chat.static_files import STATIC, StaticPart
from chat.tongues import Tongues
from chat.web import OriginGuard, http_error, unexpected_error
from counselor_console.at_once import AtOnce
from counselor_console.shown_blind import ShownBlind
from counselor_console.uploads import Uploads
from stats import answers, campaigns, hours, reach, readings, retention
from stats.answers import Published
from stats.campaigns import Links
from stats.estimating import Estimates
from stats.following import CountedRegister
from stats.hours import Hours
from stats.owed import list_owed, owe
from stats.reach import Reached
from stats.remembering import Remembered
from stats.service_key import open_key
from stats.standing import Standing, read_standing, utc_now
from stats.suggestions import Suggestions
from stats.vocabulary import Channel

TEND_SECONDS = 60
MAX_BODY = 64 * 1024  # bytes; the longest form is a contact's


class ContactRecorder:
    """Tells the register what a conversation that ended leaves to do."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def owe(self, ending: Ending, staff_id: int) -> int:
        return await self._database.run(_owe, ending, staff_id)

    async def owes(self, staff_id: int) -> bool:
        return bool(await self._database.run(list_owed, staff_id))

    async def is_at_work(self, staff_id: int) -> bool:
        return await self._database.run(accounts.is_at_work, staff_id, Permission.INVITED)

    async def may_return(self, staff_id: int) -> bool:
        return await self._database.run(accounts.may_return, staff_id, Permission.CONVERSATIONS)

    async def may_read_along(self, staff_id: int) -> bool:
        return await self._database.run(accounts.may_return, staff_id, Permission.INVITED)

    async def name_of(self, staff_id: int) -> str:
        return await self._database.run(accounts.name_of, staff_id)

    async def most_of(self, staff_id: int) -> int:
        return await self._database.run(get_most, staff_id)


def _owe(session: Session, ending: Ending, staff_id: int) -> int:
    """A card for the counselor, or for a colleague where the account was disabled or lost the role meanwhile."""
    heir = accounts.heir_of(session, staff_id, Permission.REGISTER)
    told = (ending.language, ending.exchanged, ending.no_note, ending.card)
    return owe(session, heir, ending.day, Channel.WEB_CHAT, *told)


def open_app_database(settings: Settings) -> Database:
    """The accounts and the register, up to date; the data folder is made on first use."""
    try:
        settings.data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as reason:
        raise SettingsError(f"LAVTERSKEL_DATA_DIR cannot be used: {reason.strerror}") from None
    database = Database(make_engine(settings.app_path))
    upgrade(database.engine, "app", AppBase.metadata)
    return database


def create_app(settings: Settings) -> Starlette:
    """The whole service. It serves after its lifespan has started."""
    calendar.keep(settings.time_zone)
    middleware = [
        Middleware(TrustedHostMiddleware, allowed_hosts=settings.hosts),
        Middleware(OriginGuard, origins=settings.origins),
    ]
    handlers = {HTTPException: http_error, Exception: unexpected_error}
    app = Starlette(
        routes=_routes(),
        middleware=middleware,
        exception_handlers=handlers,
        lifespan=_lifespan,
        max_body_size=MAX_BODY,
    )
    app.state.settings = settings
    app.state.keys = open_key_store(settings)
    app.state.draining = False
    app.state.standing = Standing()
    app.state.hours = Hours(settings.time_zone)
    app.state.reads_on = None  # the day on which the mailbox is read next
    app.state.tongues = Tongues()
    app.state.young = {}  # what somebody approved for visitors to read, by language
    app.state.answers = Published()
    app.state.reach = Reached(settings.time_zone)
    app.state.unclean = True  # what was destroyed may still stand in the register's file or its log
    app.state.menu_for = counselor_console.menu.menu_for
    app.state.demo = settings.demo_mark.exists()
    return app


def _routes() -> list[BaseRoute]:
    return [
        *public_widget.routes.ROUTES,
        *counselor_console.routes.ROUTES,
        *stats.pages.ROUTES,
        *stats.series.pages.ROUTES,
        *stats.releases.pages.ROUTES,
        *stats.explore_pages.ROUTES,
        WebSocketRoute("/ws", conversation_socket),
        Route("/healthz", _health),
        *(Mount(f"/static/{part}", StaticPart(directory=folder)) for part, folder in STATIC.items()),
    ]


async def _health(request: Request) -> JSONResponse:
    draining = request.app.state.draining
    return JSONResponse({"status": "draining" if draining else "ok"}, 503 if draining else 200)


@contextlib.asynccontextmanager
async def _lifespan(app: Starlette) -> AsyncIterator[None]:
    state, settings = app.state, app.state.settings
    state.app_db = open_app_database(settings)
    state.service_key = await state.app_db.run(open_key, settings.secret_file)
    state.at_once, state.shown_blind = AtOnce(), ShownBlind()
    state.remembered = Remembered(state.service_key)
    state.counted, state.estimates = CountedRegister(), Estimates()
    state.suggestions = Suggestions(state.remembered)
    state.links = Links()
    state.links.learn(await state.app_db.run(campaigns.list_campaigns))
    state.attempts = Attempts()
    state.signing_in = PendingSignIns()
    state.open_keys = OpenKeys()
    state.uploads = Uploads()
    state.presence = CounselorPresence()  # of those who receive visitors
    state.around = CounselorPresence()  # and of those who may be asked along too
    state.broker = MemoryBroker()
    idle_for = _untouched(settings)
    live = make_engine(settings.live_path, autocheckpoint=0)
    upgrade(live, "live", LiveBase.metadata)
    state.conversations = Conversations(
        live, state.keys, state.broker, state.presence, ContactRecorder(state.app_db), _rules(app)
    )
    state.mailbox = Mailbox(Database(live), state.app_db, state.service_key)
    await state.conversations.start(idle_for)
    await _tend(app)
    await _tend_door(app)
    _calm_garbage_collector()
    keeping = [
        asyncio.create_task(upkeep.keep(state.conversations, live)),
        asyncio.create_task(upkeep.repeat(lambda: _tend(app), TEND_SECONDS)),
        asyncio.create_task(upkeep.repeat(lambda: _tend_door(app), TEND_SECONDS)),
    ]
    yield
    for task in keeping:
        task.cancel()
    await asyncio.gather(*keeping, return_exceptions=True)
    await _count(app)
    await state.conversations.stop()
    live.dispose()
    state.app_db.engine.dispose()


async def _tend(app: Starlette) -> None:
    """Destroys what is due, once an hour, and looks again at how the service stands, whatever came of it."""
    state, now = app.state, utc_now()
    run = state.app_db.run
    try:
        await run(retention.record, now.date(), state.conversations.take_expired())
        await attempt(_tend_mailbox(app))
        if await run(retention.is_due, now):
            state.unclean = True
            await run_in_threadpool(retention.run, state.app_db, now)
            await attempt(run(state.suggestions.learn))
    finally:
        state.standing = await run(read_standing, state.settings, now)
        if state.unclean:
            state.unclean = not await run_in_threadpool(upkeep.checkpoint, state.app_db.engine, empty=True)
    await _count(app)


async def _tend_mailbox(app: Starlette) -> None:
    """Destroys what is over in the mailbox, counts it, and closes the keys of who signed out."""
    state, today = app.state, calendar.today()
    if expired := await state.mailbox.tend(today):
        await state.app_db.run(retention.record, utc_now().date(), {Kind.MAILBOX: expired})
    await state.app_db.run(state.open_keys.drop_ended)


async def _count(app: Starlette) -> None:
    """Writes down how often campaigns were followed and conversations opened since the last time."""
    state, today = app.state, calendar.today()
    clicks, opened = state.links.take_clicks(), state.conversations.take_opened()
    if clicks or opened:
        await state.app_db.run(campaigns.record_day, clicks, today, opened)


async def _tend_door(app: Starlette) -> None:
    """Plans shifts ahead, notes which are held and who was not met, reads the hours anew, and says when we close."""
    state, now, today = app.state, datetime.now(UTC), calendar.today()
    await state.app_db.run(hours.tend, state.settings, now, state.presence.number())
    await state.app_db.run(hours.count_missed, today, state.conversations.take_missed())
    await state.app_db.run(hours.count_waits, today, state.conversations.take_waits())
    state.hours = await state.app_db.run(hours.read, state.settings, now)
    state.tongues = await state.app_db.run(tongues.read)
    state.young = await state.app_db.run(guidance.told_visitors)
    state.answers = await state.app_db.run(answers.read)
    state.reach = await state.app_db.run(reach.read, state.settings.time_zone)
    state.reads_on = await state.app_db.run(readings.next_reading, today)
    if closing := state.hours.closes_soon(now):
        await state.conversations.warn_of_closing(*closing)


async def wake(app: Starlette) -> None:
    """Starts the service without serving, which ends the conversations whose time is over, and stops it."""
    async with _lifespan(app):
        pass


def _untouched(settings: Settings) -> float:
    """Seconds since anything was written to `live.db`, 0 where there is none yet."""
    files = (settings.live_path, settings.live_path.with_name("live.db-wal"))
    changed = [file.stat().st_mtime for file in files if file.exists()]
    return max(0.0, time.time() - max(changed)) if changed else 0.0


def _rules(app: Starlette) -> Rules:
    settings = app.state.settings
    always_open, admission = settings.open == "always", settings.admission == "on"

    def may_open() -> bool:
        by_hours: Hours = app.state.hours
        return app.state.standing.destroying and by_hours.lets_in(datetime.now(UTC))

    def patience() -> float | None:
        return None if always_open else app.state.hours.patience.total_seconds()

    return Rules(always_open, admission, may_open, patience)


def _calm_garbage_collector() -> None:
    """A full collection over thousands of sockets stops everything for up to a second, and what start-up made
    never becomes garbage; so it is set aside, and collections are made rarer."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 50, 100)
