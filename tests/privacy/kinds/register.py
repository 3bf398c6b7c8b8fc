"""Registering contacts, in drafts and to the end, and what is read in notes before."""

from tests.privacy.kinds.asking import HTML, HTMX, VISIT, post, staff_get, staff_post
from tests.privacy.kinds.conversations import MINE, NOBODYS
from tests.privacy.kinds.world import WORDS, Kind, World
from tests.protocol import client as protocol

CONTACT = {
    "about": "himself",
    "category": "uncertain",
    "channel": "street",
    "day": "2024-02-01",
    "language": "nb",
    "note": WORDS,
}
STRANGE = dict.fromkeys("category channel day topics referrals shift continues alias contact_id".split(), WORDS)  # noqa: SIM905
NUMBER = "41 23 45 67"  # invented
NOTE = {"note": f"{WORDS}, {NUMBER}", "note_of": WORDS, "finding": f"phone {NUMBER}", "keep": "other", "why": WORDS}
ANSWERS = {"shown": WORDS, "coded": WORDS, f"answer-{WORDS}": WORDS, "own_channel": WORDS}
EARLIER, CHECKS = "/console/contacts/earlier", "/console/checks"
NEW, SEARCH = "/console/contacts/new", "/console/contacts/search"
OPEN = "/console/undecided"


def draft_close_and_register(world: World, kind: str) -> list[object]:
    """A conversation with a draft of its registration, closed and registered."""
    visitor = world.chat.open()
    world.staff.take(visitor).say(WORDS)
    address = f"/console/conversations/{visitor.conversation}"
    before = [
        staff_post(kind, 204, f"{address}/registration/draft?note={WORDS}", data=CONTACT, headers=HTMX),
        staff_get(kind, 200, f"{address}/registration?note={WORDS}"),
        staff_post(kind, 204, f"{address}/close?q={WORDS}", data={"why": WORDS}),
    ]
    happened = [one.run(world, kind) for one in before]
    return happened + [one.run(world, kind) for one in owed(world, kind, visitor)]


def owed(world: World, kind: str, visitor: protocol.Visitor) -> list[Kind]:
    card = f"/console/owed/{world.staff.queue()['owed'][0]['id']}"
    late = f"/console/conversations/{visitor.conversation}/registration"
    return [
        staff_get(kind, 200, f"{card}?note={WORDS}"),
        staff_post(kind, 204, f"{card}/draft?note={WORDS}", data=CONTACT | STRANGE, headers=HTMX),
        staff_post(kind, 422, card, True, data=CONTACT | {"category": WORDS}),
        staff_post(kind, 404, late, data=CONTACT | {"alias": WORDS}),
        staff_post(kind, 303, card, data={"about": "none", "reason": "test", "note": WORDS}),
    ]


RUNNING = [
    post("a note after all", 204, f"/note?q={WORDS}", json={"no_note": False, "why": WORDS}, headers=VISIT),
    staff_get("a registration while it runs", 200, f"{MINE}/registration?note={WORDS}", headers=HTMX),
    staff_post("a draft while it runs", 204, f"{MINE}/registration/draft", data=CONTACT, headers=HTMX),
    staff_post("a draft while it runs, without script", 303, f"{MINE}/registration/draft", data=CONTACT | STRANGE),
    staff_get("a registration with its draft", 200, f"{MINE}/registration?note={WORDS}"),
    staff_post("registering while it runs", 409, f"{MINE}/registration?note={WORDS}", True, data=CONTACT),
    staff_get("a registration for nobody", 404, f"{NOBODYS}/registration?note={WORDS}"),
    staff_post("registering for nobody", 404, f"{NOBODYS}/registration", data=CONTACT | {"alias": WORDS}),
    staff_post("a draft for nobody", 404, f"{NOBODYS}/registration/draft", data=CONTACT | {"alias": WORDS}),
    staff_post("a draft for a colleague's visitor", 404, f"{MINE}/registration/draft", who="dan", data=CONTACT),
    staff_post("a draft as a lead", 403, f"{MINE}/registration/draft", who="lea", data=CONTACT),
]

OWED = [
    Kind(
        "a conversation from its draft to its registration",
        [204, 200, 204, 200, 204, 422, 404, 303],
        draft_close_and_register,
        ("POST", "/console/conversations/1/close"),
    ),
    staff_get("a registration that nobody owes", 404, "/console/owed/4711"),
    staff_post("registering what nobody owes", 404, f"/console/owed/{WORDS}", data=CONTACT),
    staff_post("a draft of what nobody owes", 404, f"/console/owed/{WORDS}/draft?note={WORDS}", data=CONTACT),
]

CONTACTS = [
    staff_get("the contacts", 200, f"/console/contacts?q={WORDS}"),
    staff_get("the form for a contact", 200, f"{NEW}?note={WORDS}&after={WORDS}"),
    staff_post("a draft of a contact", 204, f"{NEW}/draft?note={WORDS}", data=CONTACT | STRANGE, headers=HTMX),
    staff_get("the form with its draft", 200, f"{NEW}?note={WORDS}", headers=HTMX),
    staff_post("throwing a draft away", 303, f"{NEW}/draft", data=CONTACT | {"discard": WORDS}),
    staff_post("a draft of a contact, without script", 303, f"{NEW}/draft", data=CONTACT),
    staff_post("a draft of a contact, as a lead", 403, f"{NEW}/draft", who="lea", data=CONTACT),
    post("a draft of a contact, as a stranger", 401, f"{NEW}/draft", data=CONTACT),
    staff_post("what goes with a day", 200, f"{NEW}/same-day?day={WORDS}", data=CONTACT, headers=HTMX),
    staff_post("what goes with no day", 200, f"{NEW}/same-day", data=CONTACT | STRANGE, headers=HTMX),
    staff_post("what goes with a day, as a lead", 403, f"{NEW}/same-day", who="lea", data=CONTACT | STRANGE),
    staff_post("whom it could be", 200, f"{EARLIER}?note={WORDS}", data=CONTACT | ANSWERS, headers=HTMX),
    staff_post("whom it could be, of nothing known", 200, EARLIER, data=CONTACT | STRANGE | ANSWERS),
    staff_post("whom it could be, as a lead", 403, EARLIER, who="lea", data=CONTACT | ANSWERS),
    staff_post("a contact with a wrong day", 422, NEW, True, data=CONTACT | {"day": WORDS}),
    staff_post("a contact with a note that is too long", 422, NEW, True, data=CONTACT | {"note": WORDS * 200}),
    staff_post("a contact whose note tells who it is", 422, NEW, True, data=CONTACT | {"note": NOTE["note"]}),
    staff_post("a contact", 303, NEW, data=CONTACT),
    staff_post("a contact, beside what is not there", 303, NEW, data=CONTACT | ANSWERS),
    staff_get("what is undecided", 200, f"{OPEN}?note={WORDS}"),
    staff_get("what is undecided, further on", 200, f"{OPEN}?page={WORDS}"),
    staff_get("what is undecided of no year", 404, f"{OPEN}/{WORDS}"),
    staff_post("another list, gone through", 409, f"{OPEN}/2024", True, data={"is_so": "yes", "list": WORDS}),
    staff_post("what is undecided, not gone through", 303, f"{OPEN}/2024", data={"is_so": WORDS}),
    staff_post("what is undecided of no year, gone through", 404, f"{OPEN}/{WORDS}"),
    staff_get("trying ourselves", 200, f"{CHECKS}?note={WORDS}"),
    staff_post("answering about what is not there", 200, f"{CHECKS}?note={WORDS}", data=ANSWERS | {"check": WORDS}),
    staff_get("trying ourselves, as a lead", 403, CHECKS, who="lea"),
    staff_post("looking for words", 200, SEARCH, True, data={"words": WORDS}),
    staff_get("the address of a search", 303, f"{SEARCH}?words={WORDS}"),
    staff_get("a contact that is not there", 404, f"/console/contacts/{WORDS}", headers=HTML),
    staff_post(
        "linking what is not there", 404, f"/console/contacts/{WORDS}/links", data={"other": WORDS, "verdict": "same"}
    ),
    staff_post("parting what is not there", 404, f"/console/contacts/{WORDS}/unlink", data={"other": WORDS}),
    staff_post("taking back what never went on", 404, f"/console/contacts/{WORDS}/apart", data={"other": WORDS}),
]

NOTES = [
    staff_post("a note to be checked", 200, f"/console/notes/check?note={WORDS}", data=NOTE, headers=HTMX),
    staff_post(
        "a note with a detail to be removed", 200, "/console/notes/check", data=NOTE | {"remove": NOTE["finding"]}
    ),
    staff_post("a note to be checked, as a lead", 403, "/console/notes/check", who="lea", data=NOTE),
    post("a note to be checked, as a stranger", 401, "/console/notes/check", data=NOTE),
]
