"""What speaks for and against two contacts being of one person."""

from dataclasses import replace
from datetime import date, timedelta
from math import exp, log

import numpy as np
import pytest

from stats.linking.bags import Bags, piled
from stats.linking.evidence import LASTS, NEW, SAME, SHARED, USUAL, Memory, begun, new
from stats.linking.lexicon import lexicon
from stats.linking.trace import KINDS, Facts, Trace, Traces, trace_of
from stats.vocabulary import AgeBand, Category, Channel, Gender

ONE = Facts(
    id="a",
    day=date(2025, 1, 6),
    channel=Channel.WEB_CHAT,
    category=Category.CONFIRMED,
    gender=Gender.MAN,
    age_band=AgeBand.FROM_25,
    language="nb",
    topics=frozenset({"housing"}),
    said_before=None,
    note="Bakeren har nattskift og bor på hybel.",
)
FILLING = [replace(ONE, id=f"f{n}", note=f"noe helt annet nummer{n}", language="en") for n in range(20)]


def compared(**changes: object) -> dict[str, float]:
    other = replace(ONE, **changes)  # type: ignore[arg-type]
    row = Memory([ONE, *FILLING]).same(other, trace_of(other.note))[0]
    return dict(zip(SAME, row, strict=True))


@pytest.mark.parametrize(
    ("changes", "names"),
    [
        ({}, {"same_age", "same_language", "same_category", "same_channel"}),
        ({"age_band": AgeBand.FROM_35}, {"next_age", "same_language", "same_category", "same_channel"}),
        ({"age_band": AgeBand.FROM_50}, {"other_age", "same_language", "same_category", "same_channel"}),
        ({"age_band": AgeBand.UNKNOWN}, {"same_language", "same_category", "same_channel"}),
        ({"gender": Gender.TRANS}, {"same_age", "other_gender", "same_language", "same_category", "same_channel"}),
        ({"gender": Gender.UNKNOWN}, {"same_age", "same_language", "same_category", "same_channel"}),
        ({"category": Category.NONE}, {"same_age", "opposite_category", "same_language", "same_channel"}),
        ({"category": Category.UNCERTAIN}, {"same_age", "same_language", "same_channel"}),
        ({"language": "en", "channel": Channel.EMAIL}, {"same_age", "same_category"}),
    ],
)
def test_facts_agree_disagree_or_say_nothing(changes: dict[str, object], names: set[str]) -> None:
    yes_or_no = set(SAME[SAME.index("same_age") :]) - {"rare_language", "recency"}
    found = compared(**changes)
    assert {name for name in yes_or_no if found[name]} == names


def test_a_gender_that_few_have_says_more() -> None:
    trans = replace(ONE, gender=Gender.TRANS)
    row = Memory([trans]).same(trans, trace_of(trans.note))[0]
    assert row[SAME.index("rare_gender")] == 1
    assert compared()["rare_gender"] == 0


def test_other_words_for_the_same_are_seen_and_the_same_words_more() -> None:
    same, other = compared(), compared(note="Baker som jobber natt, leier et lite rom.")
    nothing = compared(note="Student med gjeld.")
    assert same["shared_concepts"] >= other["shared_concepts"] > nothing["shared_concepts"]
    assert same["alike_letters"] > other["alike_letters"] > nothing["alike_letters"]


def test_a_word_that_has_several_names_tells_once() -> None:
    """An exchange student is a student, at a university and abroad; that is one thing to have in common."""
    note, other = "Exchange student.", "Exchange student, lonely."
    named = trace_of(note)
    assert len(named.concepts) > 2
    memory = Memory([replace(ONE, note=other), *FILLING])
    rarest = Bags(memory.traces.concepts, len(lexicon().names)).weights[named.concepts].max()
    shared = memory.same(replace(ONE, note=note), named)[0, SAME.index("shared_concepts")]
    assert SHARED * rarest <= shared <= SHARED * rarest * 2  # of two words


def test_what_somebody_is_tells_more_than_what_he_needs_now() -> None:
    """Both words are in one note of the same two, so that neither is rarer."""
    found = Memory([replace(ONE, note="Baker."), replace(ONE, note="Klamydia."), *FILLING])
    column = SAME.index("shared_concepts")
    baker = found.same(ONE, trace_of("Baker"))[0, column]
    infection = found.same(ONE, trace_of("Klamydia"))[1, column]
    assert baker > 1.5 * infection > 0


def test_a_long_note_is_told_from_a_short_one_and_none_from_neither() -> None:
    notes = ("Kort.", " ".join(f"ord{n}" for n in range(USUAL)), " ".join(f"ord{n}" for n in range(60)), "")
    column = SAME.index("long_note")
    short, usual, long, none = Memory([replace(ONE, note=note) for note in notes]).same(ONE, trace_of(""))[:, column]
    assert short < usual == none == 0 < long


def test_of_minors_what_is_written_counts_half() -> None:
    minor = replace(ONE, age_band=AgeBand.UNDER_18)
    memory, trace = Memory([ONE, *FILLING]), trace_of(ONE.note)
    of_minor, of_adult = (memory.same(one, trace)[0, : SAME.index("shared_topics")] for one in (minor, ONE))
    assert of_minor.tolist() == pytest.approx((of_adult / 2).tolist())
    assert of_adult.any()


def test_few_can_have_returned_while_a_register_is_young() -> None:
    """Of those who ever will, a share that a Lomax distribution tells: after as many days as its scale, half."""
    column, trace = NEW.index("young_register"), trace_of(ONE.note)
    young, half, old = (new(ONE, trace, ONE.day - timedelta(days))[column] for days in (5, LASTS, 20_000))
    assert exp(-half) == pytest.approx(0.5)
    assert exp(-young) < 0.05
    assert exp(-old) > 0.98
    assert new(ONE, trace, None)[column] == new(ONE, trace, ONE.day)[column] > young


def test_the_longer_ago_the_less_usual_and_long_ago_hardly_less_than_longer_ago() -> None:
    days = (0, 30, 180, 3600, 3630)
    register = Memory([replace(ONE, id=f"d{n}", day=ONE.day - timedelta(n)) for n in days])
    today, month, half_year, ten_years, longer = register.same(ONE, trace_of(""))[:, SAME.index("recency")]
    assert today == 0
    assert half_year == pytest.approx(log(1 / 4))
    assert today - month > 10 * (ten_years - longer) > 0


def test_notes_that_are_over_change_nothing_of_what_those_that_are_left_tell() -> None:
    """Neither what is rare nor what is a usual note. Topics stay, and are left out of it."""
    over = [replace(one, id=f"o{one.id}", note="") for one in FILLING * 3]
    columns = [SAME.index(name) for name in ("alike_letters", "shared_stems", "shared_concepts", "rare_concepts")]
    alone, among = (Memory([ONE, *FILLING, *some]).same(ONE, trace_of(ONE.note))[0, columns] for some in ([], over))
    assert among.tolist() == pytest.approx(alone.tolist())
    assert alone.all()


def test_one_contact_of_a_year_that_was_mistyped_does_not_make_a_register_older() -> None:
    contacts = [replace(ONE, day=ONE.day + timedelta(n)) for n in range(100)]
    with_a_stray = [replace(ONE, day=date(1925, 1, 6)), *contacts]
    assert begun(with_a_stray) == contacts[1].day
    assert begun([]) is None


def test_a_short_note_is_never_very_alike() -> None:
    short, long = "Svarte ikke.", ONE.note
    memory = Memory([replace(ONE, note=short), ONE, *FILLING])
    column = SAME.index("alike_letters")
    of_short = memory.same(ONE, trace_of(short))[0][column]
    of_long = memory.same(ONE, trace_of(long))[1][column]
    assert of_short < of_long


def test_what_is_new_is_said_by_the_contact_alone() -> None:
    said = replace(ONE, said_before=True, category=Category.NONE, note="Kort.")
    assert dict(zip(NEW, new(said, trace_of(said.note), said.day - timedelta(LASTS)), strict=True)) == {
        "always": 1,
        "young_register": pytest.approx(log(2)),
        "said_before": 1,
        "said_not_before": 0,
        "short_note": 1,
        "no_experience": 1,
    }


def test_a_trace_has_numbers_and_no_words() -> None:
    trace = trace_of(ONE.note)
    assert all(terms.dtype == np.uint32 for terms in (trace.grams, trace.stems, trace.concepts))
    assert trace.length == 7


class TestTraces:
    NOTES = ("Bakeren har nattskift.", "", "Bor på hybel, spiller sjakk i parken.", "Redd for politiet.")

    def test_what_is_kept_together_comes_out_as_it_was(self) -> None:
        alone = [trace_of(note) for note in self.NOTES]
        assert [same(one, other) for one, other in zip(alone, Traces(alone), strict=True)] == [True] * 4

    def test_there_may_be_none(self) -> None:
        assert [len(Traces([])), len(Memory([]).traces)] == [0, 0]

    def test_of_many_the_terms_take_little_more_than_their_numbers(self) -> None:
        """An array of its own for each kind of each note would take about 500 bytes more for a note."""
        found = Traces([trace_of(note) for note in self.NOTES] * 500)
        pieces = [getattr(found, kind) for kind in KINDS]
        assert found[5].grams.base is found.grams.terms
        assert sum(piece.terms.nbytes for piece in pieces) < 300 * len(found)


def same(one: Trace, other: Trace) -> bool:
    kinds = (np.array_equal(getattr(one, kind), getattr(other, kind)) for kind in KINDS)
    return all(kinds) and one.length == other.length


class TestBags:
    ROWS = (np.array([1, 2, 3], np.uint32), np.array([], np.uint32), np.array([3, 4], np.uint32))

    def test_shared_terms_weigh_by_how_rare_they_are(self) -> None:
        bags = Bags(piled(self.ROWS), 8)
        shared = bags.shared(np.array([1, 3], np.uint32), bags.weights)
        assert shared.tolist() == pytest.approx([bags.weights[1] + bags.weights[3], 0, bags.weights[3]])
        assert bags.weights[1] > bags.weights[3] > 0

    def test_what_one_word_names_is_told_once_by_the_rarest(self) -> None:
        bags = Bags(piled(self.ROWS), 8)
        terms, told = bags.told(np.array([1, 2, 3], np.uint32), np.array([0b01, 0b01, 0b10], np.uint64))
        assert terms.tolist() == [1, 2, 3]
        assert told.tolist() == [[True, False, True], [False, False, False], [False, False, True]]

    def test_a_row_is_alike_itself_and_no_row_is_alike_nothing(self) -> None:
        bags = Bags(piled(self.ROWS), 8)
        assert bags.alike(self.ROWS[0], 0)[0] == pytest.approx(1, abs=1e-4)
        assert bags.alike(self.ROWS[1], 0).tolist() == [0, 0, 0]

    def test_there_may_be_none(self) -> None:
        assert len(Bags(piled([]), 8).alike(self.ROWS[0], 0)) == 0

    def test_rows_that_are_looked_up_by_pieces_weigh_the_same(self, monkeypatch: pytest.MonkeyPatch) -> None:
        rows, row = piled(self.ROWS * 3), self.ROWS[2]
        together = Bags(rows, 8).alike(row, 1)
        monkeypatch.setattr("stats.linking.bags.AT_ONCE", 2)
        assert Bags(rows, 8).alike(row, 1).tolist() == together.tolist()
