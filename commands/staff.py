"""Accounts of staff."""

import argparse
import sys

from sqlalchemy.orm import Session

from app import open_app_database
from chat import accounts, second_factor
from chat.models import Account
from chat.roles import Permission, Role, in_order
from chat.settings import Settings
from commands.shared import Commands, Failure, add, add_group
from stats.owed import list_owed, pass_on_owed


def add_to(commands: Commands) -> None:
    group = add_group(commands, "account", "staff accounts")
    new = add(group, "add", account_add, "add an account; without a password, print a one-time invitation")
    new.add_argument("name")
    new.add_argument("--role", action="append", required=True, type=Role, choices=list(Role), help="may be repeated")
    new.add_argument("--password-stdin", action="store_true", help="read the password from standard input")
    change = add(group, "roles", account_roles, "give an account these roles and no other")
    change.add_argument("name")
    change.add_argument("--role", action="append", required=True, type=Role, choices=list(Role), help="may be repeated")
    add(group, "list", account_list, "list the accounts")
    add(group, "disable", account_disable, "let an account sign in no more").add_argument("name")
    again = add(group, "reset-factor", account_reset_factor, "forget an account's phone; the next sign-in sets one up")
    again.add_argument("name")


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


def account_roles(settings: Settings, options: argparse.Namespace) -> None:
    heir = open_app_database(settings).run_now(_set_roles, options.name, options.role)
    print(f"{options.name} now has: {', '.join(in_order(set(options.role)))}.")
    if heir:
        print(f"Registrations still owed are now {heir}'s.")


def account_reset_factor(settings: Settings, options: argparse.Namespace) -> None:
    open_app_database(settings).run_now(second_factor.reset, options.name)
    print(f"{options.name} is signed out everywhere, and sets up a phone at the next sign-in.")


def _disable(session: Session, name: str) -> str | None:
    """Disables the account and passes on what it owes; returns the heir's name where there was something."""
    return _pass_on(session, accounts.disable_account(session, name))


def _set_roles(session: Session, name: str, roles: list[Role]) -> str | None:
    """As `_disable`, where the account may not register any more."""
    account = accounts.set_roles(session, name, roles)
    may_register = any(role.may(Permission.REGISTER) for role in roles)
    return None if may_register else _pass_on(session, account)


def _pass_on(session: Session, account: Account) -> str | None:
    heir = accounts.find_colleague(session, account.id, Permission.REGISTER)
    if heir is None or not list_owed(session, account.id):
        return None
    pass_on_owed(session, account.id, heir.id)
    return heir.name
