"""Registering: a contact with its sealed note, and what was answered of others, in the caller's transaction."""

import secrets
from collections.abc import Mapping
from dataclasses import fields, replace
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from chat import calendar
from chat.language import N_
from chat.periods import PERIODS, Kind
from chat.sealing import seal
from stats.contacts import contact_note
from stats.counting import CountedContact, by_date, strongest
from stats.decisions import Pair, in_order
from stats.forms import FormErrors, NewContact
from stats.linking.fading import pack, places_of
from stats.links import answer, linked_contacts, near
from stats.listed import NOT_USED, are_used
from stats.models import Contact, ContactReferral, ContactTopic, ListedTopic, OwedRegistration
from stats.models.records import ReferralService
from stats.models.releases import Release
from stats.owed import NoExchange, get_owed, take
from stats.shifts import held_on
from stats.vocabulary import STRENGTH, Verdict

OUTLIVES = PERIODS[Kind.TRACE].length - PERIODS[Kind.NOTE].length  # a note from a file that ends earlier: so its trace

UNFIT = {  # what is wrong with a field that refers to something else
    "continues": N_("Choose a contact of yours from the same day, in another channel and about the same."),
    "shift": N_("Choose a shift of this day and channel."),
    "topics": NOT_USED,
    "referrals": NOT_USED,
}

WEAKER = N_("An earlier contact of the same person says more. Choose why this one says less.")
NO_ANSWERS: Mapping[str, Verdict] = {}
# Of a contact, in no form, or not always kept as it stood there.
NOT_ASKED = ("no_note", "note_until", "return_hint", "weaker_because")


class SavedBefore(Exception):
    """The contact `contact_id` is stored already, and something else stands about others than is answered now."""

    def __init__(self, contact_id: str) -> None:
        super().__init__(contact_id)
        self.contact_id = contact_id


class NoteUnwanted(Exception):
    """The visitor wanted no note on the conversation, so its contact cannot have one."""


def register(
    session: Session,
    service_key: bytes,
    contact: NewContact,
    counselor_id: int,
    owed_id: int | None = None,
    contact_id: str | None = None,
    answers: Mapping[str, Verdict] = NO_ANSWERS,
) -> str:
    """Stores the contact, what was answered of others shown beside it, and settles the card `owed_id`, together.

    Returns the contact's id.

    Without a card it is a contact made elsewhere. `contact_id` is the id that the form brought. Where just this contact
    is stored under it and no card waits, the same form has come twice, and nothing happens; SavedBefore is raised where
    its answers differ from what stands. Where another one is, this one gets an id of its own. Raises NotOwed,
    NoExchange where one side was silent, NoteUnwanted where the card says so and the contact has a note, FormErrors
    where what it refers to does not fit, or what `stats.links.answer` does.
    """
    stored = session.get(Contact, contact_id) if contact_id else None
    waits = owed_id is not None and session.get(OwedRegistration, owed_id) is not None
    if stored and not waits and stored.counselor_id == counselor_id and _is_the_same(service_key, stored, contact):
        if not _stand(session, stored.id, answers):
            raise SavedBefore(stored.id)
        return stored.id
    if owed_id is not None:
        contact = _settle(session, owed_id, counselor_id, contact)
    _check_references(session, contact, counselor_id)
    free = contact_id if contact_id and not stored else _free_id(session)
    add_contact(session, service_key, free, contact, counselor_id)
    answer(session, free, answers, counselor_id, calendar.today())
    _check_weaker(session, free, contact)
    return free


def _check_weaker(session: Session, contact_id: str, contact: NewContact) -> None:
    """Raises FormErrors where it says less of its person than an earlier contact, and not why.

    Why is not kept of one that does not: linked later, it would take evidence away that nobody spoke of.
    """
    own = select(Contact).where(Contact.id.in_(linked_contacts(session, contact_id)), Contact.day <= contact.day)
    known = strongest(by_date(_as_evidence(one) for one in session.scalars(own)))
    weaker = contact.category is not None and STRENGTH[known] > STRENGTH[contact.category]
    if weaker and not contact.weaker_because:
        raise FormErrors({"weaker_because": WEAKER})
    if contact.weaker_because and not weaker:
        session.get_one(Contact, contact_id).weaker_because = None
        session.flush()


def _as_evidence(row: Contact) -> CountedContact:
    """What of a contact tells how strong the evidence is; whose it is does not matter here."""
    facts = (row.id, row.day, row.channel, row.about, row.category, row.gender, row.talked_before, row.no_note)
    return CountedContact(*facts, person=None, weaker_because=row.weaker_because, continues=row.continues)


def _is_the_same(service_key: bytes, stored: Contact, sent: NewContact) -> bool:
    """Whether `sent` is what is stored. That there was to be no note was on the card, and is not in the form."""
    asked = [one.name for one in fields(NewContact) if one.name not in ("topics", "referrals", "note", *NOT_ASKED)]
    chosen = tuple(row.topic for row in stored.topics), tuple(row.service_id for row in stored.referrals)
    texts = contact_note(service_key, stored) == sent.note and chosen == (sent.topics, sent.referrals)
    return texts and all(getattr(stored, name) == getattr(sent, name) for name in asked)


def _stand(session: Session, contact_id: str, answers: Mapping[str, Verdict]) -> bool:
    """Whether `answers` are what stands between the contact and others. *Not looked* says nothing that could be lost.

    Of one who is the same through another, `stats.links.answer` adds nothing but that he is different.
    """
    standing = near(session, [contact_id, *answers])
    own = {two: event.verdict for two, event in standing.last.items() if contact_id in two}
    said = {in_order(contact_id, other): verdict for other, verdict in answers.items()}
    through = {in_order(contact_id, other) for other in standing.same(contact_id)} - own.keys()
    added = {two: verdict for two, verdict in said.items() if two not in through or verdict is Verdict.DIFFERENT}
    return _looked(own) == _looked(added)


def _looked(verdicts: Mapping[Pair, Verdict]) -> dict[Pair, Verdict]:
    return {two: verdict for two, verdict in verdicts.items() if verdict is not Verdict.NOT_LOOKED}


def _settle(session: Session, owed_id: int, counselor_id: int, contact: NewContact) -> NewContact:
    """Takes the card away; the contact as what the card says lets it be."""
    card = get_owed(session, owed_id, counselor_id)
    if not card.exchanged:
        raise NoExchange(card.id)
    if card.no_note and contact.note:
        raise NoteUnwanted(card.id)
    take(session, owed_id, counselor_id)
    return replace(contact, no_note=card.no_note, return_hint=card.return_hint)


def _check_references(session: Session, contact: NewContact, counselor_id: int) -> None:
    """Raises FormErrors where shift, topics, services or the contact before this one are not what they should be."""
    before = session.get(Contact, contact.continues) if contact.continues else None
    held = {shift.id for shift in held_on(session, contact.day, contact.channel)} if contact.shift_id else set()
    wrong = {
        "continues": contact.continues and not (before and _goes_on(before, contact, counselor_id)),
        "shift": contact.shift_id and contact.shift_id not in held,
        "topics": not are_used(session, ListedTopic, contact.topics, contact.day),
        "referrals": not are_used(session, ReferralService, contact.referrals, contact.day),
    }
    if errors := {field: UNFIT[field] for field, is_wrong in wrong.items() if is_wrong}:
        raise FormErrors(errors)


def _goes_on(before: Contact, contact: NewContact, counselor_id: int) -> bool:
    """Whether `contact` may be what `before` went on as."""
    same = (before.day, before.about, before.counselor_id) == (contact.day, contact.about, counselor_id)
    return same and before.channel is not contact.channel and not (before.no_note or contact.no_note)


def add_contact(
    session: Session, service_key: bytes, contact_id: str, contact: NewContact, counselor_id: int | None
) -> str:
    """Stores the contact under `contact_id`, which must be free; its note only ever leaves here sealed."""
    after_release = newest_release(session, contact.day.year)
    session.add(new_row(service_key, contact_id, contact, counselor_id, after_release))
    session.flush()
    return contact_id


def newest_release(session: Session, year: int) -> int | None:
    """The newest release that could have counted a contact of the year which is registered only now."""
    return session.scalar(select(func.max(Release.id)).where(Release.year >= year))


def new_row(
    service_key: bytes,
    contact_id: str,
    contact: NewContact,
    counselor_id: int | None,
    after_release: int | None = None,
) -> Contact:
    """The contact as it is stored, its note and the trace of it sealed. For who stores many at once.

    `after_release`: of `newest_release`.
    """
    until = _last_day_of_note(contact)
    return Contact(
        id=contact_id,
        day=contact.day,
        channel=contact.channel,
        about=contact.about,
        category=contact.category,
        gender=contact.gender,
        age_band=contact.age_band,
        language=contact.language,
        basis=contact.basis,
        considering=contact.considering,
        nationality=contact.nationality,
        contacted_by=contact.contacted_by,
        heard_from=contact.heard_from,
        step=contact.step,
        shift_id=contact.shift_id,
        continues=contact.continues,
        return_hint=contact.return_hint,
        after_release=after_release,
        weaker_because=contact.weaker_because,
        talked_before=contact.talked_before,
        note=seal(service_key, contact.note.encode(), f"note|{contact_id}") if contact.note else None,
        note_until=until if contact.note else None,
        trace=_sealed_trace(service_key, contact_id, contact.note) if contact.note else None,
        trace_until=until + OUTLIVES if contact.note else None,
        no_note=contact.no_note,
        counselor_id=counselor_id,
        topics=[ContactTopic(topic=topic) for topic in contact.topics],
        referrals=[ContactReferral(service_id=service_id) for service_id in contact.referrals],
    )


def _sealed_trace(service_key: bytes, contact_id: str, note: str) -> bytes:
    return seal(service_key, pack(places_of(service_key, note)), f"trace|{contact_id}")


def _last_day_of_note(contact: NewContact) -> date:
    """Its period from today; a note that comes from a file keeps an earlier end, so that copying lengthens nothing."""
    end = calendar.today() + PERIODS[Kind.NOTE].length
    return min(contact.note_until or end, end)


def _free_id(session: Session) -> str:
    """Eight random hex digits, so that ids tell no order."""
    while session.get(Contact, contact_id := secrets.token_hex(4)):
        pass
    return contact_id
