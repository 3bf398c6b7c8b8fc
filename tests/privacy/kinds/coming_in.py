"""Signing in and out, and who is not signed in."""

from tests.privacy.kinds.asking import FORM, HTML, HTMX, JSON, STRANGER, http, lead_post, post, staff_get, staff_post
from tests.privacy.kinds.world import PASSWORD, TOKEN, WORDS, Kind, World
from tests.protocol import client as protocol

COMING_IN = [
    http("the page for signing in", 200, "GET", f"/console/login?lang={WORDS}"),
    post("signing in", 303, "/console/login", data={"name": "cora", "password": "{password}"}),
    post("signing in with wrong words", 401, "/console/login", True, data={"name": WORDS, "password": PASSWORD}),
    post(
        "signing in wrongly by script", 401, "/console/login", data={"name": WORDS, "password": PASSWORD}, headers=JSON
    ),
    post(
        "signing in with words that are no form",
        401,
        "/console/login",
        content=f"{WORDS}=%ff&;",
        headers={"Content-Type": FORM},
    ),
    http("the page for digits that nobody is asked for", 303, "GET", f"/console/code?lang={WORDS}", headers=STRANGER),
    post("digits that nobody is asked for", 401, "/console/code", data={"code": WORDS}, headers=STRANGER),
    http("the page for an invitation", 200, "GET", f"/console/invitation?code={WORDS}"),
    post(
        "an invitation that nobody gave",
        400,
        "/console/invitation",
        True,
        data={"code": WORDS, "name": WORDS, "password": PASSWORD, "again": PASSWORD},
    ),
    post("two passwords", 400, "/console/invitation", True, data={"code": WORDS, "password": PASSWORD, "again": WORDS}),
    http(
        "the queue of a stranger",
        401,
        "GET",
        "/console/queue",
        headers={**JSON, "Cookie": f"{protocol.SESSION}={TOKEN}"},
    ),
    http("the console of a stranger", 303, "GET", f"/console?q={WORDS}", headers=HTML),
    post("taking as a stranger", 401, "/console/conversations/{conversation}/take"),
]


def guess_passwords(world: World, kind: str) -> int:
    wrong = post(kind, 429, "/console/login", True, data={"name": f"{WORDS} gjetter", "password": PASSWORD})
    return max(int(str(wrong.run(world, kind))) for _ in range(11))


COMING_IN += [
    Kind("guessing passwords", 429, guess_passwords),
    http("the page for digits", 303, "GET", f"/console/code?lang={WORDS}"),
    post("digits without a password", 401, "/console/code", data={"code": WORDS, "language": WORDS}),
    post("signing out", 303, "/console/logout", headers={"Cookie": f"{protocol.SESSION}={TOKEN}"}),
]
OWN = [
    staff_get("the console", 200, f"/console?q={WORDS}"),
    staff_post("another language", 303, "/console/language", data={"language": WORDS, "back": f"//{WORDS}.example"}),
    staff_post("a role that nobody has", 303, f"/console/role?role={WORDS}", data={"role": WORDS, "back": WORDS}),
    staff_post("a role that somebody else has", 303, "/console/role", data={"role": "lead", "back": WORDS}),
    lead_post("going on as lead", 303, f"/console/role?q={WORDS}", data={"role": "lead", "back": WORDS}),
    post("another role as a stranger", 401, "/console/role", data={"role": WORDS}, headers=STRANGER),
    staff_post("a preference", 303, f"/console/preferences?q={WORDS}", data={"preference": "sound", "on": WORDS}),
    staff_post("a preference, by htmx", 200, "/console/preferences", data={"preference": "sound"}, headers=HTMX),
    staff_post("a preference that there is not", 404, "/console/preferences", data={"preference": WORDS, "on": "yes"}),
    staff_post("a preference of a lead", 403, "/console/preferences", who="lea", data={"preference": WORDS}),
    staff_post("how many at once", 303, f"/console/preferences/most?q={WORDS}", data={"most": "4", "why": WORDS}),
    staff_post("how many at once, in words", 404, "/console/preferences/most", data={"most": WORDS}),
    staff_get("what is kept", 200, f"/console/kept?q={WORDS}"),
]
COMING_IN += OWN
