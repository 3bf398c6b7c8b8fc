"""Prepared replies, which staff choose in one language and send in another. Plain functions taking a session."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from chat.language import LANGUAGES
from chat.models import Phrase, PhraseText

MAX_TITLE = 80
MAX_BODY = 1000


class NoPhrase(Exception):
    """There is no such phrase."""


@dataclass(frozen=True)
class Wording:
    body: str
    approved: bool


@dataclass(frozen=True)
class PhraseView:
    """A phrase with its wording by language; each language that was written, and no other, our own ones first."""

    id: int
    title: str
    urgent: bool
    retired: bool
    wordings: dict[str, Wording]

    @property
    def searched(self) -> str:
        return "\n".join([self.title, *(one.body for one in self.wordings.values())]).casefold()


def list_phrases(session: Session) -> list[PhraseView]:
    """All, by title; the retired ones last."""
    rows = session.scalars(select(Phrase).order_by(Phrase.retired, Phrase.title, Phrase.id))
    return [_view(row) for row in rows]


def search(session: Session, words: str) -> list[PhraseView]:
    """Prepared replies that have every word in title or text, those with all of them in the title first."""
    wanted = words.casefold().split()
    offered = [one for one in list_phrases(session) if not one.urgent and not one.retired]
    found = [one for one in offered if _has_all(one.searched, wanted)]
    return sorted(found, key=lambda one: not _has_all(one.title.casefold(), wanted))


def list_urgent(session: Session) -> list[PhraseView]:
    """What may be said in danger, in the order in which it was written down."""
    return sorted((one for one in list_phrases(session) if one.urgent and not one.retired), key=lambda one: one.id)


def list_languages(session: Session) -> set[str]:
    """The languages in which something is written."""
    return set(session.scalars(select(PhraseText.language)))


def get_phrase(session: Session, phrase_id: int) -> PhraseView:
    """Raises NoPhrase."""
    return _view(_get(session, phrase_id))


def save_phrase(
    session: Session, phrase_id: int | None, title: str, urgent: bool, wordings: dict[str, Wording]
) -> None:
    """Makes a phrase, or makes one another. Raises NoPhrase."""
    row = _get(session, phrase_id) if phrase_id is not None else Phrase()
    row.title, row.urgent = title, urgent
    before = {text.language: text for text in row.texts}
    row.texts = [_written(before.get(language), language, said) for language, said in wordings.items()]
    session.add(row)


def retire_phrase(session: Session, phrase_id: int, retired: bool) -> None:
    """Offers it no longer, or again. Raises NoPhrase."""
    _get(session, phrase_id).retired = retired


def _get(session: Session, phrase_id: int) -> Phrase:
    row = session.get(Phrase, phrase_id)
    if row is None:
        raise NoPhrase
    return row


def _written(text: PhraseText | None, language: str, said: Wording) -> PhraseText:
    text = text or PhraseText(language=language)
    text.body, text.approved = said.body, said.approved
    return text


def _view(row: Phrase) -> PhraseView:
    texts = sorted(row.texts, key=lambda text: _rank(text.language))
    wordings = {text.language: Wording(text.body, text.approved) for text in texts}
    return PhraseView(row.id, row.title, row.urgent, row.retired, wordings)


def _rank(language: str) -> tuple[int, str]:
    """Our own languages first, as we list them."""
    own = list(LANGUAGES)
    return own.index(language) if language in own else len(own), language


def _has_all(text: str, words: list[str]) -> bool:
    return all(word in text for word in words)
