"""The counting rule of every figure and table, in the words that are printed under it. `stats.counting` does it."""

from datetime import date

from chat.language import N_

MARKING = N_("Internal, not for publication")
DEMO = N_("Demo, invented figures")
VERSION = N_("Counting rule, version %(version)s.")

FIGURE_NAMES = {
    "contacts": N_("Contacts"),
    "persons_linked": N_("Persons, from links"),
    "persons": N_("Persons"),
    "new_persons": N_("New persons"),
    "contacts_per_person": N_("Contacts per person"),
    "persons_confirmed": N_("Persons, confirmed"),
    "persons_uncertain": N_("Persons, uncertain"),
    "persons_none": N_("Persons, no experience"),
    "contacts_no_note": N_("Wanted no note"),
    "contacts_relative_or_helper": N_("Contacts with relatives and helpers"),
    "not_a_contact": N_("Not a contact"),
    "skipped_registrations": N_("Skipped, not registered"),
    "exchanges_not_counted": N_("Wanted to be counted nowhere"),
    "shifts_held": N_("Shifts held"),
    "persons_per_shift": N_("Persons per outreach shift"),
    "visitors_unanswered": N_("Visitors who waited unanswered"),
    "visitors_turned_away": N_("Visitors turned away"),
    "visitors_answered": N_("Visitors who got an answer"),
    "campaign_clicks": N_("Campaigns followed"),
    "conversations_opened": N_("Conversations opened"),
    "contacts_own_chat": N_("Contacts in own chat"),
    "activities": N_("Activities"),
    "incidents": N_("Incidents"),
}

FIGURE_RULES = {
    "contacts": N_(
        "Every registered exchange with the person concerned, in any channel. On gay community sites, dating and "
        "contact sites and Facebook, by e-mail, and by phone or SMS, one person, one channel and one day is one "
        "contact; SMS and calls are one channel, so several calls in a day count once. Registrations counted "
        "together with another for this reason: %(merged)s. A contact that went on in another channel the same day "
        "is one contact, in the channel where it began. Registrations counted together with another for this reason: "
        "%(moved)s. Relatives, helpers, what was not a contact and what was not registered are counted apart."
    ),
    "persons_linked": N_(
        "Groups of contacts that staff linked as the same person, with at least one contact in the year. A contact and "
        "what it went on as in another channel belong together without a link. Exact."
    ),
    "persons": N_(
        "Each person once in the year, all channels together. A person is the contacts that staff linked after "
        "recognising the story; no name or user name is stored. A contact that nobody linked counts as a person, "
        "so the figure is more likely too high than too low. It is an exact count of links. Of %(unsettled)s persons "
        "staff have not decided whether they were met before; were all of them, it would be the lower figure."
    ),
    "new_persons": N_(
        "Persons whose first contact ever in this register lies in the year. A contact that nobody linked counts "
        "as a new person even where the person said we had talked before; number of new persons who said so at "
        "their first contact here: %(said_before)s."
    ),
    "contacts_per_person": N_("Contacts divided by persons. Without persons there is no figure."),
    "persons_confirmed": N_(
        "Persons who say that they have sold sex, in at least one contact in the year. The strongest evidence "
        "counts: whoever was first uncertain and then confirmed counts once, as confirmed."
    ),
    "persons_uncertain": N_(
        "Persons whom our impression of at least one contact in the year places here, and who did not say so in "
        "the year."
    ),
    "persons_none": N_(
        "Persons who say no, or about whom nothing indicates it, in every contact in the year. Some may have "
        "experience without telling."
    ),
    "contacts_no_note": N_(
        "Contacts whose person wanted no note. They are counted like the others, without note and links, so each "
        "is a person of its own, and a new one. A choice that could not be read any more after a stop of the "
        "service counts as no note. Relatives and helpers are not among them."
    ),
    "contacts_relative_or_helper": N_(
        "Registrations of exchanges with relatives and helpers. They are never linked and never count as persons."
    ),
    "not_a_contact": N_(
        "Conversations recorded as empty, abuse, test or press. Only day, channel and reason are kept of them."
    ),
    "skipped_registrations": N_(
        "Conversations that nobody registered, because a colleague had done so, nothing could be understood, a "
        "technical fault or something else, or because two weeks went by (counted from 29 November 2026 on). They are "
        "in no other figure. Only day, channel and reason are kept of them."
    ),
    "exchanges_not_counted": N_(
        "Answered questions in the mailbox whose visitor did not want to be counted. They are in no other figure, and "
        "nothing but their number on each day is kept. One person may be among them several times."
    ),
    "shifts_held": N_("Shifts of the year that were held, in own chat and elsewhere; not those planned or cancelled."),
    "persons_per_shift": N_(
        "Different persons met on each held shift of outreach, added up and divided by the number of these shifts: "
        "%(persons)s by %(shifts)s. Outreach is all but own chat. A shift on which nobody was met counts as nought. "
        "Who was met on several shifts counts on each; a contact of no shift does not count."
    ),
    "visitors_unanswered": N_(
        "Visitors of own chat who waited while no counsellor was there. Only their number on each day is kept."
    ),
    "visitors_turned_away": N_(
        "Visitors of own chat who wanted to begin while nobody new was let in, as shortly before closing. Only their "
        "number on each day is kept."
    ),
    "visitors_answered": N_(
        "Visitors of own chat to whom one of us wrote. From the beginning of the conversation to the first words, the "
        "middle one waited: %(median)s. Only how many there were of each of five waits in a month is kept, from "
        "29 November 2026 on."
    ),
    "campaign_clicks": N_(
        "How often our short addresses on cards and in advertisements were followed. One person may have followed them "
        "several times."
    ),
    "conversations_opened": N_(
        "Conversations that visitors opened in own chat. They know of no campaign, so nobody knows who came from where."
    ),
    "contacts_own_chat": N_(
        "Contacts in own chat, as in the table of channels. Not every opened conversation becomes a contact."
    ),
    "activities": N_(
        "Meetings, seminars, stands, media and the like that began in the year. People reached there, as far as it was "
        "written down: %(reached)s. They are no contacts."
    ),
    "incidents": N_(
        "What was done to somebody and was told to us, by the month in which it happened. Only their number; one "
        "person may have told of several."
    ),
}

EXACT = N_("Counted exactly.")
FROM_LINKS = N_("Counted exactly from links; no estimate.")
RESTING_ON_LINKS = (  # figures
    "contacts_per_person",
    "new_persons",
    "persons_confirmed",
    "persons_uncertain",
    "persons_none",
    "persons_per_shift",
)
SAYING_SO = ("persons", "persons_linked")  # figures whose rule says itself how exact they are


TABLE_TITLES = {
    "category": N_("Experience of selling sex"),
    "gender": N_("Gender"),
    "channel": N_("Channels"),
    "month": N_("Months"),
    "kind": N_("What was registered"),
    "basis": N_("What the category rests on"),
    "step": N_("What came of it"),
    "heard_from": N_("How they heard of us"),
    "topic": N_("Topics"),
    "referral": N_("Where we referred"),
    "shift": N_("Shifts"),
    "wait": N_("How long visitors waited"),
    "activity": N_("Activities"),
    "incident": N_("Incidents"),
}

TABLE_RULES = {
    "category": N_(
        "Each person once, by the strongest evidence in the year: confirmed, then uncertain, then no experience. "
        "Evidence of other years does not count, nor what a later contact of the year says was a mistake. "
        "The contacts are all contacts of these persons in the year."
    ),
    "gender": N_(
        "Each person once, by the gender last known in the year. The contacts are all contacts of these persons "
        "in the year."
    ),
    "channel": N_(
        "A person who used several channels counts in each of them, so the persons do not add up to all persons. "
        "The contacts do."
    ),
    "month": N_(
        "A person counts in every month with a contact, so the persons do not add up to the year. A new person "
        "counts in the month of the first contact ever. Contacts and new persons add up."
    ),
    "kind": N_("Only contacts with the person concerned enter the other figures and tables."),
    "basis": N_(
        "Contacts by what their category rests on. Before 28 November 2026, and in files without it, nobody was asked "
        "which of the two it was for those without experience; these contacts are not in the table."
    ),
    "step": N_(
        "Each person once, by the furthest step registered in the year. Whoever has more than one contact in the year "
        "counts as repeated contact at least. Considering starting to sell sex: %(considering)s of these persons; it "
        "says nothing about their category."
    ),
    "heard_from": N_("Contacts by how the person heard of us, as far as it came up."),
    "topic": N_(
        "Contacts by topic, under today’s list of topics: what a topic was replaced by counts in its place, in all "
        "years. A contact has several topics or none, so the rows do not add up to all contacts. A topic that is no "
        "longer used and was not replaced stands for itself."
    ),
    "referral": N_(
        "Contacts by the services of the directory that the person was shown on to, under today’s directory: what a "
        "service was replaced by counts in its place, in all years. A contact has several services or none, so the "
        "rows do not add up to all contacts. Nothing tells whether the person went there."
    ),
    "shift": N_(
        "Shifts that were held, by channel. On each shift every person counts once; who was met on several counts on "
        "each, so the persons do not add up to all persons. Attempts are messages of ours that nobody answered; they "
        "are no contacts."
    ),
    "wait": N_(
        "Visitors of own chat by how long it took from the beginning of their conversation until one of us wrote, or "
        "until they had left without an answer. Who waited while nobody was there is not among them. Small groups are "
        "not protected."
    ),
    "activity": N_("Activities that began in the year, by kind."),
    "incident": N_("What was done to somebody and was told to us, by kind and by the month in which it happened."),
}

EARLIER = (  # versions of the counting rule that are over: on which day they were replaced, and in what they differed
    (
        "1",
        date(2026, 11, 24),
        N_(
            "There was no figure for contacts whose person wanted no note; every contact could have a note and be "
            "linked. All else was counted as in version 2."
        ),
    ),
    (
        "2",
        date(2026, 11, 28),
        N_(
            "A contact that went on in another channel the same day was counted as a contact in each. On gay community "
            "sites, dating and contact sites and Facebook, by e-mail, and by phone or SMS, one person, one channel and "
            "one day was one contact. Groups of contacts were persons by links alone. Registrations could not be "
            "skipped."
        ),
    ),
    (
        "3",
        date(2026, 11, 29),
        N_("The strongest evidence of the year counted also where staff wrote later that it had been a mistake."),
    ),
)
