"""Prepared phrases, chosen in one language and sent in another: staff's replies, and what a visitor may want to say.

Plain functions taking a session.
"""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from chat.language import DEFAULT, LANGUAGES
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
    by_visitor: bool = False

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
    every = list_phrases(session)
    offered = [one for one in every if not (one.urgent or one.retired or one.by_visitor)]
    found = [one for one in offered if _has_all(one.searched, wanted)]
    return sorted(found, key=lambda one: not _has_all(one.title.casefold(), wanted))


def list_urgent(session: Session) -> list[PhraseView]:
    """What may be said in danger, in the order in which it was written down."""
    return sorted((one for one in list_phrases(session) if one.urgent and not one.retired), key=lambda one: one.id)


def list_languages(session: Session) -> set[str]:
    """The languages in which a reply is written."""
    written = select(PhraseText.language).join(Phrase, Phrase.id == PhraseText.phrase_id)
    return set(session.scalars(written.where(~Phrase.by_visitor)))


def list_sayings(session: Session, language: str) -> list[str]:
    """What a visitor may send as it stands: approved in his language, in the order in which it was written down."""
    said = select(PhraseText.body).join(Phrase, Phrase.id == PhraseText.phrase_id)
    said = said.where(Phrase.by_visitor, ~Phrase.retired, PhraseText.approved, PhraseText.language == language)
    return list(session.scalars(said.order_by(Phrase.id)))


def list_meanings(session: Session) -> dict[str, str]:
    """What every approved wording says in the service's own language, by the wording."""
    phrases = [one for one in list_phrases(session) if DEFAULT in one.wordings]
    return {
        said.body: phrase.wordings[DEFAULT].body
        for phrase in phrases
        for language, said in phrase.wordings.items()
        if said.approved and language != DEFAULT
    }


def get_phrase(session: Session, phrase_id: int) -> PhraseView:
    """Raises NoPhrase."""
    return _view(_get(session, phrase_id))


def save_phrase(
    session: Session,
    phrase_id: int | None,
    title: str,
    urgent: bool,
    wordings: dict[str, Wording],
    by_visitor: bool = False,
) -> None:
    """Makes a phrase, or makes one another. Raises NoPhrase."""
    row = _get(session, phrase_id) if phrase_id is not None else Phrase()
    row.title, row.urgent, row.by_visitor = title, urgent, by_visitor
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
    return PhraseView(row.id, row.title, row.urgent, row.retired, wordings, row.by_visitor)


def _rank(language: str) -> tuple[int, str]:
    """Our own languages first, as we list them."""
    own = list(LANGUAGES)
    return own.index(language) if language in own else len(own), language


def _has_all(text: str, words: list[str]) -> bool:
    return all(word in text for word in words)
