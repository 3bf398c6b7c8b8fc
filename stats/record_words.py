"""The words of the service's other records: every enumeration once, with its label in English. No storage.

They have labels of their own, apart from the register's: the same word there may be said in another way.
"""

from collections.abc import Mapping
from enum import StrEnum

from chat.language import N_


class ReferralCategory(StrEnum):
    """What a service that we refer to is for."""

    HEALTH = "health"
    LEGAL = "legal"
    SOCIAL = "social"
    HOUSING = "housing"
    CRISIS = "crisis"
    VIOLENCE = "violence"
    ECONOMY = "economy"
    MENTAL_HEALTH = "mental_health"
    SUBSTANCE_USE = "substance_use"
    POLICE = "police"
    OTHER = "other"


class ActivityKind(StrEnum):
    MEETING = "meeting"
    SEMINAR = "seminar"
    STAND = "stand"
    MEDIA = "media"
    ADVERTISING = "advertising"
    TALK = "talk"
    OTHER = "other"


class IncidentKind(StrEnum):
    VIOLENCE = "violence"
    RAPE = "rape"
    ROBBERY = "robbery"
    THREATS = "threats"
    EVICTION = "eviction"
    FINE = "fine"
    FALSE_POLICE = "false_police"
    HARASSMENT = "harassment"
    OTHER = "other"


class Reported(StrEnum):
    """Whether the police were told."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


class WhyNot(StrEnum):
    """Why the police were not told."""

    AFRAID_OF_POLICE = "afraid_of_police"
    AFRAID_OF_LANDLORD = "afraid_of_landlord"
    AFRAID_OF_DEPORTATION = "afraid_of_deportation"
    NO_TRUST = "no_trust"
    NOT_SERIOUS = "not_serious"
    OTHER = "other"


class AgeSign(StrEnum):
    """What made somebody think that the person may be a child."""

    SAID_AGE = "said_age"
    WRITING = "writing"
    SITUATION = "situation"
    CONTROLLED = "controlled"
    IN_DANGER = "in_danger"


class AgeOutcome(StrEnum):
    """What came of it; one may be done beside another."""

    NO_REASON = "no_reason"
    TALKED = "talked"
    CHILD_WELFARE = "child_welfare"
    POLICE = "police"
    NOT_TRACED = "not_traced"


CATEGORIES: Mapping[ReferralCategory, str] = {
    ReferralCategory.HEALTH: N_("Health and testing"),
    ReferralCategory.LEGAL: N_("Legal help"),
    ReferralCategory.SOCIAL: N_("Social help"),
    ReferralCategory.HOUSING: N_("Housing"),
    ReferralCategory.CRISIS: N_("Crisis help"),
    ReferralCategory.VIOLENCE: N_("Violence and abuse"),
    ReferralCategory.ECONOMY: N_("Money and debt"),
    ReferralCategory.MENTAL_HEALTH: N_("Mental health"),
    ReferralCategory.SUBSTANCE_USE: N_("Alcohol and drugs"),
    ReferralCategory.POLICE: N_("Police"),
    ReferralCategory.OTHER: N_("Other"),
}

ACTIVITIES: Mapping[ActivityKind, str] = {
    ActivityKind.MEETING: N_("Meeting"),
    ActivityKind.SEMINAR: N_("Seminar"),
    ActivityKind.STAND: N_("Stand"),
    ActivityKind.MEDIA: N_("In the media"),
    ActivityKind.ADVERTISING: N_("Advertising"),
    ActivityKind.TALK: N_("Talk or questions and answers"),
    ActivityKind.OTHER: N_("Other"),
}

INCIDENTS: Mapping[IncidentKind, str] = {
    IncidentKind.VIOLENCE: N_("Violence"),
    IncidentKind.RAPE: N_("Rape"),
    IncidentKind.ROBBERY: N_("Robbery"),
    IncidentKind.THREATS: N_("Threats"),
    IncidentKind.EVICTION: N_("Eviction, or the landlord"),
    IncidentKind.FINE: N_("A fine, or the police"),
    IncidentKind.FALSE_POLICE: N_("Somebody said that they were the police"),
    IncidentKind.HARASSMENT: N_("Harassment"),
    IncidentKind.OTHER: N_("Other"),
}

REPORTED: Mapping[Reported, str] = {
    Reported.YES: N_("Yes"),
    Reported.NO: N_("No"),
    Reported.UNKNOWN: N_("Not known"),
}

WHY_NOT: Mapping[WhyNot, str] = {
    WhyNot.AFRAID_OF_POLICE: N_("Afraid of the police"),
    WhyNot.AFRAID_OF_LANDLORD: N_("Afraid of the landlord"),
    WhyNot.AFRAID_OF_DEPORTATION: N_("Afraid of being sent out of the country"),
    WhyNot.NO_TRUST: N_("Does not trust that it helps"),
    WhyNot.NOT_SERIOUS: N_("Does not think it serious enough"),
    WhyNot.OTHER: N_("Other"),
}

AGE_SIGNS: Mapping[AgeSign, str] = {
    AgeSign.SAID_AGE: N_("What was said about age"),
    AgeSign.WRITING: N_("The way of writing"),
    AgeSign.SITUATION: N_("The situation, such as school or home"),
    AgeSign.CONTROLLED: N_("Somebody else seems to decide"),
    AgeSign.IN_DANGER: N_("In danger now"),
}

AGE_OUTCOMES: Mapping[AgeOutcome, str] = {
    AgeOutcome.NO_REASON: N_("No reason to go on"),
    AgeOutcome.TALKED: N_("We talked about it with the person"),
    AgeOutcome.CHILD_WELFARE: N_("Child welfare was called"),
    AgeOutcome.POLICE: N_("The police were called"),
    AgeOutcome.NOT_TRACED: N_("Could not be traced"),
}
