"""Reading a contact from form fields, with an error for each field that needs one. No storage."""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import TypeVar

from chat.errors import TextRefused
from chat.language import N_
from chat.text import check_text
from stats.vocabulary import (
    BASES,
    About,
    AgeBand,
    Basis,
    Category,
    Channel,
    ContactedBy,
    Gender,
    HeardFrom,
    Nationality,
    Step,
    TalkedBefore,
    Topic,
    WeakerBecause,
    known_language_code,
)

MAX_NOTE = 2000  # code points
EARLIEST = date(2000, 1, 1)  # an older day is a slip of the fingers
NUMBER = re.compile(r"[0-9]{1,18}")  # what the database can hold as one
LINE_END = re.compile(r"\r\n?|\x85")  # browsers and other programs end lines in their own ways; a note has newlines

E = TypeVar("E", bound=StrEnum)

Form = Mapping[str, Sequence[str]]


@dataclass(frozen=True)
class NewContact:
    """A contact, complete and consistent, not yet stored; no category exactly for relatives and helpers.

    `no_note`: the person wanted none, so it has none and is linked with no other. `note_until`: the last day of a note
    that was written earlier and elsewhere. `basis` may be missing only in a file. `continues`: the contact of the same
    day that went on here. Whether that contact, the shift and the services exist is for the register to say.
    `return_hint`: what contacts of one return code have in common.
    """

    day: date
    channel: Channel
    about: About
    category: Category | None
    note: str
    gender: Gender
    age_band: AgeBand
    language: str
    topics: tuple[str, ...]
    talked_before: TalkedBefore
    basis: Basis | None = None
    considering: bool = False
    nationality: Nationality = Nationality.UNKNOWN
    contacted_by: ContactedBy = ContactedBy.UNKNOWN
    heard_from: HeardFrom = HeardFrom.UNKNOWN
    step: Step = Step.UNKNOWN
    referrals: tuple[int, ...] = ()
    shift_id: int | None = None
    continues: str | None = None
    weaker_because: WeakerBecause | None = None
    no_note: bool = False
    note_until: date | None = None
    return_hint: bytes | None = None


class FormErrors(ValueError):
    """What is wrong, as `errors`: field name -> English text, marked for translation where it is written."""

    def __init__(self, errors: dict[str, str]) -> None:
        super().__init__(", ".join(errors))
        self.errors = errors


def parse_contact(
    form: Form,
    today: date,
    *,
    note_required: bool = True,
    basis_required: bool = True,
    topics: Collection[str] = tuple(Topic),
) -> NewContact:
    """The contact that `form` describes; `today` is the last day allowed, `topics` are the codes of the list.

    Only category, its basis and the note must be there; the rest may be missing and then is unknown or not asked.
    For relatives and helpers the category is ignored and the note optional. Raises FormErrors with every field that
    is wrong.
    """
    reader = _Reader(form)
    about = reader.choice("about", About, N_("Choose whom the contact is about."))
    himself = about is About.HIMSELF
    category = reader.choice("category", Category, N_("Choose a category.")) if himself else None
    contact = NewContact(
        day=reader.day(today),
        channel=reader.choice("channel", Channel, N_("Choose a channel.")),
        about=about,
        category=category,
        note=reader.note(required=himself and note_required),
        gender=reader.choice("gender", Gender, default=Gender.UNKNOWN),
        age_band=reader.choice("age_band", AgeBand, default=AgeBand.UNKNOWN),
        language=reader.language(),
        topics=reader.topics(topics),
        talked_before=reader.choice("talked_before", TalkedBefore, default=TalkedBefore.NOT_ASKED),
        basis=reader.basis(category, basis_required),
        considering=himself and reader.text("considering") == "yes",
        nationality=reader.choice("nationality", Nationality, default=Nationality.UNKNOWN),
        contacted_by=reader.choice("contacted_by", ContactedBy, default=ContactedBy.UNKNOWN),
        heard_from=reader.choice("heard_from", HeardFrom, default=HeardFrom.UNKNOWN),
        step=reader.choice("step", Step, default=Step.UNKNOWN),
        referrals=reader.numbers("referrals"),
        shift_id=next(iter(reader.numbers("shift")), None),
        continues=reader.text("continues") or None,
        weaker_because=reader.weaker() if himself else None,
    )
    if reader.errors:
        raise FormErrors(reader.errors)
    return contact


@dataclass
class _Reader:
    """Reads fields one by one and collects what is wrong. After an error what it returns is never used."""

    form: Form
    errors: dict[str, str] = field(default_factory=dict)

    def text(self, name: str) -> str:
        values = self.form.get(name, ())
        return values[-1].strip() if values else ""

    def choice(self, name: str, choices: type[E], missing: str = "", default: E | None = None) -> E:
        text = self.text(name)
        if not text and default is not None:
            return default
        try:
            return choices(text)
        except ValueError:
            self.errors[name] = N_("This is not one of the choices.") if text else missing
            return next(iter(choices))

    def day(self, today: date) -> date:
        try:
            day = date.fromisoformat(self.text("day"))
        except ValueError:
            self.errors["day"] = N_("Give the day as year-month-day, such as 2025-03-27.")
            return today
        if day > today:
            self.errors["day"] = N_("The day cannot be in the future.")
        elif day < EARLIEST:
            self.errors["day"] = N_("The day is too long ago.")
        return day

    def note(self, required: bool) -> str:
        note = LINE_END.sub("\n", self.text("note"))
        if not note:
            if required:
                self.errors["note"] = N_("Write a short note.")
        elif len(note) > MAX_NOTE:
            self.errors["note"] = N_("The note can have at most 2,000 characters.")
        else:
            self._check_characters(note)
        return note

    def _check_characters(self, note: str) -> None:
        try:
            check_text(note)
        except TextRefused:
            self.errors["note"] = N_("The note has characters that cannot be saved.")

    def language(self) -> str:
        code = known_language_code(self.text("language"))
        if code is None:
            self.errors["language"] = N_("Give the language as a two-letter code, such as nb or en.")
        return code or ""

    def basis(self, category: Category | None, required: bool) -> Basis | None:
        """Asked about only where a category allows more than one; else it is what the category says."""
        allowed = BASES.get(category, ()) if category else ()
        if len(allowed) < 2 or not (required or self.text("basis")):
            return allowed[0] if len(allowed) == 1 else None
        basis = self.choice("basis", Basis, N_("Choose which of the two."))
        if basis not in allowed and "basis" not in self.errors:
            self.errors["basis"] = N_("Choose which of the two.")
        return basis

    def weaker(self) -> WeakerBecause | None:
        return self.choice("weaker_because", WeakerBecause) if self.text("weaker_because") else None

    def topics(self, known: Collection[str]) -> tuple[str, ...]:
        chosen = {text for text in self.form.get("topics", ()) if text}
        if not chosen <= set(known):
            self.errors["topics"] = N_("This is not one of the choices.")
        return tuple(sorted(chosen))

    def numbers(self, name: str) -> tuple[int, ...]:
        """The rows that were chosen, by their numbers."""
        chosen = {text for text in self.form.get(name, ()) if text}
        if not all(NUMBER.fullmatch(text) for text in chosen):
            self.errors[name] = N_("This is not one of the choices.")
            return ()
        return tuple(sorted(map(int, chosen)))
