"""Files of contacts, ranked and estimated as the register's are, of which nothing is stored; the estimate, tried."""

import argparse
import json
import sys
from collections.abc import Iterator
from dataclasses import asdict
from decimal import ROUND_FLOOR, Decimal
from pathlib import Path
from time import perf_counter
from typing import Any, TypeVar

from sqlalchemy.orm import Session

from app import open_app_database
from chat import calendar
from chat.settings import Settings
from commands.shared import Commands, Failure, add, add_group
from stats import service_key, validity
from stats.linking import evaluation, files
from stats.linking.model import starting_weights
from stats.linking.ranking import Ranking, estimate, rank
from stats.linking.validation import SETS, Known
from stats.remembering import Remembered
from stats.validating import TooFew, conclude, read_known, try_known

DIGITS = 6
STEP = 20  # sets after which it says how far it is

T = TypeVar("T")


def add_to(commands: Commands) -> None:
    group = add_group(commands, "linking", "which contacts of a file may be of one person")
    ranked = add(group, "rank", write_ranking, "JSON lines of contacts: who each may be, and how many persons they are")
    measured = add(group, "evaluate", write_quality, "the same where the file says who each is: how good it was")
    for command in (ranked, measured):
        command.add_argument("file", type=Path)
    add(group, "validate", validate, "try the estimate on the persons that staff have settled; takes minutes")


def write_ranking(_settings: Settings, options: argparse.Namespace) -> None:
    """Answers each contact as soon as it is ranked."""
    start = perf_counter()
    contacts = _read(options.file)
    rankings = []
    for ranking in _rank(contacts):
        rankings.append(ranking)
        found = [{"id": contacts[place].id, "p": _down(p)} for place, p in ranking.candidates]
        print(json.dumps({"id": contacts[ranking.place].id, "p_new": _down(ranking.p_new), "candidates": found}))
    print(json.dumps(_persons(rankings) | {"seconds": _short(perf_counter() - start)}))


def write_quality(_settings: Settings, options: argparse.Namespace) -> None:
    start = perf_counter()
    contacts = _read(options.file)
    persons = [contact.person for contact in contacts if contact.person]
    if len(persons) < len(contacts):
        raise Failure("the file does not say of each contact whose it is")
    rankings = list(_rank(contacts))
    quality = evaluation.measure(rankings, persons)
    of_new = {f"recall_at_{k}": part for k, part in quality.recall.items()}
    figures = {"contacts": len(contacts), "persons_true": len(set(persons))} | of_new | _persons(rankings)
    figures |= {"ece_new": quality.ece_new, "precision_very_likely": quality.precision}
    figures |= {"coverage_very_likely": quality.coverage, "seconds": perf_counter() - start}
    print(json.dumps({name: _short(figure) for name, figure in figures.items()}))


def validate(settings: Settings, _options: argparse.Namespace) -> None:
    """Keeps what came out, whatever it is; with fewer persons than are needed nothing is tried and what was kept stays.

    A server may run meanwhile.
    """
    database = open_app_database(settings)
    try:
        known = database.run_now(_known, settings.secret_file)
    except TooFew as few:
        raise Failure(f"{few}; nothing was tried") from None
    found = conclude(known, list(_told(try_known(known), SETS)), calendar.today())
    database.run_now(validity.keep, found)
    print(json.dumps({**asdict(found.tried), "persons": found.persons, "method": found.method, "holds": found.holds}))


def _known(session: Session, secret_file: Path) -> Known:
    return read_known(session, Remembered(service_key.open_key(session, secret_file)))


def _told(tries: Iterator[T], number: int) -> Iterator[T]:
    for done, one in enumerate(tries, 1):
        if done % STEP == 0 or done == number:
            print(f"{done} of {number} sets", file=sys.stderr)
        yield one


def _read(file: Path) -> list[files.Line]:
    try:
        with file.open("rb") as lines:
            return files.read(lines)
    except OSError as failure:
        raise Failure(f"{file} cannot be read: {failure.strerror}") from None
    except files.WrongLine as wrong:
        raise Failure(str(wrong)) from None


def _rank(contacts: list[files.Line]) -> Iterator[Ranking]:
    return rank([files.facts(contact) for contact in contacts], starting_weights())


def _persons(rankings: list[Ranking]) -> dict[str, Any]:
    found = estimate([ranking.new for ranking in rankings])
    return {"persons_estimate": found.persons, "persons_low": found.low, "persons_high": found.high}


def _short(figure: float | None) -> float | None:
    return figure if figure is None or isinstance(figure, int) else round(figure, DIGITS)


def _down(chance: float) -> float:
    """Never more than it is: whoever reads it asks whether a limit is reached, as `evaluate` does."""
    return float(Decimal(str(chance)).quantize(Decimal(10) ** -DIGITS, ROUND_FLOOR))
