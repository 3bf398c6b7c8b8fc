"""The tables of the contact register, in `app.db`. Days only, never times; no name, no address, no user name.

A person has no table: it is what the standing links between contacts make of them (`stats.links`).
"""

from datetime import date
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, false, text
from sqlalchemy.orm import Mapped, MappedColumn, mapped_column, relationship

from chat.models import NUMBERS_ONCE, AppBase, stored_by_value
from chat.periods import Kind
from stats.vocabulary import (
    About,
    AgeBand,
    Basis,
    Category,
    Channel,
    ContactedBy,
    Gender,
    HeardFrom,
    Nationality,
    NotContactReason,
    SkipReason,
    Step,
    TalkedBefore,
    Verdict,
    WeakerBecause,
)


def _unknown(words: type[Nationality | ContactedBy | HeardFrom | Step]) -> MappedColumn[Any]:
    """A word of which nobody needs to know anything."""
    return mapped_column(stored_by_value(words), default=words.UNKNOWN, server_default="unknown")


class Contact(AppBase):
    """One exchange in any channel, as staff registered it. `note` is sealed with the service key.

    `trace`: what outlives the note (`stats.linking.fading`), sealed too.
    `no_note`: the person wanted none. The contact is counted, has no note, no trace and is linked with no other.
    `continues`: the contact of the same day that went on here, from another channel; the two count as one.
    `weaker_because`: why its category says less than an earlier one of the same person did.
    `return_hint`: what contacts of one return code of the mailbox have in common, where the visitor agreed to it.
    `after_release`: the newest release of its year or a later one when it was registered; they did not count it.
    """

    __tablename__ = "contacts"
    __table_args__ = (
        CheckConstraint("(about = 'himself') = (category IS NOT NULL)", "category_of_himself"),
        CheckConstraint("NOT no_note OR note IS NULL", "no_note"),
        CheckConstraint("NOT no_note OR trace IS NULL", "no_trace"),
        CheckConstraint(
            "basis IS NULL OR (category = 'confirmed' AND basis = 'says_so')"
            " OR (category = 'uncertain' AND basis = 'impression')"
            " OR (category = 'none' AND basis IN ('says_no', 'nothing_indicates'))",
            "basis_of_category",
        ),
        Index(None, "note_until", "trace_until"),
        Index(None, "continues", sqlite_where=text("continues IS NOT NULL")),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    day: Mapped[date] = mapped_column(index=True)
    channel: Mapped[Channel] = mapped_column(stored_by_value(Channel))
    about: Mapped[About] = mapped_column(stored_by_value(About))
    category: Mapped[Category | None] = mapped_column(stored_by_value(Category))
    basis: Mapped[Basis | None] = mapped_column(stored_by_value(Basis))
    considering: Mapped[bool] = mapped_column(default=False, server_default=false())
    gender: Mapped[Gender] = mapped_column(stored_by_value(Gender))
    age_band: Mapped[AgeBand] = mapped_column(stored_by_value(AgeBand))
    language: Mapped[str]
    nationality: Mapped[Nationality] = _unknown(Nationality)
    contacted_by: Mapped[ContactedBy] = _unknown(ContactedBy)
    heard_from: Mapped[HeardFrom] = _unknown(HeardFrom)
    step: Mapped[Step] = _unknown(Step)
    talked_before: Mapped[TalkedBefore] = mapped_column(stored_by_value(TalkedBefore))
    note: Mapped[bytes | None] = mapped_column(LargeBinary)
    note_until: Mapped[date | None]
    trace: Mapped[bytes | None] = mapped_column(LargeBinary)
    trace_until: Mapped[date | None]
    no_note: Mapped[bool] = mapped_column(default=False, server_default=false())
    counselor_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    shift_id: Mapped[int | None] = mapped_column(ForeignKey("shifts.id"))
    continues: Mapped[str | None] = mapped_column(ForeignKey("contacts.id"))
    return_hint: Mapped[bytes | None] = mapped_column(LargeBinary)
    after_release: Mapped[int | None]
    weaker_because: Mapped[WeakerBecause | None] = mapped_column(stored_by_value(WeakerBecause))
    topics: Mapped[list["ContactTopic"]] = relationship(
        cascade="all, delete-orphan", lazy="selectin", order_by="ContactTopic.topic"
    )
    referrals: Mapped[list["ContactReferral"]] = relationship(
        cascade="all, delete-orphan", lazy="selectin", order_by="ContactReferral.service_id"
    )


class ContactTopic(AppBase):
    __tablename__ = "contact_topics"

    contact_id: Mapped[str] = mapped_column(ForeignKey("contacts.id", ondelete="CASCADE"), primary_key=True)
    topic: Mapped[str] = mapped_column(ForeignKey("topics.code"), primary_key=True)


class ContactReferral(AppBase):
    """A service of the directory that the person was shown on to."""

    __tablename__ = "contact_referrals"

    contact_id: Mapped[str] = mapped_column(ForeignKey("contacts.id", ondelete="CASCADE"), primary_key=True)
    service_id: Mapped[int] = mapped_column(ForeignKey("referral_services.id"), primary_key=True)


class ListedTopic(AppBase):
    """A row of the list of topics, which leads edit. It holds from `valid_from` until the day before `retired_on`.

    `replaced_by`: the topic under which figures show what was registered with this one.
    """

    __tablename__ = "topics"
    __table_args__ = (CheckConstraint("replaced_by IS NULL OR retired_on IS NOT NULL", "replaced"),)

    code: Mapped[str] = mapped_column(primary_key=True)
    label_nb: Mapped[str]
    label_en: Mapped[str]
    valid_from: Mapped[date]
    retired_on: Mapped[date | None]
    replaced_by: Mapped[str | None] = mapped_column(ForeignKey("topics.code"))


class NotAContact(AppBase):
    """A conversation that was none. Counted apart, and nothing else is kept of it."""

    __tablename__ = "not_contacts"

    id: Mapped[int] = mapped_column(primary_key=True)
    day: Mapped[date]
    channel: Mapped[Channel] = mapped_column(stored_by_value(Channel))
    reason: Mapped[NotContactReason] = mapped_column(stored_by_value(NotContactReason))


class SkippedRegistration(AppBase):
    """A card that was settled without registering. Counted apart, and nothing else is kept of it."""

    __tablename__ = "skipped_registrations"

    id: Mapped[int] = mapped_column(primary_key=True)
    day: Mapped[date]
    channel: Mapped[Channel] = mapped_column(stored_by_value(Channel))
    reason: Mapped[SkipReason] = mapped_column(stored_by_value(SkipReason))


class Uncounted(AppBase):
    """How many exchanges of a day were registered nowhere, because the visitor wanted to be counted nowhere."""

    __tablename__ = "uncounted"

    day: Mapped[date] = mapped_column(primary_key=True)
    number: Mapped[int]


class OwedRegistration(AppBase):
    """A card: this counselor has yet to register an ended conversation. `exchanged`: both sides wrote.

    `ending` is a random mark of that one ending, so that it makes one card however often it is told.
    """

    __tablename__ = "owed_registrations"
    __table_args__ = (Index("uq__owed_registrations__ending", "ending", unique=True), NUMBERS_ONCE)

    id: Mapped[int] = mapped_column(primary_key=True)
    counselor_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"), index=True)
    day: Mapped[date]
    channel: Mapped[Channel] = mapped_column(stored_by_value(Channel))
    language: Mapped[str]
    exchanged: Mapped[bool]
    no_note: Mapped[bool] = mapped_column(default=False, server_default=false())
    ending: Mapped[str | None]
    return_hint: Mapped[bytes | None] = mapped_column(LargeBinary)


class LinkDecision(AppBase):
    """An event, added and never changed. With `undoes` it takes an earlier one back, and a link only once."""

    __tablename__ = "link_decisions"
    __table_args__ = (
        CheckConstraint("contact_a <> contact_b", "two"),
        Index(None, "contact_a", "contact_b", sqlite_where=text("verdict = 'same'")),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    contact_a: Mapped[str] = mapped_column(ForeignKey("contacts.id"), index=True)
    contact_b: Mapped[str] = mapped_column(ForeignKey("contacts.id"), index=True)
    verdict: Mapped[Verdict] = mapped_column(stored_by_value(Verdict))
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    day: Mapped[date]
    undoes: Mapped[int | None] = mapped_column(ForeignKey("link_decisions.id"), unique=True)


class LinkCheck(AppBase):
    """On how many known pairs that were shown blind the team was tried in a year, and how many it missed. Not who.

    By day it would tell, where one counsellor was at work that day.
    """

    __tablename__ = "link_checks"
    __table_args__ = (CheckConstraint("0 <= missed AND missed <= shown", "missed"),)

    year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    shown: Mapped[int]
    missed: Mapped[int]


class TakenBack(AppBase):
    """An event, added and never changed: `after` is no longer what `before` went on as."""

    __tablename__ = "taken_back"

    id: Mapped[int] = mapped_column(primary_key=True)
    before: Mapped[str] = mapped_column(ForeignKey("contacts.id"))
    after: Mapped[str] = mapped_column(ForeignKey("contacts.id"))
    actor_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"))
    day: Mapped[date]


class Destruction(AppBase):
    """How many of a kind were destroyed on a day because their period was over. Nothing else is kept of them."""

    __tablename__ = "destructions"

    day: Mapped[date] = mapped_column(primary_key=True)
    kind: Mapped[Kind] = mapped_column(stored_by_value(Kind), primary_key=True)
    number: Mapped[int]


class NoteExport(AppBase):
    """That all notes left the service in a file: on which day, who approved it, how many there were."""

    __tablename__ = "note_exports"

    id: Mapped[int] = mapped_column(primary_key=True)
    day: Mapped[date]
    approved_by: Mapped[int] = mapped_column(ForeignKey("accounts.id"))
    notes: Mapped[int]
