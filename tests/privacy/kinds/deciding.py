"""Prepared replies, what the service says of danger, lists and figures: found by counsellors, written by leads.

What a lead stores here stands in the database as it is, and is nobody's words but the service's.
"""

import re

from chat import calendar
from tests.privacy.kinds.asking import HTMX, JSON, lead_get, lead_post, staff_get, staff_post
from tests.privacy.kinds.world import WORDS, Kind, World

REPLY = {"title": "Hei", "language": "nb", "body": "Fint at du skriver.", "approved": WORDS, "public": WORDS}
WRONG_REPLY = {"title": WORDS * 9, "language": WORDS, "body": f"{WORDS} 41 23 45 67", "public": WORDS}
TOPIC = {"label_nb": "Vinter", "label_en": "Winter", "valid_from": "2024-02-01", "code": WORDS, "why": WORDS}
WRONG_TOPIC = dict.fromkeys(("label_nb", "label_en", "valid_from", "retired_on", "replaced_by"), WORDS)
PHRASES, LISTS, GUIDANCE = "/console/phrases", "/console/lists", "/console/guidance"
LANGUAGES, PRINTED, EDITIONS = "/console/languages", "/stats/series", "/stats/releases"
TABLE = "title;T\nsource;S\nunit;persons\nmethod;M\ntable;2020\nx;1\n"
WRONG_TABLE = f"title;{WORDS}\n{WORDS};{WORDS}\ntable;2020\n{WORDS};1\n{WORDS};2\n"


def printed(content: str) -> dict[str, tuple[str, bytes]]:
    """As a browser sends it: the file has a name too."""
    return {"file": (f"{WORDS}.csv", content.encode())}


PHRASEBOOK = [
    staff_get("the phrases", 200, f"{PHRASES}?words={WORDS}"),
    staff_post(
        "looking for a phrase",
        200,
        f"{PHRASES}/search?words={WORDS}",
        data={"words": WORDS, "lane": WORDS, "language": WORDS, "visitor": WORDS},
        headers=HTMX,
    ),
    staff_post(
        "looking for a phrase with many words", 200, f"{PHRASES}/search", data={"words": f"{WORDS} %_\x01" * 99}
    ),
    staff_get("what the phrases say in Norwegian", 200, f"{PHRASES}/meanings?words={WORDS}"),
    lead_post("looking for a phrase, as a lead", 403, f"{PHRASES}/search", data={"words": WORDS, "lane": WORDS}),
    staff_get("a phrase to add, as somebody who may not", 403, f"{PHRASES}/new?body={WORDS}"),
    staff_post("adding a phrase, as somebody who may not", 403, f"{PHRASES}/new", data=WRONG_REPLY),
    lead_get("a phrase to add", 200, f"{PHRASES}/new?body={WORDS}"),
    lead_post("a phrase that is wrong", 422, f"{PHRASES}/new?body={WORDS}", True, data=WRONG_REPLY),
    lead_post("a phrase", 303, f"{PHRASES}/new?body={WORDS}", data=REPLY),
    lead_get("a phrase that is there", 200, f"{PHRASES}/1?body={WORDS}"),
    lead_get("a phrase that is not there", 404, f"{PHRASES}/4711?body={WORDS}"),
    lead_post("a phrase changed to a wrong one", 422, f"{PHRASES}/1", True, data=WRONG_REPLY, headers=HTMX),
    lead_post("a phrase changed", 303, f"{PHRASES}/1?body={WORDS}", data=REPLY),
    lead_post("a phrase that is not there, changed", 404, f"{PHRASES}/4711", data=WRONG_REPLY),
    lead_post("a phrase that is offered no longer", 303, f"{PHRASES}/1/retire?q={WORDS}", data={"retired": "yes"}),
    lead_post("a phrase that is offered again", 200, f"{PHRASES}/1/retire", data={"retired": WORDS}, headers=HTMX),
    lead_post("a phrase that is not there, retired", 404, f"{PHRASES}/4711/retire", data={"retired": WORDS}),
]

TEXTS = [
    lead_get("the languages of visitors", 200, f"{LANGUAGES}?q={WORDS}"),
    lead_get("the safety texts of one", 200, f"{LANGUAGES}/ar?q={WORDS}"),
    lead_get("the safety texts of a language that is none", 404, f"{LANGUAGES}/{WORDS}"),
    lead_post("approving other texts than these", 422, f"{LANGUAGES}/ar/approve?q={WORDS}", data={"read": WORDS}),
    lead_post("a language withdrawn", 303, f"{LANGUAGES}/ar/withdraw?q={WORDS}", data={"read": WORDS}),
    lead_get("the texts of Act now", 200, f"{GUIDANCE}?body={WORDS}"),
    staff_get("the texts of Act now, as somebody who may not", 403, f"{GUIDANCE}?body={WORDS}"),
    lead_post(
        "a text of Act now", 303, f"{GUIDANCE}/danger/nb?body={WORDS}", data={"body": "Ring 113.", "approve": WORDS}
    ),
    lead_post("a text of Act now that is too long", 422, f"{GUIDANCE}/danger/nb", True, data={"body": WORDS * 300}),
    lead_post(
        "a text of Act now that nobody could read",
        422,
        f"{GUIDANCE}/danger/nb",
        True,
        data={"body": f"{WORDS}\x01"},
        headers=HTMX,
    ),
    lead_post("a text of something else", 404, f"{GUIDANCE}/{WORDS}/{WORDS}", data={"body": WORDS}),
    staff_post("a text of Act now, as somebody who may not", 403, f"{GUIDANCE}/danger/nb", data={"body": WORDS}),
]

TOPICS = [
    lead_get("the lists", 200, f"{LISTS}?q={WORDS}"),
    staff_get("the lists, as somebody who may not", 403, f"{LISTS}?q={WORDS}"),
    lead_get("the form for a topic", 200, f"{LISTS}/topics/new?label_nb={WORDS}"),
    lead_post("a topic on a wrong day", 422, f"{LISTS}/topics/new", True, data=WRONG_TOPIC),
    lead_post("a topic", 303, f"{LISTS}/topics/new?label_nb={WORDS}", data=TOPIC),
    lead_get("a topic that is there", 200, f"{LISTS}/topics/winter?label_nb={WORDS}"),
    lead_get("a topic that is not there", 404, f"{LISTS}/topics/{WORDS}"),
    lead_post("a topic changed to a wrong one", 422, f"{LISTS}/topics/winter", True, data=WRONG_TOPIC),
    lead_post("a topic changed", 303, f"{LISTS}/topics/winter?label_nb={WORDS}", data=TOPIC),
    lead_post("a topic that is not there, changed", 404, f"{LISTS}/topics/{WORDS}", data=WRONG_TOPIC),
    staff_post("a topic, as somebody who may not", 403, f"{LISTS}/topics/new", data=WRONG_TOPIC),
]

FIGURES = [
    lead_get("the figures", 200, f"/stats?q={WORDS}"),
    lead_get("the figures of no year", 404, f"/stats?year={WORDS}"),
    lead_get("the figures, explored", 200, f"/stats/explore?only_channel={WORDS}&by={WORDS}"),
    lead_get("a part of them", 200, f"/stats/explore?only_topic={WORDS}", headers={"HX-Request": "true"}),
    lead_get("the figures of no year, explored", 404, f"/stats/explore?year={WORDS}"),
    lead_get("the figures, explored, as a file", 200, f"/stats/explore.csv?only_channel={WORDS}&by={WORDS}"),
    lead_get("the figures of no year, explored, as a file", 404, f"/stats/explore.csv?year={WORDS}"),
    lead_get("an estimate", 200, f"/stats/estimate?year=2024&q={WORDS}"),
    lead_get("an estimate of no year", 404, f"/stats/estimate?year={WORDS}"),
    lead_get("the figures as a file", 200, f"/stats/report.csv?q={WORDS}"),
    lead_get("the figures of no year as a file", 404, f"/stats/report.csv?year={WORDS}"),
    lead_get("the figures for programs", 200, f"/stats/report.json?q={WORDS}", headers=JSON),
    lead_get("the figures of no year for programs", 404, f"/stats/report.json?year={WORDS}", headers=JSON),
    staff_get("the figures, as somebody who may not", 403, f"/stats?year={WORDS}"),
]

SERIES = [
    lead_get("the tables of earlier reports", 200, f"{PRINTED}?q={WORDS}"),
    lead_post("a printed table before it is stored", 200, f"{PRINTED}/preview?q={WORDS}", files=printed(TABLE)),
    lead_post("a printed table that is wrong", 422, f"{PRINTED}/preview", True, files=printed(WRONG_TABLE)),
    lead_post("words in place of a printed table", 422, f"{PRINTED}/preview", data={"file": WORDS}),
    lead_post("a printed table", 303, f"{PRINTED}?q={WORDS}", data={"content": TABLE, "why": WORDS}),
    lead_post("a printed table that is wrong, stored", 422, PRINTED, True, data={"content": WRONG_TABLE}),
    lead_get("a printed table that is there", 200, f"{PRINTED}/1?q={WORDS}"),
    lead_get("a printed table that is not there", 404, f"{PRINTED}/{WORDS}"),
    staff_get("the tables of earlier reports, as somebody who may not", 403, f"{PRINTED}?q={WORDS}"),
    staff_post("a printed table, as somebody who may not", 403, PRINTED, data={"content": WRONG_TABLE}),
]

ALONE = {"why_not_two": "There is one counsellor."}


def close_as_drafted(world: World, kind: str) -> int:
    """What the page of the draft sends of it must be sent back."""
    page = world.ask(kind, "GET", f"{EDITIONS}/2024/0", False, world.people["lea"].cookie)
    (drafted,) = re.findall(r'name="drafted" value="(\w+)"', page.text)
    data = ALONE | {"drafted": drafted, "why": WORDS}
    return int(str(lead_post(kind, 303, f"{EDITIONS}/2024/close?q={WORDS}", data=data).run(world, kind)))


PLAN, GIVEN = {"table": ["contacts_by_quarter"]}, {"table": "contacts_by_quarter", "for_whom": "For a newspaper."}
RELEASES = [
    lead_get("the editions", 200, f"{EDITIONS}?q={WORDS}"),
    lead_get("a year before it is closed", 200, f"{EDITIONS}/2024?q={WORDS}"),
    lead_get("no year", 404, f"{EDITIONS}/{WORDS}"),
    lead_post("a plan of what is none", 422, f"{EDITIONS}/2024/plan", True, data={"table": WORDS}),
    lead_post("a plan", 303, f"{EDITIONS}/2024/plan?q={WORDS}", data=PLAN),
    lead_get("a draft, to look at", 200, f"{EDITIONS}/2024/0?q={WORDS}"),
    lead_get("a draft", 200, f"{EDITIONS}/2024/0/csv?q={WORDS}"),
    lead_post(
        "a year that is not over, closed",
        422,
        f"{EDITIONS}/{calendar.today().year}/close",
        True,
        data={"why_not_two": WORDS},
    ),
    lead_post("a year closed without two", 422, f"{EDITIONS}/2024/close?q={WORDS}", data={"why": WORDS}),
    Kind("a year closed", 303, close_as_drafted, ("POST", f"{EDITIONS}/2024/close")),
    lead_post("a year closed again", 422, f"{EDITIONS}/2024/close", True, data={"reason": WORDS}),
    lead_post("a table given out", 303, f"{EDITIONS}/2024/tables?q={WORDS}", data=GIVEN | {"why": WORDS}),
    lead_post("a table that is none, given out", 422, f"{EDITIONS}/2024/tables", True, data={"table": WORDS}),
    lead_get("an edition", 200, f"{EDITIONS}/2024/1?q={WORDS}"),
    lead_get("an edition that is none", 404, f"{EDITIONS}/2024/{WORDS}"),
    lead_get("an edition as a file", 200, f"{EDITIONS}/2024/1/json?q={WORDS}"),
    lead_get("an edition as a file of no kind", 404, f"{EDITIONS}/2024/1/{WORDS}"),
    lead_get("the proof", 200, f"/stats/proof?q={WORDS}"),
    staff_get("the editions, as somebody who may not", 403, f"{EDITIONS}?q={WORDS}"),
    staff_post("a year closed by somebody who may not", 403, f"{EDITIONS}/2024/close", data={"why": WORDS}),
]

DECIDING = [*PHRASEBOOK, *TEXTS, *TOPICS, *FIGURES, *SERIES, *RELEASES]
