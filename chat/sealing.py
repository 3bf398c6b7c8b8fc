"""Everything that encrypts, and nothing else. XChaCha20-Poly1305 and sealed boxes from libsodium, BLAKE2b and
HMAC-SHA-256 from Python; no primitive of our own.

A conversation's key lives in the key store and, wrapped by the visitor's token, on disk. The service key never
wraps a conversation's key; it seals what staff write about contacts, and the secrets of their second factor.
"""

import contextlib
import hmac
import os
import secrets
import struct
from collections.abc import Iterable
from hashlib import blake2b
from pathlib import Path

from nacl.bindings import (
    crypto_aead_xchacha20poly1305_ietf_decrypt,
    crypto_aead_xchacha20poly1305_ietf_encrypt,
    crypto_aead_xchacha20poly1305_ietf_KEYBYTES,
    crypto_aead_xchacha20poly1305_ietf_NPUBBYTES,
)
from nacl.exceptions import CryptoError
from nacl.public import PrivateKey, PublicKey, SealedBox
from nacl.pwhash import argon2id

KEY_BYTES = crypto_aead_xchacha20poly1305_ietf_KEYBYTES
NONCE_BYTES = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES
BUCKETS = (256, 1024, 4096, 16384)  # bytes; the stored size tells no more than the bucket


class Unreadable(Exception):
    """The ciphertext was not made with this key for this place, or was changed."""


def new_key() -> bytes:
    return secrets.token_bytes(KEY_BYTES)


def new_token() -> str:
    """128 random bits, safe in a cookie."""
    return secrets.token_urlsafe(16)


def token_hash(token: str) -> bytes:
    """What the server stores of a token, to find its row again."""
    return blake2b(token.encode(), digest_size=32, person=b"lookup").digest()


def seal(key: bytes, plain: bytes, place: str) -> bytes:
    """Ciphertext of `plain`, bound to `place`; its length shows only the padding bucket."""
    nonce = os.urandom(NONCE_BYTES)
    return nonce + crypto_aead_xchacha20poly1305_ietf_encrypt(_pad(plain), place.encode(), nonce, key)


def unseal(key: bytes, sealed: bytes, place: str) -> bytes:
    """The plain bytes again. Raises Unreadable for another key, another place or changed bytes."""
    nonce, body = sealed[:NONCE_BYTES], sealed[NONCE_BYTES:]
    try:
        padded = crypto_aead_xchacha20poly1305_ietf_decrypt(body, place.encode(), nonce, key)
    except (CryptoError, ValueError, TypeError):
        raise Unreadable(place.partition("|")[0]) from None
    (length,) = struct.unpack_from(">I", padded)
    return padded[4 : 4 + length]


def _pad(plain: bytes) -> bytes:
    needed = len(plain) + 4
    size = next((bucket for bucket in BUCKETS if bucket >= needed), -(-needed // BUCKETS[-1]) * BUCKETS[-1])
    return struct.pack(">I", len(plain)) + plain + bytes(size - needed)


def wrap_key(token: str, key: bytes, conversation: str) -> bytes:
    """The spare copy of a conversation's key, of use only to the holder of the visitor's token."""
    return seal(_wrapping_key(token), key, f"wrap|{conversation}")


def unwrap_key(token: str, wrapped: bytes, conversation: str) -> bytes:
    """The conversation's key. Raises Unreadable for a wrong token."""
    return unseal(_wrapping_key(token), wrapped, f"wrap|{conversation}")


def _wrapping_key(token: str) -> bytes:
    return blake2b(token.encode(), digest_size=KEY_BYTES, person=b"wrap").digest()


def dedup_digest(key: bytes, side: str, client: str, n: int) -> bytes:
    """The sender's own mark of a message, keyed so that the index tells nothing."""
    return blake2b(f"{side}|{client}|{n}".encode(), digest_size=16, key=key).digest()


def code_digest(service_key: bytes, code: str) -> bytes:
    """A code that is shown once, keyed so that nobody finds it by trying all of them on a stolen disk."""
    return blake2b(code.encode(), digest_size=32, key=service_key, person=b"check code").digest()


def return_digest(service_key: bytes, code: str) -> bytes:
    """What finds the thread of a return code again, keyed like a check code's."""
    return blake2b(code.encode(), digest_size=32, key=service_key, person=b"return code").digest()


def return_hint(service_key: bytes, code: str) -> bytes:
    """What several contacts of one code have in common. Its secret is its own, so it finds no thread."""
    secret = blake2b(digest_size=32, key=service_key, person=b"hint secret").digest()
    return blake2b(code.encode(), digest_size=16, key=secret, person=b"return hint").digest()


def term_digests(service_key: bytes, terms: Iterable[str]) -> list[bytes]:
    """Of each term of a note a digest that nobody makes without the key. Its secret is its own."""
    secret = blake2b(digest_size=32, key=service_key, person=b"trace secret").digest()
    return [hmac.digest(secret, term.encode(), "sha256") for term in terms]


def new_pair() -> tuple[bytes, bytes]:
    """A public key, to which anybody can seal, and the private one, which alone opens."""
    private = PrivateKey.generate()
    return bytes(private.public_key), bytes(private)


def seal_to(public: bytes, plain: bytes) -> bytes:
    """For the holder of the private key; whoever seals cannot open it again."""
    return SealedBox(PublicKey(public)).encrypt(plain)


def open_sealed(private: bytes, sealed: bytes) -> bytes:
    """Raises Unreadable for another key or changed bytes."""
    try:
        return SealedBox(PrivateKey(private)).decrypt(sealed)
    except (CryptoError, ValueError, TypeError):
        raise Unreadable("sealed box") from None


def password_key(password: str, salt: bytes, passes: int, memory: int) -> bytes:
    """A key that costs `memory` bytes, `passes` times over, for every guess at the password."""
    return argon2id.kdf(KEY_BYTES, password.encode(), salt, passes, memory)


def make_service_key(path: Path) -> None:
    """Puts a new service key in `path`, readable by its owner only, unless there is a file already."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with (
        contextlib.suppress(FileExistsError),
        open(path, "xb", opener=lambda name, flags: os.open(name, flags, 0o600)) as file,
    ):
        file.write(new_key())
        file.flush()
        os.fsync(file.fileno())
    folder = os.open(path.parent, os.O_RDONLY)
    os.fsync(folder)  # or a power cut may take the file, and with it all that it sealed
    os.close(folder)


def load_service_key(path: Path) -> bytes:
    """The service key in `path`. Never makes one: a new key beside what an old one sealed would open nothing of it.

    Raises OSError, and ValueError for a file of the wrong size.
    """
    key = path.read_bytes()
    if len(key) != KEY_BYTES:
        raise ValueError(f"{path.name} is not a service key: {KEY_BYTES} bytes are expected, it has {len(key)}")
    return key
