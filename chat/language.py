"""The languages of the pages and their catalogues. English stands in the code; the others in `templates/locale/`.

Catalogues are read as they are (no compile step). A test compares them with what the templates and modules say.
"""

import gettext
from datetime import date, time, timedelta
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

from babel.dates import format_date, format_timedelta
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_decimal

LOCALE = Path(__file__).parent.parent / "templates" / "locale"
DEFAULT = "nb"
LANGUAGES = {"nb": "Norsk", "en": "English"}  # offered on every page, each in its own name


def N_(message: str) -> str:  # noqa: N802 - the mark that gettext tools look for
    """Marks a text for the catalogue where it is written down, to be translated where it is shown."""
    return message


def known_language(code: str | None) -> str:
    """`code` where we have its catalogue, else the default. `no` is read as `nb`."""
    code = {"no": "nb"}.get(code or "", code or "")
    return code if code in LANGUAGES else DEFAULT


class Speech:
    """How one language says texts, dates and numbers."""

    def __init__(self, code: str, translations: gettext.NullTranslations) -> None:
        self.code = code
        self._translations = translations

    def text(self, message: str, **values: Any) -> str:
        said = self._translations.gettext(message)
        return said % values if values else said

    def plural(self, one: str, many: str, n: int, **values: Any) -> str:
        return self._translations.ngettext(one, many, n) % {"n": n, **values}

    def day(self, day: date, style: str = "d. MMMM y") -> str:
        return format_date(day, style, locale=self.code)

    def clock(self, moment: time) -> str:
        return f"{moment:%H.%M}" if self.code == "nb" else f"{moment:%H:%M}"

    def length(self, length: timedelta) -> str:
        return format_timedelta(length, threshold=1, locale=self.code)

    def number(self, value: float, pattern: str = "#,##0.##") -> str:
        return format_decimal(value, pattern, locale=self.code)


@cache
def speech(code: str) -> Speech:
    """The speech of a language in LANGUAGES."""
    if code == "en":
        return Speech(code, gettext.NullTranslations())
    compiled = BytesIO()
    write_mo(compiled, read_catalogue(code))
    compiled.seek(0)
    return Speech(code, gettext.GNUTranslations(compiled))


def read_catalogue(code: str) -> Catalog:
    """All texts of a language, from every file in its folder."""
    whole = Catalog(locale=code)
    for path in sorted((LOCALE / code).glob("*.po")):
        with path.open("rb") as file:
            for message in read_po(file, locale=code):
                if message.id:
                    whole.add(message.id, message.string, context=message.context)
    return whole
