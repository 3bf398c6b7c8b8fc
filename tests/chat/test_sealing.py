"""Sealed things open with their own key in their own place, unchanged, and in no other way."""

import stat
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chat.sealing import (
    BUCKETS,
    Unreadable,
    dedup_digest,
    load_service_key,
    make_service_key,
    new_key,
    new_token,
    seal,
    token_hash,
    unseal,
    unwrap_key,
    wrap_key,
)

KEY = new_key()
OVERHEAD = 24 + 16  # nonce and tag


@given(st.binary(max_size=20_000))
def test_what_was_sealed_comes_back(plain: bytes) -> None:
    assert unseal(KEY, seal(KEY, plain, "here"), "here") == plain


@pytest.mark.parametrize(("length", "bucket"), [(0, 256), (252, 256), (253, 1024), (4092, 4096), (16380, 16384)])
def test_the_stored_size_tells_only_the_bucket(length: int, bucket: int) -> None:
    assert bucket in BUCKETS
    assert len(seal(KEY, b"x" * length, "here")) == bucket + OVERHEAD


def test_another_key_or_place_opens_nothing() -> None:
    sealed = seal(KEY, b"secret", "message|a|1")
    with pytest.raises(Unreadable):
        unseal(new_key(), sealed, "message|a|1")
    with pytest.raises(Unreadable):
        unseal(KEY, sealed, "message|a|2")


@given(st.integers(min_value=0, max_value=256 + OVERHEAD - 1), st.integers(min_value=0, max_value=7))
def test_a_changed_bit_is_noticed(at: int, bit: int) -> None:
    sealed = bytearray(seal(KEY, b"secret", "here"))
    sealed[at] ^= 1 << bit
    with pytest.raises(Unreadable):
        unseal(KEY, bytes(sealed), "here")


@given(st.binary(max_size=80))
def test_any_other_bytes_are_unreadable(junk: bytes) -> None:
    with pytest.raises(Unreadable):
        unseal(KEY, junk, "here")


def test_only_the_visitors_token_unwraps_the_key() -> None:
    token = new_token()
    wrapped = wrap_key(token, KEY, "c1")
    assert unwrap_key(token, wrapped, "c1") == KEY
    for wrong_token, wrong_place in ((new_token(), "c1"), (token, "c2")):
        with pytest.raises(Unreadable):
            unwrap_key(wrong_token, wrapped, wrong_place)


def test_what_is_stored_of_a_token_is_not_the_token() -> None:
    token = new_token()
    assert token.encode() not in token_hash(token)
    assert token_hash(token) != token_hash(new_token())


def test_the_senders_mark_differs_by_side_client_number_and_key() -> None:
    marks = {
        dedup_digest(KEY, "visitor", "a", 1),
        dedup_digest(KEY, "counselor", "a", 1),
        dedup_digest(KEY, "visitor", "b", 1),
        dedup_digest(KEY, "visitor", "a", 2),
        dedup_digest(new_key(), "visitor", "a", 1),
    }
    assert len(marks) == 5


def test_the_service_key_is_made_once_and_is_its_owners(tmp_path: Path) -> None:
    path = tmp_path / "secret.key"
    make_service_key(path)
    made = load_service_key(path)
    make_service_key(path)
    assert load_service_key(path) == made
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_damaged_service_key_is_refused_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "secret.key"
    path.write_bytes(b"short")
    with pytest.raises(ValueError, match=r"secret\.key"):
        load_service_key(path)
    assert path.read_bytes() == b"short"
