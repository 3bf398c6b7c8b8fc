"""What is stored, what guards it, and what is missing."""

import argparse

from sqlalchemy.orm import Session

from app import open_app_database
from chat import surroundings
from chat.doctor import Finding, describe_accounts, describe_conversations, describe_machine, examine
from chat.settings import Settings
from commands.shared import Commands, add
from stats import service_key
from stats.holdings import describe
from stats.standing import read_standing, utc_now


def add_to(commands: Commands) -> None:
    check = add(commands, "doctor", doctor, "say what is stored, how old it is, what guards it and what is missing")
    check.add_argument("--ask", action="store_true", help="ask about the machine and the network first, and keep it")


def doctor(settings: Settings, options: argparse.Namespace) -> None:
    """Prints what is stored, for how long, what guards it and what is missing; with `--ask`, asks first."""
    if options.ask:
        open_app_database(settings).run_now(surroundings.save, _answers())
    for finding in [
        *examine(settings.app_path, "app", lambda session: _describe_register(session, settings)),
        *examine(settings.live_path, "live", describe_conversations),
        *describe_machine(settings),
    ]:
        print(f"{'  ok' if finding.good else 'look'}   {finding.words}")


def _answers() -> dict[str, str]:
    return {question.name: input(f"{question.words}\n{question.name}> ").strip() for question in surroundings.QUESTIONS}


def _describe_register(session: Session, settings: Settings) -> list[Finding]:
    standing = read_standing(session, settings, utc_now())
    return [
        *describe(session),
        _describe_key(session, settings),
        *describe_accounts(session),
        *(Finding(value != surroundings.UNKNOWN, f"{name}: {value}") for name, value in standing.surroundings.items()),
        *(Finding(False, f"not for real visitors: {reason}") for reason in standing.reasons),
    ]


def _describe_key(session: Session, settings: Settings) -> Finding:
    try:
        service_key.fitting_key(session, settings.secret_file)
    except service_key.KeyRefused as reason:
        return Finding(False, str(reason))
    return Finding(True, "the service key opens what it sealed")
