"""Reading shifts, the rota, venues and profiles from form fields, with an error for each field that needs one."""

import re
from dataclasses import dataclass, field
from datetime import date, time, timedelta
from enum import StrEnum
from typing import TypeVar

from chat.errors import TextRefused
from chat.language import N_
from chat.text import check_text
from stats.forms import EARLIEST, LINE_END, Form, FormErrors
from stats.rota import AHEAD, NewException, NewWeekly
from stats.shifts import NewShift
from stats.venues import NewVenue
from stats.vocabulary import Channel, ShiftState, VenueKind, known_language_code

LATEST = timedelta(days=3 * 366)
MAX_NAME = 80  # code points
MAX_RULES = 2000
MOST = {"team_size": 30, "attempts": 1000, "last_intake": 180, "patience": 60}
OWN_CHAT = "own"
CLOCK = re.compile(r"([01]?[0-9]|2[0-3])[.:]([0-5][0-9])")
NUMBER = re.compile(r"[0-9]{1,6}")

E = TypeVar("E", bound=StrEnum)


@dataclass
class Fields:
    """Reads fields one by one and collects what is wrong. After an error what it returns is never used."""

    form: Form
    today: date
    errors: dict[str, str] = field(default_factory=dict)

    def check(self) -> None:
        """Raises FormErrors where anything was wrong."""
        if self.errors:
            raise FormErrors(self.errors)

    def text(self, name: str) -> str:
        values = self.form.get(name, ())
        return values[-1].strip() if values else ""

    def words(self, name: str, most: int, missing: str = "") -> str:
        words = LINE_END.sub("\n", self.text(name))
        if not words:
            if missing:
                self.errors[name] = missing
        elif len(words) > most:
            self.errors[name] = N_("This is too long.")
        else:
            self._check_characters(name, words)
        return words

    def _check_characters(self, name: str, words: str) -> None:
        try:
            check_text(words)
        except TextRefused:
            self.errors[name] = N_("There are characters in it that cannot be saved.")

    def choice(self, name: str, choices: type[E]) -> E:
        try:
            return choices(self.text(name))
        except ValueError:
            self.errors[name] = N_("Choose one of these.")
            return next(iter(choices))

    def is_chosen(self, name: str) -> bool:
        return self.text(name) == "yes"

    def day(self, name: str) -> date:
        day = self.optional_day(name)
        if day is None:
            self.errors.setdefault(name, N_("Give the day as year-month-day, such as 2025-03-27."))
        return day or self.today

    def optional_day(self, name: str) -> date | None:
        if not self.text(name):
            return None
        try:
            day = date.fromisoformat(self.text(name))
        except ValueError:
            self.errors[name] = N_("Give the day as year-month-day, such as 2025-03-27.")
            return None
        if not EARLIEST <= day <= self.today + LATEST:
            self.errors[name] = N_("This day is too far away.")
        return day

    def clock(self, name: str) -> time:
        found = CLOCK.fullmatch(self.text(name))
        if found is None:
            self.errors[name] = N_("Give the time as hours and minutes, such as 17:00.")
        return time(int(found[1]), int(found[2])) if found else time()

    def number(self, name: str, least: int = 0) -> int:
        found = NUMBER.fullmatch(self.text(name))
        number = int(found[0]) if found else -1
        if not least <= number <= MOST[name]:
            self.errors[name] = N_("Give a number that can be right.")
        return number

    def reference(self, name: str, known: set[int]) -> int | None:
        """The number of a row; None where own chat, or nothing, is chosen."""
        text = self.text(name)
        if text in ("", OWN_CHAT):
            return None
        number = int(text) if NUMBER.fullmatch(text) else 0
        if number not in known:
            self.errors[name] = N_("Choose one of these.")
        return number

    def languages(self) -> str:
        codes = [known_language_code(code) for code in re.split(r"[\s,]+", self.text("languages")) if code]
        if None in codes:
            self.errors["languages"] = N_("Give languages as two-letter codes, such as nb en.")
        return " ".join(dict.fromkeys(code for code in codes if code))


def parse_weekly(form: Form, today: date, venues: set[int]) -> NewWeekly:
    """A weekly shift at one of `venues` or of own chat. Raises FormErrors."""
    fields = Fields(form, today)
    weekday = fields.text("weekday")
    if weekday not in set("0123456"):
        fields.errors["weekday"] = N_("Choose one of these.")
    new = NewWeekly(
        venue_id=_place(fields, venues),
        weekday=int(weekday) if "weekday" not in fields.errors else 0,
        starts=fields.clock("starts"),
        ends=fields.clock("ends"),
        languages=fields.languages(),
        from_day=fields.day("from_day"),
        until_day=fields.optional_day("until_day"),
    )
    _in_order(fields, new.from_day, new.until_day, "until_day")
    fields.check()
    return new


def parse_exception(form: Form, today: date, weekly: set[int]) -> NewException:
    """A day that is not as the rota says, from today on. Raises FormErrors."""
    fields = Fields(form, today)
    new = NewException(fields.day("day"), fields.reference("weekly", weekly))
    if new.day < today:
        fields.errors.setdefault("day", N_("This day is over."))
    if fields.text("starts") or fields.text("ends"):
        new = NewException(new.day, new.weekly_id, fields.clock("starts"), fields.clock("ends"))
    fields.check()
    return new


def parse_rules(form: Form, today: date) -> tuple[int, int]:
    """Minutes of the last intake before the end, and of waiting where nobody is present. Raises FormErrors."""
    fields = Fields(form, today)
    rules = fields.number("last_intake"), fields.number("patience", least=1)
    fields.check()
    return rules


def parse_shift(form: Form, today: date, venues: set[int]) -> NewShift:
    """A shift as it is planned or was held. One that was held has a team. Raises FormErrors."""
    fields = Fields(form, today)
    state = fields.choice("state", ShiftState)
    held = state is ShiftState.HELD
    new = NewShift(
        day=fields.day("day"),
        venue_id=_place(fields, venues),
        starts=fields.clock("starts"),
        ends=fields.clock("ends"),
        state=state,
        team_size=fields.number("team_size", least=1) if held or fields.text("team_size") else None,
        languages=fields.languages(),
        attempts=fields.number("attempts") if fields.text("attempts") else 0,
    )
    if held and new.day > today:
        fields.errors.setdefault("state", N_("A day to come cannot have been held."))
    if new.day > today + AHEAD:
        fields.errors.setdefault("day", N_("This day is too far away."))
    fields.check()
    return new


def parse_venue(form: Form, today: date) -> NewVenue:
    """A venue. Days without a yes are dropped. Raises FormErrors."""
    fields = Fields(form, today)
    agreement, no_logging = fields.is_chosen("agreement"), fields.is_chosen("no_logging")
    new = NewVenue(
        name=fields.words("name", MAX_NAME, N_("Give it a name.")),
        kind=fields.choice("kind", VenueKind),
        channel=fields.choice("channel", Channel),
        agreement=agreement,
        agreement_day=fields.day("agreement_day") if agreement else None,
        agreement_until=fields.optional_day("agreement_until") if agreement else None,
        no_logging=no_logging,
        no_logging_day=fields.day("no_logging_day") if no_logging else None,
        rules=fields.words("rules", MAX_RULES),
        languages=fields.languages(),
    )
    if new.channel is Channel.WEB_CHAT:
        fields.errors.setdefault("channel", N_("That is our own chat. Choose another."))
    if new.agreement_day:
        _in_order(fields, new.agreement_day, new.agreement_until, "agreement_until")
    fields.check()
    return new


def parse_profile(form: Form, today: date) -> tuple[str, date, date | None]:
    """A name of ours, the first day on which it is, and the last if that is known. Raises FormErrors."""
    fields = Fields(form, today)
    name = fields.words("profile", MAX_NAME, N_("Give it a name."))
    active_from, active_until = fields.day("active_from"), fields.optional_day("active_until")
    _in_order(fields, active_from, active_until, "active_until")
    fields.check()
    return name, active_from, active_until


def _place(fields: Fields, venues: set[int]) -> int | None:
    if not fields.text("venue"):
        fields.errors["venue"] = N_("Choose one of these.")
    return fields.reference("venue", venues)


def _in_order(fields: Fields, first: date, last: date | None, name: str) -> None:
    if last is not None and last < first:
        fields.errors.setdefault(name, N_("This is before the first day."))
