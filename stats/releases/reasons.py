"""What whoever publishes writes down. It is printed and stays, so it may not tell what the tables protect.

Which number would tell something depends on all that is printed beside it, in this edition and in others. So none is
let through but years and dates.
"""

import re
from unicodedata import normalize

from chat.language import N_
from stats.releases.plan import Refused

NO_REASON = N_("Say why a new edition is made. The reason is printed.")
ODD_REASON = N_("Write the reason in at most 300 plain characters. It is printed, and stays.")
TELLING_REASON = N_(
    "Write the reason without numbers, in digits and in words: one could tell what is rounded away. Only years (2026) "
    "and dates (2026-03-15 or 15.3.2026) can stand. “To” is a number in Norwegian."
)
LONGEST = 300  # characters
YEAR = "(?:19|20)[0-9]{2}"
MONTH, DAY = "(?:0?[1-9]|1[0-2])", "(?:0?[1-9]|[12][0-9]|3[01])"
ALLOWED = re.compile(rf"\b(?:{YEAR}-{MONTH}-{DAY}|{DAY}\.{MONTH}\.{YEAR}|{YEAR})\b")
NORWEGIAN = (
    "to tre fire fem seks sju syv åtte ni ti elleve tolv tretten fjorten femten seksten sytten atten nitten tjue tyve "
    "tretti tredve førti femti seksti sytti åtti nitti hundre tusen"
)
ENGLISH = (
    "two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen "
    "nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred thousand"
)
FEW = "par couple dusin dozen"
NUMBER = "|".join(f"{NORWEGIAN} {ENGLISH} {FEW}".split())
IN_WORDS = re.compile(rf"\b(?:(?:en|én|ett)og)?(?:{NUMBER})+(?:og(?:{NUMBER}))*(?:en|én|ett|one)?\b", re.IGNORECASE)


def tidy(reason: str) -> str:
    """A reason on one line. Raises Refused where a document cannot hold it for good, or it has a number."""
    line = " ".join(reason.split())
    if len(line) > LONGEST or not line.isprintable():
        raise Refused(ODD_REASON)
    if _has_number(line):
        raise Refused(TELLING_REASON)
    return line


def _has_number(line: str) -> bool:
    """In the digits of any script, or in the words of either language. "One" is too usual a word to be refused."""
    in_digits = any(map(str.isnumeric, ALLOWED.sub("", line)))
    return in_digits or IN_WORDS.search(normalize("NFKC", line)) is not None
