"""The mailbox for closed hours: a question, its code, its answer, and its end. Cora reads it; Vera is not counted."""

import re

from tests.mailbox import code_in
from tests.privacy.kinds.asking import http, lead_get, lead_post, post, staff_get, staff_post
from tests.privacy.kinds.world import PEOPLE, WORDS, Kind, World

LATER = {"Cookie": "__Host-later={later}"}
READER = str(list(PEOPLE).index("cora") + 1)
READERS = {f"reader-{weekday}": READER for weekday in range(7)}


def ask(world: World, kind: str) -> int:
    """Leaves a question, and remembers the cookie, the code and the thread."""
    sent = world.ask(kind, "POST", "/later", False, {}, data={"text": WORDS, "count": "not_at_all", "mark": WORDS})
    kept = next(line for line in sent.headers.get_list("set-cookie") if line.startswith("__Host-later="))
    world.names["later"] = kept.partition("=")[2].partition(";")[0]
    shown = world.ask(kind, "GET", "/later/read", True, LATER)
    world.names["code"] = code_in(shown.text)
    world.names["digits"] = world.names["code"].replace(" ", "")
    listed = world.ask(kind, "GET", "/console/mailbox", False, world.people["cora"].cookie)
    found = re.search(r"/console/mailbox/([0-9a-f]{32})", listed.text)
    world.names["thread"] = found[1] if found else ""
    return shown.status_code


MAILBOX = [
    http("the page for later", 200, "GET", f"/later?lang={WORDS}"),
    post("a question while nobody reads", 303, "/later", data={"text": WORDS, "language": WORDS}),
    http("what a code opened, without a code", 303, "GET", f"/later/read?q={WORDS}"),
    lead_get("the mailbox, for who decides", 200, "/console/mailbox"),
    lead_post("who reads the mailbox", 303, "/console/mailbox/readers", data=READERS | {"reader-9": WORDS}),
    staff_post("the mailbox with another password", 422, "/console/mailbox/key", data={"password": WORDS}),
    staff_post("the mailbox with the password", 303, "/console/mailbox/key", data={"password": "cora kjenner veien"}),
    Kind("a question for later", 200, ask, ("POST", "/later")),
    post("a question that is too long", 303, "/later", data={"text": WORDS * 400}),
    http("what a code opened", 200, "GET", "/later/read?lang=en", headers=LATER),
    post("a code", 303, "/later/code", data={"code": "{code}"}),
    post("a mistyped code", 303, "/later/code", data={"code": WORDS + "{digits}1"}),
    post("a mistyped code to be taken out of the notes", 303, "/later/apart", data={"code": WORDS + "{digits}1"}),
    post("writing on", 303, "/later/read", data={"text": WORDS}, headers=LATER),
    post("writing on without a code", 303, "/later/read", data={"text": WORDS}),
    post("the code was noted", 303, "/later/noted", headers=LATER),
    staff_get("the mailbox with a question", 200, f"/console/mailbox?q={WORDS}"),
    staff_get("a question in the mailbox", 200, "/console/mailbox/{thread}"),
    staff_get("a question that is not there", 404, f"/console/mailbox/{WORDS}"),
    staff_post("leaving a question to a colleague", 303, "/console/mailbox/{thread}/release"),
    staff_post(
        "an answer that nobody claimed", 422, "/console/mailbox/{thread}/answer", own=True, data={"text": WORDS}
    ),
    staff_post("claiming a question", 303, "/console/mailbox/{thread}/claim"),
    staff_post("removing a question without being sure", 422, "/console/mailbox/{thread}/remove", own=True),
    staff_post(
        "removing one that has more in it", 409, "/console/mailbox/{thread}/remove", own=True, data={"sure": WORDS}
    ),
    staff_post(
        "an answer to what was not read",
        422,
        "/console/mailbox/{thread}/answer",
        own=True,
        data={"text": WORDS, "anyway": "yes"},
    ),
    staff_post(
        "an answer", 303, "/console/mailbox/{thread}/answer", data={"text": WORDS, "anyway": "yes", "read": "2"}
    ),
    staff_post("letting a colleague in", 303, "/console/mailbox/grant", data={"colleague": WORDS}),
    post("how one is counted", 303, "/later/choices", data={"count": WORDS, "hint": "yes"}, headers=LATER),
    post("deleting it", 303, "/later/destroy", headers=LATER),
    staff_get("the page for one's password", 200, "/console/password"),
    staff_post(
        "another password with a wrong one", 422, "/console/password", data={"old": WORDS, "new": WORDS, "again": WORDS}
    ),
]
