"""The command `lavterskel`: each command parses, calls one service, prints. Exit 2 for bad usage, 1 for failure."""

import argparse
import asyncio
import json
import os
import socket
import sys
from collections.abc import Callable
from contextlib import ExitStack
from datetime import date
from io import StringIO
from pathlib import Path
from typing import TypeAlias

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app import create_app, open_app_database, wake
from chat import accounts, second_factor, server, surroundings, upkeep
from chat.db import Database, make_engine, upgrade
from chat.doctor import Finding, examine
from chat.guards import forbid_core_dumps, problems
from chat.models import Account, LiveBase
from chat.periods import PERIODS, Kind
from chat.roles import Permission, Role
from chat.sealing import load_service_key
from chat.settings import Settings, SettingsError, load_settings
from chat.silence import place_of
from stats import backup, demo, exchange, register, report, retention
from stats.holdings import describe
from stats.models import Contact
from stats.standing import read_standing, utc_now

Command = Callable[[Settings, argparse.Namespace], int | None]
DEMO_ACCOUNTS = {
    "kaja": [Role.COUNSELOR],
    "jonas": [Role.COUNSELOR],
    "ingrid": [Role.LEAD],
}


class Failure(Exception):
    """The command could not do its work; the message says why."""


REFUSALS = (Failure, SettingsError, accounts.AccountRefused, backup.BackupRefused, surroundings.AnswerRefused)


def _service_key(settings: Settings) -> bytes:
    try:
        return load_service_key(settings.secret_file)
    except (OSError, ValueError) as reason:
        raise Failure(f"LAVTERSKEL_SECRET_FILE cannot be used: {reason}") from None


def main(arguments: list[str] | None = None) -> int:
    """Runs one command and returns its exit code."""
    options = _parser().parse_args(arguments)
    forbid_core_dumps()
    try:
        settings = load_settings(os.environ, getattr(options, "port", 8000))
        code: int | None = options.command(settings, options)
        return code or 0
    except REFUSALS as reason:
        print(f"lavterskel: {reason}", file=sys.stderr)
    except BrokenPipeError:
        sys.stderr.close()  # whoever read our output has seen enough
    except Exception as failure:  # its words may be a note's, so only its kind and place are told
        print(f"lavterskel: failed, {place_of(failure)}", file=sys.stderr)
    return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="lavterskel", description=(__doc__ or "").splitlines()[0])
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    _serving(commands)
    _accounts(commands)
    _contacts(commands)
    year = _add(commands, "report", print_report, "print a year's figures")
    year.add_argument("year", type=_year)
    year.add_argument("--format", choices=["json", "csv"], default="json")
    check = _add(commands, "doctor", doctor, "say what is stored, how old it is, what guards it and what is missing")
    check.add_argument("--ask", action="store_true", help="ask about the machine and the network first, and keep it")
    _keeping(commands)
    return parser


Commands: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"


def _add(commands: Commands, name: str, command: Command, words: str) -> argparse.ArgumentParser:
    parser: argparse.ArgumentParser = commands.add_parser(name, help=words, description=words)
    parser.set_defaults(command=command)
    return parser


def _serving(commands: Commands) -> None:
    for name, command, words in (
        ("serve", serve, "run the service"),
        ("demo", serve_demo, "run the service with an invented year of contacts and three demo accounts"),
    ):
        parser = _add(commands, name, command, words)
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--port", type=_port, default=8000)


def _port(text: str) -> int:
    if not text.isdigit() or not 1 <= int(text) <= 65535:
        raise argparse.ArgumentTypeError(f"{text!r} is not a port")
    return int(text)


def _year(text: str) -> int:
    if not text.isdigit() or not 1900 <= int(text[:5]) <= 2200:
        raise argparse.ArgumentTypeError(f"{text!r} is not a year")
    return int(text)


def _accounts(commands: Commands) -> None:
    group = commands.add_parser("account", help="staff accounts").add_subparsers(required=True, metavar="WHAT")
    add = _add(group, "add", account_add, "add an account; without a password, print a one-time invitation")
    add.add_argument("name")
    add.add_argument("--role", action="append", required=True, type=Role, choices=list(Role), help="may be repeated")
    add.add_argument("--password-stdin", action="store_true", help="read the password from standard input")
    _add(group, "list", account_list, "list the accounts")
    _add(group, "disable", account_disable, "let an account sign in no more").add_argument("name")
    again = _add(group, "reset-factor", account_reset_factor, "forget an account's phone; the next sign-in sets one up")
    again.add_argument("name")


def _contacts(commands: Commands) -> None:
    group = commands.add_parser("contacts", help="the contact register").add_subparsers(required=True, metavar="WHAT")
    add = _add(group, "import", contacts_import, "import JSON lines or CSV: all of the file, or nothing")
    add.add_argument("file", type=Path)
    add.add_argument("--with-links", action="store_true", help="link contacts that share a value of `person`")
    out = _add(group, "export", contacts_export, "write the register to standard output")
    out.add_argument("--format", choices=["jsonl", "csv"], default="jsonl")
    out.add_argument("--with-notes", action="store_true", help="include the notes on contacts")


def _keeping(commands: Commands) -> None:
    group = commands.add_parser("retention", help="destruction by schedule")
    kept = group.add_subparsers(required=True, metavar="WHAT")
    _add(kept, "run", retention_run, "destroy what is past its period, now")
    copy = _add(commands, "backup", backup_write, "copy the register into a folder, and destroy old copies there")
    copy.add_argument("folder", type=Path)
    back = _add(commands, "restore", backup_restore, "make a copy the register of an empty data folder")
    back.add_argument("file", type=Path)
    back.add_argument("--rehearse", action="store_true", help="only try it: open every note, and throw it away")


def serve(settings: Settings, options: argparse.Namespace) -> None:
    """Serves until told to stop; says where, and how to make the first account."""
    _guard(settings)
    _service_key(settings)
    database = open_app_database(settings)
    _destroy(database)
    with _folder(settings), _listening(options.host, options.port) as listening:
        invitation = database.run_now(accounts.first_invitation)
        database.engine.dispose()
        _greet(options.port, invitation)
        server.run(create_app(settings), listening)


def _folder(settings: Settings) -> ExitStack:
    try:
        return server.hold(settings)
    except BlockingIOError:
        raise Failure(f"another process is serving {settings.data_dir}, or a copy of it, already") from None


def _listening(host: str, port: int) -> socket.socket:
    try:
        return server.bind(host, port)
    except OSError as reason:
        raise Failure(f"{host} port {port} cannot be used: {reason.strerror}") from None


def _guard(settings: Settings) -> None:
    found = problems(settings)
    if found and settings.guards == "enforce":
        raise Failure("refused to start: " + "; ".join(found))
    for problem in found:
        print(f"lavterskel: not safe for real visitors: {problem}", file=sys.stderr)


def _greet(port: int, invitation: str | None) -> None:
    print(f"For visitors:  http://localhost:{port}/\nFor staff:     http://localhost:{port}/console")
    if invitation:
        print(f"First account: http://localhost:{port}/console/invitation, with the one-time code {invitation}")
    sys.stdout.flush()


def serve_demo(settings: Settings, options: argparse.Namespace) -> None:
    """Fills an empty data folder with invented contacts and accounts, marks it, and serves it."""
    database = open_app_database(settings)
    if not settings.demo_mark.exists():
        if database.run_now(_holds_anything):
            raise Failure(f"{settings.data_dir} holds real data; a demo needs a folder of its own")
        passwords = {name: accounts.new_password() for name in DEMO_ACCOUNTS}
        database.run_now(_fill_demo, _service_key(settings), passwords)
        lines = (f"{name} ({', '.join(DEMO_ACCOUNTS[name])}): {word}\n" for name, word in passwords.items())
        settings.demo_mark.write_text("Everything in this folder is invented.\n\n" + "".join(lines))
    database.engine.dispose()
    print(settings.demo_mark.read_text())
    serve(settings, options)


def _fill_demo(session: Session, service_key: bytes, passwords: dict[str, str]) -> None:
    for name, roles in DEMO_ACCOUNTS.items():
        accounts.add_account(session, name, roles, passwords[name])
    demo.load_demo(session, service_key)


def _holds_anything(session: Session) -> bool:
    return bool(session.scalar(select(func.count(Account.id))) or session.scalar(select(func.count(Contact.id))))


def account_add(settings: Settings, options: argparse.Namespace) -> None:
    password = sys.stdin.readline().rstrip("\r\n") if options.password_stdin else None
    if options.password_stdin and not password:
        raise Failure("no password came on standard input")
    code = open_app_database(settings).run_now(accounts.add_account, options.name, options.role, password)
    print(f"Added {options.name}.")
    if code:
        print(f"One-time code for /console/invitation, good for {accounts.INVITATION_DAYS} days: {code}")


def account_list(settings: Settings, _options: argparse.Namespace) -> None:
    for account in open_app_database(settings).run_now(accounts.list_accounts):
        roles = ", ".join(sorted(row.role for row in account.roles))
        print(f"{account.name}\t{roles}{'' if not account.disabled else chr(9) + 'disabled'}")


def account_disable(settings: Settings, options: argparse.Namespace) -> None:
    heir = open_app_database(settings).run_now(_disable, options.name)
    print(f"Disabled {options.name}.")
    if heir:
        print(f"Registrations still owed are now {heir}'s.")


def account_reset_factor(settings: Settings, options: argparse.Namespace) -> None:
    open_app_database(settings).run_now(second_factor.reset, options.name)
    print(f"{options.name} is signed out everywhere, and sets up a phone at the next sign-in.")


def _disable(session: Session, name: str) -> str | None:
    """Disables the account and passes on what it owes; returns the heir's name where there was something."""
    account = accounts.disable_account(session, name)
    heir = accounts.find_colleague(session, account, Permission.REGISTER)
    if heir is None or not register.list_owed(session, account.id):
        return None
    register.pass_on_owed(session, account.id, heir.id)
    return heir.name


def contacts_import(settings: Settings, options: argparse.Namespace) -> None:
    try:
        text = options.file.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Failure(f"{options.file} cannot be read: save it as UTF-8 and try again") from None
    except OSError as reason:
        raise Failure(f"{options.file} cannot be read: {reason.strerror}") from None
    today = date.today()  # noqa: DTZ011 - the day as the service's calendar has it
    key = _service_key(settings)
    try:
        result = open_app_database(settings).run_now(
            exchange.import_contacts, key, StringIO(text, newline=""), options.with_links, today
        )
    except exchange.ImportErrors as errors:
        rows = "".join(f"\n  line {row}: {what}" for row, what in errors.errors)
        raise Failure(f"nothing was imported{rows}") from None
    if result.dropped_fields:
        print(f"never kept: {', '.join(result.dropped_fields)}", file=sys.stderr)
    print(f"Imported {result.contacts} contacts and {result.links} links.")


def contacts_export(settings: Settings, options: argparse.Namespace) -> None:
    key = _service_key(settings)
    records = open_app_database(settings).run_now(_export, key, options.with_notes)
    if options.format == "csv":
        sys.stdout.write(exchange.as_csv(records))
        return
    for record in records:
        print(json.dumps(record, ensure_ascii=False))


def _export(session: Session, key: bytes, with_notes: bool) -> list[dict[str, object]]:
    return list(exchange.export_contacts(session, key, with_notes))


def print_report(settings: Settings, options: argparse.Namespace) -> None:
    figures = open_app_database(settings).run_now(report.year_report, options.year)
    if options.format == "csv":
        sys.stdout.write(figures.as_csv("en"))
    else:
        print(json.dumps(figures.as_json("en"), ensure_ascii=False, indent=2))


def retention_run(settings: Settings, _options: argparse.Namespace) -> None:
    """Destroys what is past its period. Where no server runs, conversations as well."""
    database = open_app_database(settings)
    for kind, number in _destroy(database).items():
        print(f"Destroyed {number}: {PERIODS[kind].name}")
    if not upkeep.checkpoint(database.engine, empty=True):
        raise Failure("the register is being read: what was destroyed is still in its log. Run it again")
    try:
        with server.hold(settings):
            asyncio.run(wake(create_app(settings)))
    except BlockingIOError:
        print("Conversations are ended by the server that is running.")
    print("Nothing is older than its period.")


def _destroy(database: Database) -> dict[Kind, int]:
    try:
        return database.run_now(retention.run, utc_now())
    except retention.ClockWentBack:
        raise Failure("the last run lies in the future: set the clock right, then start again") from None


def backup_write(settings: Settings, options: argparse.Namespace) -> None:
    print(f"Wrote {backup.write(settings.app_path, options.folder, utc_now().date())}.")
    print("Its notes open with the service key only: keep that elsewhere.")


def backup_restore(settings: Settings, options: argparse.Namespace) -> None:
    key, now = _service_key(settings), utc_now()
    if options.rehearse:
        contacts = backup.rehearse(options.file, key, now)
        open_app_database(settings).run_now(backup.note_rehearsal, now.date())
        print(f"{options.file} can be restored: {contacts} contacts, and every note opens.")
        return
    with _folder(settings):
        contacts = backup.restore(options.file, settings.app_path, key, now)
    print(f"Restored {contacts} contacts.")


def doctor(settings: Settings, options: argparse.Namespace) -> None:
    """Prints what is stored, for how long, what guards it and what is missing; with `--ask`, asks first."""
    database, live = open_app_database(settings), make_engine(settings.live_path)
    upgrade(live, "live", LiveBase.metadata)
    if options.ask:
        database.run_now(surroundings.save, _answers())
    for finding in [*database.run_now(_register_findings, settings), *examine(settings, live, database.engine)]:
        print(f"{'  ok' if finding.good else 'look'}   {finding.words}")


def _answers() -> dict[str, str]:
    return {question.name: input(f"{question.words}\n{question.name}> ").strip() for question in surroundings.QUESTIONS}


def _register_findings(session: Session, settings: Settings) -> list[Finding]:
    standing = read_standing(session, settings, utc_now())
    return [
        *describe(session),
        *(Finding(value != surroundings.UNKNOWN, f"{name}: {value}") for name, value in standing.surroundings.items()),
        *(Finding(False, f"not for real visitors: {reason}") for reason in standing.reasons),
    ]


if __name__ == "__main__":
    sys.exit(main())
