"""The words of the register: every enumeration once, with its label in English. No storage, no counting.

Labels are translated where they are shown. What is stored and exchanged is the members' values.
"""

from enum import StrEnum

from babel import Locale

from chat.language import N_
from chat.waits import Wait


class Category(StrEnum):
    """What is known of selling sex, of a person, in this contact."""

    CONFIRMED = "confirmed"
    UNCERTAIN = "uncertain"
    NONE = "none"


class Basis(StrEnum):
    """What a category rests on."""

    SAYS_SO = "says_so"
    IMPRESSION = "impression"
    SAYS_NO = "says_no"
    NOTHING_INDICATES = "nothing_indicates"


class Gender(StrEnum):
    MAN = "man"
    WOMAN = "woman"
    TRANS = "trans"
    NONBINARY = "nonbinary"
    UNKNOWN = "unknown"


class Channel(StrEnum):
    WEB_CHAT = "web_chat"
    CHAT_ROOM = "chat_room"
    GAY_COMMUNITY_SITE = "gay_community_site"
    DATING_SITE = "dating_site"
    FACEBOOK = "facebook"
    PHONE_SMS = "phone_sms"
    EMAIL = "email"
    IN_PERSON = "in_person"
    STREET = "street"
    INDOOR = "indoor"


class AgeBand(StrEnum):
    UNDER_18 = "under_18"
    FROM_18 = "18-24"
    FROM_25 = "25-34"
    FROM_35 = "35-49"
    FROM_50 = "50+"
    UNKNOWN = "unknown"


class About(StrEnum):
    """Whom a contact is about; only `himself` (any gender) enters the person counts."""

    HIMSELF = "himself"
    RELATIVE_OR_HELPER = "relative_or_helper"


class NotContactReason(StrEnum):
    EMPTY = "empty"
    ABUSE = "abuse"
    TEST = "test"
    PRESS = "press"


class TalkedBefore(StrEnum):
    """What the person says about earlier contact, and who brought it up."""

    VOLUNTEERED = "volunteered"
    ASKED_YES = "asked_yes"
    ASKED_NO = "asked_no"
    NOT_ASKED = "not_asked"


class Nationality(StrEnum):
    NORWEGIAN = "norwegian"
    FOREIGN = "foreign"
    UNKNOWN = "unknown"


class ContactedBy(StrEnum):
    """Who made contact."""

    VISITOR = "visitor"
    WE = "we"
    UNKNOWN = "unknown"


class HeardFrom(StrEnum):
    """How the person heard of us."""

    SEARCH = "search"
    ADVERTISEMENT = "advertisement"
    FRIEND = "friend"
    ANOTHER_SERVICE = "another_service"
    CARD = "card"
    MEDIA = "media"
    KNOWN_BEFORE = "known_before"
    OTHER = "other"
    UNKNOWN = "unknown"


class Step(StrEnum):
    """What came of a contact: the furthest step, the members are in order."""

    UNKNOWN = "unknown"
    SINGLE = "single_contact"
    REPEATED = "repeated_contact"
    PHONE = "phone"
    VISIT = "visit"
    SERVICE = "service_received"


class SkipReason(StrEnum):
    """Why a registration that is owed was not made."""

    COLLEAGUE = "registered_by_colleague"
    NOT_UNDERSTOOD = "nothing_understood"
    FAULT = "technical_fault"
    OTHER = "other"
    LAPSED = "lapsed"  # nobody says so: the card was destroyed, and its conversation not registered


class Weekday(StrEnum):
    """In the order of `date.weekday`."""

    MONDAY = "monday"
    TUESDAY = "tuesday"
    WEDNESDAY = "wednesday"
    THURSDAY = "thursday"
    FRIDAY = "friday"
    SATURDAY = "saturday"
    SUNDAY = "sunday"


class HourBand(StrEnum):
    """When a shift began. Of a contact no time is stored; this is as near as the register can say."""

    NIGHT = "00-05"
    MORNING = "05-12"
    AFTERNOON = "12-16"
    EVENING = "16-20"
    LATE = "20-24"


class NotRecorded(StrEnum):
    """Why a contact has no venue, or nothing else that could be said here."""

    OWN_CHAT = "own_chat"
    NOT_RECORDED = "not_recorded"


class Topic(StrEnum):
    """The list of topics as it began; `stats.topics` has it as it is now."""

    STI_TESTING = "sti_testing"
    SAFER_SEX = "safer_sex"
    LAW_RIGHTS = "law_rights"
    POLICE = "police"
    QUITTING_ALTERNATIVES = "quitting_alternatives"
    ECONOMY_DEBT = "economy_debt"
    HOUSING = "housing"
    SUBSTANCE_USE = "substance_use"
    VIOLENCE_ABUSE = "violence_abuse"
    MENTAL_HEALTH = "mental_health"
    SEXUALITY_IDENTITY = "sexuality_identity"
    RELATIONSHIP_PARTNER = "relationship_partner"
    BOUNDARIES_PRESSURE = "boundaries_pressure"
    RESIDENCE_PERMIT = "residence_permit"
    CURIOUS_ABOUT_STARTING = "curious_about_starting"
    INFORMATION_ABOUT_SERVICE = "information_about_service"


class WeakerBecause(StrEnum):
    """Why a contact says less of its person than an earlier one did."""

    NOT_RAISED = "not_raised"
    SAYS_OTHERWISE = "says_otherwise"
    EARLIER_MISTAKEN = "earlier_mistaken"


class Verdict(StrEnum):
    """What staff decided about two contacts. Not looked: the other was shown, and nobody said anything."""

    SAME = "same"
    DIFFERENT = "different"
    UNSURE = "unsure"
    NOT_LOOKED = "not_looked"


class VenueKind(StrEnum):
    """What sort of place it is. What a contact there counts as is the venue's channel."""

    CHAT_ROOM = "chat_room"
    COMMUNITY_SITE = "community_site"
    DATING_SITE = "dating_site"
    FACEBOOK = "facebook"
    STREET = "street"
    INDOOR = "indoor"
    OTHER = "other"


class ContactWay(StrEnum):
    """What the service tells visitors of: help elsewhere to call, our own telephone, where we are visited."""

    HELP_LINE = "help_line"
    TELEPHONE = "telephone"
    ADDRESS = "address"


class ShiftState(StrEnum):
    PLANNED = "planned"
    HELD = "held"
    CANCELLED = "cancelled"


# Here one exchange is spread over many messages in a day. `phone_sms` mixes calls with SMS threads and the
# register cannot tell them apart; of the two possible readings this one counts fewer contacts.
ASYNCHRONOUS = frozenset(
    {Channel.GAY_COMMUNITY_SITE, Channel.DATING_SITE, Channel.FACEBOOK, Channel.EMAIL, Channel.PHONE_SMS}
)

BASES: dict[Category, tuple[Basis, ...]] = {
    Category.CONFIRMED: (Basis.SAYS_SO,),
    Category.UNCERTAIN: (Basis.IMPRESSION,),
    Category.NONE: (Basis.SAYS_NO, Basis.NOTHING_INDICATES),
}

STRENGTH = {Category.CONFIRMED: 3, Category.UNCERTAIN: 2, Category.NONE: 1}  # of the evidence

SAID_BEFORE = frozenset({TalkedBefore.VOLUNTEERED, TalkedBefore.ASKED_YES})

LABELS: dict[StrEnum, str] = {
    ContactWay.HELP_LINE: N_("Help elsewhere, to call"),
    ContactWay.TELEPHONE: N_("Our telephone"),
    ContactWay.ADDRESS: N_("Where one can visit us"),
    Category.CONFIRMED: N_("Confirmed"),
    Category.UNCERTAIN: N_("Uncertain"),
    Category.NONE: N_("No experience"),
    Basis.SAYS_SO: N_("Says so"),
    Basis.IMPRESSION: N_("Our impression"),
    Basis.SAYS_NO: N_("Says no"),
    Basis.NOTHING_INDICATES: N_("Nothing indicates it"),
    Gender.MAN: N_("Man"),
    Gender.WOMAN: N_("Woman"),
    Gender.TRANS: N_("Trans"),
    Gender.NONBINARY: N_("Non-binary"),
    Gender.UNKNOWN: N_("Unknown"),  # the same word, and so the same key, wherever something is unknown
    Channel.WEB_CHAT: N_("Chat on our own website"),
    Channel.CHAT_ROOM: N_("Chat room"),
    Channel.GAY_COMMUNITY_SITE: N_("Gay community site"),
    Channel.DATING_SITE: N_("Dating or contact site"),
    Channel.FACEBOOK: N_("Facebook"),
    Channel.PHONE_SMS: N_("Phone or SMS"),
    Channel.EMAIL: N_("E-mail"),
    Channel.IN_PERSON: N_("In person"),
    Channel.STREET: N_("Street outreach"),
    Channel.INDOOR: N_("Indoor outreach"),
    AgeBand.UNDER_18: N_("Under 18"),
    AgeBand.FROM_18: N_("18–24"),
    AgeBand.FROM_25: N_("25–34"),
    AgeBand.FROM_35: N_("35–49"),
    AgeBand.FROM_50: N_("50 and over"),
    About.HIMSELF: N_("The person concerned"),
    About.RELATIVE_OR_HELPER: N_("Relative or helper"),
    NotContactReason.EMPTY: N_("Empty"),
    NotContactReason.ABUSE: N_("Abuse"),
    NotContactReason.TEST: N_("Test"),
    NotContactReason.PRESS: N_("Press"),
    TalkedBefore.VOLUNTEERED: N_("Yes, said so unasked"),
    TalkedBefore.ASKED_YES: N_("Yes, when asked"),
    TalkedBefore.ASKED_NO: N_("No, when asked"),
    TalkedBefore.NOT_ASKED: N_("Not asked"),
    Nationality.NORWEGIAN: N_("Norwegian"),
    Nationality.FOREIGN: N_("Foreign"),
    ContactedBy.VISITOR: N_("The other side"),
    ContactedBy.WE: N_("We did"),
    HeardFrom.SEARCH: N_("A search"),
    HeardFrom.ADVERTISEMENT: N_("An advertisement"),
    HeardFrom.FRIEND: N_("A friend or acquaintance"),
    HeardFrom.ANOTHER_SERVICE: N_("Another service"),
    HeardFrom.CARD: N_("A card or brochure"),
    HeardFrom.MEDIA: N_("The media"),
    HeardFrom.KNOWN_BEFORE: N_("Knew us from before"),
    HeardFrom.OTHER: N_("Other"),  # SkipReason.OTHER too
    Step.SINGLE: N_("One contact"),
    Step.REPEATED: N_("Repeated contact"),
    Step.PHONE: N_("Talked on the phone"),
    Step.VISIT: N_("Came to us"),
    Step.SERVICE: N_("Got help from us"),
    Weekday.MONDAY: N_("Monday"),
    Weekday.TUESDAY: N_("Tuesday"),
    Weekday.WEDNESDAY: N_("Wednesday"),
    Weekday.THURSDAY: N_("Thursday"),
    Weekday.FRIDAY: N_("Friday"),
    Weekday.SATURDAY: N_("Saturday"),
    Weekday.SUNDAY: N_("Sunday"),
    HourBand.NIGHT: N_("After midnight"),
    HourBand.MORNING: N_("Before 12"),
    HourBand.AFTERNOON: N_("12–16"),
    HourBand.EVENING: N_("16–20"),
    HourBand.LATE: N_("20–24"),
    NotRecorded.OWN_CHAT: N_("Own chat, no venue"),
    NotRecorded.NOT_RECORDED: N_("Not recorded"),
    Wait.UNDER_1: N_("Under a minute"),
    Wait.UNDER_5: N_("1 to 5 minutes"),
    Wait.UNDER_15: N_("5 to 15 minutes"),
    Wait.LONGER: N_("15 minutes or more"),
    Wait.LEFT: N_("Left before an answer"),
    SkipReason.COLLEAGUE: N_("A colleague registered it"),
    SkipReason.NOT_UNDERSTOOD: N_("Nothing could be understood"),
    SkipReason.FAULT: N_("A technical fault"),
    SkipReason.LAPSED: N_("Nobody registered it in time"),
    Topic.STI_TESTING: N_("STIs and testing"),
    Topic.SAFER_SEX: N_("Safer sex"),
    Topic.LAW_RIGHTS: N_("Law and rights"),
    Topic.POLICE: N_("Police"),
    Topic.QUITTING_ALTERNATIVES: N_("Quitting and alternatives"),
    Topic.ECONOMY_DEBT: N_("Money and debt"),
    Topic.HOUSING: N_("Housing"),
    Topic.SUBSTANCE_USE: N_("Alcohol and drugs"),
    Topic.VIOLENCE_ABUSE: N_("Violence and abuse"),
    Topic.MENTAL_HEALTH: N_("Mental health"),
    Topic.SEXUALITY_IDENTITY: N_("Sexuality and identity"),
    Topic.RELATIONSHIP_PARTNER: N_("Relationship and partner"),
    Topic.BOUNDARIES_PRESSURE: N_("Boundaries and pressure"),
    Topic.RESIDENCE_PERMIT: N_("Residence permit"),
    Topic.CURIOUS_ABOUT_STARTING: N_("Curious about starting"),
    Topic.INFORMATION_ABOUT_SERVICE: N_("About our service"),
    WeakerBecause.NOT_RAISED: N_("It did not come up this time"),
    WeakerBecause.SAYS_OTHERWISE: N_("The person says otherwise now"),
    WeakerBecause.EARLIER_MISTAKEN: N_("What we wrote earlier was a mistake"),
    Verdict.SAME: N_("Same"),
    Verdict.DIFFERENT: N_("Another"),
    Verdict.UNSURE: N_("Unsure"),
    Verdict.NOT_LOOKED: N_("Not looked"),
}

CATEGORY_HINTS: dict[Category, str] = {
    Category.CONFIRMED: N_("says so"),
    Category.UNCERTAIN: N_("our impression, not said"),
    Category.NONE: N_("says no, or nothing indicates it"),
}

# Apart from LABELS, whose keys are the same words.
VENUE_LABELS: dict[VenueKind, str] = {
    VenueKind.CHAT_ROOM: N_("Chat room"),
    VenueKind.COMMUNITY_SITE: N_("Community site"),
    VenueKind.DATING_SITE: N_("Dating or contact site"),
    VenueKind.FACEBOOK: N_("Facebook"),
    VenueKind.STREET: N_("Street"),
    VenueKind.INDOOR: N_("Indoors"),
    VenueKind.OTHER: N_("Another place"),
}
SHIFT_LABELS: dict[ShiftState, str] = {
    ShiftState.PLANNED: N_("Planned"),
    ShiftState.HELD: N_("Held"),
    ShiftState.CANCELLED: N_("Cancelled"),
}

CRITERIA: dict[Category, str] = {
    Category.CONFIRMED: N_(
        "The person says, in any words, to have had sex for money or for something else of value. Once is enough, and "
        "it may be long ago."
    ),
    Category.UNCERTAIN: N_(
        "Nobody said so, but what was asked or told gives us the impression. When in doubt between two, choose this."
    ),
    Category.NONE: N_(
        "The person says no, or nothing that was said points to it. Whoever only considers starting belongs here, with "
        "the tick below."
    ),
}

# ISO 639-1, where `no` is read as `nb`.
LANGUAGE_CODES = frozenset(code for code in map(str, Locale("en").languages) if len(code) == 2) - {"no"}


def known_language_code(code: str) -> str | None:
    """The ISO 639-1 code that `code` stands for, `no` read as `nb`; None where it is not one."""
    code = code.strip().lower()
    code = "nb" if code == "no" else code
    return code if code in LANGUAGE_CODES else None


def language_name(code: str, said_in: str) -> str:
    """What a conversation's language is called in `said_in`, such as `rumensk`."""
    return str(Locale(said_in).languages.get(code, code))
