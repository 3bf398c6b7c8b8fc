"""Planning, closing and correcting a year. What is published goes through the audit, with all that was before."""

import json
import re
import secrets
from collections.abc import Mapping, Sequence
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from chat.db import begin_writing
from chat.language import N_
from chat.models import Statement
from stats.counted import counted_contacts
from stats.counting import RULE, CountedContact, CountedPerson, count_year
from stats.disclosure.audit import audit
from stats.disclosure.cells import SIGN, Cell, Kind, Sum, corrected, value, way
from stats.disclosure.ledger import How, Ledger, Row
from stats.disclosure.rounding import Bounds
from stats.disclosure.storing import close_contacts, fewest, over, under
from stats.disclosure.storing import close_year as round_year
from stats.disclosure.storing import correct as round_correction
from stats.estimating import Estimate
from stats.links import newest
from stats.methods import METHODS
from stats.models import Contact
from stats.models.releases import PublicationPlan, Release
from stats.progress import step
from stats.releases.before_closing import list_open
from stats.releases.cells import Counts, count_cells, printed
from stats.releases.content import About, Content, canonical, digest, make_content
from stats.releases.frozen import (
    Cells,
    Frozen,
    all_units,
    has_groups,
    joined,
    kind_of_contacts,
    moment,
    next_correction,
    read_frozen,
    read_ledger,
    store_cells,
    store_rows,
    together,
)
from stats.releases.gone_through import by_two
from stats.releases.lower_ends import lower_ends
from stats.releases.overlapping import Change, Overlap, count_both, never_negative, overlap_rows
from stats.releases.plan import DESIGNS, USUAL, Refused, Unit, Whom, check, check_method

NOT_OVER = N_("The year %(year)s is not over.")
IS_CLOSED = N_("The year %(year)s is closed. Its plan is fixed.")
NOT_CLOSED = N_("The year %(year)s is not closed yet.")
EARLIER_OPEN = N_("The year %(year)s cannot be closed any more: a later one is, and what was published stays.")
BEFORE_ALL = N_("Nothing is registered of %(year)s or of any year before it.")
NO_REASON = N_("Say why a new edition is made. The reason is printed.")
ODD_REASON = N_("Write the reason in at most 300 plain characters. It is printed, and stays.")
TELLING_REASON = N_(
    "The reason has a number that is printed otherwise, to protect somebody. Write it without numbers of persons or "
    "contacts."
)
NOT_BY_TWO = N_("Two counsellors have not gone through what is open of %(year)s. Say why not; it is printed.")
NOTHING_NEW = N_("Nothing has changed since the last edition.")
GIVES_AWAY = N_("This cannot be published: with what was published before it would give a few persons away.")
EARLIER_CHANGED = N_(
    "Fewer persons were in an earlier year than came back from it. Make a new edition of the year before, first."
)

TOO_FEW_CONTACTS = N_(
    "Rounded, this correction would show fewer contacts than persons. Make it once something more has changed."
)

LONGEST = 300  # characters of a reason
SEED = "release_seed"  # with its year, the statement that holds the secret
FINDINGS = 3  # that are told of a draft that is refused


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

    Raises Refused, also where the year is closed.
    """
    tables, rule = check(names), check_method(rule) if rule else None
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


def close(
    session: Session,
    year: int,
    reason: str,
    actor_id: int | None,
    today: date,
    estimate: Estimate | None = None,
    demo: bool = False,
    why_not_two: str = "",
) -> Release:
    """Publishes a first edition of `year`, or with a `reason` a corrected one. The caller commits. Raises Refused.

    `why_not_two`: why no two counsellors went through what is open; it is printed where they did not.
    """
    begin_writing(session)
    reason, why_not_two = tidy(reason), tidy(why_not_two)
    _check_turn(session, year, reason, today)
    if not list_releases(session, year) and not (by_two(session, year) or why_not_two):
        raise Refused(NOT_BY_TWO, year=year)
    contacts, frozen, rule = counted_contacts(session), read_frozen(session), method_of(session, year)
    tables = printable(frozen, planned(session, year), year, is_broken(session, year))
    edition, correction = len(list_releases(session, year)) + 1, next_correction(frozen, year)
    seed = secrets.randbits(128) if correction else _seed(session, year)
    kind = kind_of_contacts(frozen, year)
    counted = count_cells(contacts, year, tables, METHODS[rule].categorise, kind)
    counts = new_counts(counted, frozen, year, correction)
    if correction and not any(map(any_changed, counts.values())):
        raise Refused(NOTHING_NEW)
    shown = round_cells(counts, frozen, tables, year, seed)
    if not _have_contacts(joined(frozen.shown, shown), year):
        raise Refused(TOO_FEW_CONTACTS)
    if tells(f"{reason} {why_not_two}", counts, shown):
        raise Refused(TELLING_REASON)
    overlap = add_overlap(session, contacts, year, rule, tables, frozen, counts, shown, seed)
    about = describe(session, contacts, year, edition, reason, today, estimate, demo, why_not_two=why_not_two)
    release = Release(
        year=year,
        edition=edition,
        reason=reason,
        day=today,
        actor_id=actor_id,
        seed=str(seed),
        last_decision=(now := newest(session)).decision,
        last_taken_back=now.taken_back,
        content=canonical(content := make_content(about, tables, joined(frozen.shown, shown), overlap)),
        digest=digest(content),
    )
    drafts = {unit: draft_ledger(frozen, shown, tables, unit, year, edition) for unit in Unit}
    if overlap:
        rows = overlap_rows(overlap, joined(frozen.shown, shown)[Unit.PERSONS], f"{year}-{edition}")
        drafts[Unit.PERSONS] += Ledger(rows=tuple(rows))
    true = {**frozen.true[Unit.PERSONS], **counts[Unit.PERSONS]}
    drafts[Unit.PERSONS] += Ledger(rows=tuple(lower_ends([*contents(session), content], true)))
    _audit(session, frozen, counts, drafts, {year: rule})
    step("storing the edition")
    session.add(release)
    session.flush()
    store_cells(session, release, counts, shown)
    stored = {unit: [row for row in new.rows if row.how is How.STORED] for unit, new in drafts.items()}
    store_rows(session, release, stored, read_frozen(session))
    return release


def draft(session: Session, year: int, today: date, estimate: Estimate | None = None, demo: bool = False) -> Content:
    """What would be published if the year were closed now, marked as a draft. Raises Refused.

    It is rounded with the secret of its edition: two roundings of the same counts would tell more than one.
    """
    contacts, frozen, rule = counted_contacts(session), read_frozen(session), method_of(session, year)
    if next_correction(frozen, year):
        raise Refused(IS_CLOSED, year=year)
    tables, seed = printable(frozen, planned(session, year), year, is_broken(session, year)), _seed(session, year)
    counts = new_counts(count_cells(contacts, year, tables, METHODS[rule].categorise), frozen, year, 0)
    shown = round_cells(counts, frozen, tables, year, seed)
    overlap = add_overlap(session, contacts, year, rule, tables, frozen, counts, shown, seed)
    about = describe(session, contacts, year, 0, "", today, estimate, demo, draft=True)
    return make_content(about, tables, joined(frozen.shown, shown), overlap)


def is_broken(session: Session, year: int) -> bool:
    """Whether the year before was counted by another method."""
    before = year_before(session, year)
    return before is not None and json.loads(before.content)["rule"] != method_of(session, year)


def add_overlap(
    session: Session,
    contacts: Sequence[CountedContact],
    year: int,
    rule: str,
    tables: Sequence[str],
    frozen: Frozen,
    counts: Cells,
    shown: Cells,
    seed: int,
    again: Release | None = None,
) -> Overlap | None:
    """After a change of method, the year and the one before by both; its cells are added to `counts` and `shown`.

    None where the method is the same, and for a correction: what stands in the first edition stays.
    """
    before = year_before(session, year, again)
    if before is None or next_correction(frozen, year):
        return None
    old = json.loads(before.content)
    if old["rule"] == rule:
        return None
    change = Change(year, old["rule"], rule, (next_correction(frozen, year - 1), 1))
    plans = tuple(table["name"] for table in old["tables"]), tables
    then = counted_contacts(session, moment(session, before)), contacts
    true, all_shown = (
        {**one[Unit.PERSONS], **new[Unit.PERSONS]} for one, new in ((frozen.true, counts), (frozen.shown, shown))
    )
    overlap = count_both(change, plans, then, true, all_shown, seed)
    if overlap:
        counts[Unit.PERSONS] = {**counts[Unit.PERSONS], **overlap.counts}
        shown[Unit.PERSONS] = {**shown[Unit.PERSONS], **overlap.shown}
    return overlap


def _seed(session: Session, year: int) -> int:
    """The secret of a year's first rounding, drawn when it is first needed."""
    name = f"{SEED}_{year}"
    stated = session.get(Statement, name)
    if stated is None:
        stated = Statement(name=name, value=str(secrets.randbits(128)))
        session.add(stated)
        session.flush()
    return int(stated.value)


def _check_turn(session: Session, year: int, reason: str, today: date) -> None:
    if year >= today.year:
        raise Refused(NOT_OVER, year=year)
    first = session.scalar(select(func.min(Contact.day)))
    if first is None or year < first.year:
        raise Refused(BEFORE_ALL, year=year)
    closed = {release.year for release in list_releases(session)}
    if closed and year not in closed and year < max(closed):
        raise Refused(EARLIER_OPEN, year=year)
    if year in closed and not reason:
        raise Refused(NO_REASON)


def tidy(reason: str) -> str:
    """A reason on one line. Raises Refused where it is too long, or has signs that a document cannot hold for good."""
    line = " ".join(reason.split())
    if len(line) > LONGEST or not line.isprintable():
        raise Refused(ODD_REASON)
    return line


def tells(reason: str, true: Cells, shown: Cells) -> bool:
    """Whether a reason has, in digits, a true number that is printed otherwise: of a group, or of all of a kind."""
    hidden = set[int]()
    for unit in true:
        cells = [[cell] for cell in true[unit]]
        kinds = [[cell for cell in true[unit] if cell.kind is kind] for kind in Kind]
        for of in (*cells, *kinds):
            count = sum(true[unit][cell] for cell in of)
            if count != sum(shown[unit][cell] for cell in of):
                hidden.add(count)
    return not hidden.isdisjoint(int(number) for number in re.findall(r"[0-9]+", reason))


def printable(frozen: Frozen, tables: Sequence[str], year: int, broken: bool) -> tuple[str, ...]:
    """Of the planned tables, those that can be summed: of two years only where the year before has these groups.

    Neither where it is `broken` off, since it was counted by another method.
    """
    if broken:
        return tuple(name for name in tables if DESIGNS[name].whom is not Whom.TWO_YEARS)
    needed = {name: year - 1 if DESIGNS[name].whom is Whom.TWO_YEARS else year for name in tables}
    return tuple(name for name in tables if needed[name] == year or has_groups(frozen, name, year - 1))


def new_counts(counted: Cells, frozen: Frozen, year: int, correction: int) -> Cells:
    """The cells to freeze: those of the year, or whom its `correction` of that number adds to them and takes."""
    if correction == 0:
        return counted
    return {unit: _changes(counted[unit], frozen.true[unit], year, correction) for unit in Unit}


def _changes(counted: Mapping[Cell, int], true: Mapping[Cell, int], year: int, correction: int) -> Counts:
    closed = (Kind.PERSONS, Kind.WHOLE)
    places = {*counted, *(cell for cell in true if cell.kind in closed and cell.year == year)}
    changes: Counts = {}
    for cell in places:
        more = counted.get(cell, 0) - value(corrected(true, cell, correction - 1), true)
        changes[cell._replace(kind=Kind.ADDED, correction=correction)] = max(more, 0)
        changes[cell._replace(kind=Kind.TAKEN, correction=correction)] = max(-more, 0)
    return changes


def any_changed(counts: Mapping[Cell, int]) -> bool:
    return any(counts.values())


def round_cells(counts: Cells, frozen: Frozen, tables: Sequence[str], year: int, seed: int) -> Cells:
    """What is shown of the cells to freeze. The same seed and counts give the same.

    Contacts come first, and persons are then no more than those. Years that were closed before this was so stay as
    they are.
    """
    step("rounding small groups")
    sums = {
        unit: [of for _, _, of in printed(tables, unit, [*frozen.shown[unit], *counts[unit]], year)] for unit in Unit
    }
    before = {unit: sum_of(frozen.shown[unit], year) for unit in Unit}
    bound = kind_of_contacts(frozen, year) is Kind.WHOLE
    persons, contacts = counts[Unit.PERSONS], counts[Unit.CONTACTS]
    least = before[Unit.PERSONS] + fewest(persons, frozen.shown[Unit.PERSONS])
    over_persons = over(least, contacts, before[Unit.CONTACTS]) if bound else None
    shown = {Unit.CONTACTS: _round(Unit.CONTACTS, counts, frozen, sums[Unit.CONTACTS], year, seed + 1, over_persons)}
    most = before[Unit.CONTACTS] + sum_of(shown[Unit.CONTACTS], year)
    under_contacts = under(most, persons, before[Unit.PERSONS]) if bound else None
    shown[Unit.PERSONS] = _round(Unit.PERSONS, counts, frozen, sums[Unit.PERSONS], year, seed, under_contacts)
    return {unit: shown[unit] for unit in Unit}


def _round(
    unit: Unit, counts: Cells, frozen: Frozen, sums: Sequence[Sum], year: int, seed: int, bounds: Bounds[Cell] | None
) -> Counts:
    if any(cell.year == year for cell in frozen.shown[unit]):
        return round_correction(counts[unit], sums, frozen.shown[unit], seed, bounds)
    if any(cell.kind is Kind.WHOLE for cell in counts[unit]):
        return close_contacts(counts[unit], sums, seed, bounds)
    return round_year(counts[unit], sums, seed, frozen.shown[unit], frozen.true[unit], bounds)


def sum_of(counts: Mapping[Cell, int], year: int) -> int:
    """All of a year by its own method, as it was closed and corrected."""
    return sum(SIGN[cell.kind] * count for cell, count in counts.items() if cell.year == year and not way(cell))


def _have_contacts(shown: Cells, year: int) -> bool:
    """Whether there are no more persons than contacts. Only a correction of a correction can come out otherwise."""
    return sum_of(shown[Unit.PERSONS], year) <= sum_of(shown[Unit.CONTACTS], year)


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


def draft_ledger(frozen: Frozen, shown: Cells, tables: Sequence[str], unit: Unit, year: int, edition: int) -> Ledger:
    """What a release adds to the ledger of a unit. `shown`: the cells that it freezes."""
    cells = {**frozen.shown[unit], **shown[unit]}
    rows = (
        Row(f"{year}-{edition}", table, name, of, value(of, cells), How.STORED)
        for table, name, of in printed(tables, unit, cells, year)
    )
    return Ledger(shown[unit], tuple(rows))


def contents(session: Session) -> list[Content]:
    """Everything that was published, in its own words."""
    return [json.loads(release.content) for release in list_releases(session)]


def methods_of(session: Session) -> dict[int, str]:
    """The version of the counting rule that each closed year was counted by."""
    return {content["year"]: content["rule"] for content in contents(session)}


def _audit(
    session: Session, frozen: Frozen, counts: Cells, drafts: Mapping[Unit, Ledger], methods: Mapping[int, str]
) -> None:
    step("holding it against everything that was published")
    true = joined(frozen.true, counts)
    known = never_negative(true[Unit.PERSONS], {**methods_of(session), **methods})
    before = together({unit: read_ledger(session, frozen, unit) for unit in Unit})
    try:
        findings = audit(before, together(drafts), all_units(true), FINDINGS, known)
    except ValueError:
        raise Refused(EARLIER_CHANGED) from None
    if findings:
        raise Refused(GIVES_AWAY, findings)
