"""What is done to the threads in `live.db`: each function one question or one change, in the caller's transaction.

Whoever writes has the thread's key, and seals it anew to the team's newest pair, so that old pairs can go.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from msgspec import Struct, json
from sqlalchemy import CursorResult, Delete, Update, delete, func, select, update
from sqlalchemy.orm import Session

from chat.errors import MoreWritten, NotFound, Taken, TooMany
from chat.mailbox.models import Letter, Thread, ThreadState
from chat.periods import PERIODS, Kind
from chat.protocol import Side
from chat.sealing import dedup_digest, seal, seal_to, unseal, wrap_key

MOST_THREADS = 200  # that wait; then nothing new is taken
MOST_LETTERS = 30  # in a thread, of both sides; then its visitor writes no more, and what waits can still be answered


class Count(StrEnum):
    """What a visitor lets us note of what he asked."""

    NOTE = "note"
    NO_NOTE = "no_note"
    NOT_AT_ALL = "not_at_all"


class Facts(Struct, frozen=True):
    """What is sealed with a thread's key beside its letters. `hint`: what contacts of one code have in common."""

    language: str
    count: Count = Count.NOTE
    hint: bytes | None = None


class Said(Struct, frozen=True):
    """A letter, as it is sealed."""

    side: Side
    text: str
    day: date


@dataclass(frozen=True)
class Key:
    """What opens a thread."""

    thread: str
    dek: bytes = field(repr=False)


@dataclass(frozen=True)
class Seal:
    """The team's pair of now."""

    id: int
    public: bytes


@dataclass(frozen=True)
class View:
    """A thread as both sides read it."""

    id: str
    facts: Facts
    letters: list[Said]
    state: ThreadState
    since: date
    until: date
    counselor_id: int | None

    @property
    def is_full(self) -> bool:
        return len(self.letters) >= MOST_LETTERS


def start(
    session: Session, key: Key, code: str, digest: bytes, seal_: Seal, facts: Facts, mark: str, text: str, today: date
) -> None:
    """A new thread with its first letter. One of the same mark that nobody has met yet gives way to it.

    Raises Taken when that one was met, and TooMany when there is no room.
    """
    before = session.get(Thread, key.thread)
    if before and (before.met or before.top > 1 or before.state is not ThreadState.WAITING or before.counselor_id):
        raise Taken
    if before:
        session.expunge(before)
        destroy(session, key.thread)
    if count_waiting(session, today) >= MOST_THREADS:
        raise TooMany
    session.add(
        Thread(
            id=key.thread,
            code_digest=digest,
            wrapped_key=wrap_key(code, key.dek, key.thread),
            team_key_id=seal_.id,
            sealed_key=seal_to(seal_.public, key.dek),
            facts=_seal_facts(key, facts),
            state=ThreadState.WAITING,
            met=False,
            top=0,
            since=today,
            until=today + PERIODS[Kind.MAILBOX].length,
        )
    )
    session.flush()
    write(session, key, seal_, Side.VISITOR, mark, text, today)


def write(session: Session, key: Key, seal_: Seal, side: Side, mark: str, text: str, today: date) -> bool:
    """Adds a letter, unless the same mark has added it. Whether it is the answer to what waited.

    What waits is kept no longer because more is written: only an answer, and the first letter after it, renew the time.
    Raises NotFound, and TooMany for a visitor in a full thread.
    """
    row, dedup = get(session, key.thread, today), dedup_digest(key.dek, side, mark, 1)
    if session.scalar(select(Letter.seq).where(Letter.dedup == dedup)):
        return False
    if side is Side.VISITOR and row.top >= MOST_LETTERS:
        raise TooMany
    state = ThreadState.WAITING if side is Side.VISITOR else ThreadState.ANSWERED
    changed, row.top = row.state is not state, row.top + 1
    row.team_key_id, row.sealed_key = seal_.id, seal_to(seal_.public, key.dek)
    if changed:
        row.state, row.since, row.until = state, today, today + PERIODS[Kind.MAILBOX].length
    if side is not Side.VISITOR:
        row.counselor_id = row.claimed_on = None
    body = seal(key.dek, json.encode(Said(side, text, today)), _place(key.thread, row.top))
    session.add(Letter(thread_id=key.thread, seq=row.top, dedup=dedup, body=body))
    session.flush()
    return changed


def answer(
    session: Session, key: Key, seal_: Seal, counselor_id: int, read: int, mark: str, text: str, today: date
) -> bool:
    """As `write`, for staff who have read `read` letters.

    Raises, unless this was her answer already, Taken where the counselor has not claimed it, and MoreWritten.
    """
    row = get(session, key.thread, today)
    known = session.scalar(select(Letter.seq).where(Letter.dedup == dedup_digest(key.dek, Side.COUNSELOR, mark, 1)))
    if known is None and row.counselor_id != counselor_id:
        raise Taken
    if known is None and row.top != read:
        raise MoreWritten
    return write(session, key, seal_, Side.COUNSELOR, mark, text, today)


def view(session: Session, key: Key, today: date) -> View:
    """Raises NotFound, and Unreadable for another key."""
    row = get(session, key.thread, today)
    found = session.execute(select(Letter.seq, Letter.body).where(Letter.thread_id == row.id).order_by(Letter.seq))
    letters = [json.decode(unseal(key.dek, body, _place(row.id, seq)), type=Said) for seq, body in found]
    facts = json.decode(unseal(key.dek, row.facts, f"letters|{row.id}|facts"), type=Facts)
    return View(row.id, facts, letters, row.state, row.since, row.until, row.counselor_id)


def choose(session: Session, key: Key, facts: Facts, today: date) -> None:
    """Raises NotFound."""
    get(session, key.thread, today).facts = _seal_facts(key, facts)


def get(session: Session, thread: str, today: date) -> Thread:
    """The row. Raises NotFound when there is none, or its time is over."""
    found = session.get(Thread, thread)
    if found is None or found.until < today:
        raise NotFound
    return found


def find_by_code(session: Session, digest: bytes, today: date) -> tuple[str, bytes]:
    """The thread of a code, and its wrapped key. Raises NotFound: unknown, destroyed and over are the same."""
    found = session.scalar(select(Thread).where(Thread.code_digest == digest, Thread.until >= today))
    if found is None:
        raise NotFound
    return found.id, found.wrapped_key


def list_all(session: Session, today: date) -> Sequence[Thread]:
    """Those that wait first, the longest waiting before the others; then those that are answered."""
    order = (Thread.state == ThreadState.ANSWERED, Thread.since, Thread.id)
    return session.scalars(select(Thread).where(Thread.until >= today).order_by(*order)).all()


def count_waiting(session: Session, today: date) -> int:
    waiting = select(func.count()).select_from(Thread)
    return session.scalar(waiting.where(Thread.state == ThreadState.WAITING, Thread.until >= today)) or 0


def claim(session: Session, thread: str, counselor_id: int, today: date) -> None:
    """Makes it the counselor's to answer. Raises Taken when it is another's, or answered, or gone."""
    free = Thread.counselor_id.is_(None) | (Thread.counselor_id == counselor_id)
    waits = (Thread.id == thread, Thread.state == ThreadState.WAITING, Thread.until >= today, free)
    if not _count(session, update(Thread).where(*waits).values(counselor_id=counselor_id, claimed_on=today)):
        raise Taken


def release(session: Session, thread: str, counselor_id: int) -> None:
    mine = update(Thread).where(Thread.id == thread, Thread.counselor_id == counselor_id)
    _count(session, mine.values(counselor_id=None, claimed_on=None))


def release_forgotten(session: Session, able: Sequence[int], today: date) -> None:
    """Frees what was claimed before today, or by somebody who may no longer answer."""
    stale = (Thread.claimed_on < today) | Thread.counselor_id.not_in(able)
    _count(session, update(Thread).where(stale).values(counselor_id=None, claimed_on=None))


def mark_met(session: Session, thread: str) -> None:
    """From now on no form that is sent again takes its place."""
    _count(session, update(Thread).where(Thread.id == thread).values(met=True))


def remove(session: Session, thread: str, counselor_id: int, read: int) -> None:
    """Deletes a thread in which a counselor has read all `read` letters. Raises Taken when there are more, when a
    colleague is answering it, or when it is gone."""
    free = Thread.counselor_id.is_(None) | (Thread.counselor_id == counselor_id)
    if not _count(session, delete(Thread).where(Thread.id == thread, Thread.top == read, free)):
        raise Taken


def destroy(session: Session, thread: str) -> int:
    """Deletes a thread with all in it; how many there were, 1 or 0."""
    return _count(session, delete(Thread).where(Thread.id == thread))


def expire(session: Session, today: date) -> int:
    """Deletes every thread whose time is over, and counts them."""
    return _count(session, delete(Thread).where(Thread.until < today))


def needed_keys(session: Session) -> set[int]:
    """The team's pairs to which a thread is sealed."""
    return set(session.scalars(select(Thread.team_key_id).distinct()))


def oldest_until(session: Session) -> date | None:
    return session.scalar(select(func.min(Thread.until)))


def _seal_facts(key: Key, facts: Facts) -> bytes:
    return seal(key.dek, json.encode(facts), f"letters|{key.thread}|facts")


def _place(thread: str, seq: int) -> str:
    return f"letters|{thread}|{seq}"


def _count(session: Session, work: Delete | Update) -> int:
    done = session.execute(work.execution_options(synchronize_session=False))
    return done.rowcount if isinstance(done, CursorResult) else 0
