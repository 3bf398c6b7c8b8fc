"""The services that we refer to. Everything here is public; nothing tells of a visitor."""

import re

from sqlalchemy import select
from sqlalchemy.orm import Session

from chat.language import LANGUAGES, N_, speech
from stats.models.records import ReferralService
from stats.record_forms import LINE, NAME, TEXT, Form, RecordReader
from stats.record_words import CATEGORIES, ReferralCategory
from stats.vocabulary import known_language_code, language_name

ANONYMOUS = N_("Anonymous")
NOT_ANONYMOUS = N_("Not anonymous")
BETWEEN_WORDS = re.compile(r"[\s,.;]+")
TELEPHONE = re.compile(r"\+?[0-9][0-9 ()-]{1,20}")
WEB = re.compile(r"https?://[a-z0-9][a-z0-9.-]*\.[a-z]{2,}(:[0-9]{1,5})?(/[!-~]*)?", re.IGNORECASE)


def list_services(session: Session) -> list[ReferralService]:
    """Those in use, by name."""
    return [service for service in list_all(session) if not service.retired]


def list_all(session: Session) -> list[ReferralService]:
    """Retired ones too, by name."""
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
        retired=reader.yes("retired"),
    )
    if service.telephone and not TELEPHONE.fullmatch(service.telephone):
        reader.errors["telephone"] = N_("A telephone number has digits and spaces only.")
    if service.web and not WEB.fullmatch(service.web):
        reader.errors["web"] = N_("Give the whole address, such as https://example.org.")
    reader.finish()
    return service


def _languages(reader: RecordReader) -> str:
    """The codes once each, with spaces between."""
    written = [word for word in BETWEEN_WORDS.split(reader.words("languages", LINE)) if word]
    codes = [known_language_code(word) for word in written]
    if None in codes:
        reader.errors["languages"] = N_("Give languages as two-letter codes, such as nb en.")
    return " ".join(dict.fromkeys(code for code in codes if code))
