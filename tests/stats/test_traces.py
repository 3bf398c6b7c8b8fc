"""What outlives the note of a contact, in the register: sealed, for its time, and for nobody who wanted no note."""

import json
from datetime import datetime, time, timedelta
from hashlib import blake2b, sha256
from typing import Any

import pytest
from sqlalchemy import update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from chat import calendar
from chat.periods import PERIODS, Kind
from chat.sealing import Unreadable, unseal
from stats import remembering, retention
from stats.contacts import contact_trace, get_contact
from stats.exchange import import_contacts
from stats.linking.fading import places_of
from stats.linking.trace import Facts
from stats.models import Contact
from stats.register import new_row
from stats.remembering import Remembered, facts_of
from stats.service_key import give_up
from tests.stats.factories import CORA, KEY, TODAY, a_contact, a_record, add

NOTE = "Havkatten bor bak verkstedet og spiller trekkspill."
NOON = time(12)
AFTER_NOTE, AFTER_TRACE = (PERIODS[kind].length + timedelta(days=1) for kind in (Kind.NOTE, Kind.TRACE))


def destroy(session: Session, kind: Kind, after: timedelta) -> int:
    today = calendar.today()
    done = retention.destroy(session, kind, datetime.combine(today, NOON) + after)
    session.expire_all()
    return done


def imported(session: Session, **fields: Any) -> Contact:
    line = a_record(id="0badcafe", date=str(TODAY), comment=NOTE, **fields)
    import_contacts(session, KEY, [json.dumps(line)], with_links=False, today=TODAY)
    return get_contact(session, "0badcafe")


def test_it_is_there_after_registering(session: Session) -> None:
    contact = get_contact(session, add(session, note=NOTE))
    assert contact_trace(KEY, contact).tolist() == places_of(KEY, NOTE).tolist() != []
    assert contact.trace_until == calendar.today() + PERIODS[Kind.TRACE].length


def test_without_a_note_there_is_none(session: Session) -> None:
    contact = get_contact(session, add(session, note=""))
    assert (contact.trace, contact.trace_until) == (None, None)


def test_the_trace_of_an_imported_note_ends_earlier_where_the_note_does(session: Session) -> None:
    until = TODAY + timedelta(days=3)
    contact = imported(session, note_until=str(until))
    assert contact.note_until == until
    assert contact.trace_until == until + PERIODS[Kind.TRACE].length - PERIODS[Kind.NOTE].length
    assert len(contact_trace(KEY, contact)) > 0


def test_a_note_that_is_over_when_it_is_imported_leaves_none(session: Session) -> None:
    assert imported(session, note_until=str(TODAY - timedelta(days=1))).trace is None


def test_it_opens_with_the_key_only_and_for_its_contact_only(session: Session) -> None:
    first, second = (get_contact(session, add(session, note=note)) for note in (NOTE, "Har hund."))
    with pytest.raises(Unreadable):
        contact_trace(bytes(32), first)
    second.trace = first.trace
    with pytest.raises(Unreadable):
        contact_trace(KEY, second)


def test_even_opened_it_has_no_word_and_no_plain_digest_of_one() -> None:
    contact = new_row(KEY, "aa000001", a_contact(note=NOTE), CORA)
    opened = unseal(KEY, contact.trace or b"", "trace|aa000001")
    for word in NOTE.lower().rstrip(".").encode().split():
        digests = (sha256(word).digest()[:4], blake2b(word).digest()[:4])
        assert not any(part in opened for part in (word, *digests))


def test_all_are_of_one_size() -> None:
    notes = (NOTE, "Hund.", NOTE * 40)
    assert len({len(new_row(KEY, "aa000001", a_contact(note=note), CORA).trace or b"") for note in notes}) == 1


def test_it_stays_when_the_note_goes_and_goes_after_its_own_period(session: Session) -> None:
    contact = get_contact(session, add(session, note=NOTE))
    assert destroy(session, Kind.NOTE, AFTER_NOTE) == 1
    assert destroy(session, Kind.TRACE, AFTER_TRACE - timedelta(days=1)) == 0
    assert (contact.note, len(contact_trace(KEY, contact)) > 0) == (None, True)
    assert destroy(session, Kind.TRACE, AFTER_TRACE) == 1
    assert (contact.trace, contact.trace_until) == (None, None)


def test_the_database_keeps_none_beside_the_wish_for_no_note(session: Session) -> None:
    contact_id = add(session, note=NOTE)
    with pytest.raises(IntegrityError, match="no_trace"):
        session.execute(update(Contact).where(Contact.id == contact_id).values(note=None, no_note=True))


def test_a_key_that_is_given_up_takes_it_along(session: Session, folder: Any) -> None:
    contact = get_contact(session, add(session, note=NOTE))
    give_up(session, folder / "secret.key")
    session.expire_all()
    assert (contact.trace, contact.trace_until) == (None, None)


def test_what_is_compared_has_it_while_it_is_kept_and_no_longer(session: Session) -> None:
    add(session, note=NOTE)
    remembered = Remembered(KEY)
    sizes = []
    for kind, after in ((None, None), (Kind.NOTE, AFTER_NOTE), (Kind.TRACE, AFTER_TRACE)):
        if kind and after:
            destroy(session, kind, after)
        (trace,) = remembered.memory(session).traces
        sizes.append((trace.length > 0, len(trace.grams) > 0, len(trace.faded) > 0))
    assert sizes == [(True, True, True), (False, False, True), (False, False, False)]


def test_one_damaged_note_is_compared_by_what_is_left_of_it_and_read_once_it_can_be(session: Session) -> None:
    whole, damaged = (add(session, note=NOTE, day=TODAY - timedelta(days)) for days in (2, 1))
    contact = get_contact(session, damaged)
    good, remembered = contact.note, Remembered(KEY)
    assert good
    contact.note = good[:-1] + bytes([good[-1] ^ 1])
    memory = remembered.memory(session)
    assert [one.id for one in memory.contacts] == [whole, damaged]
    assert [(trace.length > 0, len(trace.faded) > 0) for trace in memory.traces] == [(True, True), (False, True)]
    assert remembered.unreadable == 1
    contact.note = good
    add(session, note=NOTE)
    assert [trace.length > 0 for trace in remembered.memory(session).traces] == [True, True, True]
    assert remembered.unreadable == 0


def test_of_what_is_compared_only_what_is_new_or_over_is_read_again(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After a century one reading of everything takes seconds, and each registration would cause one."""
    first, second = (add(session, note=NOTE, day=TODAY - timedelta(days)) for days in (2, 1))
    remembered, read = Remembered(KEY), list[str]()

    def note(contact: Contact) -> Facts:
        read.append(contact.id)
        return facts_of(contact)

    remembered.memory(session)
    monkeypatch.setattr(remembering, "facts_of", note)
    third = add(session, note=NOTE)
    memory = remembered.memory(session)
    assert (read, [one.id for one in memory.contacts]) == ([third], [first, second, third])
    gone = session.get_one(Contact, first)
    gone.note = gone.note_until = None
    memory = remembered.memory(session)
    assert (read, [trace.length > 0 for trace in memory.traces]) == ([third, first], [False, True, True])
