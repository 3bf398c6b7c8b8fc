"""Serving, for real and as a demo."""

import argparse
import socket
import sys
from pathlib import Path

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app import create_app, open_app_database
from chat import accounts, server
from chat.guards import problems
from chat.models import Account
from chat.roles import Role
from chat.settings import Settings
from commands.keeping import resistance_told
from commands.shared import Commands, Failure, add, hold_folder, warn
from stats import backup, demo, demo_records, retention, service_key
from stats.models import Contact
from stats.standing import utc_now

DEMO_ACCOUNTS = {
    "kaja": [Role.COUNSELOR],
    "jonas": [Role.COUNSELOR],
    "ingrid": [Role.LEAD],
}


def add_to(commands: Commands) -> None:
    for name, command, words in (
        ("serve", serve, "run the service"),
        ("demo", serve_demo, "run the service with an invented year of contacts and three demo accounts"),
    ):
        parser = add(commands, name, command, words)
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--port", type=_port, default=8000)


def _port(text: str) -> int:
    if not text.isdigit() or not 1 <= int(text) <= 65535:
        raise argparse.ArgumentTypeError(f"{text!r} is not a port")
    return int(text)


def serve(settings: Settings, options: argparse.Namespace) -> None:
    """Serves until told to stop; says where, and how to make the first account."""
    _guard(settings)
    database = open_app_database(settings)
    database.run_now(service_key.open_key, settings.secret_file)
    with resistance_told():
        retention.run(database, utc_now())
    with hold_folder(settings), _listening(options.host, options.port) as listening:
        backup.clear(settings.data_dir)
        invitation = database.run_now(accounts.first_invitation)
        database.engine.dispose()
        _greet(options.port, invitation)
        server.run(create_app(settings), listening)


def _listening(host: str, port: int) -> socket.socket:
    try:
        return server.bind(host, port)
    except OSError as reason:
        raise Failure(f"{host} port {port} cannot be used: {reason.strerror}") from None


def _guard(settings: Settings) -> None:
    found = problems(settings)
    if found and settings.guards == "enforce":
        raise Failure("refused to start: " + "; ".join(found))
    warn(found)


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
        database.run_now(_fill_demo, settings.secret_file, passwords)
        lines = (f"{name} ({', '.join(DEMO_ACCOUNTS[name])}): {word}\n" for name, word in passwords.items())
        settings.demo_mark.write_text("Everything in this folder is invented.\n\n" + "".join(lines))
    database.engine.dispose()
    print(settings.demo_mark.read_text())
    serve(settings, options)


def _fill_demo(session: Session, secret_file: Path, passwords: dict[str, str]) -> None:
    for name, roles in DEMO_ACCOUNTS.items():
        accounts.add_account(session, name, roles, passwords[name])
    demo.load_demo(session, service_key.open_key(session, secret_file))
    demo_records.load_records(session, utc_now().date())


def _holds_anything(session: Session) -> bool:
    return bool(session.scalar(select(func.count(Account.id))) or session.scalar(select(func.count(Contact.id))))
