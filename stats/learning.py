"""Weights for comparing, learned from what the service's own staff decided."""

import numpy as np
from sqlalchemy.orm import Session

from stats.decisions import Decisions
from stats.linking.evidence import Memory, new
from stats.linking.fitting import Choice, fit
from stats.linking.model import Matrix, Weights, starting_weights
from stats.linking.thinning import thin
from stats.links import decisions

FEWEST = 30  # settled contacts; with less, what the weights began from says more
MOST = 400  # the newest: enough for 23 weights, and each is compared with all before it


def learned(session: Session, memory: Memory) -> Weights:
    """The starting weights, moved by what staff settled about the newest contacts whose notes are still there."""
    standing = decisions(session)
    places = _settled(memory, standing)
    if len(places) < FEWEST:
        return starting_weights()
    before = starting_weights().mean
    return fit([_choice(memory, standing, place, before) for place in places], before)


def _settled(memory: Memory, standing: Decisions) -> list[int]:
    settled = standing.settled([contact.id for contact in memory.contacts])
    told = (place for place, trace in enumerate(memory.traces) if place and trace.length)
    return [place for place in told if memory.contacts[place].id in settled][-MOST:]


def _choice(memory: Memory, standing: Decisions, place: int, before: Matrix) -> Choice:
    """Which of those before it are of its person. Its note is in memory as numbers only, which is all this needs.

    Of many that are unlikely `before` anything is learned a sample stands for all.
    """
    contact, trace = memory.contacts[place], memory.traces[place]
    person = standing.same(contact.id)
    right = np.array([one.id in person for one in memory.contacts[:place]])
    same = memory.same(contact, trace)[:place]
    rows, added = thin(same, before, right)
    return Choice(same[rows], new(contact, trace, memory.begun), right[rows], added)
