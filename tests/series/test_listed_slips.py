"""Every slip that was listed by hand for six tables of the printed report (I1 to I21 is that list, of all its tables).

Each is found by the program, or it stands here why it cannot be; and the program finds no other.
"""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

import pytest

from stats.series.numbers import half_up
from stats.series.recomputing import Kind
from tests.series.tables import Said, printed
from tests.series.test_seed import TABLES, kinds

OF_THE_SIX = tuple(name for name in TABLES if name.split("_")[0] in ("t1", "t2", "t3", "t7", "t10", "t24"))


@dataclass(frozen=True)
class Slip:
    """Where it is found, as which kind, and what is said; `number` is that of the list."""

    number: str
    file: str
    said: tuple[Said, ...]
    kind: Kind = Kind.DIFFERS


COUNTRIES = "Totalt 45 nasjoner"
FOUND = (
    Slip("I1", "t2_contacts_per_person", (("contacts per person", "2007", "13", "14"),)),
    Slip("I2", "t3_countries", (("Romania", "+/- i % fra 2010", "+66", "67"),)),
    Slip(
        "I3",
        "t3_countries",
        ((COUNTRIES, "2007", "1270", "1258"), (COUNTRIES, "2010", "1077", "1054"), (COUNTRIES, "2011", "1218", "1206")),
    ),
    Slip("I4", "t3_text_2010", (("Romania", "2010", "40", "39"), ("Bulgaria", "2010", "45", "44"))),
    # "Rose evenly from 74 to 81": the years between, which are not printed, rise and fall.
    Slip(
        "I5",
        "t1_shares",
        tuple(("foreign origin", year, "", share) for year, share in (("2008", "80"), ("2009", "76"), ("2010", "79"))),
        Kind.NOT_PRINTED,
    ),
    Slip("I6", "t3_text_five_years", (("Eastern Europe", "change in five years", "-41", "-39"),)),
    # "About 60 %" is words; the persons whom it is of are recomputed, and are 56.2 per cent of 1218.
    Slip("I6", "t3_text_share", (("Nigeria and Eastern Europe", "2011", "", "684"),), Kind.NOT_PRINTED),
    Slip("I9", "t7_range", (("most", "2011", "150", "156"),)),
    # Whether three others are of the 21 or beside them is not said. If they are of them, 15 are left.
    Slip("I19", "t10_follow_up", (("neither", "2011", "", "15"),), Kind.NOT_PRINTED),
)
NOT_NUMBERS = {
    "I18": "The text speaks of a table above it, which is a chart that is lost: nothing of it can be imported.",
    "I21": "The paragraph on Bulgaria has the word for women from Romania: no number is wrong.",
}
NOT_OF_THE_SIX = {"I7", "I8", "I10", "I11", "I12", "I13", "I14", "I15", "I16", "I17", "I20"}


@pytest.mark.parametrize("slip", FOUND, ids=lambda slip: f"{slip.number} {slip.file}")
def test_each_listed_slip_is_found(slip: Slip) -> None:
    assert set(slip.said) <= set(kinds(slip.file, slip.kind))


def test_no_other_number_differs_than_those_listed() -> None:
    found = {(name, said) for name in OF_THE_SIX for said in kinds(name, Kind.DIFFERS)}
    assert found == {(slip.file, said) for slip in FOUND for said in slip.said if slip.kind is Kind.DIFFERS}


def test_every_number_of_the_list_is_found_or_there_is_a_reason() -> None:
    listed = {f"I{number}" for number in range(1, 22)}
    assert {slip.number for slip in FOUND} | set(NOT_NUMBERS) | NOT_OF_THE_SIX == listed


def test_a_share_in_words_is_kept_and_is_not_what_is_recomputed_beside_it() -> None:
    assert printed(TABLES["t3_text_share"], "% of all persons", "2011") == "about 60 %"
    ((_, _, _, persons),) = kinds("t3_text_share", Kind.NOT_PRINTED)
    share = Fraction(persons) / Fraction(printed(TABLES["t3_countries"], COUNTRIES, "2011"))
    assert half_up(100 * share, 1) == Decimal("56.2")
