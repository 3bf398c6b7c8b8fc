"""Which languages visitors are offered: those that are complete, and those whose safety texts somebody approved."""

from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from chat.language import COMPLETE, VISITORS
from chat.models import ApprovedLanguage, Phrase, PhraseText
from chat.roles import Role
from chat.safety import digest, lacking

DRAFTS = tuple(code for code in VISITORS if code not in COMPLETE)


class NotReady(Exception):
    """Not all safety texts are there in this language, or they are others than those that were read."""


@dataclass(frozen=True)
class Tongues:
    """What holds now: the languages that are offered, each in its own name, as visitors choose among them.

    `prepared`: those in which the service has approved a reply; `sayings`: something that a visitor may send. `again`:
    how many were approved, and wait for it anew because their texts were changed.
    """

    offered: dict[str, str] = field(default_factory=lambda: {code: VISITORS[code] for code in COMPLETE})
    prepared: frozenset[str] = frozenset()
    sayings: frozenset[str] = frozenset()
    again: int = 0


def read(session: Session) -> Tongues:
    approved = [code for code in DRAFTS if approval(session, code)]
    offered = {code: name for code, name in VISITORS.items() if code in COMPLETE or code in approved}
    again = sum(is_outdated(session, code) for code in DRAFTS)
    return Tongues(offered, _approved_phrases(session, False), _approved_phrases(session, True), again)


def _approved_phrases(session: Session, by_visitor: bool) -> frozenset[str]:
    texts = select(PhraseText.language).join(Phrase, Phrase.id == PhraseText.phrase_id)
    holding = texts.where(PhraseText.approved, ~Phrase.retired, ~Phrase.urgent, Phrase.by_visitor == by_visitor)
    return frozenset(session.scalars(holding))


def approval(session: Session, code: str) -> ApprovedLanguage | None:
    """The approval that holds for the safety texts as they are today. One for other texts is none."""
    found = session.get(ApprovedLanguage, code)
    return found if found and found.digest == digest(code) and not lacking(code) else None


def is_outdated(session: Session, code: str) -> bool:
    """Whether it was approved, and the texts have been changed since."""
    return session.get(ApprovedLanguage, code) is not None and approval(session, code) is None


def approve(session: Session, code: str, read_texts: bytes, name: str, role: Role, on: date) -> None:
    """Offers a language from now on. Raises NotReady unless `read_texts` is the digest of the texts, all of them."""
    if read_texts != digest(code) or lacking(code):
        raise NotReady
    row = session.get(ApprovedLanguage, code) or ApprovedLanguage(language=code)
    row.digest, row.approved_by, row.approved_as, row.approved_on = read_texts, name, role, on
    session.add(row)


def withdraw(session: Session, code: str) -> None:
    """Offers it no longer to who comes. Conversations in it go on in it."""
    row = session.get(ApprovedLanguage, code)
    if row:
        session.delete(row)
