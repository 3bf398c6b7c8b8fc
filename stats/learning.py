"""Weights for comparing, learned from what the service's own staff decided."""

import numpy as np
from sqlalchemy.orm import Session

from stats.decisions import Decisions
from stats.linking.evidence import Memory, new
from stats.linking.fitting import Choice, fit
from stats.linking.model import Weights, starting_weights
from stats.links import decisions

FEWEST = 30  # settled contacts; with less, what the weights began from says more
MOST = 400  # the newest: enough for 23 weights, and each is compared with all before it


def learned(session: Session, memory: Memory) -> Weights:
    """The starting weights, moved by what staff settled about the newest contacts whose notes are still there."""
    standing = decisions(session)
    places = _settled(memory, standing)
    if len(places) < FEWEST:
        return starting_weights()
    return fit([_choice(memory, standing, place) for place in places], starting_weights().mean)


def _settled(memory: Memory, standing: Decisions) -> list[int]:
    settled = standing.settled([contact.id for contact in memory.contacts])
    told = (place for place, trace in enumerate(memory.traces) if place and trace.length)
    return [place for place in told if memory.contacts[place].id in settled][-MOST:]


def _choice(memory: Memory, standing: Decisions, place: int) -> Choice:
    """Which of those before it are of its person. Its note is in memory as numbers only, which is all this needs."""
    contact, trace = memory.contacts[place], memory.traces[place]
    same = standing.same(contact.id)
    right = np.array([one.id in same for one in memory.contacts[:place]])
    return Choice(memory.same(contact, trace)[:place], new(contact, trace, memory.begun), right)
