"""The form of a prepared reply: as it is stored, or as it was filled in, with what is wrong beside each field."""

import re
from dataclasses import dataclass, field, replace

from chat.errors import TextRefused
from chat.language import N_
from chat.phrases import MAX_BODY, MAX_TITLE, PhraseView, Wording
from chat.text import check_text
from counselor_console.answers import first
from counselor_console.notes import Decision, Finding, Reason, check_note
from stats.forms import LINE_END

Form = dict[str, list[str]]

OWN = ("nb", "en")  # always in the form, first
LANGUAGE = re.compile(r"[a-z]{2,3}")
NO_TITLE = N_("Write a title, at most 80 characters.")
NO_TEXT = N_("Write the reply in one language at least.")
BAD_TEXT = N_("At most 1,000 characters, and none that cannot be sent.")
BAD_LANGUAGE = N_("Choose the language.")
TWICE = N_("This language is there twice.")
TELLS_WHO = N_("This may tell who somebody is. Take it out, or say that it is public.")


@dataclass(frozen=True)
class Row:
    """The reply in one language. `findings` may tell who somebody is."""

    language: str
    body: str = ""
    approved: bool = False
    findings: list[Finding] = field(default_factory=list)
    error: str = ""


@dataclass(frozen=True)
class Draft:
    """The whole form. `findings` of the title and of each row may stand where they are in `public`.

    `lacking`: why its rows together will not do.
    """

    title: str = ""
    urgent: bool = False
    rows: tuple[Row, ...] = tuple(Row(language) for language in OWN)
    findings: list[Finding] = field(default_factory=list)
    public: frozenset[str] = frozenset()
    error: str = ""
    lacking: str = ""
    by_visitor: bool = False

    @property
    def wrong(self) -> bool:
        return bool(self.error or self.lacking or any(row.error for row in self.rows))

    @property
    def wordings(self) -> dict[str, Wording]:
        return {row.language: Wording(row.body, row.approved) for row in self.rows if row.body}


def stored(phrase: PhraseView) -> Draft:
    """The form of a phrase that is there. What it names was said to be public when it was saved."""
    rows = [
        Row(language, said.body, said.approved, check_note(said.body, {})) for language, said in phrase.wordings.items()
    ]
    findings = check_note(phrase.title, {})
    public = frozenset(one.detail for of in (findings, *(row.findings for row in rows)) for one in of)
    return Draft(phrase.title, phrase.urgent, _complete(rows), findings, public, by_visitor=phrase.by_visitor)


def read(form: Form) -> Draft:
    """The form as it was filled in."""
    title, public = first(form, "title").strip(), frozenset(form.get("public", []))
    pairs = list(zip(form.get("language", []), form.get("body", []), strict=False))
    rows = [_row(form, language, LINE_END.sub("\n", body).strip()) for language, body in pairs]
    rows = _mark_twice([row for row in rows if row.body])
    error, lacking = _wrong(title, MAX_TITLE, NO_TITLE, public), "" if rows else NO_TEXT
    place = first(form, "place")
    urgent, by_visitor = place == "urgent", place == "visitor"
    return Draft(title, urgent, _complete(rows), check_note(title, {}), public, error, lacking, by_visitor)


def _row(form: Form, language: str, body: str) -> Row:
    public = frozenset(form.get("public", []))
    error = _wrong(body, MAX_BODY, BAD_TEXT, public) if LANGUAGE.fullmatch(language) else BAD_LANGUAGE
    return Row(language, body, language in form.get("approved", []), check_note(body, {}), error)


def _wrong(text: str, most: int, unfit: str, public: frozenset[str]) -> str:
    """Why the text cannot be kept: `unfit`, or that it tells who somebody is and nobody said that it is public."""
    if not _fits(text, most):
        return unfit
    return TELLS_WHO if check_note(text, dict.fromkeys(public, Decision(Reason.PUBLIC))) else ""


def _complete(rows: list[Row]) -> tuple[Row, ...]:
    """The rows with our own languages first, empty where nothing was written."""
    own = [next((row for row in rows if row.language == code), Row(code)) for code in OWN]
    return (*own, *(row for row in rows if row not in own))


def _mark_twice(rows: list[Row]) -> list[Row]:
    seen: set[str] = set()
    marked = []
    for row in rows:
        marked.append(replace(row, error=TWICE) if row.language in seen else row)
        seen.add(row.language)
    return marked


def _fits(text: str, most: int) -> bool:
    try:
        return len(check_text(text)) <= most
    except TextRefused:
        return False
