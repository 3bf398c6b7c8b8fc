"""The directory of services that we refer to. Everything here is public; nothing tells of a visitor.

A service that somebody was shown on to is never deleted: it is retired, or replaced by another (`stats.listed`).
"""

import re
from collections.abc import Iterable
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from chat.language import LANGUAGES, N_, speech
from stats.forms import FormErrors
from stats.listed import NO_DAY, NO_HEIR, EntryName, is_over, last, may_replace
from stats.models.records import ReferralService
from stats.record_forms import LINE, NAME, TEXT, Form, RecordReader
from stats.record_words import CATEGORIES, ReferralCategory
from stats.vocabulary import known_language_code, language_name

ANONYMOUS = N_("Anonymous")
NOT_ANONYMOUS = N_("Not anonymous")
BETWEEN_WORDS = re.compile(r"[\s,.;]+")
TELEPHONE = re.compile(r"\+?[0-9][0-9 ()-]{1,20}")
WEB = re.compile(r"https?://[a-z0-9][a-z0-9.-]*\.[a-z]{2,}(:[0-9]{1,5})?(/[!-~]*)?", re.IGNORECASE)


def list_all(session: Session) -> list[ReferralService]:
    """Those that are no longer used too, by name."""
    return sorted(session.scalars(select(ReferralService)), key=lambda service: service.name.casefold())


def has_words(service: ReferralService, words: str) -> bool:
    """Whether all of `words` begin something that is said of the service, in any of our languages."""
    said = BETWEEN_WORDS.split(_said_of(service).casefold())
    wanted = [word for word in BETWEEN_WORDS.split(words.casefold()) if word]
    return all(any(one.startswith(word) for one in said) for word in wanted)


def _said_of(service: ReferralService) -> str:
    known = [CATEGORIES[service.category], ANONYMOUS if service.anonymous else ""]
    translated = [speech(code).text(text) for code in LANGUAGES for text in known if text]
    tongues = [language_name(code, said_in) for said_in in LANGUAGES for code in service.languages.split()]
    return " ".join([service.name, service.city, service.note, *translated, *tongues])


def parse_service(form: Form) -> ReferralService:
    """The service that `form` describes, not yet stored. Raises FormErrors."""
    reader = RecordReader(form)
    service = ReferralService(
        name=reader.words("name", NAME, N_("Write a name.")),
        category=reader.choice("category", ReferralCategory, N_("Choose what it is for.")),
        city=reader.words("city", NAME),
        anonymous=reader.yes("anonymous"),
        languages=_languages(reader),
        telephone=reader.words("telephone", NAME),
        web=reader.words("web", LINE),
        note=reader.words("note", TEXT),
        valid_from=reader.day("valid_from"),
        retired_on=reader.day_if_any("retired_on"),
        replaced_by=reader.number_if_any("replaced_by"),
    )
    if service.retired_on and service.retired_on < service.valid_from:
        reader.errors.setdefault("retired_on", N_("This is before it was used."))
    if service.replaced_by and service.retired_on is None:
        reader.errors.setdefault("retired_on", NO_DAY)
    if service.telephone and not TELEPHONE.fullmatch(service.telephone):
        reader.errors["telephone"] = N_("A telephone number has digits and spaces only.")
    if service.web and not WEB.fullmatch(service.web):
        reader.errors["web"] = N_("Give the whole address, such as https://example.org.")
    reader.finish()
    return service


def save(session: Session, service: ReferralService) -> None:
    """Adds the service, or changes the one with its number. Raises FormErrors where what replaces it cannot."""
    before = session.get(ReferralService, service.id) if service.id else None
    if service.replaced_by and not may_replace(
        session.get(ReferralService, service.replaced_by),
        before or service,
        before=before is not None and before.replaced_by == service.replaced_by,
    ):
        raise FormErrors({"replaced_by": NO_HEIR})
    session.merge(service)
    session.flush()


def counted_as(services: Iterable[ReferralService], day: date) -> dict[int, EntryName]:
    """Each number -> the service under which figures show it, by the directory of that day."""
    by_id = {service.id: service for service in services}
    return {number: _name(last(service, by_id, day), day) for number, service in by_id.items()}


def _name(service: ReferralService, day: date) -> EntryName:
    return EntryName(str(service.id), dict.fromkeys(LANGUAGES, service.name), is_over(service, day))


def _languages(reader: RecordReader) -> str:
    """The codes once each, with spaces between."""
    written = [word for word in BETWEEN_WORDS.split(reader.words("languages", LINE)) if word]
    codes = [known_language_code(word) for word in written]
    if None in codes:
        reader.errors["languages"] = N_("Give languages as two-letter codes, such as nb en.")
    return " ".join(dict.fromkeys(code for code in codes if code))
