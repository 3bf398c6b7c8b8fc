"""Every state with every event, and walks of them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chat.conversation import TRANSITIONS, Event, IllegalTransition, State, advance

ALLOWED = {
    ("waiting", "take", "active"),
    ("waiting", "leave", "purged"),
    ("waiting", "expire", "purged"),
    ("active", "hand_back", "waiting"),
    ("active", "hand_over", "active"),
    ("active", "leave", "ended"),
    ("active", "close", "ended"),
    ("active", "expire", "ended"),
    ("ended", "register", "purged"),
    ("ended", "skip", "purged"),
}


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("event", Event)
def test_each_state_answers_each_event_as_designed(state: State, event: Event) -> None:
    expected = {after for before, by, after in ALLOWED if (before, by) == (state, event)}
    try:
        reached = {str(advance(state, event))}
    except IllegalTransition:
        reached = set()
    assert reached == expected


def test_the_table_has_a_row_for_every_state() -> None:
    assert set(TRANSITIONS) == set(State)


@given(st.lists(st.sampled_from(Event)))
def test_no_walk_brings_a_purged_conversation_back(events: list[Event]) -> None:
    state = State.PURGED
    for event in events:
        with pytest.raises(IllegalTransition):
            advance(state, event)


@given(st.lists(st.sampled_from(Event)))
def test_an_ended_conversation_is_never_taken_again(events: list[Event]) -> None:
    state, ended = State.WAITING, False
    for event in events:
        try:
            state = advance(state, event)
        except IllegalTransition:
            continue
        ended = ended or state in (State.ENDED, State.PURGED)
        assert not (ended and state in (State.WAITING, State.ACTIVE))
