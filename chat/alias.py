"""What staff call a conversation: two words from nature, screened for double meaning, from nothing about a visitor."""

import secrets
from collections.abc import Container

FIRST = (
    "Blå Bred Bratt Brun Dyp Gammel Grå Grønn Hvit Høy Klar Lang",
    "Lav Lys Mild Myk Rolig Rund Smal Stille Stor Svart Tidlig Vid",
)
SECOND = (
    "bekk bro dal eik elv eng fjord foss gran hav klippe kyst",
    "li lyng måne mose myr sky sol stein stjerne tind vann vind",
)
FIRST_WORDS = " ".join(FIRST).split()
SECOND_WORDS = " ".join(SECOND).split()


def new_alias(taken: Container[str]) -> str:
    """An alias that no running conversation has; with all of them in use, one that some other has."""
    for _ in range(50):
        alias = f"{secrets.choice(FIRST_WORDS)} {secrets.choice(SECOND_WORDS)}"
        if alias not in taken:
            return alias
    return alias
