"""Registering a contact: one that ended here and is owed, one that still runs, or one made elsewhere.

The rules are the register's. Until it is saved, what is written is a draft (`chat.drafts`), kept while one types.
"""

import re
from functools import partial
from typing import Any

from sqlalchemy.exc import IntegrityError
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from chat.access import requires
from chat.broker import QUEUE, Changed
from chat.drafts import Drafts, of_card, of_conversation, of_counselor
from chat.errors import NotFound
from chat.language import N_
from chat.roles import Permission
from counselor_console import earlier, notes
from counselor_console.answers import first, is_fragment, pane, read_form, staff_page
from counselor_console.apart import STANDS_APART, read_apart
from counselor_console.card import Card, Form, contact_id
from counselor_console.registration_form import AT_FIRST, EXCERPT, form, read_choices, today
from stats import register, return_codes, topics
from stats.contacts import ContactView, view_contacts
from stats.decisions import AlreadyLinked, StandsApart
from stats.forms import FormErrors, NewContact, parse_contact
from stats.links import NotCompared, NotHimself, SameContact, UnknownContact
from stats.models import OwedRegistration
from stats.owed import CHOSEN, NotOwed, get_owed, list_owed, record_not_a_contact, skip
from stats.vocabulary import About, Channel, NotContactReason

NEW = "/console/contacts/new"
CARD_NUMBER = re.compile(r"[0-9]{1,18}")  # what the database can hold as a number
CHOOSE_REASON = N_("Choose why this is not a contact.")
CHOOSE_SKIP = N_("Choose why it is not registered.")
NOTE_UNWANTED = N_("The visitor wanted no note, so the note that was written is not saved. Press Save again.")
STILL_RUNS = N_("The conversation still runs. What you have written is kept; save it when the conversation is over.")
CONTRADICTS = N_("Two of these answers contradict each other, or what was decided before: the same cannot be another.")
NOT_COMPARABLE = N_("One of the contacts shown can no longer be compared. Look once more, and press Save again.")
REFUSED: dict[type[Exception], dict[str, str]] = {  # what is wrong with which field
    register.NoteUnwanted: {"note": NOTE_UNWANTED},
    AlreadyLinked: {"earlier": CONTRADICTS},
    **{one: {"earlier": NOT_COMPARABLE} for one in (SameContact, UnknownContact, NotHimself, NotCompared)},
}
KEPT = frozenset(
    "about category basis considering note finding keep why day channel talked_before gender age_band language"  # noqa: SIM905
    " nationality contacted_by heard_from step topics referrals shift continues contact_id"
    " shown coded weaker_because".split()
)


# What ended and is owed


@requires(Permission.REGISTER)
async def owed_form(request: Request) -> Response:
    card = await _owed_card(request)
    return await _show(request, card) if card else _gone(request)


@requires(Permission.REGISTER)
async def save_owed(request: Request) -> Response:
    """Settles the card: as a contact, or at once as none, or as skipped."""
    sent, card = await read_form(request), await _owed_card(request)
    return await _settle(request, card, sent) if card else _gone(request)


@requires(Permission.REGISTER)
async def keep_owed(request: Request) -> Response:
    sent, card = await read_form(request), await _owed_card(request)
    return await _keep(request, card, sent) if card else _gone(request)


# What still runs


@requires(Permission.REGISTER)
async def running_form(request: Request) -> Response:
    card = _running_card(request)
    return await _show(request, card) if card else _gone(request)


@requires(Permission.REGISTER)
async def save_running(request: Request) -> Response:
    """Saves what meanwhile has ended. While it runs there is nothing to save it as, so it is kept."""
    sent, card = await read_form(request), _running_card(request)
    if card:
        await _write_draft(request, card, sent)
        return await form(request, card, sent, refused=STILL_RUNS)
    ended = await _card_called(request, first(sent, "alias"))
    return await _settle(request, ended, sent) if ended else _gone(request)


@requires(Permission.REGISTER)
async def keep_running(request: Request) -> Response:
    sent = await read_form(request)
    card = _running_card(request) or await _card_called(request, first(sent, "alias"))
    return await _keep(request, card, sent) if card else _gone(request)


async def form_for_ended(request: Request, alias: str) -> Response:
    """The form for the conversation that was called `alias` and has just ended."""
    card = await _card_called(request, alias)
    return await _show(request, card) if card else _gone(request)


# What was made elsewhere


@requires(Permission.REGISTER)
async def new_form(request: Request) -> Response:
    """`after`: the contact before it, whose day, channel and shift it has too."""
    return await _show(request, _new_card(request, await _contact_of(request, request.query_params.get("after", ""))))


@requires(Permission.REGISTER)
async def save_new(request: Request) -> Response:
    return await _save(request, _new_card(request), await read_form(request))


@requires(Permission.REGISTER)
async def keep_new(request: Request) -> Response:
    """Unless it was saved already, and this comes late."""
    sent = await read_form(request)
    stored = await _contact_of(request, first(sent, "contact_id"))
    return Response(status_code=204) if stored else await _keep(request, _new_card(request), sent)


@requires(Permission.REGISTER)
async def same_day(request: Request) -> Response:
    """The shifts and contacts that go with another day or channel, for their place in the form."""
    state, staff, sent = request.app.state, request.state.staff, await read_form(request)
    card = _new_card(request)
    choices = await state.app_db.run(read_choices, state.service_key, staff.id, card, sent, staff.language)
    known: dict[str, Any] = {"filled": sent, "errors": {}, "excerpt": EXCERPT}
    return staff_page(request, "console/registration/_same_day.html", **known, **choices)


# Saving


async def _settle(request: Request, card: Card, sent: Form) -> Response:
    if "skip" in sent:
        return await _save_apart(request, card, sent, "skip")
    if first(sent, "about") == "none" or not card.exchanged:
        return await _save_apart(request, card, sent, "reason")
    # Day and channel of one's own chat are known; nobody is asked for them, and nobody can change them.
    known = {"day": [str(card.day)], "channel": [str(card.channel)]}
    return await _save(request, card, sent | known)


async def _save(request: Request, card: Card, sent: Form) -> Response:
    if first(sent, "remove"):
        return await form(request, card, notes.without_removed(sent))
    try:
        contact = await _parse(request, card, sent)
        id_ = await _store(request, contact, card, sent)
    except FormErrors as wrong:
        return await form(request, card, sent, wrong.errors)
    except tuple(REFUSED) as problem:
        return await form(request, card, sent, REFUSED[type(problem)])
    except StandsApart as problem:
        return await form(request, card, sent, {"earlier": STANDS_APART}, apart=await read_apart(request, problem))
    except NotOwed:
        return _gone(request)
    except register.SavedBefore as before:
        return await _saved(request, card, before.contact_id, contact.about, otherwise=True)
    return await _saved(request, card, id_, contact.about)


async def _parse(request: Request, card: Card, sent: Form) -> NewContact:
    """Raises FormErrors."""
    codes = await request.app.state.app_db.run(topics.codes)
    contact = parse_contact(sent, today(), note_required=not card.no_note, topics=codes)
    if not card.no_note:  # else there is nothing to decide: the note is refused as a whole
        notes.refuse_unsettled(contact.note, sent)
    return contact


async def _store(request: Request, contact: NewContact, card: Card, sent: Form) -> str:
    """Raises what `register.register` does."""
    state, staff = request.app.state, request.state.staff
    answers = earlier.answers_of(sent) if earlier.is_asked(card, sent) else {}
    known = (state.service_key, contact, staff.id, card.id, contact_id(sent), answers)
    store = partial(state.app_db.run, register.register, *known)
    stored: str
    try:
        stored = await store()
    except (IntegrityError, NotOwed):  # the same form twice in one moment: this finds what the other stored
        stored = await store()
    return stored


async def _save_apart(request: Request, card: Card, sent: Form, how: str) -> Response:
    """As no contact, with its `reason`, or as skipped, with why: `skip`."""
    reasons, store, lacking = APART[how]
    reason = next((one for one in reasons if one == first(sent, how)), None)
    if reason is None:
        return await form(request, card, sent, {how: lacking})
    try:
        await request.app.state.app_db.run(store, reason, request.state.staff.id, card.id)
    except NotOwed:
        return _gone(request)
    return await _saved(request, card, None, None, skipped=how == "skip")


APART: dict[str, tuple[tuple[Any, ...], Any, str]] = {
    "reason": (tuple(NotContactReason), record_not_a_contact, CHOOSE_REASON),
    "skip": (CHOSEN, skip, CHOOSE_SKIP),
}


async def _saved(
    request: Request,
    card: Card,
    new_id: str | None,
    about: About | None,
    skipped: bool = False,
    otherwise: bool = False,
) -> Response:
    """`otherwise`: it was saved before, with other answers than came now."""
    await _drafts(request).drop(card.draft)
    request.app.state.broker.publish(QUEUE, Changed())
    if not (is_fragment(request) or otherwise):
        return RedirectResponse(f"/console/contacts/{new_id}" if new_id else "/console", 303)
    linkable = new_id if about is About.HIMSELF and not card.no_note else None
    state = request.app.state
    coded = await state.app_db.run(return_codes.list_same_code, state.service_key, linkable) if linkable else []
    what: dict[str, Any] = {"kept": new_id is not None, "skipped": skipped, "linkable": linkable, "coded": coded}
    what["topic_names"] = await state.app_db.run(topics.names, request.state.staff.language) if coded else {}
    what |= {"otherwise": otherwise, "next_after": None if card.id else new_id}
    return pane(request, "console/_saved.html", 409 if otherwise else 200, card=card, **what)


# Drafts


async def _show(request: Request, card: Card) -> Response:
    """The form with its draft, if there is one; one that was saved meanwhile is none."""
    draft = await _drafts(request).find(card.draft)
    if draft and await _contact_of(request, first(draft, "contact_id")):
        await _drafts(request).drop(card.draft)
        draft = None
    return await form(request, card, draft or AT_FIRST | card.filled, kept=bool(draft))


async def _keep(request: Request, card: Card, sent: Form) -> Response:
    """Keeps what is sent as the draft, or throws it away; `discard` says which."""
    if "discard" in sent:
        await _drafts(request).drop(card.draft)
        return await _show(request, card) if is_fragment(request) else RedirectResponse(card.address, 303)
    await _write_draft(request, card, sent)
    return Response(status_code=204) if is_fragment(request) else RedirectResponse(card.address, 303)


async def _write_draft(request: Request, card: Card, sent: Form) -> None:
    """A conversation may end in this moment; then the card that it left gets what was written."""
    fields = {name: values for name, values in sent.items() if name in KEPT or name.startswith(earlier.ANSWER)}
    fields["contact_id"] = [contact_id(sent)]
    if not card.running:
        return await _put_draft(request, card, fields)
    try:
        await request.app.state.conversations.keep_draft(request.path_params["id"], request.state.staff.id, fields)
    except NotFound:
        if ended := await _card_called(request, card.alias or ""):
            await _put_draft(request, ended, fields)


async def _put_draft(request: Request, card: Card, fields: Form) -> None:
    """Keeps the draft. When the card was settled while it was written, nobody is to find it."""
    await _drafts(request).keep(card.draft, fields)
    if card.id is not None and not await _still_owed(request, card.id):
        await _drafts(request).drop(card.draft)


def _drafts(request: Request) -> Drafts:
    drafts: Drafts = request.app.state.conversations.drafts
    return drafts


# What a form is for


async def _owed_card(request: Request) -> Card | None:
    number = request.path_params["id"]
    found = await _still_owed(request, int(number)) if CARD_NUMBER.fullmatch(number) else None
    return _card(request, found) if found else None


async def _still_owed(request: Request, number: int) -> OwedRegistration | None:
    try:
        found: OwedRegistration = await request.app.state.app_db.run(get_owed, number, request.state.staff.id)
    except NotOwed:
        return None
    return found


async def _card_called(request: Request, alias: str) -> Card | None:
    """The card of the conversation that was called so, as long as that is remembered."""
    remembered = request.app.state.conversations.owed_alias
    owed = await request.app.state.app_db.run(list_owed, request.state.staff.id)
    found = next((one for one in reversed(owed) if alias and remembered(one.id) == alias), None)
    return _card(request, found) if found else None


def _card(request: Request, found: OwedRegistration) -> Card:
    return Card(
        address=f"/console/owed/{found.id}",
        draft=of_card(found.id),
        filled={"language": [found.language]},
        id=found.id,
        alias=request.app.state.conversations.owed_alias(found.id),
        day=found.day,
        channel=found.channel,
        exchanged=found.exchanged,
        no_note=found.no_note,
        return_hint=found.return_hint,
    )


def _running_card(request: Request) -> Card | None:
    conversation = request.path_params["id"]
    try:
        facts = request.app.state.conversations.registering(conversation, request.state.staff.id)
    except NotFound:
        return None
    return Card(
        address=f"/console/conversations/{conversation}/registration",
        draft=of_conversation(conversation),
        filled={"language": [facts.language]},
        alias=facts.alias,
        day=today(),
        channel=Channel.WEB_CHAT,
        no_note=facts.no_note,
    )


def _new_card(request: Request, after: ContactView | None = None) -> Card:
    filled = {"day": [str(today())], "language": ["nb"]}
    if after:
        filled |= {"day": [str(after.day)], "channel": [after.channel], "shift": [str(after.shift_id or "")]}
    return Card(NEW, of_counselor(request.state.staff.id), filled)


async def _contact_of(request: Request, wanted: str) -> ContactView | None:
    """The stored contact, if there is one."""
    state = request.app.state
    found = await state.app_db.run(view_contacts, state.service_key, [wanted]) if wanted else []
    return next(iter(found), None)


def _gone(request: Request) -> Response:
    """Registered already, in another window perhaps, or somebody else's: the same answer for both.

    It leads on from the conversations, and does not repeat the address.
    """
    return pane(request, "console/_gone.html", 404, back="/console")


CONVERSATION, OWED = "/conversations/{id}/registration", "/owed/{id}"
ROUTES = [
    Route(CONVERSATION, running_form),
    Route(CONVERSATION, save_running, methods=["POST"]),
    Route(CONVERSATION + "/draft", keep_running, methods=["POST"]),
    Route(OWED, owed_form),
    Route(OWED, save_owed, methods=["POST"]),
    Route(OWED + "/draft", keep_owed, methods=["POST"]),
    Route("/contacts/new", new_form),
    Route("/contacts/new", save_new, methods=["POST"]),
    Route("/contacts/new/draft", keep_new, methods=["POST"]),
    Route("/contacts/new/same-day", same_day, methods=["POST"]),
]
