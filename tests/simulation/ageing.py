"""What a register still knows of simulated years soon after them.

Notes are kept for a year, before that traces, and of the earliest neither.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from stats.linking.evidence import Memory
from stats.linking.fading import places_of
from stats.linking.trace import Facts, Trace, Traces, trace_of
from tests.simulation.years import YEAR

KEY = bytes(32)
TRACED = date(YEAR - 1, 7, 1)  # from here on traces are left


def aged(contacts: Sequence[Facts]) -> Memory:
    """Notes of the year that is counted, and of the year before it the traces of its second half."""
    return Memory(contacts, Traces([_left(one) for one in contacts]))


def _left(contact: Facts) -> Trace:
    left = trace_of(contact.note if contact.day.year == YEAR else "")
    return replace(left, faded=places_of(KEY, contact.note)) if contact.day >= TRACED else left
