"""The groups in which figures are published: fewer and larger than those that are registered.

Each is the whole of what somebody outside can be told of a person; there is no finer one in any release.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from chat.language import N_
from stats.counting import CountedContact, CountedPerson
from stats.vocabulary import LABELS, AgeBand, Category, Channel, Gender


class CoarseGender(StrEnum):
    MEN = "men"
    OTHERS = "others_or_unknown"


class CoarseAge(StrEnum):
    UNDER_25 = "under_25"
    FROM_25 = "from_25"
    UNKNOWN = "unknown_age"


class CoarseChannel(StrEnum):
    OWN_CHAT = "own_chat"
    OTHER_SITES = "other_sites"
    PHONE_AND_MAIL = "phone_and_mail"
    IN_PERSON = "in_person"


class Quarter(StrEnum):
    FIRST = "first"
    SECOND = "second"
    THIRD = "third"
    FOURTH = "fourth"


class Seen(StrEnum):
    NEW = "new"
    KNOWN = "known"


WORDS: dict[StrEnum, str] = {
    **{category: LABELS[category] for category in Category},
    CoarseGender.MEN: N_("Men"),
    CoarseGender.OTHERS: N_("Others, or unknown"),
    CoarseAge.UNDER_25: N_("Under 25"),
    CoarseAge.FROM_25: N_("25 and over"),
    CoarseAge.UNKNOWN: N_("Age unknown"),
    CoarseChannel.OWN_CHAT: N_("Chat on our own site"),
    CoarseChannel.OTHER_SITES: N_("Other sites and chat rooms"),
    CoarseChannel.PHONE_AND_MAIL: N_("Phone, SMS and e-mail"),
    CoarseChannel.IN_PERSON: N_("In person"),
    Quarter.FIRST: N_("January to March"),
    Quarter.SECOND: N_("April to June"),
    Quarter.THIRD: N_("July to September"),
    Quarter.FOURTH: N_("October to December"),
    Seen.NEW: N_("New"),
    Seen.KNOWN: N_("Met in an earlier year"),
}

CHANNELS = {
    Channel.WEB_CHAT: CoarseChannel.OWN_CHAT,
    Channel.CHAT_ROOM: CoarseChannel.OTHER_SITES,
    Channel.GAY_COMMUNITY_SITE: CoarseChannel.OTHER_SITES,
    Channel.DATING_SITE: CoarseChannel.OTHER_SITES,
    Channel.FACEBOOK: CoarseChannel.OTHER_SITES,
    Channel.PHONE_SMS: CoarseChannel.PHONE_AND_MAIL,
    Channel.EMAIL: CoarseChannel.PHONE_AND_MAIL,
    Channel.IN_PERSON: CoarseChannel.IN_PERSON,
    Channel.STREET: CoarseChannel.IN_PERSON,
    Channel.INDOOR: CoarseChannel.IN_PERSON,
}
YOUNG = (AgeBand.UNDER_18, AgeBand.FROM_18)


@dataclass(frozen=True)
class Coarse:
    """A way to group: by what, in which groups, and the group of a person or of a contact."""

    name: str
    head: str
    words: type[StrEnum]
    of_person: Callable[[CountedPerson], StrEnum] | None = None
    of_contact: Callable[[CountedContact], StrEnum] | None = None


def _gender(person: CountedPerson) -> CoarseGender:
    return CoarseGender.MEN if person.gender is Gender.MAN else CoarseGender.OTHERS


def _age(person: CountedPerson) -> CoarseAge:
    if person.age_band is AgeBand.UNKNOWN:
        return CoarseAge.UNKNOWN
    return CoarseAge.UNDER_25 if person.age_band in YOUNG else CoarseAge.FROM_25


def _quarter(contact: CountedContact) -> Quarter:
    return list(Quarter)[(contact.day.month - 1) // 3]


_ALL = (
    Coarse("category", N_("Category"), Category, of_person=lambda person: person.category),
    Coarse("gender", N_("Gender"), CoarseGender, of_person=_gender),
    Coarse("age", N_("Age"), CoarseAge, of_person=_age),
    Coarse("channel", N_("Channel"), CoarseChannel, of_contact=lambda contact: CHANNELS[contact.channel]),
    Coarse("quarter", N_("Quarter"), Quarter, of_contact=_quarter),
)
COARSE = {one.name: one for one in _ALL}
