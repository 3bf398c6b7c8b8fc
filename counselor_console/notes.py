"""A note, read for what tells who somebody is, before it is saved; of a contact, an incident or a concern about age.

What is read is neither stored nor logged here. What staff keep travels in the form beside the note, with the very
detail that it is about, and counts only while the note has that detail.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from chat.access import requires
from chat.errors import TextRefused
from chat.language import N_
from chat.roles import Permission
from chat.text import check_text
from counselor_console.answers import first, read_form, staff_page
from stats.forms import LINE_END, MAX_NOTE, FormErrors
from stats.identifying import Kind, find, remove

Form = dict[str, list[str]]

MAX_WHY = 80  # code points
UNSETTLED = N_("Remove each of them, or keep it and say why.")


class Reason(StrEnum):
    """Why a detail may stay in a note."""

    PUBLIC = "public"
    NO_NAME = "no_name"
    WELL_KNOWN = "well_known"
    OTHER = "other"


REASONS = {
    Reason.PUBLIC: N_("A public place or service"),
    Reason.NO_NAME: N_("Means something else here"),
    Reason.WELL_KNOWN: N_("The person is publicly known"),
    Reason.OTHER: N_("Something else"),
}
KINDS = {
    Kind.PHONE: N_("telephone number"),
    Kind.EMAIL: N_("e-mail address"),
    Kind.NATIONAL_ID: N_("national identity number"),
    Kind.DUF_NUMBER: N_("DUF number"),
    Kind.ACCOUNT_NUMBER: N_("account number"),
    Kind.ADDRESS: N_("street address"),
    Kind.USERNAME: N_("user name"),
    Kind.PROFILE_URL: N_("link to a profile"),
    Kind.VEHICLE_PLATE: N_("vehicle plate"),
    Kind.NAME: N_("name"),
}
FIELDS = {  # what a form calls its note, and the hint beside that
    "contact": (N_("Note"), N_("two sentences a colleague would recognise; no names or numbers")),
    "incident": (N_("The warning"), N_("what happened and how, in words that show nobody")),
    "age_concern": (N_("In a few words"), N_("may stay empty; no names, numbers or user names")),
}
CHOICES = {"reasons": REASONS, "kinds": KINDS, "longest": MAX_NOTE, "longest_why": MAX_WHY}


@dataclass(frozen=True)
class Decision:
    """What staff said of a detail; nothing yet where there is no reason."""

    reason: str = ""
    why: str = ""

    @property
    def stands(self) -> bool:
        return self.reason in REASONS and (self.reason != Reason.OTHER or _is_said(self.why))


@dataclass(frozen=True)
class Finding:
    """A detail of a note, wherever in it that stands, and what was decided of it."""

    kind: Kind
    words: str
    decision: Decision = Decision()

    @property
    def detail(self) -> str:
        return _detail(self.kind, self.words)


Decisions = Mapping[str, Decision]  # of details
UNDECIDED = Decision()


def check_note(text: str, kept: Decisions) -> list[Finding]:
    """What tells who somebody is and is not rightly kept; each detail once, in the order of the note."""
    return _unsettled(_findings(_reading(text, kept)))


def refuse_unsettled(text: str, form: Form) -> None:
    """Raises FormErrors where the note tells who somebody is and the form brings no reason to keep that."""
    if check_note(text, decisions(form)):
        raise FormErrors({"note": UNSETTLED})


def decisions(form: Form) -> dict[str, Decision]:
    """The decisions that a form brings. Whether the note still has what they are about is for `check_note`."""
    rows = zip(*(form.get(name, []) for name in ("finding", "keep", "why")), strict=False)
    return {LINE_END.sub("\n", detail): Decision(reason, why.strip()) for detail, reason, why in rows}


def without_removed(form: Form) -> Form:
    """The form as it is after *Remove* was pressed: the detail is gone from the note, wherever it stood."""
    text, detail = note_of(form), LINE_END.sub("\n", first(form, "remove"))
    for span in reversed(find(text[:MAX_NOTE])):
        if _detail(span.kind, text[span.start : span.end]) == detail:
            text = remove(text, span)
    return form | {"note": [text], "remove": []}


def note_of(form: Form) -> str:
    """The note as it would be saved."""
    return LINE_END.sub("\n", first(form, "note").strip())


def described(form: Form, acted: bool = False) -> dict[str, Any]:
    """What `console/_note.html` shows. After a detail was `acted` on, the focus goes to what is next."""
    reading = list(_reading(note_of(form), decisions(form)))
    findings = _findings(reading)
    unsettled = _unsettled(findings)
    of = first(form, "note_of")
    return {
        "of": of,
        "field": FIELDS.get(of, FIELDS["contact"]),
        "findings": findings,
        "unsettled": len(unsettled),
        "next": min(unsettled, key=lambda one: not one.decision.reason, default=None),
        "reading": reading,
        "acted": acted,
        **CHOICES,
    }


@requires(Permission.REGISTER)
async def check(request: Request) -> Response:
    """The note field again, with what is found in it now."""
    form = without_removed(await read_form(request))
    note = described(form, acted="writing" not in form)
    return staff_page(request, "console/_note.html", filled=form, errors={}, note=note)


def _unsettled(findings: list[Finding]) -> list[Finding]:
    return [finding for finding in findings if not finding.decision.stands]


def _findings(reading: Iterable[tuple[str, Finding | None]]) -> list[Finding]:
    return list(dict.fromkeys(finding for _, finding in reading if finding))


def _reading(text: str, kept: Decisions) -> Iterator[tuple[str, Finding | None]]:
    """The whole note in pieces, each with what it is a finding of.

    What lies behind the longest note is not read: a form that has it is refused for its length.
    """
    place = 0
    for start, end, kind in find(text[:MAX_NOTE]):
        words = text[start:end]
        yield text[place:start], None
        yield words, Finding(kind, words, kept.get(_detail(kind, words), UNDECIDED))
        place = end
    yield text[place:], None


def _detail(kind: Kind, words: str) -> str:
    return f"{kind} {words}"


def _is_said(why: str) -> bool:
    try:
        return len(check_text(why)) <= MAX_WHY
    except TextRefused:
        return False


ROUTES = [Route("/notes/check", check, methods=["POST"])]
