"""A year's chapter for the annual report on standard output; what is to be known of it, on standard error."""

import argparse
import json
import sys

from sqlalchemy.orm import Session

from app import open_app_database
from chat import calendar
from chat.language import speech
from chat.settings import Settings
from commands.releases import estimate_of, say_findings, say_rebuilt
from commands.shared import Commands, Failure, a_year, add, progress_shown
from stats.models.releases import Release
from stats.releases import documents
from stats.releases.closing import check_draft, draft
from stats.releases.content import Content, digest, give
from stats.releases.documents.chapter import say_held
from stats.releases.editions import find_release
from stats.releases.rebuilding import rebuild

JSON = "json"  # the file that `verify` reads
Said = list[str]


def add_to(commands: Commands) -> None:
    words = "make a year's chapter: its newest edition, held against the register, or a draft"
    year = add(commands, "report", print_report, words)
    year.add_argument("year", type=a_year)
    year.add_argument("--format", choices=[JSON, *documents.KINDS], default=JSON, help="json is what `verify` reads")
    year.add_argument("--edition", type=int, help="else the newest that has all of the year's figures")
    year.add_argument("--language", choices=["nb", "en"], default="en")


def print_report(settings: Settings, options: argparse.Namespace) -> None:
    print(f"Making the report of {options.year} as {options.format} …", file=sys.stderr)
    with progress_shown():
        content, said = open_app_database(settings).run_now(_chapter, settings, options.year, options.edition)
        made = _lay_out(content, options.language, options.format)
    print("\n".join(said), file=sys.stderr)
    sys.stdout.buffer.write(made)


def _chapter(session: Session, settings: Settings, year: int, edition: int | None) -> tuple[Content, Said]:
    release = find_release(session, year, edition)
    if release:
        return _edition(session, release)
    if edition is not None:
        raise Failure(f"there is no edition {edition} of {year}")
    check_draft(session, year, calendar.today())  # before the estimate, which takes long
    estimate = estimate_of(session, settings.secret_file, year)
    made = draft(session, year, calendar.today(), estimate, settings.demo_mark.exists())
    return made.content, [say_held(speech("en"), made.content), *say_findings(made.refused)]


def _edition(session: Session, release: Release) -> tuple[Content, Said]:
    """As it was published, and whether it comes out of the register the same bit for bit today."""
    if release.on_request:
        said = f"Given out on request, and not made again: {release.digest}"
    else:
        said = say_rebuilt(session, release, rebuild(session, release))
    return json.loads(release.content), [said]


def _lay_out(content: Content, language: str, kind: str) -> bytes:
    if kind == JSON:
        return give(content) + b"\n"
    return documents.make(content, digest(content), language, kind)
