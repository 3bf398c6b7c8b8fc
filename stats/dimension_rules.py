"""How a figure is divided, in words: the rule of each dimension, and what adds up. `stats.dimensions` does it."""

from chat.language import N_

BY_PERSON = N_(
    "Each person stands in one row, so persons add up. The contacts are all contacts of these persons in the year."
)
BY_CONTACT = N_(
    "A contact stands in one row, so contacts add up. A person counts in every row with a contact, so the persons do "
    "not. A new person counts in the row of the first contact ever."
)
BY_CHOICES = N_(
    "A contact stands in every row that was chosen for it, or in none, so nothing adds up. A person counts in every "
    "row with a contact, a new person in the rows of the first contact ever."
)
CROSSED = N_(
    "Crossed: a contact counts in each cell whose row and column it belongs to, and so does its person. A new person "
    "counts in the cells of the first contact ever."
)
FILTERED = N_("Only what was chosen is counted: %(chosen)s. A person counts with a contact that fits all of it.")
COMPARED = N_(
    "%(before)s stands beside, counted by the same rule from the register as it stands now. The change is in whole per "
    "cent of %(before)s, halves away from nought. From nought there is no percentage."
)
MEASURE_RULES = {
    "contacts": N_(
        "Every registered exchange with the person concerned. On gay community sites, dating and contact sites and "
        "Facebook, by e-mail, and by phone or SMS, one person, one channel and one day is one contact. A contact that "
        "went on in another channel the same day is one, in the channel where it began."
    ),
    "persons": N_(
        "Each person once in the year. A person is the contacts that staff linked after recognising the story; a "
        "contact that nobody linked counts as a person."
    ),
    "new_persons": N_(
        "Persons whose first contact ever in this register lies in the year. A contact that nobody linked counts as a "
        "new person."
    ),
}
SURENESS = {
    "contacts": N_("Exact: nothing is estimated."),
    "persons": N_(
        "Exact as a count of links, and no estimate. It is more likely too high than too low; the lower figure is what "
        "it would be if everybody of whom that is not settled had been here before."
    ),
}
SURENESS["new_persons"] = SURENESS["persons"]
UNPROTECTED = N_("Small groups are not protected here. These figures are for use inside the service only.")

DIMENSION_RULES = {
    "category": N_(
        "The strongest evidence in the year: confirmed, then uncertain, then no experience. Evidence of other years "
        "does not count, nor what a later contact of the year says was a mistake."
    ),
    "gender": N_("The gender last known in the year."),
    "age_band": N_("The age last known in the year, in bands, as staff judged it or the person said."),
    "nationality": N_(
        "Norwegian or foreign as last known in the year. Whoever nobody knows it of stands as unknown and is never "
        "counted as either. Foreign is origin, and says nothing about a permit to stay."
    ),
    "step": N_(
        "The furthest step registered in the year. Whoever has more than one contact in the year counts as repeated "
        "contact at least."
    ),
    "channel": N_(
        "The channel in which the contact began. Its person counts also in a channel in which it only went on."
    ),
    "venue": N_(
        "The venue of the shift on which the contact was made, under its name of today. A contact of no shift is not "
        "recorded here, unless it was in own chat."
    ),
    "language": N_("The language of the contact."),
    "topic": N_("Under today’s list of topics: what a topic was replaced by counts in its place, in all years."),
    "month": N_("The month of the contact’s day."),
    "weekday": N_("The weekday of the contact’s day."),
    "hours": N_(
        "When the shift began on which the contact was made. No contact has a time of its own, so those of no shift "
        "are not recorded here."
    ),
    "basis": N_(
        "What the contact’s category rests on. Before 28 November 2026, and in files without it, nobody was asked "
        "which of the two it was for those without experience; these are not recorded."
    ),
    "heard_from": N_("How the person heard of us, as far as it came up in the contact."),
    "referral": N_(
        "Under today’s directory: what a service was replaced by counts in its place, in all years. Nothing tells "
        "whether the person went there."
    ),
}
