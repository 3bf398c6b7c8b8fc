"""The register as it is kept in memory for counting: never older than what is stored."""

from datetime import date, time

from sqlalchemy import event
from sqlalchemy.orm import Session

from stats.counted import read_lists
from stats.exploring import Answer, Question, explore
from stats.following import CountedRegister
from stats.layout import Measure
from stats.links import link, part, take_back
from stats.models.shifts import Shift, Venue
from stats.report import year_report
from stats.vocabulary import Channel, ShiftState, VenueKind
from tests.stats.factories import CORA, TODAY, add, add_person

LATER = date(2025, 10, 7)


def test_nothing_is_read_again_while_nothing_changed(session: Session) -> None:
    register = CountedRegister()
    add(session)
    before = register.read(session)
    said: list[str] = []
    event.listen(session.get_bind(), "before_cursor_execute", lambda *told: said.append(told[2]))
    assert register.read(session) is before
    assert len(said) == 3
    assert all("count(" in statement for statement in said)


def test_it_learns_of_contacts_links_and_what_is_taken_back(session: Session) -> None:
    register, seen = CountedRegister(), list[int | float | None]()

    def look() -> None:
        fresh, kept = (year_report(session, 2025, which).figure("persons").value for which in (None, register))
        assert fresh == kept
        seen.append(kept)

    one = add(session)
    look()
    other = add(session, day=LATER)
    look()
    link(session, one, other, CORA, LATER)
    look()
    take_back(session, one, other, CORA, LATER)
    look()
    onward = add(session, continues=other, day=LATER, channel=Channel.CHAT_ROOM)
    look()
    part(session, other, onward, CORA, LATER)
    look()
    assert seen == [1, 2, 1, 2, 2, 3]


def test_a_contact_on_a_shift_counts_at_its_venue_and_when_it_began(session: Session) -> None:
    session.add(Venue(id=4, name="Rommet", kind=VenueKind.CHAT_ROOM, channel=Channel.CHAT_ROOM))
    session.flush()
    shift = {"venue_id": 4, "channel": Channel.CHAT_ROOM, "state": ShiftState.HELD, "languages": "nb"}
    session.add(Shift(id=9, day=TODAY, starts=time(20, 30), ends=time(23), **shift))
    session.flush()
    add(session, shift_id=9, channel=Channel.CHAT_ROOM)
    add(session, channel=Channel.WEB_CHAT)
    add(session, channel=Channel.EMAIL)
    assert numbers(ask(session, by="venue")) == {"4": 1, "own_chat": 1, "not_recorded": 1}
    assert numbers(ask(session, by="hours")) == {"20-24": 1, "not_recorded": 2}


def test_unknown_nationality_stands_for_itself(session: Session) -> None:
    add(session)
    assert numbers(ask(session, by="nationality")) == {"norwegian": 0, "foreign": 0, "unknown": 1}


def test_only_what_is_chosen_is_counted(session: Session) -> None:
    add_person(session, {"channel": Channel.EMAIL}, {"day": LATER, "channel": Channel.CHAT_ROOM})
    add(session, channel=Channel.EMAIL)
    found = ask(session, by="channel", only={"channel": "chat_room"})
    assert {measure: one.now for measure, (one, _) in found.figures.items()} == {
        Measure.CONTACTS: 1,
        Measure.PERSONS: 1,
        Measure.NEW: 0,
    }
    assert numbers(found)["email"] == 0
    assert ask(session, by="channel", only={"channel": "nowhere"}).most == 0


def test_a_year_without_anything_before_it_has_nothing_to_compare_with(session: Session) -> None:
    add(session)
    (one, _) = ask(session, against=2024).figures[Measure.CONTACTS]
    assert (one.now, one.before) == (1, None)
    add(session, day=TODAY.replace(year=2024), channel=Channel.EMAIL)
    found = ask(session, against=2024)
    assert {str(line.head): line.cells[0].before for line in found.lines}["web_chat"] == 0
    assert found.figures[Measure.CONTACTS][0].before == 1


def test_persons_add_up_only_where_each_has_one_row(session: Session) -> None:
    add_person(session, {"channel": Channel.EMAIL}, {"day": LATER, "channel": Channel.CHAT_ROOM})
    by_channel, by_category = (ask(session, by=by, measure=Measure.PERSONS) for by in ("channel", "category"))
    assert by_channel.totals == (None,)
    assert [one.now for one in by_category.totals if one] == [1]


def test_crossed_columns_without_anything_are_named_and_left_out(session: Session) -> None:
    add(session, channel=Channel.EMAIL)
    found = ask(session, by="category", across="channel")
    assert [str(column) for column in found.columns] == ["email"]
    assert len(found.left_out) == len(Channel) - 1


def ask(session: Session, against: int | None = None, **asked: object) -> Answer:
    question = Question(2025, against, **asked)  # type: ignore[arg-type]
    return explore(CountedRegister().read(session), read_lists(session), question)


def numbers(answer: Answer) -> dict[str, object]:
    return {str(line.head): line.cells[0].now for line in answer.lines}
