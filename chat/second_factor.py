"""The second factor of staff: six digits from a phone (TOTP, RFC 6238), and the minutes between password and digits.

A sign-in whose password was right waits here, in memory, until the digits come; before that there is no session.
"""

import secrets
import time
from dataclasses import dataclass, field

import pyotp
import segno
from markupsafe import Markup
from pyotp.exceptions import OTPVerificationError
from sqlalchemy import func, update
from sqlalchemy.orm import Session

from chat import accounts
from chat.errors import TooFast
from chat.limits import Attempts, Clock
from chat.models import Account
from chat.sealing import seal, unseal

ISSUER = "Lavterskel"
SECONDS = 300
TRIES = 5
MOST = 1000  # sign-ins that wait at once
WINDOW = 1  # steps of 30 seconds that a phone's clock may be off, to either side


class CodeRefused(Exception):
    """The digits are wrong, or were used already."""


class SignInOver(Exception):
    """No sign-in waits for digits here: it is unknown, too old, or had too many wrong ones."""


@dataclass
class Pending:
    """A sign-in that waits for its digits. `new_secret` is for an account that has none, and is not stored yet."""

    account_id: int
    name: str
    new_secret: str | None = field(repr=False)
    tries: int = TRIES


class PendingSignIns:
    """Every sign-in that waits, by its token. An account's wrong digits are limited across its sign-ins as well."""

    def __init__(self, clock: Clock = time.monotonic) -> None:
        self._clock = clock
        self._attempts = Attempts(clock)
        self._waiting: dict[str, tuple[float, Pending]] = {}

    def add(self, pending: Pending) -> str:
        self._forget_old()
        if len(self._waiting) >= MOST:
            del self._waiting[next(iter(self._waiting))]
        token = secrets.token_urlsafe(32)
        self._waiting[token] = (self._clock() + SECONDS, pending)
        return token

    def find(self, token: str) -> Pending | None:
        self._forget_old()
        _, pending = self._waiting.get(token, (0, None))
        return pending

    def take(self, token: str) -> Pending:
        """The sign-in, with one try less. Taken before the digits are checked, so many at once gain nothing.

        Raises SignInOver, and TooFast when the account has had too many tries of late.
        """
        pending = self.find(token)
        if pending is None:
            raise SignInOver
        if wait := self._attempts.take(pending.name):
            raise TooFast(wait)
        pending.tries -= 1
        if not pending.tries:
            del self._waiting[token]
        return pending

    def end(self, token: str, pending: Pending) -> None:
        """The digits were right."""
        self._waiting.pop(token, None)
        self._attempts.give_back(pending.name)

    def _forget_old(self) -> None:
        now = self._clock()
        for token, (until, _) in list(self._waiting.items()):
            if until > now:
                break  # added in order, so the rest is younger
            del self._waiting[token]


def begin(session: Session, account_id: int) -> Pending:
    """A sign-in whose password was right; with a fresh secret when the account has none."""
    account = session.get_one(Account, account_id)
    return Pending(account.id, account.name, None if account.totp_secret else pyotp.random_base32())


def confirm(session: Session, key: bytes, pending: Pending, code: str, now: float) -> None:
    """Uses up `code`, and stores a secret that is new. `now` is in seconds since 1970.

    Raises CodeRefused; SignInOver when the account was changed meanwhile; Unreadable with another service key.
    """
    account = session.get_one(Account, pending.account_id)
    stored, place = account.totp_secret, f"totp|{account.id}"
    if account.disabled or bool(stored) == bool(pending.new_secret):
        raise SignInOver
    secret = pending.new_secret or unseal(key, stored or b"", place).decode()
    # One statement, so that of two browsers with the same digits, or two new secrets, one comes first.
    accepted = session.scalar(
        update(Account)
        .where(Account.id == account.id, Account.totp_secret.is_not_distinct_from(stored))
        .where(func.coalesce(Account.totp_step, 0) < (step := _step(secret, code, now)))
        .values(totp_secret=stored or seal(key, secret.encode(), place), totp_step=step)
        .returning(Account.id)
    )
    if accepted is None:
        raise CodeRefused


def reset(session: Session, name: str) -> None:
    """Forgets the secret and ends the account's sessions; the next sign-in sets up another. Raises AccountRefused."""
    account = accounts.get_account(session, name)
    account.totp_secret = account.totp_step = None
    accounts.end_sessions(session, account.id)


def grouped(secret: str) -> str:
    """The key as people copy it, four characters at a time."""
    return " ".join(secret[i : i + 4] for i in range(0, len(secret), 4))


def picture(secret: str, name: str) -> Markup:
    """The key as a QR code, an SVG to stand in a page. Dark on light in every look, as cameras want it."""
    address = pyotp.TOTP(secret).provisioning_uri(name=name, issuer_name=ISSUER)
    drawn = segno.make_qr(address).svg_inline(light="#fff", omitsize=True, svgclass="qr", lineclass=None)
    return Markup(drawn)  # noqa: S704 - drawn from squares; no text of ours or theirs is in it


def _step(secret: str, code: str, now: float) -> int:
    """The step that the digits belong to, whatever stands between them. Raises CodeRefused."""
    digits = "".join(filter(str.isdigit, code))
    try:
        return pyotp.TOTP(secret).verify_and_get_timecode(digits, for_time=now, valid_window=WINDOW)
    except OTPVerificationError:
        raise CodeRefused from None
