"""Shifts, the rota, venues, and whether it is us."""

from tests.privacy.kinds.asking import http, post, staff_get, staff_post
from tests.privacy.kinds.world import WORDS

SHIFT = {"day": WORDS, "starts": WORDS, "ends": WORDS, "languages": WORDS, "attempts": WORDS}

SHIFTS = [
    http("whether it is us", 200, "GET", f"/us?lang={WORDS}&code={WORDS}"),
    post("a code that is not ours", 200, "/us", True, data={"code": WORDS, "language": WORDS}),
    post("a code as a file", 200, "/us", files={"code": (WORDS, WORDS.encode())}),
    staff_get("the shifts", 200, f"/console/shifts?q={WORDS}"),
    staff_get("the form for a shift", 200, f"/console/shifts/new?languages={WORDS}"),
    staff_post("a shift on a wrong day", 422, "/console/shifts/new", True, data=SHIFT),
    staff_get("a shift that is not there", 404, f"/console/shifts/4711?q={WORDS}"),
    staff_post("changing a shift that is not there", 404, "/console/shifts/4711", data=SHIFT),
    staff_post("closing the door", 303, "/console/close-now", data={"why": WORDS}),
    staff_post("opening it again", 303, "/console/open-again", data={"why": WORDS}),
    staff_post("a check code", 201, "/console/check-codes", data={"for": WORDS}),
    staff_get("the rota", 200, f"/console/rota?q={WORDS}"),
    staff_get("a weekly shift to add, as somebody who may not", 403, f"/console/rota/new?q={WORDS}"),
    staff_post("adding a weekly shift, as somebody who may not", 403, "/console/rota/new", data=SHIFT),
    staff_get("a weekly shift to change, as somebody who may not", 403, f"/console/rota/1?q={WORDS}"),
    staff_post("changing a weekly shift, as somebody who may not", 403, "/console/rota/1", data=SHIFT),
    staff_post("ending a weekly shift, as somebody who may not", 403, "/console/rota/1/end", data=SHIFT),
    staff_post("another day, as somebody who may not", 403, "/console/rota/exceptions", data=SHIFT),
    staff_post("no other day, as somebody who may not", 403, "/console/rota/exceptions/1/remove", data=SHIFT),
    staff_post("other minutes, as somebody who may not", 403, "/console/rota/rules", data={"patience": WORDS}),
    staff_get("the venues", 200, f"/console/venues?q={WORDS}"),
    staff_get("a venue to add, as somebody who may not", 403, f"/console/venues/new?q={WORDS}"),
    staff_post("adding a venue, as somebody who may not", 403, "/console/venues/new", data={"name": WORDS}),
    staff_get("a venue that is not there", 404, f"/console/venues/4711?q={WORDS}"),
    staff_post("changing a venue, as somebody who may not", 403, "/console/venues/1", data={"name": WORDS}),
    staff_post("a name of ours, as somebody who may not", 403, "/console/venues/1/profiles", data={"profile": WORDS}),
    staff_post("no name of ours, as somebody who may not", 403, "/console/venues/1/profiles/1/end"),
]
