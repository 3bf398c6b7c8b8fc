"""An invented year of contacts, for the demonstration and the tests. Nothing in it describes a real person.

The published annual report of Pro Sentret (Oslo) for 2011 says of its work with men: 113 persons, 112 men and one
woman; 21 say that they have sold sex, all men, 35 are uncertain, the remaining 57 neither; repeated contact by net
and phone with three of the 21; three other men came in person; several kinds of channels; some change user name each
time. Invented here: the year, all days, the number of contacts and their channels, who is new, who among the 113 came
in person, ages, languages, topics and every note. `docs/statistics.md` has the same as a table.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from hashlib import sha256
from itertools import pairwise
from typing import Any

from sqlalchemy.orm import Session

from stats.demo_stories import CONFIRMED, FOLLOW_UPS, NONE, TOLD, UNCERTAIN, VISITED
from stats.exchange import ImportResult, import_contacts
from stats.links import decide, persons
from stats.models import NotAContact
from stats.vocabulary import Category, Channel, Gender, NotContactReason, TalkedBefore, Verdict

YEAR = 2025
PER_MONTH = (9, 11, 14, 12, 15, 13, 6, 12, 21, 25, 27, 22)  # contacts, 187 in all
STAFFED = (1, 3)  # weekdays, Monday is 0: the chat is open on Tuesdays and Thursdays
OPEN = 12  # of one in so many persons staff are unsure whether they were there before
FIRST_EARLIER_DAY = date(2024, 2, 6)
WOMAN = "kvinne"  # the recognisable thing of the one woman begins like this

CATEGORIES = {"c": Category.CONFIRMED, "u": Category.UNCERTAIN, "n": Category.NONE}
CHANNELS = {
    "w": Channel.WEB_CHAT,
    "c": Channel.CHAT_ROOM,
    "g": Channel.GAY_COMMUNITY_SITE,
    "d": Channel.DATING_SITE,
    "f": Channel.FACEBOOK,
    "p": Channel.PHONE_SMS,
    "v": Channel.IN_PERSON,
}
USER_NAMES = ("nordlys", "lufting", "kanel", "tirsdag", "regnbyge", "marka", "stille", "kveld", "havn", "vind")
NOT_CONTACTS = (
    (date(2025, 1, 21), NotContactReason.EMPTY),
    (date(2025, 3, 6), NotContactReason.TEST),
    (date(2025, 4, 10), NotContactReason.EMPTY),
    (date(2025, 6, 3), NotContactReason.ABUSE),
    (date(2025, 9, 11), NotContactReason.EMPTY),
    (date(2025, 10, 14), NotContactReason.PRESS),
    (date(2025, 11, 20), NotContactReason.EMPTY),
)
RELATIVES: tuple[dict[str, Any], ...] = (
    {
        "id": "de300001",
        "date": "2025-05-15",
        "channel": "phone_sms",
        "language": "nb",
        "comment": "Mor som er bekymret for sønnen. Fikk vite hva vi kan tilby ham, og at han selv må ta kontakt.",
    },
    {
        "id": "de300002",
        "date": "2025-10-07",
        "channel": "email",
        "language": "nb",
        "comment": "Ansatt i et bolighus spurte hvordan de kan ta opp temaet uten å gjøre noen flau.",
    },
)


@dataclass(frozen=True)
class Story:
    """One line of `stats.demo_stories`: a person, and the contacts we had."""

    number: int
    categories: str
    channels: str
    age_band: str
    language: str
    topics: list[str]
    gist: str
    note: str

    @property
    def earlier(self) -> str:
        """The channel of the contact in the year before, where there was one."""
        return self.channels.partition("/")[0] if "/" in self.channels else ""

    @property
    def visits(self) -> str:
        """The channels of the year's contacts, in order."""
        return self.channels.rpartition("/")[2]

    @property
    def person(self) -> str:
        return f"D{self.number:03}"


def demo_contacts() -> list[dict[str, Any]]:
    """The invented contacts as records of an import file, in date order; the same at every call."""
    told = [_tell(story, days) for story, days in _calendar(_stories())]
    records = [record for records in told for record in records]
    return sorted(records, key=lambda record: (record["date"], record["id"]))


def load_demo(session: Session, service_key: bytes) -> ImportResult:
    """Imports the invented year with its links, and what is counted apart. The register must not have it yet."""
    apart = {"about": "relative_or_helper", "gender": "unknown", "age_band": "unknown", "said_before": "unknown"}
    records = [*demo_contacts(), *({**apart, **relative} for relative in RELATIVES)]
    lines = [json.dumps(record | {"note_until": str(date.max)}) for record in records]  # so that every note is there
    session.add_all(NotAContact(day=day, channel=Channel.WEB_CHAT, reason=why) for day, why in NOT_CONTACTS)
    result = import_contacts(session, service_key, lines, with_links=True, today=date(YEAR, 12, 31))
    _look_at_all(session)
    return result


def _look_at_all(session: Session) -> None:
    """Of most persons invented staff said, when they first came, that they are not the one who was there before."""
    known = set[int]()
    for (before, other), (contact, person) in pairwise([("", -1), *persons(session).items()]):
        if before and person not in known | {other}:
            verdict = Verdict.UNSURE if person % OPEN == 0 else Verdict.DIFFERENT
            decide(session, verdict, before, contact, None, date(YEAR, 12, 31))
        known.add(person)


def _stories() -> list[Story]:
    lines = (CONFIRMED + UNCERTAIN + NONE).strip().splitlines()
    return [_story(number, line) for number, line in enumerate(filter(None, lines), 1)]


def _story(number: int, line: str) -> Story:
    categories, channels, age_band, language, topics, gist, note = (part.strip() for part in line.split("|"))
    return Story(number, categories, channels, age_band, language, topics.split(", "), gist, note)


def _calendar(stories: list[Story]) -> Iterator[tuple[Story, list[date]]]:
    """Gives every contact its day: the persons' visits, spread evenly over the year, meet the staffed days in order."""
    visits = sorted(visit for story in stories for visit in _spread(story))
    days: dict[int, list[date]] = {story.number: [] for story in stories}
    for (_, number), day in zip(visits, _days(), strict=True):
        days[number].append(day)
    earlier = (FIRST_EARLIER_DAY + timedelta(weeks=2 * turn) for turn in range(len(stories)))
    for story in stories:
        yield story, [*([next(earlier)] if story.earlier else []), *days[story.number]]


def _spread(story: Story) -> list[tuple[float, int]]:
    """Where in the year, from 0 to 1, the person's visits lie. The golden ratio strews the persons evenly."""
    visits = len(story.visits.replace("+", ""))
    gap = min(0.03 + story.number * 0.414214 % 0.2, 0.9 / visits)
    start = (story.number * 0.618034) % 1 * (1 - gap * (visits - 1))
    return [(start + gap * turn, story.number) for turn in range(visits)]


def _days() -> Iterator[date]:
    for month, contacts in enumerate(PER_MONTH, 1):
        first = date(YEAR, month, 1)
        month_days = (first + timedelta(days=day) for day in range(23))
        staffed = [day for day in month_days if day.weekday() in STAFFED]
        yield from (staffed[turn * len(staffed) // contacts] for turn in range(contacts))


def _tell(story: Story, days: list[date]) -> Iterator[dict[str, Any]]:
    """The person's contacts, first to last; a plus in the channels is another on the same day."""
    letters = story.channels.replace("/", "")
    day, channel = iter(days), Channel.WEB_CHAT
    today = days[0]
    for turn, letter in enumerate(letters):
        if letter != "+":
            today, channel = next(day), CHANNELS[letter]
        yield _record(story, turn, today, channel, last=turn == len(letters) - 1)


def _record(story: Story, turn: int, day: date, channel: Channel, last: bool) -> dict[str, Any]:
    nth = story.number + turn
    return {
        "id": sha256(f"demo {story.person} {turn}".encode()).hexdigest()[:8],
        "person": story.person,
        "username": f"{USER_NAMES[nth % len(USER_NAMES)]}{story.number}{turn}",
        "date": day.isoformat(),
        "channel": channel.value,
        "category": CATEGORIES[story.categories[min(turn, len(story.categories) - 1)]].value,
        "gender": _gender(story, nth, last),
        "age_band": story.age_band,
        "language": story.language,
        "topics": story.topics,
        "said_before": _said_before(story, turn),
        "comment": _note(story, turn, channel),
    }


def _gender(story: Story, nth: int, last: bool) -> Gender:
    if story.gist.startswith(WOMAN):
        return Gender.WOMAN
    return Gender.MAN if last or nth % 4 else Gender.UNKNOWN


def _said_before(story: Story, turn: int) -> TalkedBefore:
    if turn:
        return TalkedBefore.ASKED_YES if (story.number + turn) % 3 == 0 else TalkedBefore.VOLUNTEERED
    if story.number % 29 == 7:
        return TalkedBefore.VOLUNTEERED
    return TalkedBefore.ASKED_NO if story.number % 3 else TalkedBefore.NOT_ASKED


def _note(story: Story, turn: int, channel: Channel) -> str:
    if turn == 0:
        return story.note
    if story.categories == "uc" and turn == 1:
        return f"{story.gist.capitalize()}. {TOLD}"
    phrases = FOLLOW_UPS[story.language]
    phrase = VISITED if channel is Channel.IN_PERSON else phrases[(story.number * 3 + turn) % len(phrases)]
    return f"{'Kjent' if story.language == 'nb' else 'Known'}: {story.gist}. {phrase}"
