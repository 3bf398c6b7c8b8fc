"""What outlives a note: it tells who returns from who is new, and only with the key."""

from dataclasses import replace
from datetime import timedelta

import numpy as np
import pytest

from stats.linking.evidence import SAME, Memory, new
from stats.linking.fading import PLACES, pack, places_of, unpack
from stats.linking.model import choose, starting_weights
from stats.linking.trace import Trace, Traces, trace_of
from tests.linking.stories import STORIES
from tests.linking.test_drawing import CONTACT

KEY, OTHER = bytes(range(32)), bytes(32)
AGAIN = STORIES[0][1]
STRANGER = "Mistet leiligheten etter brann, spiller sjakk i parken."


def told(note: str) -> Trace:
    return replace(trace_of(note), faded=places_of(KEY, note))


def over(note: str) -> Trace:
    return replace(trace_of(""), faded=places_of(KEY, note))


FADED = Traces([over(note) for note, _ in STORIES])
CONTACTS = [replace(CONTACT, id=str(place)) for place in range(len(STORIES))]
LATER = replace(CONTACT, id="later", day=CONTACT.day + timedelta(400))


def returning(trace: Trace) -> float:
    memory = Memory(CONTACTS, FADED)
    chosen = choose(memory.same(LATER, trace), new(LATER, trace, memory.begun), starting_weights().mean[None, :])
    return 1 - float(chosen[-1, 0])


def test_who_returns_is_likelier_to_than_a_stranger_though_all_earlier_notes_are_over() -> None:
    assert returning(told(AGAIN)) > returning(told(STRANGER))


def test_it_holds_when_the_later_note_is_over_too() -> None:
    assert returning(over(AGAIN)) > returning(over(STRANGER))


def test_the_right_one_is_the_likeliest() -> None:
    same = Memory(CONTACTS, FADED).same(LATER, told(AGAIN))
    assert same[:, SAME.index("shared_concepts")].argmax() == 0


def test_of_what_is_over_letters_and_stems_tell_nothing() -> None:
    same = Memory(CONTACTS, FADED).same(LATER, told(AGAIN))
    assert not same[:, [SAME.index("alike_letters"), SAME.index("shared_stems")]].any()


def test_while_both_notes_are_there_the_trace_changes_nothing() -> None:
    with_it, without = (Traces([make(note) for note, _ in STORIES]) for make in (told, trace_of))
    a, b = (Memory(CONTACTS, one).same(LATER, make(AGAIN)) for one, make in ((with_it, told), (without, trace_of)))
    assert (a == b).all()


def test_packing_keeps_the_places_and_its_size_tells_nothing() -> None:
    notes = ["", "Hund.", " ".join(note for pair in STORIES for note in pair)]
    packed = [pack(places_of(KEY, note)) for note in notes]
    assert {len(one) for one in packed} == {PLACES // 8}
    assert all((unpack(one) == places_of(KEY, note)).all() for one, note in zip(packed, notes, strict=True))


def test_another_key_tells_other_places() -> None:
    """As many are shared as chance would share, where about thirty of a thousand are marked."""
    ours, others = places_of(KEY, STORIES[0][0]), places_of(OTHER, STORIES[0][0])
    assert len(np.intersect1d(ours, others)) < len(ours) / 2


def test_many_words_share_a_place() -> None:
    """Of the invented words below, tens are marked wherever a note's word is: none is read back with certainty."""
    marked = set(places_of(KEY, STORIES[0][0]).tolist())
    possible = sum(set(places_of(KEY, f"ord{number}q").tolist()) <= marked for number in range(3000))
    assert possible > len(marked)


@pytest.mark.parametrize("note", ["", "og i på"])
def test_a_note_that_tells_nothing_leaves_nothing(note: str) -> None:
    assert len(places_of(KEY, note)) == 0
