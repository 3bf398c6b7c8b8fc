"""A release as a chapter of the annual report, said in a language: what each document lays out in its own way.

Every number is one of the release, or follows from such numbers: changes in per cent, and the room that ranges and
intervals have for rounding (`stats.releases.margins`).
"""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from chat.language import Speech, speech
from stats.disclosure.cells import Kind
from stats.releases import wording as words
from stats.releases.documents.comparing import about, is_broken, main_figure, plain, say_broken, say_method, years
from stats.releases.documents.parts import Cell, Chapter, Content, Number
from stats.releases.documents.tables import tables_of
from stats.releases.margins import widened
from stats.rules import DEMO, VERSION

SHOWN = 12  # digits of the checksum in the foot; the method note has all
GROUP = 4


def chapter(content: Content, digest: str, language: str) -> Chapter:
    """The chapter of a release, in Norwegian (`nb`) or English (`en`)."""
    said, content = speech(language), widened(content)
    return Chapter(
        said=said,
        report=said.text(words.ANNUAL_REPORT, year=content["year"]),
        title=said.text(words.CHAPTER),
        headline=said.text(words.HEADLINE, persons=about(said, main_figure(content, "persons")["value"])),
        range=_range_of_persons(said, content),
        marks=_marks(said, content),
        opening=_opening(said, content),
        dates=_dates(said, content),
        tables=tables_of(said, content),
        changed=tuple(_changed(said, content)),
        sure=tuple(_sure(said, content)),
        method=_method(said, content),
        checksum=_checksum(said, content, digest),
        edition=_edition_line(said, content, digest),
        facts=tuple(_facts(said, content, digest)),
        definitions=tuple((said.text(term), said.text(text)) for term, text in words.TERMS.items()),
        released_on=date.fromisoformat(content["released_on"] or f"{content['year']}-12-31"),
    )


def _marks(said: Speech, content: Content) -> tuple[str, ...]:
    refused = content["draft"] and content["refused"]
    marks = ((content["draft"], words.DRAFT), (refused, words.WOULD_BE_REFUSED), (content["demo"], DEMO))
    return tuple(said.text(text) for applies, text in marks if applies)


def _range_of_persons(said: Speech, content: Content) -> str:
    persons = main_figure(content, "persons")
    return said.text(words.FROM_TO, **plain(said, low=persons["low"], high=persons["high"]))


def _opening(said: Speech, content: Content) -> tuple[str, ...]:
    """What was registered, what was linked, what is estimated."""
    return _registered(said, content), _linked(said, content), _estimated(said, content)


def _registered(said: Speech, content: Content) -> str:
    contacts = main_figure(content, "contacts")
    known = {**years(content), "contacts": about(said, contacts["value"])}
    if contacts["before"] is None or is_broken(content):
        return said.text(words.REGISTERED, **known)
    return said.text(words.REGISTERED_AGAINST, before=about(said, contacts["before"]), **known)


def _linked(said: Speech, content: Content) -> str:
    persons, new = (about(said, main_figure(content, name)["value"]) for name in ("persons", "new_persons"))
    linked = content["linked"]["contacts_linked"]
    if linked is None:
        return said.text(words.LINKED_FEW, persons=persons, new=new)
    return said.text(words.LINKED, linked=about(said, linked), persons=persons, new=new)


def _estimated(said: Speech, content: Content) -> str:
    if content["estimate"] is None:
        return said.text(words.NOT_ESTIMATED)
    persons = content["estimate"]["persons"]
    ends, middle = plain(said, low=persons["low"], high=persons["high"]), about(said, persons["middle"])
    tried = _validated(said, content)
    return said.text(words.ESTIMATED_VALIDATED if tried else words.ESTIMATED, persons=middle, **ends, **tried)


def _validated(said: Speech, content: Content) -> dict[str, str]:
    """On how many persons the interval was tried and held, and when; nothing while it is an experiment."""
    tried = content["estimate"].get("validated")
    return {**plain(said, tried=tried["persons"]), "day": _say_day(said, tried["day"])} if tried else {}


def _dates(said: Speech, content: Content) -> str:
    if content["draft"]:
        return _not_published(said, content)
    days = {name: _say_day(said, content[f"{name}_on"]) for name in ("closed", "released")}
    return said.text(words.RELEASED, **days)


def _not_published(said: Speech, draft: Content) -> str:
    return said.text(words.NOT_CORRECTED if draft["corrects"] else words.NOT_CLOSED)


def _say_day(said: Speech, day: str) -> str:
    return said.day(date.fromisoformat(day), "d MMMM y" if said.code == "en" else "d. MMMM y")


def _edition_line(said: Speech, content: Content, digest: str) -> str:
    short = " ".join(digest[start : start + GROUP] for start in range(0, SHOWN, GROUP))
    known = {name: content[name] for name in ("year", "edition", "rule")}
    return said.text(words.FOOT_OF_DRAFT if content["draft"] else words.FOOT, checksum=short, **known)


def _checksum(said: Speech, content: Content, digest: str) -> str:
    if content["draft"]:
        return said.text(words.CHECKSUM_OF_DRAFT, digest=digest)
    anybody = said.text(words.CHECKSUM, digest=digest, command=words.VERIFY)
    if content["on_request"]:
        return anybody
    rebuild = words.REBUILD.format(year=content["year"], edition=content["edition"])
    return f"{anybody} {said.text(words.MADE_AGAIN, command=rebuild)}"


def _method(said: Speech, content: Content) -> tuple[tuple[str, str], ...]:
    counted = [said.text(words.UNITS[unit]) for unit in ("contacts", "persons", "new_persons")]
    counted += [said.text(VERSION, version=content["rule"]), say_method(said, content["rule"])]
    return (
        (said.text(words.HOW_COUNTED), " ".join(counted)),
        (said.text(words.HOW_PROTECTED), " ".join(_protected(said, content))),
        (said.text(words.NOT_KNOWN), said.text(words.UNKNOWN)),
    )


def _protected(said: Speech, content: Content) -> Iterable[str]:
    yield said.text(words.SMALL)
    if any(cell["kind"] == Kind.WHOLE for cell in content["cells"]):
        yield said.text(words.FIVES)


def _changed(said: Speech, content: Content) -> Iterable[str]:
    """The edition, the rule, and each main figure against the year before."""
    of = years(content)
    yield _edition(said, content)
    if content["draft"]:
        yield say_held(said, content)
    if content["before_rule"] is None:
        yield said.text(words.FIRST_YEAR, **of)
    elif is_broken(content):
        yield say_broken(said, content)
        if "overlap" in content:
            yield said.text(words.BOTH_STAND)
    else:
        yield said.text(words.SAME_RULE, rule=content["rule"])
        yield from (_move(said, content, figure) for figure in content["headline"])


def _edition(said: Speech, content: Content) -> str:
    if content["draft"]:
        return _not_published(said, content)
    if content["on_request"]:
        return said.text(words.ON_REQUEST, reason=content["reason"])
    if content["edition"] == 1:
        return said.text(words.FIRST_EDITION, **years(content))
    return said.text(words.LATER_EDITION, edition=content["edition"], reason=content["reason"])


def say_held(said: Speech, draft: Content) -> str:
    """Whether a draft would pass the audit, and if not, why, without whom it would tell of."""
    refused = draft["refused"]
    if not refused:
        return said.text(words.WOULD_PASS)
    reason = said.text(refused["text"], **refused["gaps"])
    return f"{said.text(words.WOULD_BE_REFUSED)} {said.text(words.BECAUSE, reason=reason)}"


def _move(said: Speech, content: Content, figure: Mapping[str, Any]) -> str:
    value, before = figure["value"], figure["before"]
    known = {"name": said.text(words.NAMES[figure["name"]]), "value": about(said, value), "year": content["year"]}
    if before is None:
        return said.text(words.NEWLY, **known)
    text = words.ROSE if value > before else words.FELL if value < before else words.STAYED
    return said.text(text, before=about(said, before), **known)


def _sure(said: Speech, content: Content) -> Iterable[str]:
    """The plain ranges, whether the year before lies within them, and the intervals of the estimate."""
    for figure in content["headline"]:
        if "low" in figure:
            yield " ".join(_range(said, content, figure))
    yield said.text(words.RANGE_MEANS)
    estimate = content["estimate"]
    if estimate is None:
        yield said.text(words.NO_INTERVAL)
        return
    yield from (_interval(said, name, estimate[name]) for name in ("persons", "new_persons"))
    if tried := _validated(said, content):
        yield said.text(words.VALIDATED, **tried)
        return
    yield said.text(words.TRIED, **plain(said, needed=estimate["needed"], settled=estimate["settled"]))
    if estimate.get("unreadable"):  # earlier releases do not know
        yield said.text(words.UNREADABLE, **plain(said, number=estimate["unreadable"]))


def _interval(said: Speech, name: str, likely: Mapping[str, int]) -> str:
    ends, middle = plain(said, low=likely["low"], high=likely["high"]), about(said, likely["middle"])
    return said.text(words.INTERVAL, name=said.text(words.NAMES[name]), middle=middle, **ends)


def _range(said: Speech, content: Content, figure: Mapping[str, Any]) -> Iterable[str]:
    ends = plain(said, low=figure["low"], high=figure["high"])
    name = said.text(words.NAMES[figure["name"]])
    yield said.text(words.RANGE, name=name, value=about(said, figure["value"]), **ends)
    before = figure["before"]
    if before is not None and not is_broken(content):
        may_be_within = figure["before_low"] <= figure["high"] and figure["low"] <= figure["before_high"]
        text = words.WITHIN if may_be_within else words.OUTSIDE
        yield said.text(text, before=about(said, before), **years(content))


def _facts(said: Speech, content: Content, digest: str) -> Iterable[tuple[str, Cell]]:
    """What a file must tell of its release, by name."""
    facts: dict[str, Cell | None] = {
        "year": str(content["year"]),
        "edition": said.text(words.DRAFT) if content["draft"] else str(content["edition"]),
        "reason": content["reason"],
        "closed_on": None if content["draft"] else content["closed_on"],
        "released_on": None if content["draft"] else content["released_on"],
        "rule": content["rule"],
        "before_rule": content["before_rule"],
        "contacts_linked": None,
        "digest": digest,
    }
    if (linked := content["linked"]["contacts_linked"]) is not None:
        facts["contacts_linked"] = Number(linked, approximate=True)
    for name in ("settled", "needed"):
        facts[name] = Number(content["estimate"][name]) if content["estimate"] else None
    return ((said.text(words.FACTS[name]), fact) for name, fact in facts.items() if fact)
