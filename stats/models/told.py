"""The tables of what the service tells everybody: answers to common questions, and where it and others are reached."""

from datetime import date, time

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from chat.models import AppBase, stored_by_value
from chat.roles import Role
from stats.vocabulary import ContactWay


class Answer(AppBase):
    """An answer to a common question, under a topic of the list. A retired one is shown to nobody."""

    __tablename__ = "answers"

    id: Mapped[int] = mapped_column(primary_key=True)
    topic: Mapped[str] = mapped_column(ForeignKey("topics.code"))
    retired: Mapped[bool] = mapped_column(default=False)
    texts: Mapped[list["AnswerText"]] = relationship(cascade="all, delete-orphan", lazy="selectin")


class AnswerText(AppBase):
    """What an answer says in one language, and who published it on which day. Unpublished it is a draft.

    `also`: words that people search with and that do not stand in the text.
    """

    __tablename__ = "answer_texts"

    answer_id: Mapped[int] = mapped_column(ForeignKey("answers.id", ondelete="CASCADE"), primary_key=True)
    language: Mapped[str] = mapped_column(primary_key=True)
    title: Mapped[str]
    body: Mapped[str]
    also: Mapped[str] = mapped_column(default="")
    published_by: Mapped[str | None]
    published_as: Mapped[Role | None] = mapped_column(stored_by_value(Role))
    published_on: Mapped[date | None]


class Reach(AppBase):
    """A number to call, or an address to visit. `place`: its place in the order. Always open, or at its `hours`."""

    __tablename__ = "reach"

    id: Mapped[int] = mapped_column(primary_key=True)
    way: Mapped[ContactWay] = mapped_column(stored_by_value(ContactWay))
    value: Mapped[str]
    place: Mapped[int]
    always: Mapped[bool]
    confirmed_by: Mapped[str | None]
    confirmed_on: Mapped[date | None]
    words: Mapped[list["ReachWords"]] = relationship(cascade="all, delete-orphan", lazy="selectin")
    hours: Mapped[list["ReachHours"]] = relationship(
        cascade="all, delete-orphan", lazy="selectin", order_by="ReachHours.weekday"
    )


class ReachWords(AppBase):
    """What it is, in one language."""

    __tablename__ = "reach_words"

    reach_id: Mapped[int] = mapped_column(ForeignKey("reach.id", ondelete="CASCADE"), primary_key=True)
    language: Mapped[str] = mapped_column(primary_key=True)
    text: Mapped[str]


class ReachHours(AppBase):
    """When it is open on `weekday`, 0 (Monday) to 6. What ends no later than it starts ends on the day after."""

    __tablename__ = "reach_hours"
    __table_args__ = (CheckConstraint("weekday BETWEEN 0 AND 6", "weekday"),)

    reach_id: Mapped[int] = mapped_column(ForeignKey("reach.id", ondelete="CASCADE"), primary_key=True)
    weekday: Mapped[int] = mapped_column(primary_key=True)
    starts: Mapped[time]
    ends: Mapped[time]
