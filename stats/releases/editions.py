"""What was published of each year, and what is planned: the tables, and the version of the counting rule."""

import json
from collections.abc import Sequence
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from chat.db import begin_writing
from chat.language import N_
from stats.counting import RULE
from stats.methods import METHODS
from stats.models.releases import PublicationPlan, Release
from stats.releases.content import Content
from stats.releases.frozen import Frozen, has_groups
from stats.releases.plan import DESIGNS, USUAL, Refused, Whom, check, check_method

IS_CLOSED = N_("The year %(year)s is closed. Its plan is fixed.")
NO_YEAR = N_("There can be no contacts of %(year)s.")
EARLIEST = 1900


def can_have_contacts(year: int, today: date) -> bool:
    return EARLIEST <= year <= today.year


def planned(session: Session, year: int) -> tuple[str, ...]:
    """The tables that are published of a year: those of its first edition, else what was chosen last or is usual."""
    first = find_release(session, year, 1)
    if first:
        return tuple(table["name"] for table in json.loads(first.content)["tables"])
    found = _newest_plan(session, year)
    return tuple(json.loads(found.tables)) if found else USUAL


def method_of(session: Session, year: int) -> str:
    """The version of the counting rule that a year is counted by.

    That of its first edition, else the chosen one, else that of the year before, else the newest.
    """
    first, plan, before = find_release(session, year, 1), _newest_plan(session, year), year_before(session, year)
    if first:
        return str(json.loads(first.content)["rule"])
    if plan and plan.rule:
        return plan.rule
    version = json.loads(before.content)["rule"] if before else RULE
    return version if version in METHODS and METHODS[version].choice else RULE


def _newest_plan(session: Session, year: int) -> PublicationPlan | None:
    newest = select(PublicationPlan).where(PublicationPlan.year == year).order_by(PublicationPlan.id.desc())
    return session.scalars(newest.limit(1)).first()


def plan(
    session: Session,
    year: int,
    names: Sequence[str],
    actor_id: int | None,
    today: date,
    rule: str | None = None,
) -> None:
    """Fixes which tables are published, and perhaps the version of the counting rule; the caller commits.

    Raises Refused, also where the year is closed, or can have no contacts yet.
    """
    tables, rule = check(names), check_method(rule) if rule else None
    if not can_have_contacts(year, today):
        raise Refused(NO_YEAR, year=year)
    begin_writing(session)
    if list_releases(session, year):
        raise Refused(IS_CLOSED, year=year)
    session.add(PublicationPlan(year=year, tables=json.dumps(tables), rule=rule, actor_id=actor_id, day=today))


def list_releases(session: Session, year: int | None = None) -> list[Release]:
    """All editions of a year, or of all years, the newest first."""
    wanted = select(Release).order_by(Release.year.desc(), Release.edition.desc())
    return list(session.scalars(wanted if year is None else wanted.where(Release.year == year)))


def find_release(session: Session, year: int, edition: int | None = None) -> Release | None:
    """That edition of a year; without a number the newest one that has all of the year's figures."""
    editions = list_releases(session, year)
    return next((one for one in editions if (not one.on_request if edition is None else edition == one.edition)), None)


def year_before(session: Session, year: int, again: Release | None = None) -> Release | None:
    """The newest edition of the year before that has all of its figures; or what was that before `again` was made."""
    earlier = (one for one in list_releases(session, year - 1) if not one.on_request)
    return next((one for one in earlier if again is None or one.id < again.id), None)


def is_broken(session: Session, year: int) -> bool:
    """Whether the year before was counted by another method."""
    before = year_before(session, year)
    return before is not None and json.loads(before.content)["rule"] != method_of(session, year)


def printable(frozen: Frozen, tables: Sequence[str], year: int, broken: bool) -> tuple[str, ...]:
    """Of the planned tables, those that can be summed: of two years only where the year before has these groups.

    Neither where it is `broken` off, since it was counted by another method.
    """
    if broken:
        return tuple(name for name in tables if DESIGNS[name].whom is not Whom.TWO_YEARS)
    needed = {name: year - 1 if DESIGNS[name].whom is Whom.TWO_YEARS else year for name in tables}
    return tuple(name for name in tables if needed[name] == year or has_groups(frozen, name, year - 1))


def contents(session: Session) -> list[Content]:
    """Everything that was published, in its own words."""
    return [json.loads(release.content) for release in list_releases(session)]


def methods_of(session: Session) -> dict[int, str]:
    """The version of the counting rule that each closed year was counted by."""
    return {content["year"]: content["rule"] for content in contents(session)}
