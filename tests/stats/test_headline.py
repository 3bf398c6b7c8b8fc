"""The service's own headline year, from the invented contacts of the demonstration."""

import shutil
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from stats.contacts import list_contacts
from stats.demo import demo_contacts, load_demo
from stats.exchange import import_contacts
from stats.links import decisions, link, take_back
from stats.report import year_report
from stats.vocabulary import Category, Channel
from tests.databases import lay_app_db
from tests.stats.conftest import add_staff, opened
from tests.stats.factories import CORA, KEY, TODAY, figure, lines, rows


def test_113_persons_are_112_men_and_one_woman(session: Session) -> None:
    assert figure(session, "persons") == figure(session, "persons_linked") == 113
    genders = rows(session, "gender")
    assert (genders["man"][0], genders["woman"][0]) == (112, 1)
    assert sum(persons for persons, _ in genders.values()) == 113


def test_21_are_confirmed_35_uncertain_and_57_neither(session: Session) -> None:
    report = year_report(session, 2025)
    names = ("persons_confirmed", "persons_uncertain", "persons_none")
    assert [report.figure(name).value for name in names] == [21, 35, 57]
    assert [values[0] for _, values in report.table("category").rows] == [21, 35, 57]


def test_shares_come_out_as_printed(session: Session) -> None:
    persons = [persons for persons, _ in rows(session, "category").values()]
    assert [round(100 * n / 113, 1) for n in persons] == [18.6, 31.0, 50.4]


def test_all_confirmed_are_men() -> None:
    confirmed = {c["person"] for c in demo_contacts() if c["category"] == Category.CONFIRMED}
    genders = {c["gender"] for c in demo_contacts() if c["person"] in confirmed}
    assert len(confirmed) == 21
    assert genders <= {"man", "unknown"}


def test_three_of_the_confirmed_have_repeated_contact_by_net_and_phone() -> None:
    confirmed = {c["person"] for c in demo_contacts() if c["category"] == Category.CONFIRMED}
    channels: dict[str, set[str]] = {person: set() for person in confirmed}
    for contact in demo_contacts():
        if contact["person"] in confirmed and contact["date"].startswith("2025"):
            channels[contact["person"]].add(contact["channel"])
    assert sum(Channel.PHONE_SMS in used and len(used) > 1 for used in channels.values()) == 3


def test_three_others_came_in_person(session: Session) -> None:
    assert rows(session, "channel")["in_person"] == (3, 3)
    came = {c["person"] for c in demo_contacts() if c["channel"] == Channel.IN_PERSON}
    assert not came & {c["person"] for c in demo_contacts() if c["category"] == Category.CONFIRMED}


def test_187_contacts_over_the_named_channels_and_96_new_persons(session: Session) -> None:
    assert figure(session, "contacts") == 187
    assert figure(session, "new_persons") == 96
    assert figure(session, "contacts_per_person") == 187 / 113
    channels = rows(session, "channel")
    for channel in ("web_chat", "chat_room", "gay_community_site", "dating_site", "facebook", "phone_sms"):
        assert channels[channel][0] > 0, channel


def test_the_user_name_changes_at_every_contact_and_raises_nothing(session: Session) -> None:
    names = Counter(contact["username"] for contact in demo_contacts())
    assert max(names.values()) == 1
    assert len(names) > figure(session, "persons")  # type: ignore[operator]


def test_unlinking_a_wrong_link_restores_the_count(session: Session) -> None:
    a, b = (next(c["id"] for c in demo_contacts() if c["person"] == person) for person in ("D020", "D021"))
    link(session, a, b, CORA, TODAY)
    assert figure(session, "persons") == 112
    take_back(session, a, b, CORA, TODAY)
    assert figure(session, "persons") == 113
    assert figure(session, "persons_confirmed") == 21


def test_taking_a_right_link_back_splits_the_person(session: Session) -> None:
    a, b = decisions(session).links[0]
    before = year_report(session, 2025)
    take_back(session, a, b, CORA, TODAY)
    assert year_report(session, 2025) != before
    link(session, a, b, CORA, TODAY)
    assert year_report(session, 2025) == before


def test_it_is_the_same_year_every_time() -> None:
    assert demo_contacts() == demo_contacts()
    assert len({contact["id"] for contact in demo_contacts()}) == len(demo_contacts())


def test_relatives_and_what_was_no_contact_stand_apart(session: Session) -> None:
    assert figure(session, "contacts_relative_or_helper") == 2
    assert figure(session, "not_a_contact") == 7


def test_every_note_is_there_to_recognise_a_story_by(session: Session) -> None:
    assert all(contact.note for contact in list_contacts(session, KEY, limit=500))


def test_without_links_every_contact_is_a_person(session: Session) -> None:
    fresh = [contact | {"id": contact["id"] + contact["id"]} for contact in demo_contacts()]
    import_contacts(session, KEY, lines(*fresh), with_links=False, today=TODAY.replace(month=12, day=31))
    registrations = sum(contact["date"].startswith("2025") for contact in fresh)
    assert figure(session, "persons") == 113 + registrations


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Loaded once; each test has a copy."""
    path = lay_app_db(tmp_path_factory.mktemp("demo"))
    with opened(path) as session:
        add_staff(session)
        load_demo(session, KEY)
        session.commit()
    return path


@pytest.fixture
def session(demo: Path, folder: Path) -> Iterator[Session]:
    with opened(Path(shutil.copy(demo, folder))) as session:
        yield session
