"""The register on which it is measured how long staff wait. How fast anything is, is not tested here."""

from random import Random

from stats.linking import files
from stats.linking.evidence import Memory
from stats.links import decisions
from stats.vocabulary import Verdict
from tests.bench.suggesting import answers_about, register_of
from tests.linking.stories import contacts, lines

READ = [files.facts(line) for line in files.read(lines(contacts()).encode().splitlines())]


def test_staff_are_shown_persons_with_their_notes_from_a_register_with_decisions() -> None:
    again = READ[-1]
    with register_of(READ[:-1], Memory(READ[:-1])) as (session, suggestions):
        shown = suggestions.suggest(session, again)
        standing = decisions(session)
        persons = standing.persons([one.contact.id for one in shown])
        assert any(told for one in shown for _, told in one.reading)
        assert len(shown) > 1
        assert len(set(persons.values())) == len(shown)
        assert {one.verdict for one in standing.standing} == {Verdict.SAME, Verdict.DIFFERENT}


def test_no_two_are_linked_twice() -> None:
    links = [one for one in answers_about(READ, Random(1)) if one["verdict"] is Verdict.SAME]
    assert links
    assert len({frozenset((one["contact_a"], one["contact_b"])) for one in links}) == len(links)
