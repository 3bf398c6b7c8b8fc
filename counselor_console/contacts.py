"""Contacts read again, and which of them are the same person: decided by hand, taken back as easily."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any

from sqlalchemy.orm import Session
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from chat import calendar
from chat.access import requires
from chat.db import begin_writing
from chat.language import N_
from chat.roles import Permission
from counselor_console.answers import first, is_fragment, pane, read_form
from counselor_console.apart import STANDS_APART, Apart, read_apart
from counselor_console.earlier import LIKENESS, ids
from stats import decisions, links, return_codes, topics
from stats.contacts import ContactView, get_contact, list_contacts, view_contacts
from stats.counting import by_date, evidence
from stats.decisions import Decided, Decisions
from stats.models.records import ReferralService
from stats.models.shifts import Shift
from stats.remembering import facts_of
from stats.suggestions import Suggestion, Suggestions
from stats.vocabulary import About, Verdict

SHOWN = 50

Decision = Callable[[Session, str, str, int, date], None]

DONE = {
    Verdict.SAME: N_("Linked. The two count as one person."),
    Verdict.DIFFERENT: N_("Noted: two persons. They cannot be linked until that is taken back."),
    Verdict.UNSURE: N_("Noted: unsure. They count as two persons."),
}
PARTED = N_("Taken back.")
UNKNOWN_ANSWER = N_("Nothing is noted: choose whether it is the same person, another person, or unsure.")
APART = N_("Taken back. The two are counted each on its own.")
PROBLEMS: dict[type[Exception], str] = {
    decisions.AlreadyLinked: N_("These two already are the same person."),
    links.SameContact: N_("A contact cannot be linked to itself."),
    links.UnknownContact: N_("One of the contacts does not exist."),
    links.NotHimself: N_("Only contacts with the person concerned can be linked."),
    links.NotCompared: N_("The person wanted no note on one of these, so nobody compares it with other contacts."),
    decisions.NotLinked: N_("There is no link between these two. Somebody may have taken it back."),
    decisions.OnePersonNow: N_(
        "Before this, the two were decided to be different persons, and they are linked through others now."
        " Take one of those links back first."
    ),
}


@dataclass(frozen=True)
class Reading:
    """One contact, the others of its person, and those that could be. `direct`: linked to it without others between.

    `coded`: those of the others that a visitor's code joins to it. `decided`: those about which staff decided
    something else, with what stands. `suggested`: the persons most alike, and before them those who were `passed` on;
    `others`: those with the words looked for.
    `referrals`: the names of the services that the person was shown on to.
    """

    contact: ContactView
    same: list[ContactView]
    direct: frozenset[str]
    coded: list[ContactView]
    decided: list[tuple[ContactView, Decided]]
    suggested: list[Suggestion]
    passed: set[str]
    others: list[ContactView]
    referrals: list[str]
    shift: Shift | None

    @property
    def shown(self) -> list[str]:
        """Those that stand beside the contact, so that each can be answered."""
        return [*(one.contact.id for one in self.suggested), *(one.id for one in self.coded)]

    @property
    def mistaken(self) -> set[str]:
        """The contacts of its person of which a later one says that they were a mistake."""
        person = by_date([self.contact, *self.same])
        return {one.id for one in person} - {one.id for one in evidence(person)}

    def moved(self, one: ContactView) -> bool:
        """Whether one of the two went on as the other."""
        return self.contact.id == one.continues or self.contact.continues == one.id


@requires(Permission.REGISTER)
async def contacts(request: Request) -> Response:
    return await _list(request, "")


@requires(Permission.REGISTER)
async def search(request: Request) -> Response:
    """Words come in a body, because addresses end up in histories. `contact`: look for others of its person."""
    form = await read_form(request)
    words = first(form, "words").strip()
    if contact_id := first(form, "contact"):
        return await _reading(request, contact_id, words=words)
    return await _list(request, words)


@requires(Permission.REGISTER)
async def all_contacts(_request: Request) -> Response:
    """For who comes back to the address of a search, which has no words in it."""
    return RedirectResponse("/console/contacts", 303)


@requires(Permission.REGISTER)
async def contact(request: Request) -> Response:
    return await _reading(request, request.path_params["id"])


@requires(Permission.REGISTER)
async def link(request: Request) -> Response:
    """Decides about the contact and another, as the `verdict` says; the others that were shown beside it are kept."""
    form = await read_form(request)
    verdict = next((one for one in DONE if one == first(form, "verdict")), None)
    if verdict is None:
        return await _reading(request, request.path_params["id"], 422, said=UNKNOWN_ANSWER)
    return await _decide(request, partial(_with, verdict, ids(form, "shown")), DONE[verdict])


def _with(verdict: Verdict, shown: list[str], session: Session, a: str, b: str, actor_id: int, day: date) -> None:
    links.keep_shown(session, a, [one for one in shown if one != b], actor_id, day)
    links.decide(session, verdict, a, b, actor_id, day)


@requires(Permission.REGISTER)
async def unlink(request: Request) -> Response:
    return await _decide(request, links.take_back, PARTED)


@requires(Permission.REGISTER)
async def part(request: Request) -> Response:
    return await _decide(request, links.part, APART)


async def _decide(request: Request, decision: Decision, done: str) -> Response:
    contact_id, form = request.path_params["id"], await read_form(request)
    today = calendar.today()
    try:
        work = partial(request.app.state.app_db.run, _one_at_a_time, decision)
        await work(contact_id, first(form, "other"), request.state.staff.id, today)
    except decisions.StandsApart as problem:
        return await _reading(request, contact_id, 409, said=STANDS_APART, apart=await read_apart(request, problem))
    except tuple(PROBLEMS) as problem:
        return await _reading(request, contact_id, 409, said=PROBLEMS[type(problem)])
    if is_fragment(request):
        return await _reading(request, contact_id, done=done)
    return RedirectResponse(f"/console/contacts/{contact_id}#same-title", 303)


def _one_at_a_time(session: Session, decision: Decision, *about: Any) -> None:
    """What a colleague decides in the same moment is checked against this, or this against that."""
    begin_writing(session)
    decision(session, *about)


async def _list(request: Request, words: str) -> Response:
    state = request.app.state
    found = await state.app_db.run(list_contacts, state.service_key, SHOWN, words)
    names = await topic_names(request)
    return pane(request, "console/_contacts.html", contacts=found, topic_names=names, words=words, most=SHOWN)


async def topic_names(request: Request) -> dict[str, str]:
    names: dict[str, str] = await request.app.state.app_db.run(topics.names, request.state.staff.language)
    return names


async def _reading(
    request: Request,
    contact_id: str,
    status_code: int = 200,
    words: str = "",
    said: str = "",
    done: str = "",
    apart: Apart | None = None,
) -> Response:
    """`apart`: what stands against it, where `said` is that something does."""
    state = request.app.state
    reading = await state.app_db.run(_read, state.service_key, state.suggestions, contact_id, words)
    if reading is None:
        raise HTTPException(404)
    context: dict[str, Any] = {
        "reading": reading,
        "words": words,
        "said": said,
        "done": done,
        "most": SHOWN,
        "likeness": LIKENESS,
    }
    context |= {"apart": apart, "topic_names": await topic_names(request)}
    return pane(request, "console/_contact.html", status_code, **context)


def _read(
    session: Session, service_key: bytes, suggestions: Suggestions, contact_id: str, words: str
) -> Reading | None:
    standing = links.near(session, [contact_id])
    linked = standing.same(contact_id) - {contact_id}
    views = {one.id: one for one in view_contacts(session, service_key, linked | {contact_id})}
    contact = views.pop(contact_id, None)
    if contact is None:
        return None
    near = frozenset(id_ for pair in standing.links if contact_id in pair for id_ in pair)
    enough = SHOWN + len(linked) + 1
    found = list_contacts(session, service_key, enough, words, linkable=True)
    coded = return_codes.list_same_code(session, service_key, contact_id)
    others = [one for one in found if one.id not in linked | {contact_id} | {other.id for other in coded}]
    row = get_contact(session, contact_id)
    comparable = contact.about is About.HIMSELF and not contact.no_note
    passed = links.passed_on(session, standing, contact_id) - {other.id for other in coded}
    sought = facts_of(row, contact.note)
    suggested = suggestions.suggest(session, sought, answered=sorted(passed)) if comparable and not words else []
    services = [session.get_one(ReferralService, referral.service_id).name for referral in row.referrals]
    shift = session.get(Shift, row.shift_id) if row.shift_id else None
    same = list(views.values())
    decided = _decided(session, service_key, standing, contact_id)
    shown = others[:SHOWN] if words else []
    return Reading(
        contact, same, near - {contact_id}, coded, decided, suggested, passed, shown, sorted(services), shift
    )


def _decided(
    session: Session, service_key: bytes, standing: Decisions, contact_id: str
) -> list[tuple[ContactView, Decided]]:
    """The contacts about which something else than *same* stands directly, newest decision first."""
    here = [(two, event) for two, event in standing.last.items() if contact_id in two]
    others = {next(one for one in two if one != contact_id): event for two, event in here}
    apart = {one: event for one, event in others.items() if event.verdict in (Verdict.DIFFERENT, Verdict.UNSURE)}
    views = view_contacts(session, service_key, list(apart))
    return sorted(((view, apart[view.id]) for view in views), key=lambda one: -one[1].id)
