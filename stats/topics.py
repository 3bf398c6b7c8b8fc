"""The list of topics, which leads edit. A topic that was used is never deleted: it is retired, or replaced by another.

Figures show a contact's topics under today's list: what a topic was replaced by counts in its place, so that the years
can be compared.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from chat.errors import TextRefused
from chat.language import N_
from chat.text import check_text
from stats.listed import NO_DAY, NO_HEIR, EntryName, is_over, last, may_replace
from stats.models import ListedTopic

LONGEST_LABEL = 60
NOT_IN_A_CODE = re.compile(r"[^a-z0-9]+")


class TopicRefused(ValueError):
    """`field` is wrong; `text` says why, in English, marked for translation."""

    def __init__(self, field: str, text: str) -> None:
        super().__init__(field)
        self.field = field
        self.text = text


def list_topics(session: Session) -> list[ListedTopic]:
    """All that ever stood in the list, in the order of their names."""
    return sorted(session.scalars(select(ListedTopic)), key=lambda topic: topic.label_nb.casefold())


def codes(session: Session) -> set[str]:
    return set(session.scalars(select(ListedTopic.code)))


def names(session: Session, language: str) -> dict[str, str]:
    """Code -> name, of all."""
    return {topic.code: label(topic, language) for topic in session.scalars(select(ListedTopic))}


def label(topic: ListedTopic, language: str) -> str:
    return topic.label_en if language == "en" else topic.label_nb


def add(session: Session, label_nb: str, label_en: str, valid_from: date) -> str:
    """Adds a topic and returns its code, made of the English name. Raises TopicRefused."""
    named = {"label_nb": _label("label_nb", label_nb), "label_en": _label("label_en", label_en)}
    _check_unique(session, named)
    code = _free_code(session, label_en)
    session.add(ListedTopic(code=code, **named, valid_from=valid_from))
    session.flush()
    return code


def change(
    session: Session, code: str, label_nb: str, label_en: str, retired_on: date | None, replaced_by: str = ""
) -> None:
    """Renames the topic, also for what was registered before; retires it, or takes it back. Raises TopicRefused.

    From `retired_on` it can be chosen no more, and figures show it under `replaced_by`, if that is given: a topic that
    is used itself, so that no row of the list points in a ring.
    """
    topic = _get(session, code)
    named = {"label_nb": _label("label_nb", label_nb), "label_en": _label("label_en", label_en)}
    _check_unique(session, named, code)
    if retired_on and retired_on < topic.valid_from:
        raise TopicRefused("retired_on", N_("This is before the topic began."))
    heir = _heir(session, topic, replaced_by) if retired_on and replaced_by else None
    if retired_on is None and replaced_by:
        raise TopicRefused("retired_on", NO_DAY)
    topic.label_nb, topic.label_en = named["label_nb"], named["label_en"]
    topic.retired_on, topic.replaced_by = retired_on, heir
    session.flush()


def _heir(session: Session, topic: ListedTopic, code: str) -> str:
    heir = session.get(ListedTopic, code)
    if heir is None or not may_replace(heir, topic, before=code == topic.replaced_by):
        raise TopicRefused("replaced_by", NO_HEIR)
    return heir.code


def counted_as(topics: Iterable[ListedTopic], day: date) -> dict[str, EntryName]:
    """Each code ever used -> the topic under which figures show it, by the list of that day."""
    by_code = {topic.code: topic for topic in topics}
    return {code: _name(last(topic, by_code, day), day) for code, topic in by_code.items()}


def _name(topic: ListedTopic, day: date) -> EntryName:
    return EntryName(topic.code, {"nb": topic.label_nb, "en": topic.label_en}, is_over(topic, day))


def _get(session: Session, code: str) -> ListedTopic:
    topic = session.get(ListedTopic, code)
    if topic is None:
        raise TopicRefused("code", N_("There is no such topic."))
    return topic


def _label(field: str, text: str) -> str:
    text = text.strip()
    try:
        check_text(text)
    except TextRefused:
        raise TopicRefused(field, N_("Give the topic a name.")) from None
    if len(text) > LONGEST_LABEL or "\n" in text:
        raise TopicRefused(field, N_("The name can have at most 60 characters, on one line."))
    return text


def _check_unique(session: Session, named: Mapping[str, str], besides: str = "") -> None:
    """Two topics with one name could not be told apart in the form."""
    for topic in session.scalars(select(ListedTopic).where(ListedTopic.code != besides)):
        for field, text in named.items():
            if getattr(topic, field).casefold() == text.casefold():
                raise TopicRefused(field, N_("Another topic has this name."))


def _free_code(session: Session, text: str) -> str:
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    stem = NOT_IN_A_CODE.sub("_", plain).strip("_") or "topic"
    taken, code, number = codes(session), stem, 2
    while code in taken:
        code, number = f"{stem}_{number}", number + 1
    return code
