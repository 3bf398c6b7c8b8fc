"""Tables of the two databases, typed.

`LiveBase` is `live.db`: running conversations, ciphertext only, never backed up.
`AppBase` is `app.db`: staff accounts here, the contact register in `stats.models`. Times of a visitor are nowhere.
"""

from datetime import date, datetime
from enum import StrEnum
from typing import Annotated

from sqlalchemy import (
    CheckConstraint,
    Enum,
    ForeignKey,
    ForeignKeyConstraint,
    LargeBinary,
    MetaData,
    UniqueConstraint,
    false,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship

from chat.conversation import State
from chat.limits import MAX_MINE
from chat.roles import Role

NAMES = {
    "ix": "ix__%(column_0_N_label)s",
    "uq": "uq__%(table_name)s__%(column_0_N_name)s",
    "ck": "ck__%(table_name)s__%(constraint_name)s",
    "fk": "fk__%(table_name)s__%(column_0_N_name)s__%(referred_table_name)s",
    "pk": "pk__%(table_name)s",
}

Sealed = Annotated[bytes, mapped_column(LargeBinary)]

# For tables from which rows are taken away. Else SQLite gives the last number again, to what has nothing to do with it.
NUMBERS_ONCE = {"sqlite_autoincrement": True}


def stored_by_value(enum: type) -> Enum:
    """An enumeration kept as its words, checked by the database as well."""
    return Enum(enum, native_enum=False, create_constraint=True, values_callable=lambda e: [m.value for m in e])


class LiveBase(DeclarativeBase):
    metadata = MetaData(naming_convention=NAMES)


class AppBase(DeclarativeBase):
    metadata = MetaData(naming_convention=NAMES)


class Conversation(LiveBase):
    """One running conversation. What it is about, its language and its alias are inside `facts`, sealed.

    `keyless_since` is the hour (since 1970) of the first start that found no key for it.
    """

    __tablename__ = "conversations"

    id: Mapped[str] = mapped_column(primary_key=True)
    state: Mapped[State] = mapped_column(stored_by_value(State))
    counselor_id: Mapped[int | None]
    top: Mapped[int] = mapped_column(default=0)
    token_hash: Mapped[bytes] = mapped_column(LargeBinary, unique=True)
    wrapped_key: Mapped[Sealed]
    facts: Mapped[Sealed]
    keyless_since: Mapped[int | None]


class Message(LiveBase):
    """One message. `dedup` is a keyed digest of the sender's own mark, so that resending is harmless.

    It comes first in its index, because many are looked up at once, whatever their conversation.
    """

    __tablename__ = "messages"
    __table_args__ = (UniqueConstraint("dedup", "conversation_id"),)

    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversations.id", ondelete="CASCADE"), primary_key=True)
    seq: Mapped[int] = mapped_column(primary_key=True)
    dedup: Mapped[bytes] = mapped_column(LargeBinary)
    body: Mapped[Sealed]


class Incarnation(LiveBase):
    """The identity of this copy of `live.db`; a client that meets another one starts over."""

    __tablename__ = "incarnation"

    id: Mapped[str] = mapped_column(primary_key=True)


class Draft(LiveBase):
    """A registration that is being written: what `chat.drafts` says of it, sealed with a key of its own."""

    __tablename__ = "drafts"

    name: Mapped[str] = mapped_column(primary_key=True)
    sealed: Mapped[Sealed]


class Account(AppBase):
    """A member of staff. Disabled accounts stay, because what they registered stays."""

    __tablename__ = "accounts"
    __table_args__ = (CheckConstraint(f"most_conversations BETWEEN 1 AND {MAX_MINE}", name="most_conversations"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)
    password_hash: Mapped[str | None]
    disabled: Mapped[bool] = mapped_column(default=False)
    totp_secret: Mapped[Sealed | None]
    totp_step: Mapped[int | None]
    most_conversations: Mapped[int] = mapped_column(default=MAX_MINE, server_default=str(MAX_MINE))
    roles: Mapped[list["AccountRole"]] = relationship(cascade="all, delete-orphan", lazy="selectin")


class AccountRole(AppBase):
    __tablename__ = "account_roles"

    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id", ondelete="CASCADE"), primary_key=True)
    role: Mapped[Role] = mapped_column(stored_by_value(Role), primary_key=True)


class StaffSession(AppBase):
    """A signed-in browser of staff; the cookie's digest, not the cookie.

    `role` is the active one. It is always one of the account's: taking that role away ends the session.
    """

    __tablename__ = "staff_sessions"
    __table_args__ = (
        ForeignKeyConstraint(
            ["account_id", "role"], ["account_roles.account_id", "account_roles.role"], ondelete="CASCADE"
        ),
    )

    token_hash: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    account_id: Mapped[int]
    role: Mapped[Role] = mapped_column(stored_by_value(Role))
    language: Mapped[str]
    expires_at: Mapped[datetime]


class Invitation(AppBase):
    """A one-time way in: for a named account, or, on first start, for whoever sets the service up."""

    __tablename__ = "invitations"

    code_hash: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    account_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id", ondelete="CASCADE"))
    expires_at: Mapped[datetime]


class Statement(AppBase):
    """One thing that the service states about itself: when it last destroyed, who ends TLS in front of it."""

    __tablename__ = "statements"

    name: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[str]


class Phrase(AppBase):
    """A prepared reply; an `urgent` one stands under *Act now* instead. A retired one is offered to nobody.

    One `by_visitor` is what a visitor says: offered to him in his language.
    """

    __tablename__ = "phrases"

    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str]
    urgent: Mapped[bool] = mapped_column(default=False)
    retired: Mapped[bool] = mapped_column(default=False)
    by_visitor: Mapped[bool] = mapped_column(default=False, server_default=false())
    texts: Mapped[list["PhraseText"]] = relationship(cascade="all, delete-orphan", lazy="selectin")


class PhraseText(AppBase):
    """What a phrase says in one language. Until the service has approved it, it is shown as a draft."""

    __tablename__ = "phrase_texts"

    phrase_id: Mapped[int] = mapped_column(ForeignKey("phrases.id", ondelete="CASCADE"), primary_key=True)
    language: Mapped[str] = mapped_column(primary_key=True)
    body: Mapped[str]
    approved: Mapped[bool] = mapped_column(default=False)


class ApprovedLanguage(AppBase):
    """That visitors may be offered a language, who approved its safety texts, and the digest of what was read then."""

    __tablename__ = "approved_languages"

    language: Mapped[str] = mapped_column(primary_key=True)
    digest: Mapped[bytes] = mapped_column(LargeBinary)
    approved_by: Mapped[str]
    approved_as: Mapped[Role] = mapped_column(stored_by_value(Role))
    approved_on: Mapped[date]


class GuidanceText(AppBase):
    """What the service tells its staff about danger, in one language, and who approved it on which day."""

    __tablename__ = "guidance"

    key: Mapped[str] = mapped_column(primary_key=True)
    language: Mapped[str] = mapped_column(primary_key=True)
    body: Mapped[str]
    approved_by: Mapped[str | None]
    approved_as: Mapped[Role | None] = mapped_column(stored_by_value(Role))
    approved_on: Mapped[date | None]


class Preference(StrEnum):
    """What a member of staff may set for the own console. Each is off from the start."""

    NOTIFY = "notify"
    SOUND = "sound"
    NO_KEYS = "no_keys"


class StaffPreference(AppBase):
    """One preference that is on. It is kept with the account, so that no browser need remember it."""

    __tablename__ = "staff_preferences"

    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id", ondelete="CASCADE"), primary_key=True)
    preference: Mapped[Preference] = mapped_column(stored_by_value(Preference), primary_key=True)
