"""An edition that is made again from the register comes out the same, whatever came later."""

from datetime import date

from sqlalchemy import text
from sqlalchemy.orm import Session

from stats.counted import counted_contacts
from stats.exchange import import_contacts
from stats.links import link, part
from stats.releases.content import canonical
from stats.releases.rebuilding import rebuild
from stats.vocabulary import Category, Channel
from tests.releases.closed import close, close_both
from tests.releases.conftest import AFTER, FIRST, SECOND, contacts_of
from tests.stats.factories import CORA, KEY, a_record, add, add_person, lines


class TestRebuilding:
    def test_it_comes_out_the_same_bit_for_bit(self, register: Session) -> None:
        for release in close_both(register):
            again = rebuild(register, release)
            assert canonical(again.content) == release.content
            assert (again.digest, again.changed) == (release.digest, 0)

    def test_decisions_of_later_do_not_matter(self, register: Session) -> None:
        _, second = close_both(register)
        ids = [one.id for one in counted_contacts(register) if one.day.year == SECOND]
        link(register, ids[0], ids[-1], CORA, AFTER)
        assert rebuild(register, second).digest == second.digest

    def test_a_move_that_is_taken_back_later_does_not_matter(self, register: Session) -> None:
        one = add(register, day=date(FIRST, 5, 5), note="")
        onward = add(register, day=date(FIRST, 5, 5), continues=one, channel=Channel.CHAT_ROOM, note="")
        first = close(register, FIRST)
        part(register, one, onward, CORA, AFTER)
        again = rebuild(register, first)
        assert (again.digest, again.changed) == (first.digest, 0)

    def test_one_that_was_taken_back_before_stays_so(self, register: Session) -> None:
        one = add(register, day=date(FIRST, 5, 5), note="")
        onward = add(register, day=date(FIRST, 5, 5), continues=one, channel=Channel.CHAT_ROOM, note="")
        part(register, one, onward, CORA, AFTER)
        first = close(register, FIRST)
        assert rebuild(register, first).changed == 0

    def test_a_corrected_edition_comes_out_the_same(self, register: Session) -> None:
        first = close(register, FIRST)
        add_person(register, *contacts_of(5, FIRST, 2))
        second = close(register, FIRST, "Registered late.")
        assert rebuild(register, second).digest == second.digest
        assert (rebuild(register, first).digest, rebuild(register, first).changed) == (first.digest, 0)

    def test_what_is_registered_late_does_not_matter_even_if_it_is_the_first_of_all(self, register: Session) -> None:
        first, second = close_both(register)
        before = counted_contacts(register)
        late = add(register, day=date(FIRST, 1, 1), note="", category=Category.NONE)
        link(register, late, before[0].id, CORA, AFTER)
        add(register, day=date(SECOND, 2, 2), note="")
        for release in (first, second):
            again = rebuild(register, release)
            assert (again.digest, again.changed) == (release.digest, 0)
        assert len(counted_contacts(register)) == len(before) + 2
        third = close(register, FIRST, "Registered late.")
        assert rebuild(register, third).digest == third.digest != first.digest

    def test_what_is_imported_late_does_not_matter(self, register: Session) -> None:
        first = close(register, FIRST)
        records = [a_record(date=str(date(FIRST, 3, 1 + number))) for number in range(20)]
        assert import_contacts(register, KEY, lines(*records), True, AFTER).contacts == 20
        assert rebuild(register, first).digest == first.digest

    def test_an_edition_of_the_year_before_that_came_later_the_same_day_is_not_in_it(self, register: Session) -> None:
        _, second = close_both(register)
        for number in range(12):
            add_person(register, *contacts_of(number, FIRST, 1))
        close(register, FIRST, "Registered late.")
        assert rebuild(register, second).digest == second.digest

    def test_a_register_that_is_another_is_seen(self, register: Session) -> None:
        first, _ = close_both(register)
        register.execute(text("UPDATE contacts SET category = 'none', basis = NULL WHERE category = 'confirmed'"))
        again = rebuild(register, first)
        assert again.changed
