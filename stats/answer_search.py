"""Finding answers by the words that one types. `read.js` does the same in the browser, where no search reaches us.

Words fit at their beginnings, without endings, and however æ, ø and å are typed. Of several words, as many as possible.
"""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeVar

K = TypeVar("K")

MOST = 200  # code points of a search that are looked at
# fmt: off
ENDINGS = (
    "ingene", "ingen", "inger", "inga", "ings", "ing", "ene", "ane", "ens", "ets", "en", "et", "er", "ar", "es", "ed",
    "e", "a", "s",
)
SKIPPED = frozenset({
    "jeg", "meg", "min", "mitt", "mine", "du", "deg", "en", "et", "ei", "og", "i", "på", "til", "for", "av", "med",
    "om", "er", "var", "har", "hva", "hvor", "når", "hvordan", "kan", "skal", "vil", "må", "det", "den", "de", "som",
    "ikke", "noe", "noen", "seg", "få", "gjøre", "vet", "eg", "kva", "kvar", "korleis", "ikkje",
    "a", "an", "and", "am", "are", "can", "do", "does", "get", "have", "how", "if", "in", "is", "it", "me", "my",
    "of", "on", "or", "the", "to", "what", "when", "where", "you", "should", "want", "need",
})
# fmt: on
LIKE = {"ø": "o", "æ": "a", "ß": "ss", "ł": "l", "đ": "d", "ı": "i"}
LIKE_ALSO = {"aa": "a", "oe": "o", "ae": "a"}
LEAST_STEM, LEAST_INSIDE = 3, 5  # letters of a word that are left, and that are looked for inside others
WORD = re.compile(r"[^\W_]+")
LATIN = re.compile(r"[\u0000-\u024f]+")


@dataclass(frozen=True)
class Index:
    """The words of a text, as they are compared."""

    words: frozenset[str] = frozenset()

    @classmethod
    def of(cls, text: str) -> "Index":
        return cls(frozenset(WORD.findall(fold(text))))

    def has(self, word: str) -> bool:
        return any(_fits(word, one) for one in self.words)


def search(typed: str, among: Mapping[K, Index]) -> set[K]:
    """Which have most of the words; all of them where nothing is typed, none where nothing fits."""
    wanted = _wanted(typed)
    if not wanted:
        return set(among)
    scores = {key: sum(index.has(word) for word in wanted) for key, index in among.items()}
    best = max(scores.values(), default=0)
    return {key for key, score in scores.items() if best and score == best}


def fold(text: str) -> str:
    """Small letters without marks, and the same for every way to type æ, ø and å."""
    bare = "".join(one for one in unicodedata.normalize("NFKD", text.lower()) if unicodedata.category(one)[0] != "M")
    for written, same in (LIKE | LIKE_ALSO).items():
        bare = bare.replace(written, same)
    return bare


def stem(word: str) -> str:
    """The word without its ending, and with one where it then ends in two of the same."""
    ends = next((end for end in ENDINGS if word.endswith(end) and len(word) - len(end) >= LEAST_STEM), "")
    word = word.removesuffix(ends)
    return word[:-1] if ends and len(word) > LEAST_STEM and word[-1] == word[-2] else word


def _wanted(typed: str) -> set[str]:
    words = set(WORD.findall(fold(typed[:MOST])))
    return words - {fold(word) for word in SKIPPED} or words


def _fits(word: str, found: str) -> bool:
    """Languages that put no space between words are looked through anywhere."""
    root = stem(word)
    inside = len(root) >= LEAST_INSIDE or not LATIN.fullmatch(root)
    return (
        found.startswith(root) or (inside and root in found) or (len(found) >= LEAST_INSIDE and word.startswith(found))
    )
