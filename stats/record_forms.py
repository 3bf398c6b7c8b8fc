"""Reading the fields of a record's form, with an error for each field that needs one. No storage."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import TypeVar

from chat.errors import TextRefused
from chat.language import N_
from chat.text import check_text
from stats.forms import EARLIEST, LINE_END, FormErrors
from stats.identifying import find

E = TypeVar("E", bound=StrEnum)

Form = Mapping[str, Sequence[str]]

NAME, LINE, TEXT = 80, 120, 1000  # code points, at most
MONTH = re.compile(r"[0-9]{4}-[0-9]{2}")
NUMBER = re.compile(r"[0-9]{1,7}")
SHOWS_WHO = N_("Something here can show who it is. Take it out, or say it in another way.")


@dataclass
class RecordReader:
    """Reads fields one by one. After an error what it returns is never used, because `finish` raises."""

    form: Form
    errors: dict[str, str] = field(default_factory=dict)

    def finish(self) -> None:
        """Raises FormErrors with every field that is wrong."""
        if self.errors:
            raise FormErrors(self.errors)

    def words(self, name: str, longest: int, missing: str = "") -> str:
        """A text; `missing` says what to do where there must be one."""
        text = LINE_END.sub("\n", self._raw(name))
        if not text and missing:
            self.errors[name] = missing
        elif len(text) > longest:
            self.errors[name] = N_("This is too long.")
        elif text:
            self._check_characters(name, text)
        return text

    def coarse_words(self, name: str, longest: int) -> str:
        """A text in which nothing is found that shows who somebody is."""
        text = self.words(name, longest)
        if name not in self.errors and find(text):
            self.errors[name] = SHOWS_WHO
        return text

    def choice(self, name: str, choices: type[E], missing: str) -> E:
        try:
            return choices(self._raw(name))
        except ValueError:
            self.errors[name] = missing
            return next(iter(choices))

    def choices(self, name: str, choices: type[E], missing: str) -> list[E]:
        """All that were chosen, at least one, in the order of their declaration."""
        sent = set(self.form.get(name, ()))
        chosen = [member for member in choices if member in sent]
        if not chosen:
            self.errors[name] = missing
        return chosen

    def day(self, name: str, latest: date | None = None) -> date:
        """A day that must be given, and lies no later than `latest`."""
        found = self.day_if_any(name)
        if found is None and name not in self.errors:
            self.errors[name] = N_("Choose a day.")
        elif found and latest and found > latest:
            self.errors[name] = N_("The day cannot be in the future.")
        return found or EARLIEST

    def day_if_any(self, name: str, first: date | None = None) -> date | None:
        """A day that may be missing, and lies no earlier than `first`."""
        text = self._raw(name)
        try:
            found = date.fromisoformat(text) if text else None
        except ValueError:
            self.errors[name] = N_("Give the day as year-month-day, such as 2025-03-27.")
            return None
        if found and found < EARLIEST:
            self.errors[name] = N_("The day is too long ago.")
        elif found and first and found < first:
            self.errors[name] = N_("The last day cannot be before the first.")
        return found

    def month(self, name: str, today: date) -> date:
        """The first day of a month that has begun."""
        text = self._raw(name)
        try:
            found = date.fromisoformat(f"{text}-01") if MONTH.fullmatch(text) else None
        except ValueError:
            found = None
        if found is None:
            self.errors[name] = N_("Give the month as year-month, such as 2025-03.")
        elif not EARLIEST <= found <= today:
            self.errors[name] = N_("The month is too long ago, or still to come.")
        return found or EARLIEST

    def number_if_any(self, name: str) -> int | None:
        text = self._raw(name)
        if text and not NUMBER.fullmatch(text):
            self.errors[name] = N_("Give a whole number, or nothing.")
        return int(text) if text and name not in self.errors else None

    def yes(self, name: str) -> bool:
        """Whether a box is ticked."""
        return self._raw(name) == "yes"

    def _raw(self, name: str) -> str:
        values = self.form.get(name, ())
        return values[-1].strip() if values else ""

    def _check_characters(self, name: str, text: str) -> None:
        try:
            check_text(text)
        except TextRefused:
            self.errors[name] = N_("This has characters that cannot be saved.")
