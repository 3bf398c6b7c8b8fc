"""A table that the press or somebody else asked for. It is published like all others, and enters the ledger."""

import json
from datetime import date

from sqlalchemy.orm import Session

from chat.db import begin_writing
from chat.language import N_
from stats.disclosure.cells import Cell, value
from stats.disclosure.ledger import How, Ledger, Row
from stats.models.releases import Release
from stats.releases.auditing import hold
from stats.releases.cells import rows
from stats.releases.content import Content, canonical, digest, list_cells, make_table
from stats.releases.editions import find_release, is_broken, list_releases, printable
from stats.releases.frozen import Frozen, has_groups, read_frozen, store_rows
from stats.releases.plan import DESIGNS, UNKNOWN, Design, Refused
from stats.releases.reasons import NO_REASON, tidy

NOT_CLOSED = N_("The year %(year)s is not closed yet.")
NOT_FROZEN = N_("The year was not closed with these groups, so this table cannot be made of it.")


def give_out(
    session: Session, year: int, name: str, reason: str, actor_id: int | None, today: date, exact: bool = False
) -> Release:
    """Publishes one more table of a closed year; the caller commits. `exact`: its true counts. Raises Refused.

    `reason`: for whom and why; it is printed.
    """
    if name not in DESIGNS:
        raise Refused(UNKNOWN, name=name)
    begin_writing(session)
    newest, frozen, design = find_release(session, year), read_frozen(session), DESIGNS[name]
    if newest is None:
        raise Refused(NOT_CLOSED, year=year)
    reason = tidy(reason)
    if not reason:
        raise Refused(NO_REASON)
    if not has_groups(frozen, name, year) or not printable(frozen, [name], year, is_broken(session, year)):
        raise Refused(NOT_FROZEN)
    edition = len(list_releases(session, year)) + 1
    ledger = _ledger(frozen, design, year, edition, exact)
    hold(session, frozen, frozen.true, {design.unit: ledger})
    content = _content(json.loads(newest.content), frozen, design, edition, reason, today, exact)
    release = Release(
        year=year,
        edition=edition,
        reason=reason,
        day=today,
        actor_id=actor_id,
        seed=newest.seed,
        last_decision=newest.last_decision,
        last_taken_back=newest.last_taken_back,
        on_request=True,
        content=canonical(content),
        digest=digest(content),
    )
    session.add(release)
    session.flush()
    store_rows(session, release, {design.unit: ledger.rows}, frozen)
    return release


def _ledger(frozen: Frozen, design: Design, year: int, edition: int, exact: bool) -> Ledger:
    counts, how = (frozen.true, How.EXACT) if exact else (frozen.shown, How.STORED)
    cells: dict[Cell, int] = counts[design.unit]
    table = f"{design.name}, exact" if exact else design.name
    printed = (
        Row(f"{year}-{edition}", table, " ".join(head) or "all", of, value(of, cells), how)
        for head, of in rows(design, cells, year)
    )
    return Ledger({}, tuple(printed))


def _content(
    newest: Content, frozen: Frozen, design: Design, edition: int, reason: str, today: date, exact: bool
) -> Content:
    counts = frozen.true if exact else frozen.shown
    table = make_table(design.name, counts, newest["year"], None)
    if exact:
        table["exact"] = True
        for row in (*table["rows"], table["total"]):
            row["approximate"] = False
    cells = list_cells(frozen.shown, newest["year"])  # the year before may have been corrected since
    about = {"edition": edition, "reason": reason, "released_on": today.isoformat(), "tables": [table]}
    return (
        {name: part for name, part in newest.items() if name != "overlap"}
        | about
        | {"on_request": True, "cells": cells}
    )
