"""The languages of the pages and their catalogues. English stands in the code; the others in `templates/locale/`.

Staff read two languages, visitors more. Catalogues are read as they are (no compile step). A test compares them with
what the templates and modules say.
"""

import gettext
from collections.abc import Callable, Container
from datetime import date, time, timedelta
from decimal import Decimal
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

from babel.dates import format_date, format_time, format_timedelta
from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_decimal

LOCALE = Path(__file__).parent.parent / "templates" / "locale"
DEFAULT = "nb"
LANGUAGES = {"nb": "Norsk", "en": "English"}  # of staff, each in its own name
VISITORS = {  # as visitors choose among them, once they are offered
    "nb": "Norsk",
    "nn": "Nynorsk",
    "en": "English",
    "ro": "Română",
    "th": "ไทย",
    "es": "Español",
    "ar": "العربية",
}
COMPLETE = ("nb", "nn", "en")  # offered from the start; any other once somebody has approved its safety texts
RIGHT_TO_LEFT = frozenset({"ar"})
WITH_A_DOT = frozenset({"nb", "nn"})  # between hours and minutes
DAY_BEFORE_MONTH = {"ro": "d ", "th": "d ", "es": "d 'de' ", "ar": "d "}  # where it is not «d. »


def N_(message: str) -> str:  # noqa: N802 - the mark that gettext tools look for
    """Marks a text for the catalogue where it is written down, to be translated where it is shown."""
    return message


def known_language(code: str | None) -> str:
    """`code` where staff have it, else the default. `no` is read as `nb`."""
    return code_in(code, LANGUAGES)


def code_in(code: str | None, languages: Container[str]) -> str:
    """`code` where it is one of these, else the default. `no` is read as `nb`."""
    code = {"no": "nb"}.get(code or "", code or "")
    return code if code in languages else DEFAULT


def direction(code: str) -> str:
    """The way in which a language is written, as `dir` has it."""
    return "rtl" if code in RIGHT_TO_LEFT else "ltr"


class Said(str):
    """A date, a clock time or a number in words. `in_english` says it again, for a sentence that is only in English."""

    in_english: Callable[[], str]


class Speech:
    """How one language says texts, dates and numbers. What it lacks is said in English, with all that is in it."""

    def __init__(self, code: str, translations: gettext.NullTranslations, known: frozenset[str] | None = None) -> None:
        """`known`: the texts that are translated; None where none needs to be."""
        self.code = code
        self._translations = translations
        self._known = known

    def text(self, message: str, **values: Any) -> str:
        if self.lacks(message):
            return speech("en").text(message, **_in_english(values))
        said = self._translations.gettext(message)
        return said % values if values else said

    def plural(self, one: str, many: str, n: int, **values: Any) -> str:
        if self.lacks(one):
            return speech("en").plural(one, many, n, **_in_english(values))
        return self._translations.ngettext(one, many, n) % {"n": n, **values}

    def lacks(self, message: str) -> bool:
        return self._known is not None and message not in self._known

    def day(self, day: date, style: str = "d. MMMM y") -> str:
        written = style.replace("d. ", DAY_BEFORE_MONTH.get(self.code, "d. "))
        return self._say(format_date(day, written, locale=self.code), lambda english: english.day(day, style))

    def clock(self, moment: time) -> str:
        return self._say(self._clock(moment), lambda english: english.clock(moment))

    def moment(self, at: time | date) -> str:
        """A clock time, or a day with its weekday."""
        return self.clock(at) if isinstance(at, time) else self.day(at, "EEEE d. MMMM")

    def length(self, length: timedelta) -> str:
        said = format_timedelta(length, threshold=1, locale=self.code)
        return self._say(said, lambda english: english.length(length))

    def number(self, value: float | Decimal, pattern: str = "#,##0.##") -> str:
        said = format_decimal(value, pattern, locale=self.code)
        return self._say(said, lambda english: english.number(value, pattern))

    def _clock(self, moment: time) -> str:
        if self.code in WITH_A_DOT:
            return f"{moment:%H.%M}"
        return f"{moment:%H:%M}" if self.code in LANGUAGES else format_time(moment, "short", locale=self.code)

    def _say(self, said: str, again: Callable[["Speech"], str]) -> Said:
        words = Said(said)
        words.in_english = lambda: again(speech("en"))
        return words


def _in_english(values: dict[str, Any]) -> dict[str, Any]:
    return {name: value.in_english() if isinstance(value, Said) else value for name, value in values.items()}


@cache
def speech(code: str) -> Speech:
    """The speech of a language in VISITORS; of any other the default's."""
    if code == "en":
        return Speech(code, gettext.NullTranslations())
    if code not in VISITORS:
        return speech(DEFAULT)
    compiled, catalogue = BytesIO(), read_catalogue(code)
    write_mo(compiled, catalogue)
    compiled.seek(0)
    known = frozenset(_singular(message) for message in catalogue if message.id)
    return Speech(code, gettext.GNUTranslations(compiled), known)


def read_catalogue(code: str) -> Catalog:
    """All texts of a language, from every file in its folder."""
    whole = Catalog(locale=code)
    for path in sorted((LOCALE / code).glob("*.po")):
        with path.open("rb") as file:
            for message in read_po(file, locale=code):
                if message.id and is_said(message):
                    whole.add(message.id, message.string, context=message.context)
    return whole


def is_said(message: Message) -> bool:
    """Whether it is translated, in each of its plural forms."""
    said = message.string
    return bool(said and not message.fuzzy) and (isinstance(said, str) or all(said or ()))


def _singular(message: Message) -> str:
    return message.id if isinstance(message.id, str) else message.id[0]
