"""Counting by any dimension, or by two, of all or of some: always what a slow count of the same contacts finds."""

from collections.abc import Hashable, Iterable, Mapping
from datetime import date, timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from stats.columns import Within, all_of, columns_of, count_across, count_by, only, placed
from stats.counting import CountedContact, CountedPerson, YearCount, count_year, count_years
from stats.dimensions import DIMENSIONS, Dimension, Lists, band
from stats.listed import EntryName
from stats.vocabulary import (
    About,
    AgeBand,
    Category,
    Channel,
    Gender,
    HeardFrom,
    HourBand,
    Nationality,
    NotRecorded,
    Step,
    TalkedBefore,
)

YEAR = 2025
NEW = EntryName("new", {"nb": "ny", "en": "new"})
HEALTH = EntryName("7", {"nb": "Helse", "en": "Health"})
LISTS = Lists(
    topics={"old": NEW, "new": NEW, "gone": EntryName("gone", {}, retired=True)},
    services={7: HEALTH, 8: HEALTH},
    venues={1: EntryName("1", {}), 2: EntryName("1", {}), 3: NotRecorded.OWN_CHAT},
    hours={1: HourBand.EVENING, 2: HourBand.LATE, 3: HourBand.EVENING},
)
Pairs = list[tuple[CountedContact, CountedPerson]]

contacts = st.lists(
    st.builds(
        CountedContact,
        id=st.uuids().map(str),
        day=st.integers(0, 800).map(lambda days: date(2024, 1, 1) + timedelta(days)),
        channel=st.sampled_from([Channel.WEB_CHAT, Channel.FACEBOOK, Channel.EMAIL]),
        about=st.just(About.HIMSELF),
        category=st.sampled_from(Category),
        gender=st.sampled_from(Gender),
        talked_before=st.sampled_from(TalkedBefore),
        no_note=st.booleans(),
        person=st.integers(0, 5),
        heard_from=st.sampled_from(HeardFrom),
        step=st.sampled_from(Step),
        topics=st.lists(st.sampled_from(["old", "new", "gone"]), unique=True).map(tuple),
        referrals=st.lists(st.sampled_from([7, 8]), unique=True).map(tuple),
        settled=st.booleans(),
        age_band=st.sampled_from(AgeBand),
        nationality=st.sampled_from(Nationality),
        language=st.sampled_from(["nb", "en"]),
        shift_id=st.sampled_from([None, 1, 2, 3]),
    ),
    max_size=14,
)
names = st.sampled_from(sorted(DIMENSIONS))


def heads(dimension: Dimension, contact: CountedContact, person: CountedPerson, met: bool) -> set[str]:
    """The rows in which the contact counts, or with `met` those in which it makes its person count."""
    found = dimension.of(person if dimension.of_person else contact)
    values: set[Hashable] = set(found) if dimension.several else {found}
    if met and dimension.beside:
        values |= set(dimension.beside(contact))
    head_of: Mapping[Any, Any] = dimension.heads(LISTS, values)
    return {str(head_of[value]) for value in values if value in head_of}


def slow(pairs: Pairs, wanted: Iterable[tuple[Dimension, str]]) -> tuple[int, int, int]:
    """How many contacts, persons and new persons are in all of the wanted rows."""
    counting = [pair for pair in pairs if all(row in heads(one, *pair, met=False) for one, row in wanted)]
    meeting = [pair for pair in pairs if all(row in heads(one, *pair, met=True) for one, row in wanted)]
    new = {id(person) for contact, person in counting if person.new and contact is person.contacts[0]}
    return len(counting), len({id(person) for _, person in meeting}), len(new)


def pairs_of(count: YearCount) -> Pairs:
    return [(contact, person) for person in count.persons for contact in person.contacts]


def with_moves(found: list[CountedContact]) -> list[CountedContact]:
    """Some contacts go on as the one after them, in another channel of the same day."""
    moved = list(found)
    for place in range(1, len(moved), 3):
        before = moved[place - 1]
        if before.channel is not moved[place].channel:
            moved[place] = moved[place]._replace(continues=before.id, day=before.day, person=before.person)
    return moved


@settings(max_examples=200, deadline=None)
@given(contacts.map(with_moves), names, names, names)
def test_it_counts_what_a_slow_count_finds(found: list[CountedContact], by: str, across: str, chosen: str) -> None:
    count = count_year(found, (), YEAR)
    year, pairs = columns_of(count), pairs_of(count)
    first, second, third = DIMENSIONS[by], DIMENSIONS[across], DIMENSIONS[chosen]
    (rows,), (columns,), (only_rows,) = (placed([year], one, LISTS) for one in (first, second, third))
    everything = year.everything
    single, crossed = count_by(year, rows, everything), count_across(year, rows, columns, everything)
    for place, head in enumerate(rows.heads):
        assert cell(single, place) == slow(pairs, [(first, str(head))])
        for other, column in enumerate(columns.heads):
            assert cell(crossed, (place, other)) == slow(pairs, [(first, str(head)), (second, str(column))])
    for other, value in enumerate(only_rows.heads):
        some = only(year, only_rows, other, everything)
        assert all_of(year, some)[:3] == slow(pairs, [(third, str(value))])
        for place, head in enumerate(rows.heads):
            wanted = [(first, str(head)), (third, str(value))]
            assert cell(count_by(year, rows, some), place) == slow(pairs, wanted)


def cell(counts: Any, place: Any) -> tuple[int, ...]:
    return tuple(int(part[place]) for part in counts)


@settings(max_examples=100, deadline=None)
@given(contacts.map(with_moves))
def test_all_years_at_once_are_the_years_one_by_one(found: list[CountedContact]) -> None:
    at_once = count_years(found)
    assert at_once == {year: count_year(found, (), year) for year in {one.day.year for one in found}}


def test_nobody_at_all_is_nought_everywhere() -> None:
    year = columns_of(count_year((), (), YEAR))
    for dimension in DIMENSIONS.values():
        (rows,) = placed([year], dimension, LISTS)
        assert not any(part.any() for part in count_by(year, rows, year.everything))
    assert all_of(year, Within(*year.everything)) == (0, 0, 0, 0, 0)


def test_two_years_have_the_same_rows_also_where_only_one_has_the_value() -> None:
    def one(day: date, language: str, person: int) -> CountedContact:
        known = (Channel.WEB_CHAT, About.HIMSELF, Category.NONE, Gender.MAN, TalkedBefore.NOT_ASKED, False, person)
        return CountedContact(str(person), day, *known, language=language)

    counted = count_years([one(date(2024, 5, 1), "nb", 1), one(date(2025, 5, 1), "th", 2)])
    before, after = (columns_of(counted[year]) for year in (2024, 2025))
    placed_before, placed_after = placed([before, after], DIMENSIONS["language"], LISTS)
    assert placed_before.heads == placed_after.heads == ("nb", "th")
    assert count_by(before, placed_before, before.everything).contacts.tolist() == [1, 0]
    assert count_by(after, placed_after, after.everything).contacts.tolist() == [0, 1]


def test_a_shift_begins_in_one_band_at_every_hour() -> None:
    bands = [band(hour) for hour in range(24)]
    assert [bands.count(one) for one in HourBand] == [5, 7, 4, 4, 4]
    assert bands == sorted(bands, key=list(HourBand).index)
