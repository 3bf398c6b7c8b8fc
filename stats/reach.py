"""Where help is reached: lines that one calls, our own telephone, our address. The service keeps it true by hand."""

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from chat.language import DEFAULT, N_, VISITORS
from stats.directory import TELEPHONE
from stats.models.told import Reach, ReachHours, ReachWords
from stats.record_forms import RecordReader
from stats.shift_forms import CLOCK
from stats.vocabulary import LABELS, ContactWay

STALE = timedelta(days=183)  # after this somebody should look whether it still holds
LONGEST_WORDS, LONGEST_VALUE, LAST_PLACE = 80, 160, 999
WAYS = {way: LABELS[way] for way in ContactWay}
NO_HOURS = N_("Say when it is open, or that it always is.")
BAD_HOURS = N_("Give both times as hours and minutes, such as 09:00, or none.")
DAYS = range(7)

Week = dict[int, tuple[time, time]]  # weekday, 0 is Monday -> from when until when
Run = tuple[int, int, time, time]  # first and last weekday, from when until when


class NotThere(Exception):
    """There is no such row."""


@dataclass(frozen=True)
class Point:
    """One of them, as visitors are told it."""

    way: ContactWay
    value: str
    always: bool
    words: dict[str, str]  # by language
    week: Week = field(default_factory=dict)

    @property
    def dialled(self) -> str:
        return "".join(sign for sign in self.value if sign in "+0123456789")

    @property
    def said_in(self) -> str:
        """The language to fall back on."""
        return "en" if "en" in self.words else next(iter(self.words), DEFAULT)

    @property
    def runs(self) -> list[Run]:
        return runs(self.week)

    def is_open(self, local: datetime) -> bool:
        now, today = local.time(), local.weekday()
        return self.always or any(
            (day == today and starts <= now and (now < ends or ends <= starts))
            or (day == (today - 1) % 7 and now < ends <= starts)
            for day, (starts, ends) in self.week.items()
        )


@dataclass(frozen=True)
class Reached:
    """What holds now: everything that visitors are told, in its order."""

    zone: ZoneInfo
    points: tuple[Point, ...] = ()

    def help_now(self, now: datetime | None = None) -> list[Point]:
        """The lines on which somebody answers now, or at `now`."""
        local = now.astimezone(self.zone) if now else datetime.now(self.zone)
        return [one for one in self.points if one.way is ContactWay.HELP_LINE and one.is_open(local)]

    @staticmethod
    def named(weekday: int) -> date:
        """A day of that name, for `day` to say it."""
        return date(2024, 1, 1 + weekday)

    @property
    def own(self) -> list[Point]:
        """Our telephone and address, at all hours."""
        return [one for one in self.points if one.way is not ContactWay.HELP_LINE]


@dataclass(frozen=True)
class NewReach:
    """One of them, complete, not yet stored."""

    way: ContactWay
    value: str
    place: int
    always: bool
    words: dict[str, str]
    week: Week


def read(session: Session, zone: ZoneInfo) -> Reached:
    return Reached(zone, tuple(_point(row) for row in list_reach(session)))


def _point(row: Reach) -> Point:
    words = {one.language: one.text for one in row.words}
    return Point(row.way, row.value, row.always, words, week_of(row))


def week_of(row: Reach) -> Week:
    return {one.weekday: (one.starts, one.ends) for one in row.hours}


def runs(week: Week) -> list[Run]:
    """The week as days that follow each other with the same hours."""
    found: list[Run] = []
    for day, hours in sorted(week.items()):
        if found and found[-1][1:] == (day - 1, *hours):
            found[-1] = (found[-1][0], day, *hours)
        else:
            found.append((day, day, *hours))
    return found


def list_reach(session: Session) -> list[Reach]:
    return list(session.scalars(select(Reach).order_by(Reach.place, Reach.id)))


def get_reach(session: Session, reach_id: int) -> Reach:
    """Raises NotThere."""
    found = session.get(Reach, reach_id)
    if found is None:
        raise NotThere
    return found


def save(session: Session, reach_id: int | None, new: NewReach, by: str, on: date) -> None:
    """Keeps it. Whoever saves says that it is true on that day. Raises NotThere."""
    row = get_reach(session, reach_id) if reach_id is not None else Reach()
    row.way, row.value, row.place, row.always = new.way, new.value, new.place, new.always
    row.words, row.hours = [], []
    session.add(row)
    session.flush()
    row.words = [ReachWords(language=code, text=text) for code, text in new.words.items()]
    row.hours = [ReachHours(weekday=day, starts=starts, ends=ends) for day, (starts, ends) in new.week.items()]
    row.confirmed_by, row.confirmed_on = by, on


def remove(session: Session, reach_id: int) -> None:
    """Raises NotThere."""
    session.delete(get_reach(session, reach_id))


def is_stale(row: Reach, today: date) -> bool:
    """Whether nobody has said for half a year that it holds."""
    return row.confirmed_on is None or today - row.confirmed_on > STALE


def parse_reach(form: dict[str, list[str]]) -> NewReach:
    """Raises FormErrors."""
    reader = RecordReader(form)
    way = reader.choice("way", ContactWay, N_("Choose one of these."))
    value = reader.words("value", LONGEST_VALUE, N_("Write the number or the address."))
    if value and way is not ContactWay.ADDRESS and "value" not in reader.errors and not TELEPHONE.fullmatch(value):
        reader.errors["value"] = N_("A telephone number has digits and spaces only.")
    words = {code: text for code in VISITORS if (text := reader.words(f"words_{code}", LONGEST_WORDS))}
    if way is ContactWay.HELP_LINE and DEFAULT not in words:
        reader.errors.setdefault(f"words_{DEFAULT}", N_("Say in a few words who answers."))
    place = min(reader.number_if_any("place") or 0, LAST_PLACE)
    always, week = reader.yes("always"), _week(reader)
    if not always and not week and "always" not in reader.errors:
        reader.errors["always"] = NO_HOURS
    reader.finish()
    return NewReach(way, value, place, always, words, {} if always else week)


def _week(reader: RecordReader) -> Week:
    typed = {day: (reader.words(f"starts_{day}", 5), reader.words(f"ends_{day}", 5)) for day in DAYS}
    week = {}
    for day, (starts, ends) in typed.items():
        if CLOCK.fullmatch(starts) and CLOCK.fullmatch(ends):
            week[day] = _clock(starts), _clock(ends)
        elif starts or ends:
            reader.errors[f"starts_{day}"] = BAD_HOURS
    return week


def _clock(typed: str) -> time:
    hour, minute = typed.replace(".", ":").split(":")
    return time(int(hour), int(minute))
