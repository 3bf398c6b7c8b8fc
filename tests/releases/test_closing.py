"""Closing a year freezes it, and nothing that happens later moves a number of it."""

from datetime import date

import pytest
from sqlalchemy import delete, select, text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from chat.accounts import disable_account, set_roles
from chat.models import Statement
from chat.roles import Role
from stats.counted import counted_contacts
from stats.counting import count_year
from stats.disclosure.cells import Kind
from stats.links import decide, link, take_back
from stats.models import OwedRegistration
from stats.models.releases import FrozenCell, GoneThrough, PublishedRow, Release
from stats.owed import lapse, owe, skip
from stats.releases import closing, editions, frozen
from stats.releases.before_closing import list_open
from stats.releases.closing import draft
from stats.releases.content import Content
from stats.releases.editions import planned
from stats.releases.gone_through import state, who_went_through
from stats.releases.plan import DESIGNS, MOST, USUAL, Refused
from stats.releases.rebuilding import rebuild
from stats.releases.verifying import verify
from stats.vocabulary import Channel, SkipReason, Verdict
from tests.releases.closed import FAR, close, close_both, content, headline, table
from tests.releases.conftest import AFTER, ALONE, FIRST, SECOND, contacts_of
from tests.stats.factories import CORA, DAN, add, add_person


def plan(session: Session, names: list[str]) -> None:
    session.commit()
    editions.plan(session, FIRST, names, CORA, AFTER)
    session.commit()


class TestClosing:
    def test_the_numbers_are_near_the_true_ones_and_add_up(self, register: Session) -> None:
        for release in close_both(register):
            true = count_year(counted_contacts(register), (), release.year)
            assert abs(headline(release, "persons")["value"] - len(true.persons)) <= 2 * FAR
            by_category = table(release, "persons_by_category")
            assert sum(row["value"] for row in by_category["rows"]) == by_category["total"]["value"]
            assert by_category["total"]["value"] == headline(release, "persons")["value"]

    def test_two_years_together_are_the_sum_of_what_is_frozen(self, register: Session) -> None:
        first, second = close_both(register)
        together = table(second, "persons_of_years_by_category")["total"]["value"]
        back = headline(second, "persons")["value"] - headline(second, "new_persons")["value"]
        assert together == headline(first, "persons")["value"] + headline(second, "persons")["value"] - back

    def test_two_years_stand_together_only_where_both_are_closed_in_the_same_groups(self, register: Session) -> None:
        plan(register, ["persons_by_age"])
        for release in close_both(register):
            assert "persons_of_years_by_category" not in [one["name"] for one in content(release)["tables"]]

    def test_no_small_count_of_persons_or_contacts_is_shown(self, register: Session) -> None:
        close_both(register)
        small = [cell for cell in register.query(FrozenCell) if 0 < cell.count < 5]
        assert small
        assert {cell.shown for cell in small} <= {0, 5}
        assert not [row for row in register.query(PublishedRow) if 0 < row.value < 5]

    def test_the_year_before_stands_beside_it(self, register: Session) -> None:
        first, second = close_both(register)
        assert headline(second, "persons")["before"] == headline(first, "persons")["value"]
        assert headline(first, "persons")["before"] is None

    def test_the_plain_range_holds_the_number(self, register: Session) -> None:
        for release in close_both(register):
            persons = headline(release, "persons")
            assert persons["low"] <= persons["value"] <= persons["high"]
            assert persons["low"] % 5 == persons["high"] % 5 == 0

    def test_cells_do_not_tell_by_being_there_that_somebody_came_back(self, session: Session) -> None:
        for _ in range(12):
            add_person(session, *contacts_of(1, FIRST, 1))
            add_person(session, *contacts_of(1, SECOND, 1))
        cells = content(close(session, SECOND))["cells"]
        assert {cell["last"] for cell in cells if cell["unit"] == "persons"} == {0, FIRST}

    @pytest.mark.parametrize("number", [1, 2, 3, 6, 23, 31])
    def test_where_nobody_came_twice_there_are_no_fewer_contacts_than_persons(
        self, session: Session, number: int
    ) -> None:
        for one in range(number):
            add_person(session, *contacts_of(one, FIRST, 1))
        plan(session, ["persons_by_category"])
        release = close(session, FIRST)
        assert headline(release, "contacts")["value"] >= headline(release, "persons")["value"]
        assert headline(release, "contacts")["value"] % 5 == 0

    def test_a_correction_leaves_it_so(self, session: Session) -> None:
        for one in range(23):
            add_person(session, *contacts_of(one, FIRST, 1))
        first = close(session, FIRST)
        for one in range(7):
            add_person(session, *contacts_of(one, FIRST, 1))
        second = close(session, FIRST, "Registered late.")
        for release in (first, second):
            assert headline(release, "contacts")["value"] >= headline(release, "persons")["value"]

    def test_a_year_that_an_earlier_program_closed_is_corrected_and_rebuilt_as_it_was(
        self, register: Session, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        with monkeypatch.context() as earlier:
            earlier.setattr(frozen, "LATEST_KIND", Kind.PERSONS)
            first = close(register, FIRST)
        assert {cell["kind"] for cell in content(first)["cells"]} == {"persons"}
        assert rebuild(register, first).digest == first.digest
        add_person(register, *contacts_of(5, FIRST, 2))
        second = close(register, FIRST, "Registered late.")
        assert rebuild(register, second).digest == second.digest
        assert verify({"content": content(second), "digest": second.digest}) == []

    def test_a_year_that_is_not_over_is_refused(self, register: Session) -> None:
        with pytest.raises(Refused, match="2025 is not over"):
            close(register, 2025)

    def test_years_are_closed_in_order(self, register: Session) -> None:
        close(register, SECOND)
        with pytest.raises(Refused, match="cannot be closed any more"):
            close(register, FIRST)

    @pytest.mark.parametrize("year", [0, 1066, FIRST - 1])
    def test_a_year_before_the_first_contact_is_refused(self, register: Session, year: int) -> None:
        with pytest.raises(Refused, match=f"Nothing is registered of {year}"):
            close(register, year)

    def test_a_year_without_contacts_is_refused(self, session: Session) -> None:
        add(session, day=date(FIRST - 1, 5, 5), note="")
        with pytest.raises(Refused, match=f"Nothing is registered of {FIRST}"):
            close(session, FIRST)

    def test_a_draft_says_so_and_stores_nothing(self, register: Session) -> None:
        assert draft(register, FIRST, AFTER).content["draft"] is True
        assert not register.query(Release).count()

    def test_the_edition_is_what_its_draft_was_while_nothing_changes(self, register: Session) -> None:
        before = draft(register, FIRST, AFTER).content
        register.commit()
        after = content(close(register, FIRST))
        assert {name: before[name] for name in ("headline", "tables", "cells")} == {
            name: after[name] for name in ("headline", "tables", "cells")
        }

    def test_nobody_can_make_the_rounding_again_without_the_secret_of_the_year(self, register: Session) -> None:
        draft(register, FIRST, AFTER)
        draft(register, SECOND, AFTER)
        secrets = register.scalars(select(Statement.value).where(Statement.name.like("release_seed_%"))).all()
        assert len(set(secrets)) == 2
        assert all(int(secret).bit_length() > 96 for secret in secrets)

    def test_the_secret_is_drawn_once_also_where_closing_is_refused(self, register: Session) -> None:
        secret = select(Statement.value).where(Statement.name == f"release_seed_{FIRST}")
        found = []
        for _ in range(2):
            with pytest.raises(Refused, match="Something changed"):
                closing.close(register, FIRST, "", CORA, AFTER, why_not_two=ALONE, drafted="another")
            register.rollback()
            found.append(register.scalar(secret))
        assert found == [close(register, FIRST).seed] * 2


class TestGoneThrough:
    def test_a_sum_that_is_printed_otherwise_cannot_be_told_in_the_reason_why_not(self, register: Session) -> None:
        with pytest.raises(Refused, match="without numbers"):
            self.close(register, "Vi er én rådgiver, 16 bekreftede.")

    def close(self, session: Session, why_not: str = "") -> Content:
        session.commit()
        return content(closing.close(session, FIRST, "", CORA, AFTER, why_not_two=why_not))

    def test_a_year_is_not_closed_before_two_different_counsellors_went_through_what_is_open(
        self, register: Session
    ) -> None:
        for actor in (CORA, CORA, DAN):
            with pytest.raises(Refused, match="Two counsellors have not gone through"):
                self.close(register)
            register.rollback()
            state(register, FIRST, actor, True, AFTER)
        assert self.close(register)["gone_through"] == {"by_two": True, "why_not": ""}

    def test_what_was_taken_back_or_stated_of_another_year_does_not_count(self, register: Session) -> None:
        for actor, year, is_so in ((CORA, FIRST, True), (DAN, FIRST, True), (DAN, SECOND, True), (DAN, FIRST, False)):
            state(register, year, actor, is_so, AFTER)
        with pytest.raises(Refused, match="Two counsellors have not gone through"):
            self.close(register)

    def both(self, session: Session) -> set[int]:
        for actor in (CORA, DAN):
            state(session, FIRST, actor, True, AFTER)
        session.commit()
        return who_went_through(session, FIRST)

    @pytest.mark.parametrize("added", ["contact", "owed", "taken back"])
    def test_it_holds_no_more_once_something_is_added_to_what_is_open(self, register: Session, added: str) -> None:
        one, other = list_open(register, counted_contacts(register), FIRST).not_looked[:2]
        decide(register, Verdict.DIFFERENT, one, other, CORA, AFTER)
        assert self.both(register) == {CORA, DAN}
        if added == "contact":
            add(register, day=date(FIRST, 5, 5), note="Another.")
        elif added == "owed":
            owe(register, CORA, date(FIRST, 12, 31), Channel.WEB_CHAT, "nb", exchanged=True)
        else:
            take_back(register, one, other, CORA, AFTER)
        assert who_went_through(register, FIRST) == set()
        state(register, FIRST, DAN, True, AFTER)
        assert who_went_through(register, FIRST) == {DAN}

    def test_it_holds_while_what_was_open_is_settled_and_other_years_go_on(self, register: Session) -> None:
        owed = owe(register, CORA, date(FIRST, 12, 31), Channel.WEB_CHAT, "nb", exchanged=True)
        assert self.both(register) == {CORA, DAN}
        one, two, three, four = list_open(register, counted_contacts(register), FIRST).not_looked[:4]
        decide(register, Verdict.UNSURE, one, two, CORA, AFTER)
        decide(register, Verdict.SAME, three, four, CORA, AFTER)
        skip(register, SkipReason.OTHER, CORA, owed)
        add(register, day=date(SECOND, 5, 5), note="Another.")
        owe(register, CORA, date(SECOND, 12, 31), Channel.WEB_CHAT, "nb", exchanged=True)
        assert who_went_through(register, FIRST) == {CORA, DAN}

    def test_what_nobody_registered_in_time_is_told_with_what_still_can_be(self, register: Session) -> None:
        for day in (date(FIRST, 6, 1), date(SECOND, 6, 1)):
            owe(register, CORA, day, Channel.WEB_CHAT, "nb", exchanged=True)
        lapse(register, date(FIRST, 12, 1))
        owe(register, CORA, date(FIRST, 12, 31), Channel.WEB_CHAT, "nb", exchanged=True)
        found = list_open(register, counted_contacts(register), FIRST)
        assert (found.lapsed, found.numbers["owed"]) == (1, 3)  # the first card would be destroyed with it
        for _ in range(7):
            owe(register, CORA, date(FIRST, 5, 1), Channel.WEB_CHAT, "nb", exchanged=True)
        lapse(register, date(FIRST, 12, 1))
        register.execute(delete(OwedRegistration))
        assert content(close(register, FIRST))["open"]["owed"] == 5  # of nine, rounded down

    def test_it_does_not_count_where_it_is_not_known_what_was_open(self, register: Session) -> None:
        register.add(GoneThrough(year=FIRST, actor_id=CORA, is_so=True, day=AFTER))
        assert who_went_through(register, FIRST) == set()

    def test_only_those_who_are_counsellors_still_count(self, register: Session) -> None:
        assert self.both(register) == {CORA, DAN}
        set_roles(register, "cora", [Role.LEAD])
        disable_account(register, "dan")
        assert who_went_through(register, FIRST) == set()

    def test_a_reason_stands_in_its_place_in_the_edition_and_those_after_it(self, register: Session) -> None:
        first = close(register, FIRST)
        add_person(register, *contacts_of(5, FIRST, 2))
        second = close(register, FIRST, "Registered late.")
        for release in (first, second):
            assert content(release)["gone_through"] == {"by_two": False, "why_not": ALONE}
            assert rebuild(register, release).content["gone_through"] == content(release)["gone_through"]

    @pytest.mark.parametrize("change", ["UPDATE gone_through SET is_so = 0", "DELETE FROM gone_through"])
    def test_what_was_stated_is_never_altered(self, register: Session, change: str) -> None:
        state(register, FIRST, CORA, True, AFTER)
        with pytest.raises(IntegrityError, match="never altered"):
            register.execute(text(change))


class TestFrozen:
    def test_later_links_and_contacts_change_nothing(self, register: Session) -> None:
        first, _ = close_both(register)
        before = (first.content, first.digest)
        ids = [one.id for one in counted_contacts(register) if one.day.year == FIRST]
        link(register, ids[0], ids[9], CORA, AFTER)
        add(register, day=date(FIRST, 5, 5), note="")
        register.commit()
        register.expire_all()
        found = editions.find_release(register, FIRST)
        assert found
        assert (found.content, found.digest) == before

    @pytest.mark.parametrize("what", ["releases", "frozen_cells", "published_rows"])
    @pytest.mark.parametrize("change", ["UPDATE {} SET id = id + 1", "DELETE FROM {}"])
    def test_the_database_itself_refuses_to_change_them(self, register: Session, what: str, change: str) -> None:
        close_both(register)
        with pytest.raises(IntegrityError, match="never altered"):
            register.execute(text(change.format(what)))


class TestCorrecting:
    def test_it_needs_a_reason_and_something_new(self, register: Session) -> None:
        close(register, FIRST)
        with pytest.raises(Refused, match="Say why"):
            close(register, FIRST, " ")
        with pytest.raises(Refused, match="Nothing has changed"):
            close(register, FIRST, "Late registrations.")

    @pytest.mark.parametrize("reason", ["a" * 301, "Late\x00.", "Late\x1b[31m.", "Late\udcff.", "\u202eetaL"])
    def test_a_reason_that_documents_cannot_hold_is_refused(self, register: Session, reason: str) -> None:
        close(register, FIRST)
        add_person(register, *contacts_of(5, FIRST, 2))
        with pytest.raises(Refused, match="300 plain characters"):
            close(register, FIRST, reason)

    def test_a_reason_is_printed_on_one_line(self, register: Session) -> None:
        close(register, FIRST)
        add_person(register, *contacts_of(5, FIRST, 2))
        release = close(register, FIRST, " Registered\r\n late.\N{NO-BREAK SPACE}")
        assert content(release)["reason"] == release.reason == "Registered late."

    @pytest.mark.parametrize(
        "reason",
        [
            "In the first edition there were 4 persons under 25.",
            "4 personer",
            "٤ personer",
            "Ⅳ persons",
            "To personer kom senere.",
            "Tjueto ble registrert sent.",
            "A\N{COMBINING RING ABOVE}tte personer",
            "Twenty-two were late.",
            "Seksogtyve kom sent.",
            "Et dusin kom sent.",
            "Edition 2024-1 was wrong.",
        ],
    )
    def test_a_reason_with_a_number_is_refused_whatever_is_printed(self, register: Session, reason: str) -> None:
        close(register, FIRST)
        add_person(register, *contacts_of(5, FIRST, 2))
        with pytest.raises(Refused, match="without numbers"):
            close(register, FIRST, reason)

    @pytest.mark.parametrize(
        "reason", ["Registered 15.3.2024 and 2024-03-16, of 2022–2023.", "Én vakt ble registrert sent."]
    )
    def test_years_and_dates_can_stand(self, register: Session, reason: str) -> None:
        close(register, FIRST)
        add_person(register, *contacts_of(5, FIRST, 2))
        assert close(register, FIRST, reason).reason == reason

    def test_a_few_late_registrations_show_as_none_or_five(self, register: Session) -> None:
        first = close(register, FIRST)
        for number in range(3):
            add_person(register, *contacts_of(number * 9, FIRST, 1))
        second = close(register, FIRST, "Registered late.")
        assert second.edition == 2
        assert content(second)["reason"] == "Registered late."
        moved = headline(second, "persons")["value"] - headline(first, "persons")["value"]
        assert moved % 5 == 0
        assert first.digest != second.digest

    def test_many_show_as_many(self, register: Session) -> None:
        first = close(register, FIRST)
        for number in range(24):
            add_person(register, *contacts_of(number * 9, FIRST, 1))
        second = close(register, FIRST, "A shift was registered late.")
        moved = headline(second, "persons")["value"] - headline(first, "persons")["value"]
        assert 20 <= moved <= 28


class TestPlan:
    def test_it_is_the_usual_one_until_somebody_chooses(self, register: Session) -> None:
        assert planned(register, FIRST) == USUAL
        plan(register, ["contacts_by_quarter", "persons_by_gender"])
        assert planned(register, FIRST) == ("persons_by_gender", "contacts_by_quarter")
        release = close(register, FIRST)
        assert [one["name"] for one in content(release)["tables"]] == ["persons_by_gender", "contacts_by_quarter"]

    def test_it_is_fixed_when_the_year_is_closed(self, register: Session) -> None:
        close(register, FIRST)
        with pytest.raises(Refused, match="plan is fixed"):
            plan(register, ["persons_by_gender"])

    def test_a_corrected_edition_has_the_tables_of_the_first_also_when_others_are_usual(
        self, register: Session, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        first = close(register, FIRST)
        add_person(register, *contacts_of(5, FIRST, 2))
        monkeypatch.setattr(editions, "USUAL", ("persons_by_gender",))
        second = close(register, FIRST, "Registered late.")
        tables = [[one["name"] for one in content(release)["tables"]] for release in (first, second)]
        assert tables[0] == tables[1]

    @pytest.mark.parametrize("names", [[], ["persons_by_name"]])
    def test_what_cannot_be_published_is_refused(self, register: Session, names: list[str]) -> None:
        with pytest.raises(Refused):
            plan(register, names)

    @pytest.mark.parametrize("year", [0, 1066, AFTER.year + 1, 99999])
    def test_a_year_that_can_have_no_contacts_has_none(self, register: Session, year: int) -> None:
        with pytest.raises(Refused, match=f"There can be no contacts of {year}"):
            editions.plan(register, year, ["persons_by_gender"], CORA, AFTER)

    def test_there_are_at_most_ten(self, register: Session) -> None:
        assert MOST == 10 < len(DESIGNS)
        with pytest.raises(Refused, match="At most ten"):
            plan(register, list(DESIGNS))
