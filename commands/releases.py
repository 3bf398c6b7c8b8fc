"""What is published of a year: planned, closed, corrected, given out, made again, and held against itself."""

import argparse
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from app import open_app_database
from chat import calendar
from chat.settings import Settings
from commands.shared import Commands, Failure, add, add_group, progress_shown
from stats import service_key
from stats.estimating import Estimate, estimate_if_quick
from stats.methods import choices
from stats.models.releases import Release
from stats.releases import closing
from stats.releases.editions import find_release, list_releases, plan
from stats.releases.plan import DESIGNS, Refused
from stats.releases.rebuilding import Rebuilt, rebuild
from stats.releases.requesting import give_out
from stats.releases.verifying import MADE_AGAIN, TRIED, verify
from stats.remembering import Remembered
from stats.report import years


def add_to(commands: Commands) -> None:
    group = add_group(commands, "release", "what is published of a year")
    add(group, "list", release_list, "print every edition, with its digest")
    planned = add(group, "plan", release_plan, "fix which tables of a year will be published")
    planned.add_argument("year", type=int)
    planned.add_argument("table", nargs="+", choices=sorted(DESIGNS), metavar="TABLE")
    versions = [method.version for method in choices()]
    planned.add_argument(
        "--rule", choices=versions, help="the version of the counting rule; else that of the year before"
    )
    closed = add(group, "close", release_close, "close a year that is over, or publish a corrected edition of it")
    closed.add_argument("year", type=int)
    closed.add_argument("--reason", default="", help="of a corrected edition; it is printed")
    not_two = "why no two counsellors went through what is open; it is printed where they did not"
    closed.add_argument("--why-not-two", default="", metavar="REASON", help=not_two)
    leaving = "earlier years that are not closed are meant never to be published"
    closed.add_argument("--leave-earlier", action="store_true", help=leaving)
    given = add(group, "table", release_table, "give one more table of a closed year out")
    given.add_argument("year", type=int)
    given.add_argument("table", choices=sorted(DESIGNS), metavar="TABLE")
    given.add_argument("--reason", required=True, help="for whom and why; it is printed")
    given.add_argument("--exact", action="store_true", help="the true counts; refused where they give somebody away")
    again = add(
        group, "rebuild", release_rebuild, "make an edition again from the register, and compare it bit for bit"
    )
    again.add_argument("year", type=int)
    again.add_argument("--edition", type=int)
    held = add(commands, "verify", verify_file, "hold a published file (JSON) against itself; needs no register")
    held.add_argument("file", type=Path)
    printed = "the checksum that a report prints; refused where the file has another"
    held.add_argument("--digest", type=_joined, metavar="CHECKSUM", help=printed)


def release_list(settings: Settings, _options: argparse.Namespace) -> None:
    for release in open_app_database(settings).run_now(list_releases):
        asked = " on request" if release.on_request else ""
        print(f"{release.year}-{release.edition}{asked} {release.day} {release.digest} {release.reason}".rstrip())


def release_plan(settings: Settings, options: argparse.Namespace) -> None:
    _try(settings, plan, options.year, options.table, None, calendar.today(), options.rule)
    print(f"Of {options.year} will be published: {', '.join(options.table)}.")


def release_close(settings: Settings, options: argparse.Namespace) -> None:
    """Checks what can be checked before the estimate, which takes long."""
    year, today, reason, why_not_two = options.year, calendar.today(), options.reason, options.why_not_two
    with progress_shown():
        _try(settings, closing.check_asked, year, today, reason, why_not_two, options.leave_earlier)
        estimate = _estimate(settings, year)
        given = year, reason, None, today, estimate, settings.demo_mark.exists(), why_not_two, None
        release = _try(settings, closing.close, *given, options.leave_earlier)
    print(f"Published {release.year}-{release.edition}: {release.digest}")


def _estimate(settings: Settings, year: int) -> Estimate | None:
    estimate = open_app_database(settings).run_now(estimate_of, settings.secret_file, year)
    if estimate and estimate.unreadable:
        damaged = f"Notes that are damaged and cannot be read: {estimate.unreadable}. It goes on without."
        print(damaged, file=sys.stderr)
    return estimate


def release_table(settings: Settings, options: argparse.Namespace) -> None:
    given = options.year, options.table, options.reason, None, calendar.today(), options.exact
    release = _try(settings, give_out, *given)
    print(f"Given out as {release.year}-{release.edition}: {release.digest}")


def release_rebuild(settings: Settings, options: argparse.Namespace) -> None:
    """Fails where the digest is another."""
    same, said = open_app_database(settings).run_now(_rebuild, options.year, options.edition)
    if not same:
        raise Failure(said)
    print(said)


def say_rebuilt(session: Session, release: Release, again: Rebuilt) -> str:
    """Whether an edition comes out of the register as it was published, bit for bit; and if not, why."""
    name = f"{release.year}-{release.edition}"
    if again.digest == release.digest:
        return f"{name} comes out the same: {release.digest}"
    why = f"Groups of which the register holds others than then: {again.changed}."
    if release.year not in years(session):
        why = f"The register holds no contacts of {release.year} any more."
    return f"{name} comes out otherwise. {why} The edition stands as it was published: {release.digest}"


def verify_file(_settings: Settings, options: argparse.Namespace) -> None:
    """Fails with everything that is wrong."""
    file, release = options.file, _read(options.file)
    if problems := verify(release) or _compare(release["digest"], options.digest):
        raise Failure("\n".join(f"{file}: {problem}" for problem in problems))
    print(f"{file}: the digest is right, and every printed number is the sum of its parts: {MADE_AGAIN}.")
    print(f"Only tried, whether they can be: {TRIED}.")
    same = "the checksum you gave" if options.digest else "to be compared with the checksum that the report prints"
    print(f"The digest is {release['digest']}, {same}.")


def _compare(found: str, printed: str | None) -> list[str]:
    """What is wrong where a report prints another checksum than the file has."""
    if printed in (None, found):
        return []
    return [f"the digest is {found}, and the report prints {printed}: they are not of the same edition"]


def _joined(checksum: str) -> str:
    """A checksum as it was typed or copied, on one line and in small letters."""
    return "".join(checksum.split()).lower()


def _read(file: Path) -> Any:
    try:
        return json.loads(file.read_text("utf-8"))
    except OSError as reason:
        raise Failure(f"{file} cannot be read: {reason.strerror}") from None
    except (ValueError, RecursionError):
        raise Failure(f"{file}: this is no JSON that can be read") from None


def _try(settings: Settings, work: Callable[..., Any], *arguments: object) -> Any:
    try:
        return open_app_database(settings).run_now(work, *arguments)
    except Refused as refused:
        raise Failure("\n".join([str(refused), *say_findings(refused)])) from None


def say_findings(refused: Refused | None) -> list[str]:
    """Whom it would tell of, and by which rows."""
    found = refused.findings if refused else ()
    return [f"{one.what}: {one.range[0]} to {one.range[1]}, by {'; '.join(one.rows)}" for one in found]


def estimate_of(session: Session, secret_file: Path, year: int) -> Estimate | None:
    return estimate_if_quick(session, Remembered(service_key.open_key(session, secret_file)), year)


def _rebuild(session: Session, year: int, edition: int | None) -> tuple[bool, str]:
    release = find_release(session, year, edition)
    if release is None or release.on_request:
        raise Failure(f"there is no edition of {year} that could be made again")
    again = rebuild(session, release)
    return again.digest == release.digest, say_rebuilt(session, release, again)
