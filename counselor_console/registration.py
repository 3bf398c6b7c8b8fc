"""Registering a contact: one that ended here and is owed, or one made elsewhere. The rules are the register's."""

import re
import secrets
from dataclasses import dataclass
from datetime import date
from functools import partial

from sqlalchemy.exc import IntegrityError
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from chat.access import requires
from chat.broker import QUEUE, Changed
from chat.language import N_
from chat.roles import Permission
from counselor_console.answers import first, is_fragment, pane, read_form
from stats import register
from stats.forms import MAX_NOTE, FormErrors, NewContact, parse_contact
from stats.models import OwedRegistration
from stats.vocabulary import (
    CATEGORY_HINTS,
    About,
    AgeBand,
    Channel,
    Gender,
    NotContactReason,
    TalkedBefore,
    Topic,
    language_name,
)

Form = dict[str, list[str]]

NEW = "/console/contacts/new"
CARD_NUMBER = re.compile(r"[0-9]{1,18}")  # what the database can hold as a number
CONTACT_ID = re.compile(r"[0-9a-f]{8}")
CHOOSE_REASON = N_("Choose why this is not a contact.")
NOTE_UNWANTED = N_("The visitor wanted no note, so the note that was written is not saved. Press Save again.")
# The languages that the service meets most, beside our own two.
LANGUAGES = frozenset(
    "ar bg cs da de es et fa fi fr hu it lt lv nn pl pt ro ru so sv th ti tl tr uk ur vi zh".split()  # noqa: SIM905 - read more easily so
)
CHOICES = {
    "abouts": list(About),
    "categories": CATEGORY_HINTS,
    "channels": list(Channel),
    "genders": list(Gender),
    "age_bands": list(AgeBand),
    "talks": list(TalkedBefore),
    "topics": list(Topic),
    "reasons": list(NotContactReason),
    "longest_note": MAX_NOTE,
}


@dataclass(frozen=True)
class Card:
    """What the form is for: an ended conversation, or a contact made elsewhere when there is no number."""

    address: str
    id: int | None = None
    alias: str | None = None
    day: date | None = None
    channel: Channel | None = None
    exchanged: bool = True
    no_note: bool = False


@requires(Permission.REGISTER)
async def owed_form(request: Request) -> Response:
    found = await _owed(request)
    return _form(request, _card(request, found), _filled(found)) if found else _gone(request)


@requires(Permission.REGISTER)
async def save_owed(request: Request) -> Response:
    """Settles the card: as a contact, or at once as none."""
    found = await _owed(request)
    if found is None:
        return _gone(request)
    card, form = _card(request, found), await read_form(request)
    if first(form, "about") == "none" or not found.exchanged:
        return await _save_as_none(request, card, form)
    # Day and channel of one's own chat are known; nobody is asked for them, and nobody can change them.
    form |= {"day": [found.day.isoformat()], "channel": [found.channel]}
    return await _save(request, card, form)


@requires(Permission.REGISTER)
async def new_form(request: Request) -> Response:
    return _form(request, Card(NEW), {"day": [_today().isoformat()], "language": ["nb"]})


@requires(Permission.REGISTER)
async def save_new(request: Request) -> Response:
    return await _save(request, Card(NEW), await read_form(request))


async def form_for_ended(request: Request, alias: str) -> Response:
    """The form for the conversation that was called `alias` and has just ended."""
    remembered = request.app.state.conversations.owed_alias
    owed = await request.app.state.app_db.run(register.list_owed, request.state.staff.id)
    found = next((one for one in reversed(owed) if remembered(one.id) == alias), None)
    return _form(request, _card(request, found), _filled(found)) if found else _gone(request)


async def _save(request: Request, card: Card, form: Form) -> Response:
    try:
        contact = parse_contact(form, _today(), note_required=not card.no_note)
        id_ = await _store(request, contact, card.id, _contact_id(form))
    except FormErrors as wrong:
        return _form(request, card, form, wrong.errors)
    except register.NoteUnwanted:
        return _form(request, card, form, {"note": NOTE_UNWANTED})
    except register.NotOwed:
        return _gone(request)
    return _saved(request, card, id_, contact.about)


async def _store(request: Request, contact: NewContact, owed_id: int | None, contact_id: str) -> str:
    state, staff = request.app.state, request.state.staff
    store = partial(state.app_db.run, register.register, state.service_key, contact, staff.id, owed_id, contact_id)
    stored: str
    try:
        stored = await store()
    except IntegrityError:  # the same form twice in one moment: the other was first, and this finds what it stored
        stored = await store()
    return stored


async def _save_as_none(request: Request, card: Card, form: Form) -> Response:
    reason, staff = first(form, "reason"), request.state.staff
    if reason not in list(NotContactReason):
        return _form(request, card, form, {"reason": CHOOSE_REASON})
    try:
        work = register.record_not_a_contact
        await request.app.state.app_db.run(work, NotContactReason(reason), staff.id, card.id)
    except register.NotOwed:
        return _gone(request)
    return _saved(request, card, None, None)


def _saved(request: Request, card: Card, contact_id: str | None, about: About | None) -> Response:
    request.app.state.broker.publish(QUEUE, Changed())
    if not is_fragment(request):
        return RedirectResponse(f"/console/contacts/{contact_id}" if contact_id else "/console", 303)
    linkable = contact_id if about is About.HIMSELF and not card.no_note else None
    return pane(request, "console/_saved.html", card=card, kept=contact_id is not None, linkable=linkable)


def _form(request: Request, card: Card, filled: Form, errors: dict[str, str] | None = None) -> Response:
    context = {"card": card, "filled": filled, "errors": errors or {}, "today": _today()}
    context["contact_id"] = _contact_id(filled)
    tongues = _languages(request.state.staff.language, filled)
    status = 422 if errors else 200
    return pane(request, "console/_registration.html", status, tongues=tongues, **context, **CHOICES)


def _contact_id(form: Form) -> str:
    """The id that the contact will have. It stands in the form from the start, so a form sent twice is one contact."""
    brought = first(form, "contact_id")
    return brought if CONTACT_ID.fullmatch(brought) else secrets.token_hex(4)


def _languages(said_in: str, filled: Form) -> list[str]:
    """Codes to choose from: our own two first, then by name; the one that is filled in is always there."""
    others = {*LANGUAGES, *filled.get("language", [])} - {"", "nb", "en"}
    return ["nb", "en", *sorted(others, key=lambda code: language_name(code, said_in))]


def _gone(request: Request) -> Response:
    """Registered already, in another window perhaps, or somebody else's: the same answer for both."""
    return pane(request, "console/_gone.html", 404)


async def _owed(request: Request) -> OwedRegistration | None:
    number, staff = request.path_params["id"], request.state.staff
    if not CARD_NUMBER.fullmatch(number):
        return None
    try:
        found: OwedRegistration = await request.app.state.app_db.run(register.get_owed, int(number), staff.id)
    except register.NotOwed:
        return None
    return found


def _card(request: Request, found: OwedRegistration) -> Card:
    alias = request.app.state.conversations.owed_alias(found.id)
    address = f"/console/owed/{found.id}"
    return Card(address, found.id, alias, found.day, found.channel, found.exchanged, found.no_note)


def _filled(found: OwedRegistration) -> Form:
    return {"language": [found.language]}


def _today() -> date:
    return date.today()  # noqa: DTZ011 - the day as the service's calendar has it
