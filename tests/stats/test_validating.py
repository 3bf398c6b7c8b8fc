"""The estimate tried on a service's own decisions, in a real database, and what its pages and releases say of it."""

from collections.abc import Iterator
from dataclasses import asdict, replace
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from sqlalchemy import insert, update
from sqlalchemy.orm import Session

from chat.db import make_engine
from stats import validity
from stats.decisions import in_order
from stats.estimating import NEEDED, Estimates, estimate_year
from stats.linking.model import starting_weights
from stats.linking.validation import Tried, method
from stats.links import decide
from stats.models import Contact, LinkDecision
from stats.register import new_row
from stats.remembering import Remembered
from stats.validating import TooFew, conclude, count_settled, read_known, try_known
from stats.validity import Validation
from stats.vocabulary import Category, Channel, TalkedBefore, Verdict
from tests.databases import lay_app_db
from tests.simulation.years import Years, some_service, some_years
from tests.stats.factories import CORA, KEY, TODAY, a_contact, add, add_person

GOOD = Tried(bias=0.01, error=0.03, covered=0.91, width=0.18)


def found(tried: Tried = GOOD, version: str = "") -> Validation:
    return Validation(TODAY, 181, 300, 2023, 2025, tried, version or method())


@pytest.fixture(scope="module")
def years() -> Years:
    return some_years(some_service(4), 4)


@pytest.fixture(scope="module")
def simulated(tmp_path_factory: pytest.TempPathFactory, years: Years) -> Iterator[Session]:
    """A service in which staff settled whose each contact is."""
    engine = make_engine(lay_app_db(tmp_path_factory.mktemp("simulated")))
    with Session(engine) as session:
        for one in years.contacts:
            known = {name: value for name, value in asdict(one).items() if value is not None}
            known |= {"channel": one.channel or Channel.EMAIL, "category": one.category or Category.NONE, "topics": ()}
            told = {name: known[name] for name in known.keys() & asdict(a_contact()).keys()}
            session.add(new_row(KEY, one.id, replace(a_contact(), **told, talked_before=TalkedBefore.NOT_ASKED), None))
        session.flush()
        session.execute(insert(LinkDecision), list(settled(years)))
        session.commit()
        yield session
    engine.dispose()


def settled(years: Years) -> Iterator[dict[str, object]]:
    """Each contact is linked to the first of its person, or is another than the one before it."""
    ids = [one.id for one in years.contacts]
    for place, first in enumerate(years.persons.tolist()[1:], 1):
        verdict, other = (Verdict.DIFFERENT, place - 1) if first == place else (Verdict.SAME, first)
        a, b = in_order(ids[place], ids[other])
        yield {"contact_a": a, "contact_b": b, "verdict": verdict, "day": TODAY}


class TestWhoIsSettled:
    def test_with_too_few_nothing_is_tried_and_it_says_how_many_there_are(self, session: Session) -> None:
        a, _ = add_person(session, {"day": date(2025, 1, 6)}, {"day": date(2025, 2, 6)})
        decide(session, Verdict.DIFFERENT, a, add(session), CORA, TODAY)
        with pytest.raises(TooFew) as few:
            read_known(session, Remembered(KEY))
        assert few.value.persons == 2
        assert str(NEEDED) in str(few.value)

    def test_who_was_only_linked_to_somebody_unsettled_is_not(self, session: Session) -> None:
        add(session, day=date(2025, 1, 1))
        add_person(session, {"day": date(2025, 1, 6)}, {"day": date(2025, 2, 6)})
        assert count_settled(session, Remembered(KEY).memory(session)) == 1

    def test_of_whom_nothing_is_left_to_compare_is_not_counted(self, session: Session) -> None:
        add(session, day=date(2025, 1, 1))
        gone = session.get_one(Contact, add(session, day=date(2024, 1, 1)))
        assert count_settled(session, Remembered(KEY).memory(session)) == 1
        gone.note = gone.note_until = gone.trace = gone.trace_until = None
        assert count_settled(session, Remembered(KEY).memory(session)) == 0

    def test_evidence_is_of_contacts_before_only(self, simulated: Session) -> None:
        known = read_known(simulated, Remembered(KEY))
        assert [len(same) for same in known.same] == list(range(len(known.contacts)))


class TestTrying:
    def test_enough_settled_persons_give_figures_that_are_kept(self, simulated: Session, years: Years) -> None:
        known = read_known(simulated, Remembered(KEY))
        told = conclude(known, list(try_known(known, 4)), TODAY)
        assert (told.persons, told.contacts) == (len(set(years.persons.tolist())), len(years.contacts))
        assert told.persons >= NEEDED
        assert (told.first, told.last) == (2023, 2024)
        assert abs(told.tried.bias) <= told.tried.error < 0.3
        assert 0 < told.tried.width < 1
        validity.keep(simulated, told)
        assert validity.find(simulated) == told

    def test_a_persons_own_contacts_teach_nothing_about_him(self, simulated: Session) -> None:
        known = read_known(simulated, Remembered(KEY))
        seen: list[set[object]] = []

        class Watched(type(known)):  # type: ignore[misc]
            def fit(self, among: NDArray[np.bool_]) -> object:
                seen.append(set(known.persons[among].tolist()))
                return starting_weights()

        next(try_known(Watched(**{name: getattr(known, name) for name in known.__dataclass_fields__}), 1))
        everybody = set(known.persons.tolist())
        left_out = [everybody - learned for learned in seen]
        assert set().union(*left_out) == everybody
        assert sum(map(len, left_out)) == len(everybody)


class TestWhatItChanges:
    @pytest.mark.parametrize(
        "tried",
        [replace(GOOD, covered=0.84), replace(GOOD, error=0.05), replace(GOOD, width=0.21)],
        ids=["covers too seldom", "too far off", "too wide"],
    )
    def test_one_goal_that_is_not_met_leaves_it_an_experiment(self, session: Session, tried: Tried) -> None:
        validity.keep(session, found(tried))
        assert validity.find_holding(session) is None
        assert validity.find(session) is not None

    def test_what_an_earlier_version_of_the_method_found_is_not_taken_as_valid(self, session: Session) -> None:
        validity.keep(session, found(version="0-00000000"))
        assert validity.find_holding(session) is None

    def test_weights_that_are_learned_anew_are_another_version(self, tmp_path: Path) -> None:
        other = tmp_path / "weights.json"
        other.write_text("{}")
        assert method(other) != method()

    def test_the_last_one_counts(self, session: Session) -> None:
        validity.keep(session, found())
        validity.keep(session, found(replace(GOOD, covered=0.2)))
        assert validity.find_holding(session) is None

    def test_the_estimate_carries_what_it_may_be_believed_by(self, session: Session) -> None:
        add(session)
        memory = Remembered(KEY).memory(session)
        assert estimate_year(session, memory, starting_weights(), 2025).validated is None
        validity.keep(session, found())
        assert estimate_year(session, memory, starting_weights(), 2025).validated == found()


class TestKeptEstimates:
    def test_nobody_has_one_made_by_looking_for_it(self, session: Session) -> None:
        add(session)
        assert Estimates().find(session, 2025) is None

    def test_it_is_there_until_the_register_or_its_validity_is_another(self, session: Session) -> None:
        first, estimates, remembered = add(session), Estimates(), Remembered(KEY)
        made = estimates.make(session, remembered, 2025)
        assert estimates.find(session, 2025) == made
        other = add(session)
        assert estimates.find(session, 2025) is None
        estimates.make(session, remembered, 2025)
        decide(session, Verdict.DIFFERENT, first, other, CORA, TODAY)
        assert estimates.find(session, 2025) is None
        estimates.make(session, remembered, 2025)
        validity.keep(session, found())
        assert estimates.find(session, 2025) is None
        estimates.make(session, remembered, 2025)
        session.execute(update(Contact).values(note=None))  # its time is over, and the trace can be compared still
        assert estimates.find(session, 2025) is None
