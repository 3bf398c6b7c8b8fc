"""Weights for comparing, learned from what the service's own staff decided, and from what they passed on."""

from math import ceil

from sqlalchemy.orm import Session

from stats.decisions import Decisions
from stats.link_checks import read_checks
from stats.linking.decided import Decided, beginnings
from stats.linking.evidence import Memory
from stats.linking.learning import learn
from stats.linking.model import Weights, starting_weights
from stats.links import decisions
from stats.vocabulary import Verdict

FEWEST = 30  # decided contacts; with less, what the weights began from says more
MOST = 400  # the newest: enough for 23 weights, and each is compared with all before it


def learned(session: Session, memory: Memory) -> Weights:
    """The starting weights, moved by what staff decided about the newest contacts whose notes are still there.

    Learned from too are contacts since then that they passed on: who was linked is no sample of all.
    """
    decided = decided_in(memory, decisions(session))
    places = _places(memory, decided)
    before = starting_weights()
    return learn(memory, decided, read_checks(session), places, before.mean) if places else before


def _places(memory: Memory, decided: Decided) -> list[int]:
    """Contacts that stand for all since the first of the newest that were decided about; none where those are few."""
    begun = beginnings(decided.person).tolist()
    told = [place for place, trace in enumerate(memory.traces) if place and trace.length]
    told = [place for place in told if begun[place] == place or place not in decided.moved]  # nobody is asked of them
    known = [place for place in told if decided.looked[place] or begun[place] != place][-MOST:]
    if len(known) < FEWEST:
        return []
    since = [place for place in told if place >= known[0]]
    return since[:: ceil(len(since) / (2 * MOST))]


def decided_in(memory: Memory, standing: Decisions) -> Decided:
    """What stands about the contacts in memory, by their places."""
    ids = [contact.id for contact in memory.contacts]
    person = standing.persons(ids)
    known = ((two, event) for two, event in standing.last.items() if person.keys() >= set(two))
    apart = {(person[a], person[b]) for (a, b), event in known if event.verdict is Verdict.DIFFERENT}
    settled = standing.settled(ids)
    moved = frozenset(place for place, one in enumerate(ids) if len(standing.moved(one)) > 1)
    return Decided(list(person.values()), apart, [one in settled for one in ids], moved)
