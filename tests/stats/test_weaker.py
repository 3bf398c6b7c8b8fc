"""A contact that says less of its person than an earlier one says why, and counts by that."""

from datetime import date

import pytest
from sqlalchemy.orm import Session

from stats.forms import FormErrors
from stats.links import link
from stats.models import Contact
from stats.register import register
from stats.vocabulary import Basis, Category, Verdict, WeakerBecause
from tests.stats.factories import CORA, KEY, TODAY, a_contact, add, add_person, rows

CONFIRMED = {"category": Category.CONFIRMED, "basis": Basis.SAYS_SO}
NONE = {"category": Category.NONE, "basis": Basis.SAYS_NO}


def again(session: Session, earlier: str, **differing: object) -> str:
    """One more contact, of which staff say that it is the same person's."""
    same = {earlier: Verdict.SAME}
    return register(session, KEY, a_contact(day=date(2025, 7, 1), **differing), CORA, answers=same)


def test_who_says_less_and_not_why_is_asked(session: Session) -> None:
    earlier = add(session, **CONFIRMED)
    session.commit()
    with pytest.raises(FormErrors) as asked:
        again(session, earlier, **NONE)
    assert list(asked.value.errors) == ["weaker_because"]
    session.rollback()
    assert session.query(Contact).count() == 1


@pytest.mark.parametrize("category", [CONFIRMED, {"category": Category.UNCERTAIN, "basis": Basis.IMPRESSION}])
def test_who_says_as_much_or_more_is_not(session: Session, category: dict[str, object]) -> None:
    earlier = add(session, category=Category.UNCERTAIN, basis=Basis.IMPRESSION)
    assert session.get_one(Contact, again(session, earlier, **category)).weaker_because is None


def test_nor_is_whoever_is_another(session: Session) -> None:
    earlier = add(session, **CONFIRMED)
    register(session, KEY, a_contact(**NONE), CORA, answers={earlier: Verdict.DIFFERENT})


@pytest.mark.parametrize(
    ("why", "counted"),
    [
        (WeakerBecause.NOT_RAISED, Category.CONFIRMED),
        (WeakerBecause.SAYS_OTHERWISE, Category.CONFIRMED),
        (WeakerBecause.EARLIER_MISTAKEN, Category.NONE),
    ],
)
def test_only_a_mistake_takes_the_stronger_evidence_away(
    session: Session, why: WeakerBecause, counted: Category
) -> None:
    again(session, add(session, **CONFIRMED), **NONE, weaker_because=why)
    assert {name: persons for name, (persons, _) in rows(session, "category").items() if persons} == {counted: 1}


def test_what_is_said_after_the_mistake_counts(session: Session) -> None:
    one = again(session, add(session, **CONFIRMED), **NONE, weaker_because=WeakerBecause.EARLIER_MISTAKEN)
    later = a_contact(day=date(2025, 8, 1), **CONFIRMED)
    register(session, KEY, later, CORA, answers={one: Verdict.SAME})
    assert rows(session, "category")["confirmed"] == (1, 3)


def test_what_a_later_contact_called_a_mistake_asks_nobody_again(session: Session) -> None:
    one = again(session, add(session, **CONFIRMED), **NONE, weaker_because=WeakerBecause.EARLIER_MISTAKEN)
    later = a_contact(day=date(2025, 8, 1), **NONE)
    assert session.get_one(Contact, register(session, KEY, later, CORA, answers={one: Verdict.SAME}))
    much_later = a_contact(day=date(2025, 9, 1), category=Category.UNCERTAIN, basis=Basis.IMPRESSION)
    two = register(session, KEY, much_later, CORA, answers={one: Verdict.SAME})
    with pytest.raises(FormErrors):
        register(session, KEY, a_contact(day=date(2025, 9, 2), **NONE), CORA, answers={two: Verdict.SAME})


def test_links_made_afterwards_ask_nothing_and_the_strongest_counts(session: Session) -> None:
    add_person(session, CONFIRMED, NONE)
    assert rows(session, "category")["confirmed"] == (1, 2)


def test_why_is_not_kept_of_one_that_says_no_less(session: Session) -> None:
    """The answer *same* that asked for it was taken back before saving; a link made later is to ask nothing."""
    mistaken = a_contact(**NONE, weaker_because=WeakerBecause.EARLIER_MISTAKEN, day=date(2025, 7, 1))
    one = register(session, KEY, mistaken, CORA, contact_id="0000abcd")
    assert session.get_one(Contact, one).weaker_because is None
    assert register(session, KEY, mistaken, CORA, contact_id="0000abcd") == one
    link(session, add(session, **CONFIRMED), one, CORA, TODAY)
    assert rows(session, "category")["confirmed"][0] == 1
