"""Which known pairs are shown blind."""

from dataclasses import replace
from datetime import date
from random import Random

import pytest
from sqlalchemy.orm import Session

from stats.link_checks import pick
from stats.links import link
from stats.remembering import Remembered
from stats.suggestions import Likeness, Suggestions
from stats.vocabulary import Channel
from tests.stats.factories import CORA, KEY, TODAY, add

FISHER, AGAIN = "Fisker på Vesterålen, redd for skipperen sin.", "Fiskeren ringte, og skipperen har oppdaget det."


@pytest.fixture
def remembered() -> Remembered:
    return Remembered(KEY)


def picked(session: Session, remembered: Remembered) -> str | None:
    return pick(session, remembered.memory(session), Random(1))


def test_that_one_went_on_as_the_other_is_no_pair_to_find(session: Session, remembered: Remembered) -> None:
    before = add(session, channel=Channel.CHAT_ROOM, note=FISHER)
    add(session, note=AGAIN, continues=before)
    assert picked(session, remembered) is None


def test_whoever_is_shown_can_be_found(session: Session, remembered: Remembered) -> None:
    first = add(session, note=FISHER, day=date(2025, 1, 2))
    before = add(session, channel=Channel.CHAT_ROOM, note="Skipperen har oppdaget det.")
    link(session, first, before, CORA, TODAY)
    after = add(session, note=AGAIN, continues=before)
    shown = {pick(session, remembered.memory(session), Random(seed)) for seed in range(20)}
    for one in shown - {None}:
        found = Suggestions(remembered).suggest_blind(session, str(one))
        assert first in [suggestion.contact.id for suggestion in found]
    assert shown <= {before, after}


def test_the_blind_are_shown_what_was_shown_while_it_was_written(session: Session, remembered: Remembered) -> None:
    """Nobody is compared with himself: in memory the contact is as much like itself as nobody else is."""
    for number, note in enumerate((FISHER, "Student, redd for politiet.", "Bor på hybel i Tromsø.", "Vil slutte.")):
        add(session, note=note, day=date(2025, 1, 2 + number))
    suggestions = Suggestions(remembered)
    memory = remembered.memory(session)
    sought = replace(memory.contacts[0], id="", day=date(2025, 3, 1), note=AGAIN)
    written = [(one.contact.id, one.likeness) for one in suggestions.suggest(session, sought)]
    saved = add(session, note=AGAIN, day=sought.day)
    add(session, note=FISHER, day=date(2025, 4, 1))
    assert [(one.contact.id, one.likeness) for one in suggestions.suggest_blind(session, saved)] == written
    assert written[0][1] is not Likeness.LITTLE
