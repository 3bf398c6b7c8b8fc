"""Closing and correcting a year. What is published goes through the audit, with all that was before."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from chat.db import begin_writing
from chat.language import N_
from stats.counted import counted_contacts
from stats.counting import CountedContact, CountedPerson, count_year
from stats.estimating import Estimate
from stats.further import count_work
from stats.links import newest
from stats.models import Contact
from stats.models.releases import Release
from stats.progress import step
from stats.releases.before_closing import list_open, open_years
from stats.releases.content import About, Content, canonical, digest
from stats.releases.editions import (
    find_release,
    is_broken,
    list_releases,
    method_of,
    planned,
    printable,
    year_before,
)
from stats.releases.freezing import Fresh, Recipe, count, freeze, has_contacts
from stats.releases.frozen import (
    Frozen,
    joined,
    kind_of_contacts,
    next_correction,
    read_frozen,
    store_cells,
    store_rows,
)
from stats.releases.gone_through import by_two
from stats.releases.making import Made, hold_edition, likeness, make
from stats.releases.plan import Refused
from stats.releases.reasons import NO_REASON, tidy
from stats.secret_numbers import drawn_once

NOT_OVER = N_("The year %(year)s is not over.")
EARLIER_OPEN = N_("The year %(year)s cannot be closed any more: a later one is, and what was published stays.")
BEFORE_ALL = N_("Nothing is registered of %(year)s or of any year before it.")
NOT_BY_TWO = N_("Two counsellors have not gone through what is open of %(year)s. Say why not; it is printed.")
NOTHING_YET = N_("Nothing is registered of %(year)s.")
STILL_OPEN = N_(
    "%(earlier)s is not closed, and cannot be closed any more once %(year)s is. Close it first, or say that it is "
    "meant."
)
OTHER_THAN_DRAFT = N_(
    "Something changed since the draft was made: what is registered or decided, the plan, or the counting rule. "
    "Nothing was published. Look at the draft as it is now."
)
NOTHING_NEW = N_("Nothing has changed since the last edition.")
TOO_FEW_CONTACTS = N_(
    "Rounded, this correction would show fewer contacts than persons. Make it once something more has changed."
)
SEED = "release_seed"  # with its year, and of a correction which rounding it is, the statement that holds the secret


def close(
    session: Session,
    year: int,
    reason: str,
    actor_id: int | None,
    today: date,
    estimate: Estimate | None = None,
    demo: bool = False,
    why_not_two: str = "",
    drafted: str | None = None,
    leaving: bool = False,
) -> Release:
    """Publishes a first edition of `year`, or with a `reason` a corrected one. The caller commits. Raises Refused.

    `why_not_two`: why no two counsellors went through what is open; it is printed where they did not. `drafted`: the
    likeness of the draft that it must be; None for any. `leaving`: as in `check_asked`.
    """
    asked = year, today, reason, why_not_two, leaving
    check_asked(session, *asked)
    edition, seed = _next_edition(session, year), _seed(session, year)
    begin_writing(session)
    check_asked(session, *asked)
    if edition != _next_edition(session, year):
        raise Refused(OTHER_THAN_DRAFT)
    reason, why_not_two = tidy(reason), tidy(why_not_two)
    contacts, frozen = counted_contacts(session), read_frozen(session)
    recipe = _recipe(session, year, frozen, seed)
    fresh = _freeze(session, recipe, contacts, frozen)
    about = describe(session, contacts, year, edition, reason, today, estimate, demo, why_not_two=why_not_two)
    made = make(recipe, frozen, fresh, about)
    if drafted is not None and likeness(made.content) != drafted:
        raise Refused(OTHER_THAN_DRAFT)
    hold_edition(session, frozen, made)
    return _store(session, about, made, seed, actor_id)


def _store(session: Session, about: About, made: Made, seed: int, actor_id: int | None) -> Release:
    """The edition with its cells, and its rows in the ledger."""
    step("storing the edition")
    now = newest(session)
    release = Release(
        year=about.year,
        edition=about.edition,
        reason=about.reason,
        day=about.released_on,
        actor_id=actor_id,
        seed=str(seed),
        last_decision=now.decision,
        last_taken_back=now.taken_back,
        content=canonical(made.content),
        digest=digest(made.content),
    )
    session.add(release)
    session.flush()
    store_cells(session, release, made.fresh.counts, made.fresh.shown)
    store_rows(session, release, made.rows, read_frozen(session))
    return release


@dataclass(frozen=True)
class Draft:
    """What would be published if a year were closed or corrected now, marked as a draft.

    `refused`: why it would not be published, if so.
    """

    content: Content
    refused: Refused | None


def draft(session: Session, year: int, today: date, estimate: Estimate | None = None, demo: bool = False) -> Draft:
    """Held against everything that was published, as the edition will be, and not stored.

    It is rounded with the secret of its edition: two roundings of the same counts would tell more than one. Raises as
    `check_draft` does, and Refused where there is nothing to correct.
    """
    check_draft(session, year, today)
    contacts, frozen = counted_contacts(session), read_frozen(session)
    recipe = _recipe(session, year, frozen, _seed(session, year))
    about = describe(session, contacts, year, 0, "", today, estimate, demo, draft=True)
    made = make(recipe, frozen, _freeze(session, recipe, contacts, frozen), about)
    refused = _would_refuse(session, frozen, made)
    told = {"text": refused.text, "gaps": refused.gaps} if refused else None  # findings are in no file
    return Draft(made.content | {"refused": told, "corrects": bool(list_releases(session, year))}, refused)


def _would_refuse(session: Session, frozen: Frozen, made: Made) -> Refused | None:
    """Why it would be refused, once the year is over and whoever closes it has said what is asked for."""
    try:
        hold_edition(session, frozen, made)
    except Refused as refused:
        return refused
    return None


def _recipe(session: Session, year: int, frozen: Frozen, seed: int) -> Recipe:
    tables = printable(frozen, planned(session, year), year, is_broken(session, year))
    return Recipe(year, method_of(session, year), tables, kind_of_contacts(frozen, year), seed)


def _freeze(session: Session, recipe: Recipe, contacts: Sequence[CountedContact], frozen: Frozen) -> Fresh:
    """The cells of an edition. Raises Refused where a correction has nothing to correct, or would show an absurdity."""
    counts = count(recipe, contacts, frozen)
    if next_correction(frozen, recipe.year) and not any(map(any, (cells.values() for cells in counts.values()))):
        raise Refused(NOTHING_NEW)
    fresh = freeze(session, recipe, contacts, frozen, counts)
    if not has_contacts(joined(frozen.shown, fresh.shown), recipe.year):
        raise Refused(TOO_FEW_CONTACTS)
    return fresh


def _next_edition(session: Session, year: int) -> int:
    return len(list_releases(session, year)) + 1


def _seed(session: Session, year: int) -> int:
    """The secret of the next rounding of a year, drawn when it is first needed, and kept where publishing is refused.

    A table on request rounds nothing, so it changes nothing here.
    """
    rounded = sum(not release.on_request for release in list_releases(session, year))
    name = f"{SEED}_{year}_{rounded + 1}" if rounded else f"{SEED}_{year}"
    return drawn_once(session, name, 2**128)


def check_asked(
    session: Session, year: int, today: date, reason: str = "", why_not_two: str = "", leaving: bool = False
) -> None:
    """Whether the year can be closed or corrected, and whoever does it has said all that is asked. Raises Refused.

    `leaving`: whether earlier years that are still open are meant never to be published.
    """
    reason, why_not_two = tidy(reason), tidy(why_not_two)
    if year >= today.year:
        raise Refused(NOT_OVER, year=year)
    if list_releases(session, year):
        _check_correction(session, year, reason)
        return
    check_draft(session, year, today)
    if not (why_not_two or by_two(session, year)):
        raise Refused(NOT_BY_TWO, year=year)
    if not leaving and (earlier := open_before(session, year)):
        raise Refused(STILL_OPEN, year=year, earlier=", ".join(map(str, earlier)))


def check_draft(session: Session, year: int, today: date) -> None:
    """Whether there is a draft of the year: it has contacts, and is closed or can be once over. Raises Refused."""
    _check_order(session, year)
    if not list_releases(session, year) and year not in open_years(session, today.year):
        raise Refused(NOTHING_YET, year=year)


def open_before(session: Session, year: int) -> list[int]:
    """The years with contacts that cannot be closed any more once `year` is."""
    return open_years(session, year - 1)


def _check_correction(session: Session, year: int, reason: str) -> None:
    _check_order(session, year)
    if not reason:
        raise Refused(NO_REASON)


def _check_order(session: Session, year: int) -> None:
    first = session.scalar(select(func.min(Contact.day)))
    if first is None or year < first.year:
        raise Refused(BEFORE_ALL, year=year)
    closed = {release.year for release in list_releases(session)}
    if closed and year not in closed and year < max(closed):
        raise Refused(EARLIER_OPEN, year=year)


def describe(
    session: Session,
    contacts: Sequence[CountedContact],
    year: int,
    edition: int,
    reason: str,
    today: date,
    estimate: Estimate | None = None,
    demo: bool = False,
    draft: bool = False,
    again: Release | None = None,
    why_not_two: str = "",
) -> About:
    """What a release of that day says besides its tables. It stands beside the year before as that was then.

    `again`: the release that is made once more.
    """
    step("counting what is settled and what is open")
    persons = count_year(contacts, (), year).persons
    first, before = find_release(session, year, 1), year_before(session, year, again)
    return About(
        year=year,
        edition=edition,
        reason=reason,
        closed_on=first.day if first else today,
        released_on=today,
        demo=demo,
        draft=draft,
        settled=_settled(persons),
        new_settled=_settled([person for person in persons if person.new]),
        open_=list_open(session, contacts, year).numbers,
        gone_through=_gone_through(session, year, first, why_not_two),
        estimate=estimate,
        before=json.loads(before.content) if before else None,
        rule=method_of(session, year),
        overlap=json.loads(first.content).get("overlap") if first and first is not again else None,
        work=count_work(session, year),
    )


def _gone_through(session: Session, year: int, first: Release | None, why_not: str) -> Content | None:
    """As the first edition has it: whether two went through what was open, or why not. None where it was not asked."""
    if first:
        told: Content | None = json.loads(first.content).get("gone_through")
        return told
    two = by_two(session, year)
    return {"by_two": two, "why_not": "" if two else why_not}


def _settled(persons: Sequence[CountedPerson]) -> int:
    return sum(person.settled for person in persons)
