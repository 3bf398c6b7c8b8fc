"""What a release says in words: titles, sentences, rules and definitions. Numbers come from the release alone.

Every text is English here and is said in a language by those who lay it out.
"""

from chat.language import N_

ANNUAL_REPORT = N_("Annual report %(year)s")
CHAPTER = N_("Contacts and persons")
DRAFT = N_("Internal draft, not for publication")
HEADLINE = N_("%(persons)s persons")
FROM_TO = N_("(%(low)s–%(high)s)")
FOOT = N_("Edition %(year)s-%(edition)s, counting rule %(rule)s, checksum %(checksum)s")
FOOT_OF_DRAFT = N_("Draft of %(year)s, counting rule %(rule)s, checksum %(checksum)s")
RELEASED = N_("Figures closed on %(closed)s, released on %(released)s.")
NOT_CLOSED = N_("The year is not closed. The figures may still change.")
NOT_CORRECTED = N_("A corrected edition that is not published. Until it is, the edition before it holds.")
WOULD_PASS = N_(
    "It was held against everything that was published, as the edition will be, and would pass as it stands now."
)
WOULD_BE_REFUSED = N_("As it stands now, its publication would be refused.")
BECAUSE = N_("The reason: %(reason)s")

REGISTERED = N_("In %(year)s we registered %(contacts)s contacts.")
REGISTERED_AGAINST = N_("In %(year)s we registered %(contacts)s contacts, against %(before)s in %(earlier)s.")
LINKED = N_(
    "Staff linked %(linked)s contacts to an earlier contact with the same person, so we count %(persons)s "
    "persons, each once; %(new)s of them were new."
)
LINKED_FEW = N_(
    "Few contacts or none were linked to an earlier contact with the same person; rounded figures cannot tell whether "
    "there were any. We count %(persons)s persons, each once; %(new)s of them were new."
)
ESTIMATED = N_(
    "Some may have come back without anybody recognising them, so we estimate, as an experiment, that it was "
    "%(persons)s persons (%(low)s–%(high)s)."
)
ESTIMATED_VALIDATED = N_(
    "Some may have come back without anybody recognising them, so we estimate that it was %(persons)s persons "
    "(%(low)s–%(high)s), by a method that was validated on %(tried)s persons on %(day)s."
)
NOT_ESTIMATED = N_("Nothing is estimated: how many came back without anybody recognising them is not known.")

FIGURES = N_("Main figures")
FIGURES_RULE = N_(
    "The range is plain: at its lower end everybody about whom nothing firm was decided had been here before, at "
    "its upper end all of them were new. The lower end is surely not too high. The upper end has room for what "
    "rounding may have taken from the printed number."
)
ESTIMATE = N_("Estimate, an experiment")
ESTIMATE_VALIDATED = N_("Estimate, validated")
ESTIMATE_RULE = N_(
    "Estimated from how alike the stories are, from what staff decided, and from how often they miss somebody "
    "whom they have met. The interval has the right number nine times of ten, if the assumptions hold; it has room "
    "for rounding. Do not publish it without the counted figure."
)
OPEN = N_("Not decided when the year was closed")
OPEN_YET = N_("Not decided yet")
OPEN_RULE = N_(
    "What staff had not settled, rounded down to fives. It is counted as it stood: whoever nobody linked is a person, "
    "and a new one."
)
BY_TWO_COUNSELLORS = N_("Two counsellors went through the list of what was open.")
NOT_BY_TWO = N_("The list of what was open was not gone through by two counsellors, because: %(reason)s")
NOT_BY_TWO_YET = N_("Two counsellors have not gone through the list of what is open yet.")
WORK = N_("What else we did")
WORK_ROWS = {"shifts_held": N_("Shifts held"), "activities": N_("Activities")}
WORK_RULE = N_(
    "Shifts that were held, in own chat and elsewhere, and meetings, seminars, stands, media and the like that began "
    "in the year. They count nobody whom we met, and are printed as they are."
)
OPEN_ROWS = {
    "owed": N_("Conversations not registered"),
    "unsure": N_("Contacts that may be of somebody met before"),
    "not_looked": N_("Contacts for which nobody has looked"),
}
NAMES = {"contacts": N_("Contacts"), "persons": N_("Persons"), "new_persons": N_("New persons")}

BY_ONE = {
    "contacts": N_("Contacts by %(first)s"),
    "persons": N_("Persons by %(first)s"),
    "new_persons": N_("New persons by %(first)s"),
    "years": N_("Persons of %(years)s together, by %(first)s"),
}
BY_TWO = {
    "contacts": N_("Contacts by %(first)s and %(second)s"),
    "persons": N_("Persons by %(first)s and %(second)s"),
    "new_persons": N_("New persons by %(first)s and %(second)s"),
    "years": N_("Persons of %(years)s together, by %(first)s and %(second)s"),
}
UNITS = {
    "contacts": N_(
        "A contact is a registered exchange with the person concerned. On sites where profiles write to each "
        "other, by e-mail, and by phone or SMS, one person in one channel on one day is one contact. Relatives "
        "and helpers are not counted."
    ),
    "persons": N_(
        "Each person counts once in the year, all channels together. A person is the contacts that staff linked "
        "after recognising the story; no name is stored. A contact that nobody linked is a person of its own."
    ),
    "new_persons": N_(
        "A person is new where the first contact that is registered at all lies in the year. A contact that "
        "nobody linked is a new person."
    ),
    "years": N_(
        "Each person counts once, also one who was here in several of the years. The years therefore cannot be "
        "added up to this number."
    ),
}
COUNTED = {
    "contacts": N_("Every contact with the person concerned."),
    "persons": N_("Each person counts once in the year, by the links that staff made."),
    "new_persons": N_("Persons whose first registered contact lies in the year."),
    "years": UNITS["years"],
}
GROUPS = {
    "category": N_(
        "The category is experience of selling sex, by the strongest evidence: confirmed, then uncertain, then no "
        "experience."
    ),
    "gender": N_(
        "The gender is the one last known. All who are not men, or of whom it is not known, are one group, "
        "because they are few."
    ),
    "age": N_("The age is the one last known, as staff judged it or were told."),
    "channel": N_(
        "A contact that went on in another channel the same day counts where it began. Other sites are chat "
        "rooms, community and dating sites and Facebook; in person are also street and indoor work."
    ),
    "quarter": N_("The quarter is that of the day of the contact."),
}
SMALL = N_(
    "Small groups are changed to nought or five before anything is added up, so that no small group can be read "
    "off. ≈ stands before every number that this may have touched. Such numbers, and sums of them, may be off by a "
    "few. The ends of ranges and intervals stand without it: they have room for that. How much follows from the groups "
    "alone, so the ends tell nothing more of them."
)

FIVES = N_(
    "Contacts are rounded to fives in every group: a person has at least one contact, so an exact number of contacts "
    "could tell of persons."
)

APPROXIMATE = N_("≈ stands before numbers in which small groups are protected. Sums of them may be off by a few.")

EXACT = N_(
    "This table is counted exactly. The figures above it are rounded, so its total may differ from theirs by a few."
)
TOO_FEW = N_("–: one of the two numbers is approximate and below %(fewest)s, and rounding alone could be the change.")

LOWEST = N_("At least")
HIGHEST = N_("At most")
ABOUT_HIGHEST = N_("At most, about")
CHANGE = N_("Change, %")
MIDDLE = N_("Estimate")
TOTAL = N_("All")
FIGURE = N_("Figure")
WHAT = N_("What")
NEW_IN = N_("new in %(year)s")
NOT_COMPARABLE = N_("not comparable")
AND = N_("%(first)s and %(second)s")
YEAR_ESTIMATE = N_("%(year)s, estimate")

NEW_TABLE = N_("New in %(year)s: there is no such table of %(earlier)s.")
FIRST_YEAR = N_("No figures of %(earlier)s are published, so nothing is compared.")
BROKEN = N_(
    "%(earlier)s was counted by version %(before)s of the rule and %(year)s by version %(rule)s. The two years "
    "cannot be compared."
)
BROKEN_BEFORE = N_("%(earlier)s ‖ rule %(before)s")
BY_BOTH = N_("%(title)s, by both rules")
YEAR_AND_RULE = N_("%(year)s, rule\N{NO-BREAK SPACE}%(rule)s")
BOTH_RULES = N_(
    "Both years are counted by version %(before)s of the rule and by version %(rule)s. Compare only columns of the "
    "same version. What the year’s own version did not count was counted when %(year)s was closed."
)
THE_VERSION = N_("Version %(version)s: %(words)s")
BOTH_STAND = N_("Where the versions count differently, both years stand counted by both.")
SAME_RULE = N_("Both years are counted by version %(rule)s of the rule.")
FIRST_EDITION = N_("This is the first edition. Nothing in it replaces earlier figures of %(year)s.")
LATER_EDITION = N_("This is edition %(edition)s. It replaces the one before it. The reason: %(reason)s")
ON_REQUEST = N_("This is a table that was asked for. It replaces nothing. For whom and why: %(reason)s")
ROSE = N_("%(name)s: %(value)s, up from %(before)s.")
FELL = N_("%(name)s: %(value)s, down from %(before)s.")
STAYED = N_("%(name)s: %(value)s, as the year before.")
NEWLY = N_("%(name)s: %(value)s, new in %(year)s.")

CHANGED = N_("What changed")
HOW_SURE = N_("How sure it is")
RANGE = N_("%(name)s: %(value)s, range %(low)s–%(high)s.")
RANGE_MEANS = N_("A range tells what is not settled. It is no interval of probability.")
WITHIN = N_(
    "%(before)s, the number of %(earlier)s, lies within this range, or so near that with rounding it may, so the "
    "change is uncertain."
)
OUTSIDE = N_("%(before)s, the number of %(earlier)s, lies outside this range, also with room for rounding.")
INTERVAL = N_("%(name)s, estimated: %(middle)s, 90 %% interval %(low)s–%(high)s.")
TRIED = N_(
    "The estimate is an experiment: its interval can be tried once staff have settled the links of %(needed)s "
    "persons, and now it is %(settled)s."
)
VALIDATED = N_(
    "The interval of the estimate was validated on %(tried)s persons whose links staff had settled, on %(day)s. The "
    "number to use is the counted one."
)
UNREADABLE = N_("Notes that are damaged and cannot be read: %(number)s. The estimate is made without them.")
NO_INTERVAL = N_("There is no estimate in this release, and so no interval of probability.")

HOW_COUNTED = N_("How it is counted")
HOW_PROTECTED = N_("Small numbers are protected")
NOT_KNOWN = N_("What is not known")
UNKNOWN = N_(
    "How many came back without anybody recognising them, and how many never got in touch. Category, gender and "
    "age are known only as far as they came up."
)
CHECKSUM = N_(
    "The checksum of the edition is %(digest)s. Whoever has its JSON file can check both with “%(command)s”, without "
    "the register."
)
VERIFY = "lavterskel verify FILE.json --digest CHECKSUM"
MADE_AGAIN = N_("Whoever has the register can make the edition again with “%(command)s”.")
REBUILD = "lavterskel release rebuild {year} --edition {edition}"
CHECKSUM_OF_DRAFT = N_("The checksum of this draft is %(digest)s. The edition will have another.")

RELEASE = N_("The release")
DEFINITIONS = N_("Definitions")
TERM = N_("Term")
MEANING = N_("Meaning")
SIGN = "≈"
BREAK = "‖"
TERMS = {
    N_("Contact"): UNITS["contacts"],
    N_("Person"): UNITS["persons"],
    N_("New person"): UNITS["new_persons"],
    N_("Persons of several years"): UNITS["years"],
    SIGN: SMALL,
    BREAK: N_("The series is broken here: the numbers on its two sides are counted by different rules."),
    N_("Range"): FIGURES_RULE,
    N_("Estimate"): ESTIMATE_RULE,
    CHANGE: N_(
        "From the year before, in whole per cent, a half rounded up. It is computed from the numbers as they are "
        "printed. From nought there is none, and none where one of the two is approximate and below 25: rounding alone "
        "could be the change."
    ),
}
FACTS = {
    "year": N_("Year"),
    "edition": N_("Edition"),
    "reason": N_("Reason for this edition"),
    "closed_on": N_("Closed on"),
    "released_on": N_("Released on"),
    "rule": N_("Version of the counting rule"),
    "before_rule": N_("Version of the year before"),
    "settled": N_("Persons whose links are settled"),
    "needed": N_("Needed to try the estimate"),
    "contacts_linked": N_("Contacts linked to an earlier one"),
    "digest": N_("Checksum"),
}

BARS = N_("%(title)s, as bars from nought: %(values)s.")
DOTS = N_("%(title)s, as dots with their range: %(values)s.")
BAR = N_("%(label)s %(value)s")
DOT = N_("%(label)s %(value)s (%(low)s–%(high)s)")
BAR_BEFORE = N_("%(label)s %(value)s, the year before %(before)s")
TICKS = N_("The black ticks are %(earlier)s.")
TICKS_BY_RULE = N_("The black ticks are %(earlier)s, counted by the rule of %(year)s.")
NO_TICKS = N_("%(earlier)s is not drawn: it was counted by another rule.")
COUNTED_OTHERWISE = N_("counted by another rule")
HOLLOW = N_("The dot is the count, the line its range. The hollow dot is %(earlier)s.")
DOT_ONLY = N_("The dot is the count, the line its range.")
INTERVAL_DRAWN = N_("The square is the estimate, the line its 90 % interval.")
TABLE_CAPTION = N_("Table")
CHART_CAPTION = N_("Chart")
