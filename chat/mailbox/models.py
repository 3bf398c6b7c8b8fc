"""The tables of the mailbox. What visitors and staff wrote lies in `live.db`, never backed up; keys in `app.db`.

Times are days. Of a visitor nothing is stored but ciphertext, two days, and digests that only this service can make.
"""

from datetime import date
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from chat.models import NUMBERS_ONCE, AppBase, LiveBase, Sealed, stored_by_value


class ThreadState(StrEnum):
    WAITING = "waiting"
    ANSWERED = "answered"


class Thread(LiveBase):
    """A question and what came after it. Its key is there twice: sealed to the team, and wrapped by the return code.

    `since`: the day from which it has been in this state. `until`: the last day on which it is kept. `counselor_id`:
    who is answering, since the day `claimed_on`. Language and choices are in `facts`, sealed. `met`: somebody has its
    code for certain.
    """

    __tablename__ = "mailbox_threads"

    id: Mapped[str] = mapped_column(primary_key=True)
    code_digest: Mapped[bytes] = mapped_column(LargeBinary, unique=True)
    wrapped_key: Mapped[Sealed]
    team_key_id: Mapped[int]
    sealed_key: Mapped[Sealed]
    facts: Mapped[Sealed]
    state: Mapped[ThreadState] = mapped_column(stored_by_value(ThreadState))
    met: Mapped[bool]
    top: Mapped[int]
    since: Mapped[date]
    until: Mapped[date]
    counselor_id: Mapped[int | None]
    claimed_on: Mapped[date | None]


class Letter(LiveBase):
    """One message of a thread. `dedup` is a keyed digest of the form's mark, so that sending again adds nothing."""

    __tablename__ = "mailbox_letters"

    thread_id: Mapped[str] = mapped_column(ForeignKey("mailbox_threads.id", ondelete="CASCADE"), primary_key=True)
    seq: Mapped[int] = mapped_column(primary_key=True)
    dedup: Mapped[bytes] = mapped_column(LargeBinary, unique=True)
    body: Mapped[Sealed]


class PersonalKey(AppBase):
    """A counselor's own pair. `wrapped` is the private half, under a key derived from her password at this cost.

    `let_in`: a colleague has said that this pair is really hers. Before that nothing of the team's is sealed to it.
    """

    __tablename__ = "personal_keys"

    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id", ondelete="CASCADE"), primary_key=True)
    public: Mapped[bytes] = mapped_column(LargeBinary)
    salt: Mapped[bytes] = mapped_column(LargeBinary)
    passes: Mapped[int]
    memory: Mapped[int]
    wrapped: Mapped[Sealed]
    let_in: Mapped[bool]


class TeamKey(AppBase):
    """The public half of a pair to which a week's threads are sealed. `week` is its Monday."""

    __tablename__ = "team_keys"
    __table_args__ = (NUMBERS_ONCE,)

    id: Mapped[int] = mapped_column(primary_key=True)
    week: Mapped[date]
    public: Mapped[bytes] = mapped_column(LargeBinary)


class TeamShare(AppBase):
    """The private half of a team's pair, sealed to one counselor. It goes with her own pair, and with the team's."""

    __tablename__ = "team_shares"

    team_key_id: Mapped[int] = mapped_column(ForeignKey("team_keys.id", ondelete="CASCADE"), primary_key=True)
    account_id: Mapped[int] = mapped_column(
        ForeignKey("personal_keys.account_id", ondelete="CASCADE"), primary_key=True
    )
    sealed: Mapped[Sealed]


class Reading(AppBase):
    """The rota's word that somebody reads the mailbox on a weekday, 0 (Monday) to 6. Without one it is closed."""

    __tablename__ = "mailbox_readings"
    __table_args__ = (CheckConstraint("weekday BETWEEN 0 AND 6", "weekday"),)

    weekday: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id", ondelete="CASCADE"))
