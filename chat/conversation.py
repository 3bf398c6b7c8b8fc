"""The life of a conversation, as one table. No storage, no clock, no sockets.

`advance` is the only way from one state to another; `chat.service` enforces the same table again in SQL.
The diagram in `docs/architecture.md` is printed from TRANSITIONS.
"""

from enum import StrEnum


class State(StrEnum):
    WAITING = "waiting"
    ACTIVE = "active"
    ENDED = "ended"
    PURGED = "purged"


class Event(StrEnum):
    TAKE = "take"
    HAND_BACK = "hand_back"
    HAND_OVER = "hand_over"
    LEAVE = "leave"
    CLOSE = "close"
    EXPIRE = "expire"
    REGISTER = "register"
    SKIP = "skip"


TRANSITIONS: dict[State, dict[Event, State]] = {
    State.WAITING: {
        Event.TAKE: State.ACTIVE,
        Event.LEAVE: State.PURGED,
        Event.EXPIRE: State.PURGED,
    },
    State.ACTIVE: {
        Event.HAND_BACK: State.WAITING,
        Event.HAND_OVER: State.ACTIVE,
        Event.LEAVE: State.ENDED,
        Event.CLOSE: State.ENDED,
        Event.EXPIRE: State.ENDED,
    },
    State.ENDED: {
        Event.REGISTER: State.PURGED,
        Event.SKIP: State.PURGED,
    },
    State.PURGED: {},
}


class IllegalTransition(Exception):
    """This event cannot happen in this state; nothing was changed."""


def advance(state: State, event: Event) -> State:
    """The state after `event`. Raises IllegalTransition where the table has no such row."""
    try:
        return TRANSITIONS[state][event]
    except KeyError:
        raise IllegalTransition(f"{event} in {state}") from None
