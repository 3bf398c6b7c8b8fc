"""What the columns of a sheet become, and what the values in them mean. A column that becomes nothing is never stored.

Columns and values are matched by name, whatever their case, spaces and signs; a person corrects the rest. What is still
not understood goes on as it stands, and is refused as any row is that says something else than the form can.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import cache
from typing import Any

import msgspec
from babel import Locale

from chat.language import LANGUAGES, N_, speech
from stats.rows import OUR_ID, Record, RowError, Wrong, unguarded
from stats.sheets import Sheet
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
BETWEEN_TOPICS = re.compile(r"[;,/\n]")
NORWEGIAN_DAY = re.compile(r"(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{4})")
HOUR = re.compile(r"[T ]+\d{1,2}[:.]\d{2}.*")  # a time of day beside a day
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
DAYS = ("date", "note_until")
NEEDED = ("date", "category")
OTHERWISE = {"channel": "", "language": "nb"}  # what may be said once for all rows that say nothing themselves
NOT_SAID = {"gender": "unknown", "age_band": "unknown", "said_before": "unknown"}

# Headers of what names a person or leads to one. Such a column cannot become anything.
NAMES = """
    brukernavn | username | user name | nick | nickname | kallenavn | navn | name | fornavn | etternavn | profil
    profile | profilnavn | profile name | telefon | telefonnummer | tlf | mobil | phone | phone number | epost
    e post | email | e mail | adresse | address | fødselsdato | date of birth | fødselsnummer | personnummer
    d nummer | duf nummer | ip | ip adresse | ip address
"""

NO_COLUMN = N_("no column has it")
TWO_COLUMNS = N_("more than one column")
MORE_CELLS = N_("more cells than columns")


@dataclass(frozen=True)
class Meaning:
    """What a sheet means. `columns`: of each column the field it becomes, empty where it is dropped.

    `values`: by field, what values mean that are not understood by themselves; an empty word leaves the value out.
    `otherwise`: the word for all rows that say nothing themselves. `topics`: the codes of the service's own list, by
    every name that a topic goes by, in `plain` text.
    """

    columns: tuple[str, ...]
    values: dict[str, dict[str, str]] = field(default_factory=dict)
    otherwise: dict[str, str] = field(default_factory=lambda: dict(OTHERWISE))
    topics: dict[str, str] = field(default_factory=dict)

    def at(self, name: str) -> int | None:
        """The place of the column that becomes this field."""
        return self.columns.index(name) if name in self.columns else None


class Told(msgspec.Struct, forbid_unknown_fields=True):
    """What a person wrote about a sheet: null, or no word, drops a column and leaves a value out."""

    columns: dict[str, str | None] = {}
    values: dict[str, dict[str, str | None]] = {}
    otherwise: dict[str, str] = {}


class MeaningRefused(ValueError):
    """What was written about a sheet does not fit it; the message says where."""


def plain(text: str) -> str:
    """The text without what people write in different ways: case, spaces, dashes."""
    return SIGNS.sub(" ", unicodedata.normalize("NFKC", text).casefold()).strip()


def propose(sheet: Sheet, topics: Mapping[str, str]) -> Meaning:
    """What the names of the columns suggest. Of two columns for one field the better name has it.

    `topics`: the codes of the service's list of topics, by their names.
    """
    headers = [plain(column) for column in sheet.columns]
    columns = [""] * len(headers)
    for name, known in FIELDS.items():
        found = next((header for header in map(plain, known.headers) if header in headers), None)
        if found is not None:
            columns[headers.index(found)] = name
    return Meaning(tuple(columns), topics=_topic_words(topics))


def corrected(sheet: Sheet, proposed: Meaning, written: bytes) -> Meaning:
    """The proposal with what a file of JSON says otherwise, by the names of columns. Raises MeaningRefused."""
    try:
        told = msgspec.json.decode(written, type=Told)
    except msgspec.DecodeError as wrong:
        raise MeaningRefused(str(wrong)) from None
    for column, name in told.columns.items():
        _check(column in sheet.columns, f"the sheet has no column {column}")
        _check(not name or name in FIELDS, f"there is no field {name}")
        _check(not name or not names_a_person(column), f"{column} names a person, and is never stored")
    words = [(name, word) for name, values in told.values.items() for word in values.values()]
    for name, word in [*words, *told.otherwise.items()]:
        known = words_of(name, proposed) if name in FIELDS else []
        _check(not word or word in known, f"{name} cannot be {word}")
    columns = (told.columns.get(*named) for named in zip(sheet.columns, proposed.columns, strict=True))
    values = {name: {value: word or "" for value, word in told.values[name].items()} for name in told.values}
    otherwise = proposed.otherwise | told.otherwise
    return replace(proposed, columns=tuple(name or "" for name in columns), values=values, otherwise=otherwise)


def _check(holds: bool, otherwise: str) -> None:
    if not holds:
        raise MeaningRefused(otherwise)


def words_of(name: str, meaning: Meaning) -> list[str]:
    """All that can be stored in a field with a closed list."""
    if name == "language":
        return sorted(LANGUAGE_CODES)
    if name == "topics":
        return list(dict.fromkeys(meaning.topics.values()))
    return [word.value for word in FIELDS[name].words or ()]


def names_a_person(column: str) -> bool:
    """Whether a column of this name is dropped whatever anybody chooses."""
    return plain(column) in _split(NAMES)


def without_names(sheet: Sheet) -> Sheet:
    """The sheet with nothing in the columns that name a person."""
    keep = [not names_a_person(column) for column in sheet.columns]

    def emptied(row: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(cell if keep[place : place + 1] != [False] else "" for place, cell in enumerate(row))

    return replace(sheet, rows={number: emptied(row) for number, row in sheet.rows.items()})


def dropped_columns(sheet: Sheet, meaning: Meaning) -> list[str]:
    """The names of the columns that become nothing; of one without a name, its letter."""
    named = zip(range(len(sheet.columns)), sheet.columns, meaning.columns, strict=True)
    return [column or letter(place) for place, column, becomes in named if not becomes]


def letter(place: int) -> str:
    """What a spreadsheet calls its column number `place`, from 0."""
    return (letter(place // 26 - 1) if place > 25 else "") + chr(65 + place % 26)


def missing_columns(meaning: Meaning) -> list[Wrong]:
    """What is wrong with the columns as a whole, empty where nothing is."""
    missing = [name for name in NEEDED if name not in meaning.columns]
    missing += [name for name, word in meaning.otherwise.items() if not word and name not in meaning.columns]
    twice = [name for name, number in Counter(meaning.columns).items() if name and number > 1]
    return [Wrong(name, NO_COLUMN) for name in missing] + [Wrong(name, TWO_COLUMNS) for name in twice]


def not_understood(sheet: Sheet, meaning: Meaning) -> dict[str, list[tuple[str, int]]]:
    """By field, the values that are not understood by themselves and in how many rows they stand, the most frequent
    first. Only of fields with a closed list of words."""
    found = {}
    for place, name in enumerate(meaning.columns):
        if name and is_closed(name):
            cells = (_cell(row, place) for row in sheet.rows.values())
            values = Counter(value for cell in cells for value in _values(name, cell, meaning))
            found[name] = [one for one in values.most_common() if understand(name, one[0], meaning) is None]
    return {name: strange for name, strange in found.items() if strange}


def is_closed(name: str) -> bool:
    """Whether only some values of the field can be stored."""
    return FIELDS[name].words is not None or name in ("language", "topics")


def read_rows(sheet: Sheet, meaning: Meaning) -> Iterator[tuple[int, Record | RowError]]:
    """The rows as records that `stats.rows` knows, each with its number."""
    places = {name: place for place, name in enumerate(meaning.columns) if name}
    seen: Counter[str] = Counter()
    for number, cells in sheet.rows.items():
        if any(cells[len(sheet.columns) :]):
            yield number, RowError(Wrong("", MORE_CELLS))
            continue
        record = _record({name: _cell(cells, place) for name, place in places.items()}, meaning)
        yield number, record | {"id": _mark(record, seen)}


def _record(cells: dict[str, str], meaning: Meaning) -> dict[str, Any]:
    said: dict[str, Any] = {name: _word(name, cell, meaning) for name, cell in cells.items() if cell}
    topics = (_word("topics", value, meaning) for value in _values("topics", cells.get("topics", ""), meaning))
    said["topics"] = sorted({topic for topic in topics if topic})
    otherwise = {name: word for name, word in (NOT_SAID | meaning.otherwise).items() if not said.get(name)}
    return said | otherwise


def _mark(record: Record, seen: Counter[str]) -> str:
    """What tells this row from all others, in this file and when it comes again: the register stores a keyed digest.

    A row without an id of its own is known by everything that is stored of it, and is the first, second ... such row.
    Ids like 17 begin anew in every file, so that the day belongs to them.
    """
    given = record.get("id", "")
    if OUR_ID.fullmatch(given):
        return str(given)
    if given:
        return f"{record.get('date')} {given}"
    said = repr(sorted((name, value) for name, value in record.items() if name != "person"))
    seen[said] += 1
    return f"{seen[said]} {said}"


def _cell(row: tuple[str, ...], place: int) -> str:
    return row[place] if place < len(row) else ""


def _values(name: str, cell: str, meaning: Meaning) -> list[str]:
    """The values in a cell: several of topics, unless the whole cell is one."""
    if name != "topics" or understand(name, cell, meaning) is not None:
        return [cell] if cell else []
    return [part.strip() for part in BETWEEN_TOPICS.split(cell) if part.strip()]


def _word(name: str, value: str, meaning: Meaning) -> str:
    """What the value means; where nobody knows, the value itself."""
    if name in DAYS:
        return _day(value)
    if name == "comment":
        return unguarded(value)
    if not is_closed(name):
        return value
    understood = understand(name, value, meaning)
    return meaning.values.get(name, {}).get(value, value) if understood is None else understood


def _day(text: str) -> str:
    """A day as the register writes it, without the time of day."""
    text = HOUR.sub("", text)
    if found := NORWEGIAN_DAY.fullmatch(text):
        return f"{found[3]}-{found[2]:0>2}-{found[1]:0>2}"
    return text


def understand(name: str, value: str, meaning: Meaning) -> str | None:
    """The word that a value of a field with a closed list stands for by itself, None where nobody knows."""
    text = plain(value)
    if name == "language":
        return known_language_code(value) or _languages().get(text)
    if name == "topics":
        return meaning.topics.get(text)
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


def _topic_words(topics: Mapping[str, str]) -> dict[str, str]:
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
