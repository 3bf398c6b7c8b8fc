"""The tables of referral services, activities, campaigns, incidents and concerns about age.

None of them refers to a contact, a person or a conversation.
"""

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, LargeBinary, false
from sqlalchemy.orm import Mapped, mapped_column

from chat.models import NUMBERS_ONCE, AppBase, stored_by_value
from stats.record_words import (
    ActivityKind,
    IncidentKind,
    ReferralCategory,
    Reported,
    WhyNot,
)


class ReferralService(AppBase):
    """A service that we refer to; all of it is public. `languages`: two-letter codes with spaces between.

    It can be chosen from `valid_from` until the day before `retired_on`. `replaced_by`: the service under which figures
    show those who were shown on to this one.
    """

    __tablename__ = "referral_services"
    __table_args__ = (CheckConstraint("replaced_by IS NULL OR retired_on IS NOT NULL", "replaced"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)
    category: Mapped[ReferralCategory] = mapped_column(stored_by_value(ReferralCategory))
    city: Mapped[str]
    anonymous: Mapped[bool]
    languages: Mapped[str]
    telephone: Mapped[str]
    web: Mapped[str]
    note: Mapped[str]
    valid_from: Mapped[date] = mapped_column(server_default="2000-01-01")
    retired_on: Mapped[date | None]
    replaced_by: Mapped[int | None] = mapped_column(ForeignKey("referral_services.id"))


class Activity(AppBase):
    """What the service did beside talking with people. `place`: where, or in which medium. `reached`: how many."""

    __tablename__ = "activities"
    __table_args__ = (
        CheckConstraint("last_day >= first_day", "days"),
        CheckConstraint("reached >= 0", "reached"),
        NUMBERS_ONCE,
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[ActivityKind] = mapped_column(stored_by_value(ActivityKind))
    first_day: Mapped[date] = mapped_column(index=True)
    last_day: Mapped[date | None]
    place: Mapped[str]
    reached: Mapped[int | None]
    text: Mapped[str]


class Campaign(AppBase):
    """A short address of ours. It leads to `target` from its first to its last day, unless it is retired."""

    __tablename__ = "campaigns"
    __table_args__ = (CheckConstraint("last_day >= first_day", "days"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    target: Mapped[str]
    first_day: Mapped[date]
    last_day: Mapped[date | None]
    retired: Mapped[bool] = mapped_column(default=False, server_default=false())


class CampaignClicks(AppBase):
    """How often a campaign's address was followed on a day. Of who followed it, nothing is kept."""

    __tablename__ = "campaign_clicks"

    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaigns.id", ondelete="CASCADE"), primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    clicks: Mapped[int]


class OpenedConversations(AppBase):
    """How many conversations were opened on a day. They know nothing of campaigns."""

    __tablename__ = "opened_conversations"

    day: Mapped[date] = mapped_column(primary_key=True)
    number: Mapped[int]


class Incident(AppBase):
    """Something done to somebody, in a month (its first day). `warning`: a text for others, and never without consent.

    `area` and `warning` are sealed; `texts_until` is their last day. What is left then is counted.
    """

    __tablename__ = "incidents"
    __table_args__ = (
        CheckConstraint("strftime('%d', month) = '01'", "month"),
        CheckConstraint("why_not IS NULL OR reported = 'no'", "why_not"),
        CheckConstraint("consent OR warning IS NULL", "consent"),
        NUMBERS_ONCE,
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    month: Mapped[date] = mapped_column(index=True)
    kind: Mapped[IncidentKind] = mapped_column(stored_by_value(IncidentKind))
    area: Mapped[bytes | None] = mapped_column(LargeBinary)
    reported: Mapped[Reported] = mapped_column(stored_by_value(Reported))
    why_not: Mapped[WhyNot | None] = mapped_column(stored_by_value(WhyNot))
    consent: Mapped[bool]
    warning: Mapped[bytes | None] = mapped_column(LargeBinary)
    texts_until: Mapped[date | None]


class AgeConcern(AppBase):
    """A thought that somebody may be a child, and what came of it. No identity, in no figure and in no export.

    `signs` and `outcomes`: the words of AgeSign and AgeOutcome with spaces between. `text` is sealed.
    """

    __tablename__ = "age_concerns"
    __table_args__ = NUMBERS_ONCE

    id: Mapped[int] = mapped_column(primary_key=True)
    day: Mapped[date] = mapped_column(index=True)
    signs: Mapped[str]
    counselor_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"))
    consulted: Mapped[bool]
    outcomes: Mapped[str]
    text: Mapped[bytes | None] = mapped_column(LargeBinary)
