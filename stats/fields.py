"""What the columns of a sheet can be: the fields, what services call them, and the words for their values.

Columns and values are known by name, whatever their case, spaces and signs. What a certain sheet means is in
`stats.mapping`.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache

from babel import Locale

from chat.language import LANGUAGES, N_, speech
from stats.vocabulary import (
    LABELS,
    LANGUAGE_CODES,
    About,
    AgeBand,
    Basis,
    Category,
    Channel,
    ContactedBy,
    Gender,
    HeardFrom,
    Nationality,
    Step,
    TalkedBefore,
    Topic,
    known_language_code,
)


class YesNo(StrEnum):
    YES = "yes"
    NO = "no"


YES_NO: dict[StrEnum, str] = {YesNo.YES: N_("Yes"), YesNo.NO: N_("No")}


@dataclass(frozen=True)
class Field:
    """A field that a column can become. `headers`: its names, the best first. `words`: what a value may be.

    `synonyms`: further names of values that services use.
    """

    label: str
    headers: tuple[str, ...]
    words: type[StrEnum] | None = None
    synonyms: dict[str, str] = field(default_factory=dict)


SIGNS = re.compile(r"[\s_\-–—/.,:;()?]+")
AGE = re.compile(r"(\d{1,3})(?: år| years?)?")
AGES = re.compile(r"(\d{1,3}) (\d{1,3})(?: år| years?)?")
FIRST_AGES = {50: AgeBand.FROM_50, 35: AgeBand.FROM_35, 25: AgeBand.FROM_25, 18: AgeBand.FROM_18, 0: AgeBand.UNDER_18}
OLDEST = 110

UNKNOWN = "ukjent | vet ikke | unknown | ikke oppgitt | ?"
YES = "ja | j | x | yes | y | true | sant | 1"
NO = "nei | n | no | false | usant | 0"

FIELDS: dict[str, Field] = {
    "date": Field(N_("Day"), ("date", "dato", "day", "dag", "kontaktdato", "dato for kontakt", "date of contact")),
    "channel": Field(
        N_("Channel"),
        ("channel", "kanal", "kontaktform", "kontaktkanal", "arena", "medium", "sted"),
        Channel,
        {
            Channel.WEB_CHAT: "chat | chatten | nettchat | webchat | egen chat | own chat",
            Channel.CHAT_ROOM: "chatterom | chatrom",
            Channel.GAY_COMMUNITY_SITE: "gaysir | homonettsted",
            Channel.DATING_SITE: "datingside | dating | kontaktside | datingnettsted | nettside",
            Channel.FACEBOOK: "fb | messenger",
            Channel.PHONE_SMS: "telefon | tlf | sms | mobil | phone | call",
            Channel.EMAIL: "epost | mail | mejl",
            Channel.IN_PERSON: "oppmøte | besøk | fysisk | visit | drop in",
            Channel.STREET: "gate | gata | ute | feltpatrulje",
            Channel.INDOOR: "inne | innemarked | leilighet",
        },
    ),
    "category": Field(
        N_("Category"),
        ("category", "kategori", "prostitusjonserfaring", "erfaring", "erfaring med salg av sex", "selger sex"),
        Category,
        {
            Category.CONFIRMED: f"ja | bekrefta | har | har erfaring | sikker | {YES}",
            Category.UNCERTAIN: "usikkert | kanskje | mulig | maybe | unsure",
            Category.NONE: f"ingen | ingen erfaring | har ikke | uten | none known | {NO}",
        },
    ),
    "gender": Field(
        N_("Gender"),
        ("gender", "kjønn", "sex", "kjonn"),
        Gender,
        {
            Gender.MAN: "m | male | men | gutt | han",
            Gender.WOMAN: "k | w | f | female | women | jente | hun | dame",
            Gender.TRANS: "t | transperson | transkvinne | transmann | trans woman | trans man",
            Gender.NONBINARY: "ikkebinær | nb | enby | hen",
            Gender.UNKNOWN: UNKNOWN,
        },
    ),
    "age_band": Field(
        N_("Age"),
        ("age band", "aldersgruppe", "alder", "age", "age group", "alderskategori"),
        AgeBand,
        {
            AgeBand.UNDER_18: "<18 | mindreårig | minor",
            AgeBand.FROM_50: "over 50 | eldre enn 50 | >50",
            AgeBand.UNKNOWN: UNKNOWN,
        },
    ),
    "language": Field(N_("Language"), ("language", "språk", "samtalespråk", "sprak")),
    "topics": Field(
        N_("Topics"),
        ("topics", "tema", "temaer", "topic", "emne", "emner", "hva det gjaldt"),
        synonyms={
            Topic.STI_TESTING: "testing | test | soi | sti | seksuell helse",
            Topic.SAFER_SEX: "kondom | trygg sex | prep",
            Topic.LAW_RIGHTS: "jus | rettigheter | lov",
            Topic.ECONOMY_DEBT: "økonomi | gjeld | nav",
            Topic.HOUSING: "bosted",
            Topic.SUBSTANCE_USE: "rus",
            Topic.VIOLENCE_ABUSE: "vold | overgrep",
            Topic.MENTAL_HEALTH: "psykisk helse | psyke",
            Topic.RESIDENCE_PERMIT: "opphold | asyl | udi",
        },
    ),
    "talked_before": Field(
        N_("Talked before"),
        ("talked before", "snakket før", "snakket sammen før", "snakket med oss før", "tidligere kontakt"),
        TalkedBefore,
        {
            TalkedBefore.VOLUNTEERED: YES,
            TalkedBefore.ASKED_NO: NO,
            TalkedBefore.NOT_ASKED: UNKNOWN,
        },
    ),
    "said_before": Field(
        N_("Talked before, yes or no"),
        ("said before", "sagt før"),
        TalkedBefore,
        {TalkedBefore.VOLUNTEERED: YES, TalkedBefore.ASKED_NO: NO, TalkedBefore.NOT_ASKED: UNKNOWN},
    ),
    "about": Field(
        N_("Whom it is about"),
        ("about", "om hvem", "gjelder", "hvem det gjelder"),
        About,
        {
            About.HIMSELF: "seg selv | selv | self | personen selv | bruker",
            About.RELATIVE_OR_HELPER: "pårørende | hjelper | helper | relative | hjelpeapparat | fagperson",
        },
    ),
    "basis": Field(N_("What the category rests on"), ("basis", "grunnlag"), Basis),
    "considering": Field(
        N_("Considers starting"),
        ("considering", "vurderer å begynne", "vurderer å starte", "considering starting"),
        YesNo,
        {YesNo.YES: YES, YesNo.NO: NO},
    ),
    "nationality": Field(
        N_("Nationality"),
        ("nationality", "nasjonalitet", "nasjonalitetsgruppe", "nationality group"),
        Nationality,
        {
            Nationality.NORWEGIAN: "norge | norway",
            Nationality.FOREIGN: "utenlandsk | utland | abroad",
            Nationality.UNKNOWN: UNKNOWN,
        },
    ),
    "contacted_by": Field(
        N_("Who made contact"), ("contacted by", "tok kontakt", "hvem tok kontakt", "initiated by"), ContactedBy
    ),
    "heard_from": Field(N_("Heard of us from"), ("heard from", "hørt om oss", "how heard", "hvordan hørt"), HeardFrom),
    "step": Field(N_("What came of it"), ("step", "utfall", "resultat", "outcome"), Step),
    "comment": Field(N_("Note"), ("comment", "kommentar", "notat", "note", "merknad", "notes", "merknader")),
    "no_note": Field(
        N_("Wanted no note"),
        ("no note", "ingen notat", "ønsket ikke notat"),
        YesNo,
        {YesNo.YES: YES, YesNo.NO: NO},
    ),
    "note_until": Field(N_("Last day of the note"), ("note until", "notat til")),
    "person": Field(N_("Mark of the person"), ("person", "personkode", "person code", "person nr")),
    "id": Field(N_("Mark of the contact"), ("id", "kontakt id", "contact id")),
}

# Headers of what names a person or leads to one. Such a column cannot become anything.
NAMES = """
    brukernavn | username | user name | nick | nickname | kallenavn | navn | name | fornavn | etternavn | profil
    profile | profilnavn | profile name | telefon | telefonnummer | tlf | mobil | phone | phone number | epost
    e post | email | e mail | adresse | address | fødselsdato | date of birth | fødselsnummer | personnummer
    d nummer | duf nummer | ip | ip adresse | ip address
"""


def plain(text: str) -> str:
    """The text without what people write in different ways: case, spaces, dashes."""
    return SIGNS.sub(" ", unicodedata.normalize("NFKC", text).casefold()).strip()


def is_closed(name: str) -> bool:
    """Whether only some values of the field can be stored."""
    return FIELDS[name].words is not None or name in ("language", "topics")


def names_a_person(column: str) -> bool:
    """Whether a column of this name is dropped whatever anybody chooses."""
    return plain(column) in _split(NAMES)


def understand(name: str, value: str, topics: Mapping[str, str]) -> str | None:
    """The word that a value of a field with a closed list stands for by itself, None where nobody knows.

    `topics`: the codes of the service's own list, by the names that `topic_words` gives.
    """
    text = plain(value)
    if name == "language":
        return known_language_code(value) or _languages().get(text)
    if name == "topics":
        return topics.get(text)
    return _words(name).get(text) or (_age_band(text) if name == "age_band" else None)


@cache
def _words(name: str) -> dict[str, str]:
    """By plain text, the words of a field: as stored, as labelled in each language, and as services say."""
    known = FIELDS[name]
    words: dict[str, str] = {}
    for member in known.words or ():
        labels = [speech(code).text((YES_NO | LABELS)[member]) for code in LANGUAGES]
        synonyms = _split(known.synonyms.get(member, ""))
        words |= {plain(text): member.value for text in (member.value, *labels, *synonyms) if text}
    return words


def topic_words(topics: Mapping[str, str]) -> dict[str, str]:
    """By plain text, the codes of topics, with what else the first topics are called while they are in the list."""
    others = {name: code for code, said in FIELDS["topics"].synonyms.items() for name in _split(said)}
    words = {name: code for name, code in others.items() if code in topics.values()} | dict(topics)
    return {plain(name): code for name, code in words.items()}


def _split(names: str) -> list[str]:
    return [name.strip() for name in re.split(r"[|\n]", names) if name.strip()]


def _age_band(text: str) -> str | None:
    """The band of an age, or of a span of ages that lies within one."""
    if found := AGE.fullmatch(text) or AGES.fullmatch(text):
        bands = {_band(int(age)) for age in found.groups()}
        return bands.pop() if len(bands) == 1 else None
    return None


def _band(age: int) -> str | None:
    return next(band.value for first, band in FIRST_AGES.items() if age >= first) if age <= OLDEST else None


@cache
def _languages() -> dict[str, str]:
    """By plain text, the codes of languages by their names in each of ours."""
    named = {plain(str(Locale(said_in).languages[code])): code for said_in in LANGUAGES for code in _named(said_in)}
    return named | {"norsk": "nb", "norwegian": "nb", "bokmål": "nb", "nynorsk": "nn", "farsi": "fa", "dari": "fa"}


def _named(said_in: str) -> Iterable[str]:
    return LANGUAGE_CODES & set(Locale(said_in).languages)
