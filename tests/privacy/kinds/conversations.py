"""What counsellors do with conversations: taking, answering, sharing, danger, and handing on."""

from tests.privacy.kinds.asking import HTMX, JSON, staff_get, staff_post
from tests.privacy.kinds.world import COLLEAGUE, WORDS, Kind, World

MINE, NOBODYS = "/console/conversations/{conversation}", f"/console/conversations/{WORDS}"
GUEST = f"guests/{COLLEAGUE}/part"
ASKED = {"to": "{colleague}", "note": WORDS}
TOO_LONG = WORDS * 300


def answer(world: World, _kind: str) -> int:
    return world.staff.join(world.visitor.conversation).say(WORDS) > 0


def listen_to_the_queue(world: World, _kind: str) -> int:
    with world.http.stream("GET", f"/console/events?q={WORDS}", headers=world.staff.cookie) as stream:
        next(stream.iter_bytes())
        return stream.status_code


QUEUE = [
    staff_get("the queue", 200, f"/console/queue?q={WORDS}", headers=JSON),
    Kind("listening to the queue", 200, listen_to_the_queue, ("GET", "/console/events")),
    staff_post("taking visitors", 303, "/console/available", data={"available": WORDS}),
    staff_post("taking nobody", 409, f"{NOBODYS}/take"),
    staff_post("taking", 200, f"{MINE}/take"),
    staff_post("taking twice", 409, f"{MINE}/take"),
    staff_get("the lane of nobody", 404, NOBODYS),
    staff_get("the lane", 200, MINE),
    staff_post("a ticket of staff", 201, f"{MINE}/ticket"),
    Kind("an answer in a conversation", True, answer),
]

HALF_WRITTEN = [
    staff_post("a half-written reply", 204, f"{MINE}/half-written?text={WORDS}", data={"text": WORDS}, headers=HTMX),
    staff_get("the lane with a half-written reply", 200, f"{MINE}?text={WORDS}", headers=HTMX),
    staff_post("a half-written reply to nobody", 404, f"{NOBODYS}/half-written", data={"text": WORDS}),
    staff_post("a half-written reply by a colleague", 404, f"{MINE}/half-written", who="dan", data={"text": WORDS}),
    staff_post(
        "a half-written reply that no message can be", 422, f"{MINE}/half-written", data={"text": f"{WORDS}\x01"}
    ),
    staff_post("a half-written reply that is too long", 422, f"{MINE}/half-written", data={"text": TOO_LONG}),
]

DANGER = [
    staff_post("Act now", 200, f"{MINE}/act-now?q={WORDS}", data={"text": WORDS, "why": WORDS}, headers=HTMX),
    staff_post("Act now without script", 200, f"{MINE}/act-now", data={"text": WORDS}),
    staff_post("Act now for nobody", 404, f"{NOBODYS}/act-now", data={"text": WORDS}),
    staff_post("Act now for a colleague's visitor", 404, f"{MINE}/act-now", who="dan", data={"text": WORDS}),
    staff_post("Act now as a lead", 403, f"{MINE}/act-now", who="lea", data={"text": WORDS}),
    Kind("an answer in danger", True, answer),
    staff_post("the danger is over", 200, f"{MINE}/danger-over?q={WORDS}", data={"text": WORDS}, headers=HTMX),
    staff_post("the danger is over for nobody", 404, f"{NOBODYS}/danger-over", data={"text": WORDS}),
]

ASKING = [
    staff_get("the queue of a colleague", 200, f"/console/queue?q={WORDS}", who="dan", headers=JSON),
    staff_get("whom one could ask", 200, f"{MINE}/colleagues?q={WORDS}", headers=JSON),
    staff_get("whom one could ask, by htmx", 200, f"{MINE}/colleagues?q={WORDS}", headers=HTMX),
    staff_get("whom one could ask for nobody", 404, f"{NOBODYS}/colleagues?q={WORDS}", headers=JSON),
    staff_post("asking nobody", 422, f"{MINE}/offer", data={"to": WORDS, "note": WORDS}),
    staff_post("asking nobody, by htmx", 422, f"{MINE}/offer", True, data={"to": WORDS, "note": WORDS}, headers=HTMX),
    staff_post("asking with a note that is too long", 422, f"{MINE}/offer", data=ASKED | {"note": TOO_LONG}),
    staff_post(
        "asking with a note that cannot be sent",
        422,
        f"{MINE}/offer",
        True,
        data=ASKED | {"note": f"{WORDS}\x01"},
        headers=HTMX,
    ),
    staff_post("asking for nobody", 404, f"{NOBODYS}/offer", data=ASKED),
    staff_post("asking with a note", 200, f"{MINE}/offer?note={WORDS}", data=ASKED, headers=HTMX),
    staff_get("the queue of a colleague who is asked", 200, f"/console/queue?q={WORDS}", who="dan", headers=HTMX),
    staff_post("taking it back", 204, f"{MINE}/offer/withdraw?q={WORDS}", data=ASKED),
    staff_post("taking back what nobody is asked", 404, f"{NOBODYS}/offer/withdraw", data=ASKED),
    staff_post("asking again", 204, f"{MINE}/offer", data=ASKED),
    staff_post("saying no", 204, f"{MINE}/offer/decline?q={WORDS}", who="dan", data=ASKED),
    staff_post("saying no to what nobody asks", 404, f"{NOBODYS}/offer/decline", who="dan", data=ASKED),
]

READING_ALONG = [
    staff_post("nobody to read along", 422, f"{MINE}/guests", data={"guest": WORDS, "note": WORDS}),
    staff_post("nobody to read along, by htmx", 422, f"{MINE}/guests", data={"guest": WORDS}, headers=HTMX),
    staff_post("somebody to read along with nobody", 404, f"{NOBODYS}/guests", data={"guest": "{colleague}"}),
    staff_post("somebody to read along", 200, f"{MINE}/guests?q={WORDS}", data={"guest": "{colleague}"}, headers=HTMX),
    staff_post("a half-written reply of a guest", 204, f"{MINE}/half-written", who="dan", data={"text": WORDS}),
    staff_get("the lane of a guest", 200, f"{MINE}?q={WORDS}", who="dan"),
    staff_post("a guest who is asked out", 204, f"{MINE}/{GUEST}?q={WORDS}", data={"why": WORDS}),
    staff_post("a guest who is not there", 404, f"{MINE}/{GUEST}", data={"why": WORDS}),
    staff_post("a guest of nobody", 404, f"{NOBODYS}/{GUEST}", who="dan", data={"why": WORDS}),
    staff_post("somebody to read along again", 204, f"{MINE}/guests", data={"guest": "{colleague}", "note": WORDS}),
    staff_post("a guest who goes", 204, f"{MINE}/{GUEST}?q={WORDS}", who="dan", data={"why": WORDS}),
]

HANDING_ON = [
    staff_post("asking a last time", 204, f"{MINE}/offer", data=ASKED),
    staff_post("going on for nobody", 409, f"{NOBODYS}/accept", who="dan", data=ASKED),
    staff_post("going on in one's place", 200, f"{MINE}/accept?note={WORDS}", who="dan", data=ASKED, headers=HTMX),
    staff_post("going on twice", 409, f"{MINE}/accept", who="dan", data=ASKED, headers=HTMX),
    staff_post(
        "handing back with a note that is too long", 422, f"{MINE}/hand-back", who="dan", data={"note": TOO_LONG}
    ),
    staff_post("handing back with a note", 204, f"{MINE}/hand-back?note={WORDS}", who="dan", data={"note": WORDS}),
    staff_get("the queue after that", 200, f"/console/queue?q={WORDS}", headers=HTMX),
    staff_post("handing back nobody", 404, f"{NOBODYS}/hand-back", data={"note": WORDS}),
    staff_post("closing nobody", 404, f"{NOBODYS}/close", data={"note": WORDS}),
    staff_post("ending nobody's with a pause", 404, f"{NOBODYS}/pause", data={"note": WORDS}),
]
