"""The service key: made where nothing is sealed yet, and never where something is."""

import time
from collections.abc import Callable
from pathlib import Path

import pyotp
import pytest
from sqlalchemy.orm import Session

from chat import second_factor
from chat.sealing import Unreadable, load_service_key, make_service_key
from stats.models import Contact
from stats.register import add_contact
from stats.service_key import KeyRefused, fitting_key, give_up, open_key, unseal_all
from tests.stats.factories import CORA, KEY, a_contact


@pytest.fixture
def path(folder: Path) -> Path:
    return folder / "secret.key"


def write_note(session: Session, key: bytes) -> None:
    add_contact(session, key, "aa000001", a_contact(), CORA)


def set_up_phone(session: Session, key: bytes) -> None:
    pending = second_factor.begin(session, CORA)
    now = time.time()
    second_factor.confirm(session, key, pending, pyotp.TOTP(pending.new_secret or "").at(now), now)


Sealing = Callable[[Session, bytes], None]
SEALING = pytest.mark.parametrize("seal", [write_note, set_up_phone])


def test_it_is_made_where_nothing_is_sealed(session: Session, path: Path) -> None:
    made = open_key(session, path)
    assert open_key(session, path) == made == load_service_key(path)


def test_who_only_looks_makes_none(session: Session, path: Path) -> None:
    with pytest.raises(KeyRefused, match="put it back"):
        fitting_key(session, path)
    assert not path.exists()


@SEALING
def test_where_something_is_sealed_it_opens_it(session: Session, path: Path, seal: Sealing) -> None:
    key = open_key(session, path)
    seal(session, key)
    assert open_key(session, path) == key
    unseal_all(session, key)
    with pytest.raises(Unreadable):
        unseal_all(session, KEY)


@SEALING
def test_none_is_made_beside_what_another_sealed(session: Session, path: Path, seal: Sealing) -> None:
    seal(session, KEY)
    with pytest.raises(KeyRefused, match="put it back"):
        open_key(session, path)
    assert not path.exists()


@SEALING
def test_one_that_does_not_fit_is_refused_and_left_alone(session: Session, path: Path, seal: Sealing) -> None:
    make_service_key(path)
    before = path.read_bytes()
    seal(session, KEY)
    with pytest.raises(KeyRefused, match="put the right one there"):
        open_key(session, path)
    assert path.read_bytes() == before


def test_a_file_that_is_no_key_is_refused(session: Session, path: Path) -> None:
    path.write_bytes(b"short")
    with pytest.raises(KeyRefused, match="is not a service key"):
        open_key(session, path)


def test_one_damaged_note_does_not_make_the_key_wrong(session: Session, path: Path) -> None:
    key = open_key(session, path)
    for number in range(3):
        add_contact(session, key, f"aa00000{number}", a_contact(), CORA)
    session.get_one(Contact, "aa000000").note = b"damaged"
    session.flush()
    assert open_key(session, path) == key


@SEALING
def test_what_a_lost_key_sealed_can_be_given_up(session: Session, path: Path, seal: Sealing) -> None:
    seal(session, KEY)
    assert sum(give_up(session, path)) == 1
    key = open_key(session, path)
    unseal_all(session, key)


def test_the_contacts_stay(session: Session, path: Path) -> None:
    write_note(session, KEY)
    assert give_up(session, path) == (1, 0)
    assert session.get_one(Contact, "aa000001").note is None


@SEALING
def test_nothing_is_given_up_that_can_be_read(session: Session, path: Path, seal: Sealing) -> None:
    key = open_key(session, path)
    seal(session, key)
    with pytest.raises(KeyRefused, match="nothing needs to be given up"):
        give_up(session, path)
    unseal_all(session, key)
