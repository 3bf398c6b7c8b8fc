"""Requests as browsers, programs and forms send them."""

from typing import Any

from tests.privacy.kinds.world import REFERRER, TOKEN, UNSENT, WORDS, Kind, World
from tests.protocol import client as protocol

FORM = "application/x-www-form-urlencoded"
JSON, HTML = {"Accept": "application/json"}, {"Accept": "text/html"}
HTMX = {"HX-Request": "true", "HX-Current-URL": f"https://{REFERRER}.example/{WORDS}"}
VISIT = {"Cookie": f"{protocol.VISIT}={{token}}"}
STRANGER = {"Cookie": f"{protocol.VISIT}={TOKEN}; other={WORDS}"}


def http(
    name: str,
    expect: int,
    method: str,
    path: str,
    own: bool = False,
    who: str = "",
    headers: dict[str, str] = {},  # noqa: B006 - never changed
    **request: Any,
) -> Kind:
    """A request as anybody can send it; with the cookie of `who`, if it is one of the staff."""

    def run(world: World, kind: str) -> int:
        cookie = world.people[who].cookie if who else {}
        return world.ask(kind, method, path, own, headers | cookie, **request).status_code

    return Kind(name, expect, run, (method, path.partition("?")[0]))


def post(name: str, expect: int, path: str, own: bool = False, **request: Any) -> Kind:
    return http(name, expect, "POST", path, own, **request)


def staff_get(name: str, expect: int, path: str, own: bool = False, who: str = "cora", **request: Any) -> Kind:
    return http(name, expect, "GET", path, own, who, **request)


def staff_post(name: str, expect: int, path: str, own: bool = False, who: str = "cora", **request: Any) -> Kind:
    return http(name, expect, "POST", path, own, who, **request)


def lead_get(name: str, expect: int, path: str, own: bool = False, **request: Any) -> Kind:
    return staff_get(name, expect, path, own, "lea", **request)


def lead_post(name: str, expect: int, path: str, own: bool = False, **request: Any) -> Kind:
    return staff_post(name, expect, path, own, "lea", **request)


def by_form(name: str, expect: str, text: str, path: str = "/messages", headers: dict[str, str] | None = None) -> Kind:
    """A text from the page without script, and the page that comes after; `expect` tells how both went."""

    def run(world: World, kind: str) -> str:
        sent = world.ask(kind, "POST", path, True, headers or VISIT, data={"text": text})
        given = {name: value for name, value in protocol.cookies(sent).items() if value}
        world.names |= {f"{name} of {kind}": value for name, value in given.items()}
        shown = "; ".join(f"{name}={value}" for name, value in ({protocol.VISIT: world.visitor.token} | given).items())
        after = world.ask(kind, "GET", "/", True, {"Cookie": shown})
        kept = "kept" if UNSENT in given else "sent" if sent.is_redirect else str(sent.status_code)
        return kept if after.is_success else f"{kept}, then {after.status_code}"

    return Kind(name, expect, run)
