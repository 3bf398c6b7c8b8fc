"""What a browser does between requests: keeping the visit cookie, reading a hidden field, showing words."""

import re
from collections.abc import Callable

import httpx

COOKIE = "__Host-visit"
UNSENT = re.compile("__Host-unsent=[^;]")


def cookies_set(answer: httpx.Response) -> list[str]:
    return answer.headers.get_list("set-cookie")


def keep_visit(client: httpx.Client, answer: httpx.Response) -> str:
    """Keeps the visit cookie of `answer`, which httpx would not send over http; returns its token."""
    token = cookies_set(answer)[0].partition("=")[2].partition(";")[0]
    client.headers["Cookie"] = f"{COOKIE}={token}"
    return token


def begin(client: httpx.Client, **body: object) -> httpx.Response:
    return client.post("/conversations", json={"language": "nb", **body})


def follow(client: httpx.Client, answer: httpx.Response) -> httpx.Response:
    """The page that a refused form leads to, which is given the text once."""
    address = answer.headers["location"]
    assert (answer.status_code, address.partition("?lang=")[0]) == (303, "/")
    (kept,) = [line.partition(";")[0] for line in cookies_set(answer) if line.startswith("__Host-unsent=")]
    held = client.headers.get("Cookie")
    return client.get(address, headers={"Cookie": f"{held}; {kept}" if held else kept})


def too_often(press: Callable[[int], httpx.Response]) -> httpx.Response:
    """The first answer that asks to wait. On a busy machine, where time passes between them, more pass before it."""
    return next(answer for answer in map(press, range(200)) if any(map(UNSENT.match, cookies_set(answer))))


def mark_in(page: str) -> str:
    found = re.search(r'name="mark" value="([^"]+)"', page)
    assert found is not None
    return found[1]


def without_mark(page: str) -> str:
    """The page without what is random in its forms, where any short word may stand by chance."""
    return page.replace(mark_in(page), "")


def without_script(page: str) -> str:
    """What a browser without script shows inside <noscript>, below the head."""
    found = re.search(r"<noscript>(?!<meta)(.*?)</noscript>", page, re.S)
    assert found is not None
    return found[1]


def state_of(page: str) -> str:
    found = re.search(r'data-state="([a-z]+)"', page)
    assert found is not None
    return found[1]
