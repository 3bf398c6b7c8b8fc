"""What staff set for the own console: off from the start, each account's own."""

import pytest
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from chat.limits import MAX_MINE
from chat.models import Account, Preference
from chat.preferences import get_most, list_preferences, set_most, set_preference
from tests.chat.conftest import CORA, DAN


def test_everything_is_off_from_the_start(session: Session) -> None:
    assert list_preferences(session, CORA) == frozenset()


@pytest.mark.parametrize("preference", Preference)
def test_each_is_switched_on_and_off_again_for_one_account_alone(session: Session, preference: Preference) -> None:
    for _ in range(2):  # again is harmless
        set_preference(session, CORA, preference, on=True)
        session.commit()
    assert list_preferences(session, CORA) == {preference}
    assert list_preferences(session, DAN) == frozenset()
    for _ in range(2):
        set_preference(session, CORA, preference, on=False)
    assert list_preferences(session, CORA) == frozenset()


def test_without_a_word_it_is_as_many_as_one_person_can_hold(session: Session) -> None:
    assert get_most(session, CORA) == MAX_MINE


def test_how_many_at_once_is_each_ones_own(session: Session) -> None:
    set_most(session, CORA, 2)
    session.commit()
    assert (get_most(session, CORA), get_most(session, DAN)) == (2, MAX_MINE)


@pytest.mark.parametrize("most", [0, MAX_MINE + 1, -1])
def test_fewer_than_one_and_more_than_all_are_refused_here_and_in_the_database(session: Session, most: int) -> None:
    with pytest.raises(ValueError, match=str(most)):
        set_most(session, CORA, most)
    session.get_one(Account, CORA).most_conversations = most
    with pytest.raises(IntegrityError):
        session.flush()
