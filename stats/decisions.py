"""What staff decided about pairs of contacts, told from the events alone. Pure, no storage.

An event that is taken back counts as if it had never been; of those that stand on a pair the last counts. Links form no
rings: contacts that already are one person cannot be linked again, so that taking a link back parts them.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from operator import attrgetter
from typing import NamedTuple

from stats.vocabulary import Verdict

Pair = tuple[str, str]


class AlreadyLinked(Exception):
    """The two contacts already are the same person, directly or through others."""


class StandsApart(Exception):
    """Somebody decided that contacts of the two persons are of different ones, on `day`: these `two`."""

    def __init__(self, two: Pair, day: date) -> None:
        super().__init__(", ".join(two))
        self.two, self.day = two, day


class OnePersonNow(Exception):
    """What was decided before this cannot stand again: the two were linked through others meanwhile."""


class NotLinked(Exception):
    """Nothing that could be taken back stands directly between these two contacts."""


class Decided(NamedTuple):
    """One event: what somebody decided about `two`, in order. With `undoes` it takes an earlier one back."""

    id: int
    two: Pair
    verdict: Verdict
    day: date
    undoes: int | None = None


class Decisions:
    """What stands. `moves`: contacts that went on in another channel, one person with what they went on as."""

    def __init__(self, events: Iterable[Decided], moves: Iterable[Pair] = ()) -> None:
        self._moves = list(moves)
        in_order = sorted(events, key=attrgetter("id"))
        undone = {event.undoes for event in in_order}
        self.standing = [event for event in in_order if event.undoes is None and event.id not in undone]
        self.last = {event.two: event for event in self.standing}
        links = (two for two, event in self.last.items() if event.verdict is Verdict.SAME)
        self.links = sorted(links)
        self._onward = _neighbours(self._moves)
        self._near = _neighbours([*self.links, *self._moves])

    def without(self, contact: str) -> "Decisions":
        """What would stand if nobody had decided anything about `contact` and what it went on as."""
        own = self.moved(contact)
        return Decisions((one for one in self.standing if own.isdisjoint(one.two)), self._moves)

    def moved(self, contact: str) -> set[str]:
        """The contacts that went on as each other with it, itself among them: nobody decided that they are the same."""
        return _reach(contact, self._onward)

    def same(self, contact: str) -> set[str]:
        """The contacts of its person, itself among them."""
        return _reach(contact, self._near)

    def check(self, verdict: Verdict, a: str, b: str) -> None:
        """Raises AlreadyLinked, or StandsApart for a link, where this cannot be decided about the two."""
        if b in self.same(a):
            raise AlreadyLinked(f"{a}, {b}")
        if verdict is Verdict.SAME:
            for two, event in self.between(self.same(a), self.same(b)):
                if event.verdict is Verdict.DIFFERENT:
                    raise StandsApart(two, event.day)

    def between(self, these: set[str], those: set[str]) -> list[tuple[Pair, Decided]]:
        """What stands between contacts of two persons."""
        across = ((two, event) for two, event in self.last.items() if set(two) & these and set(two) & those)
        return sorted(across, key=lambda one: one[0])

    def apart(self, contact: str) -> set[str]:
        """The contacts of which somebody decided that they are of another person than its own."""
        own = self.same(contact)
        different = (two for two, event in self.last.items() if event.verdict is Verdict.DIFFERENT)
        return {one for two in different if own & set(two) for one in two} - own

    def settled(self, contacts: Sequence[str]) -> set[str]:
        """Of `contacts`, in order, those of which staff decided whose they are among the earlier ones.

        The first has none before it. Any other is settled where it is the same as an earlier one, or where something
        stands between it and earlier ones, and that is neither unsure nor not looked.
        """
        place = {contact: number for number, contact in enumerate(contacts)}
        said: dict[str, set[Verdict]] = {contact: {Verdict.DIFFERENT} for contact in contacts[:1]}
        for (a, b), event in self.last.items():
            if a in place and b in place:
                said.setdefault(a if place[a] > place[b] else b, set()).add(event.verdict)
        return {contact for contact, all_ in said.items() if Verdict.SAME in all_ or all_ == {Verdict.DIFFERENT}}

    def to_take_back(self, a: str, b: str) -> list[Decided]:
        """The events that taking back what stands between the two undoes.

        Two staff who decide at the same moment may leave two events; both are among them. Raises NotLinked, and
        OnePersonNow where a *different* would stand again between contacts that are one person through others.
        """
        of_two = [one for one in self.standing if one.two == in_order(a, b)]
        if not of_two:
            raise NotLinked(f"{a}, {b}")
        last = of_two[-1]
        left = [one for one in of_two if one.verdict is not last.verdict]
        if left and left[-1].verdict is Verdict.DIFFERENT and last.verdict is not Verdict.SAME and b in self.same(a):
            raise OnePersonNow(f"{a}, {b}")
        return [one for one in of_two if one.verdict is last.verdict]

    def persons(self, contacts: Iterable[str]) -> dict[str, int]:
        """Numbers the persons of `contacts`, from 0, in the order of `contacts`."""
        return _numbered(contacts, self._near)


def in_order(a: str, b: str) -> Pair:
    return (a, b) if a < b else (b, a)


def components(contacts: Iterable[str], pairs: Iterable[Pair]) -> dict[str, int]:
    """Numbers the groups that `pairs` make of `contacts`, from 0, in the order of `contacts`."""
    return _numbered(contacts, _neighbours(pairs))


def _numbered(contacts: Iterable[str], near: Mapping[str, set[str]]) -> dict[str, int]:
    number: dict[str, int] = {}
    count, given = 0, list(contacts)
    for contact_id in given:
        if contact_id not in number:
            number |= dict.fromkeys(_reach(contact_id, near), count)
            count += 1
    return {contact_id: number[contact_id] for contact_id in given}


def _neighbours(pairs: Iterable[Pair]) -> dict[str, set[str]]:
    near: dict[str, set[str]] = {}
    for a, b in pairs:
        near.setdefault(a, set()).add(b)
        near.setdefault(b, set()).add(a)
    return near


def _reach(start: str, near: Mapping[str, set[str]]) -> set[str]:
    reached, edge = {start}, [start]
    while edge:
        fresh = near.get(edge.pop(), set()) - reached
        reached |= fresh
        edge.extend(fresh)
    return reached
