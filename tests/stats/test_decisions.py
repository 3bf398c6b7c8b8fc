"""Any sequence of decisions is what a replay of those makes that nobody took back."""

from dataclasses import dataclass, field
from datetime import date
from random import Random

from sqlalchemy.orm import Session

from stats.decisions import AlreadyLinked, Decided, Decisions, NotLinked, OnePersonNow, StandsApart, in_order
from stats.links import Joined, decide, decisions, near, take_back
from stats.register import register
from stats.vocabulary import Verdict
from tests.stats.factories import CORA, KEY, TODAY, a_contact

SIX = [f"{number:08x}" for number in range(6)]
LIKELY = (Verdict.SAME, Verdict.SAME, Verdict.DIFFERENT, Verdict.UNSURE, Verdict.NOT_LOOKED)
SEQUENCES, STEPS = 10_000, 12
STORED = 30

Two = frozenset[str]


def test_any_sequence_of_decisions_equals_a_replay_of_those_that_stand() -> None:
    chance, refused = Random(SEQUENCES), 0
    for _ in range(SEQUENCES):
        events, replay = list[Decided](), Replay()
        for _ in range(STEPS):
            verdict, (a, b) = chance.choice([*LIKELY, None]), chance.sample(SIX, 2)
            allowed = add(events, verdict, a, b)
            assert allowed == replay.add(verdict, frozenset((a, b)))
            refused += not allowed
        expect_equal(Decisions(events), replay)
    assert SEQUENCES < refused < SEQUENCES * STEPS / 2


def test_the_register_keeps_to_the_same_rules(session: Session) -> None:
    for contact_id in SIX:
        register(session, KEY, a_contact(), CORA, contact_id=contact_id)
    session.commit()
    chance = Random(STORED)
    for _ in range(STORED):
        replay, joined = Replay(), Joined()
        for _ in range(STEPS):
            verdict, (a, b) = chance.choice([*LIKELY, None]), chance.sample(SIX, 2)
            assert store(session, verdict, a, b) == replay.add(verdict, frozenset((a, b)))
            assert joined.read(session).persons(SIX) == decisions(session).persons(SIX)
        expect_equal(decisions(session), replay)
        expect_near(session)
        session.rollback()


def add(events: list[Decided], verdict: Verdict | None, a: str, b: str) -> bool:
    """Adds what the events before it allow; None takes back. Whether it is allowed."""
    before, number = Decisions(events), len(events)
    try:
        if verdict is None:
            undone = before.to_take_back(a, b)
            events += [Decided(number + n, one.two, one.verdict, TODAY, one.id) for n, one in enumerate(undone)]
        else:
            before.check(verdict, a, b)
            events.append(Decided(number, in_order(a, b), verdict, date(2025, 1, 1)))
    except (AlreadyLinked, StandsApart, NotLinked, OnePersonNow):
        return False
    return True


def store(session: Session, verdict: Verdict | None, a: str, b: str) -> bool:
    try:
        if verdict is None:
            take_back(session, a, b, CORA, TODAY)
        else:
            decide(session, verdict, a, b, CORA, TODAY)
    except (AlreadyLinked, StandsApart, NotLinked, OnePersonNow):
        return False
    return True


@dataclass
class Replay:
    """What stands, by rules of this test's own: what is taken back is thrown away."""

    standing: list[tuple[Verdict, Two]] = field(default_factory=list)

    def add(self, verdict: Verdict | None, two: Two) -> bool:
        last = self.last().get(two)
        if verdict is None:
            left = Replay([one for one in self.standing if one != (last, two)])
            if last is None or left.contradicts():
                return False
            self.standing = left.standing
            return True
        across = {group for group in self.groups() if group & two}
        apart = [pair for pair, said in self.last().items() if said is Verdict.DIFFERENT]
        if len(across) == 1 or (verdict is Verdict.SAME and any(all(pair & one for one in across) for pair in apart)):
            return False
        self.standing.append((verdict, two))
        return True

    def contradicts(self) -> bool:
        """Whether two of one person are decided to be different."""
        apart = [two for two, said in self.last().items() if said is Verdict.DIFFERENT]
        return any(two <= group for two in apart for group in self.groups())

    def last(self) -> dict[Two, Verdict]:
        return {two: verdict for verdict, two in self.standing}

    def groups(self) -> set[Two]:
        groups = {frozenset((contact,)) for contact in SIX}
        for two in (two for two, verdict in self.last().items() if verdict is Verdict.SAME):
            touched = {group for group in groups if group & two}
            groups = groups - touched | {frozenset[str]().union(*touched)}
        return groups


def expect_equal(found: Decisions, replay: Replay) -> None:
    assert not replay.contradicts()
    of = found.persons(SIX)
    assert {frozenset(one for one in of if of[one] == person) for person in of.values()} == replay.groups()
    assert {frozenset(two): event.verdict for two, event in found.last.items()} == replay.last()


def expect_near(session: Session) -> None:
    """What is read about some contacts alone is all that stands on their persons."""
    everything = decisions(session)
    for contact in SIX:
        found, own = near(session, [contact]), everything.same(contact)
        assert (found.same(contact), found.apart(contact)) == (own, everything.apart(contact))
        assert found.between(own, set(SIX)) == everything.between(own, set(SIX))
