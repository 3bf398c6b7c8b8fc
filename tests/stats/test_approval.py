"""Notes leave in a file only when a counsellor lets them, which stays on record, without the time of day."""

import pytest
from argon2 import PasswordHasher
from argon2.profiles import CHEAPEST
from sqlalchemy import select
from sqlalchemy.orm import Session

from chat import accounts
from chat.roles import Role
from stats.approval import ApprovalRefused, approve_export
from stats.models import NoteExport
from tests.stats.factories import TODAY, add

PASSWORD = "hvit bro i vind"


@pytest.fixture(autouse=True)
def staff(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(accounts, "HASHER", PasswordHasher.from_parameters(CHEAPEST))
    for name, roles in (("eva", [Role.COUNSELOR, Role.LEAD]), ("lea", [Role.LEAD]), ("ada", [Role.ADMIN])):
        accounts.add_account(session, name, roles, PASSWORD)


def on_record(session: Session) -> list[NoteExport]:
    return list(session.scalars(select(NoteExport)))


def test_a_counsellors_approval_is_on_record_with_the_day_and_how_many_notes_went(session: Session) -> None:
    add(session)
    add(session, note="", no_note=True)
    approve_export(session, "eva", PASSWORD, TODAY)
    (kept,) = on_record(session)
    assert (kept.day, kept.notes) == (TODAY, 1)
    assert {column.name for column in NoteExport.__table__.columns} == {"id", "day", "approved_by", "notes"}


@pytest.mark.parametrize("name", ["lea", "ada", "eva ", "nobody"])
def test_whoever_is_no_counsellor_approves_nothing(session: Session, name: str) -> None:
    with pytest.raises(ApprovalRefused):
        approve_export(session, name, PASSWORD, TODAY)
    assert on_record(session) == []


@pytest.mark.parametrize("password", ["", "hvit bro", PASSWORD.upper()])
def test_a_wrong_password_approves_nothing(session: Session, password: str) -> None:
    with pytest.raises(ApprovalRefused, match="do not belong together"):
        approve_export(session, "eva", password, TODAY)
    assert on_record(session) == []


def test_a_disabled_account_approves_nothing(session: Session) -> None:
    accounts.disable_account(session, "eva")
    with pytest.raises(ApprovalRefused):
        approve_export(session, "eva", PASSWORD, TODAY)
    assert on_record(session) == []
