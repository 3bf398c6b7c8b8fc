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
    """The reply in one language. `findings` may tell who somebody is; those in `public` may stand."""

    language: str
    body: str = ""
    approved: bool = False
    findings: list[Finding] = field(default_factory=list)
    public: frozenset[str] = frozenset()
    error: str = ""


@dataclass(frozen=True)
class Draft:
    """The whole form. `lacking`: why its rows together will not do."""

    title: str = ""
    urgent: bool = False
    rows: tuple[Row, ...] = tuple(Row(language) for language in OWN)
    error: str = ""
    lacking: str = ""

    @property
    def wrong(self) -> bool:
        return bool(self.error or self.lacking or any(row.error for row in self.rows))

    @property
    def wordings(self) -> dict[str, Wording]:
        return {row.language: Wording(row.body, row.approved) for row in self.rows if row.body}


def stored(phrase: PhraseView) -> Draft:
    """The form of a phrase that is there. What it names was said to be public when it was saved."""
    rows = [_stored_row(language, said) for language, said in phrase.wordings.items()]
    return Draft(phrase.title, phrase.urgent, _complete(rows))


def read(form: Form) -> Draft:
    """The form as it was filled in."""
    title = first(form, "title").strip()
    pairs = list(zip(form.get("language", []), form.get("body", []), strict=False))
    rows = [_row(form, language, LINE_END.sub("\n", body).strip()) for language, body in pairs]
    rows = _mark_twice([row for row in rows if row.body])
    error, lacking = "" if _fits(title, MAX_TITLE) else NO_TITLE, "" if rows else NO_TEXT
    return Draft(title, "urgent" in form, _complete(rows), error, lacking)


def _row(form: Form, language: str, body: str) -> Row:
    public, findings = frozenset(form.get("public", [])), check_note(body, {})
    row = Row(language, body, language in form.get("approved", []), findings, public)
    if not LANGUAGE.fullmatch(language):
        return replace(row, error=BAD_LANGUAGE)
    if body and not _fits(body, MAX_BODY):
        return replace(row, error=BAD_TEXT)
    return replace(row, error=TELLS_WHO if _undecided(body, public) else "")


def _undecided(body: str, public: frozenset[str]) -> list[Finding]:
    return check_note(body, dict.fromkeys(public, Decision(Reason.PUBLIC)))


def _stored_row(language: str, said: Wording) -> Row:
    findings = check_note(said.body, {})
    return Row(language, said.body, said.approved, findings, frozenset(one.detail for one in findings))


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
