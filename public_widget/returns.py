"""Who is reading in the mailbox just now, and what of it the browser keeps: one cookie, until he leaves.

The code is in no address and no cookie. What it opened is held here, in memory, for a quarter of an hour after the last
request; after that, after *Leave* and after a restart the code has to be typed again.
"""

import asyncio
import time
from dataclasses import dataclass, field
from secrets import token_urlsafe

from starlette.requests import Request
from starlette.responses import Response

from chat.limits import Clock
from chat.mailbox.threads import Key
from public_widget.visit import ON_OUR_PAGE

COOKIE = "__Host-later"
KEPT_SECONDS = 900
REMEMBERED = 500  # the one that was quiet longest is forgotten first


@dataclass
class Return:
    """A thread that is open in a browser. `code` is there until it has been written down, `hint` as long as this."""

    key: Key = field(repr=False)
    language: str
    hint: bytes = field(repr=False)
    code: str = field(default="", repr=False)


class Returns:
    def __init__(self, clock: Clock = time.monotonic) -> None:
        self._clock = clock
        self._open: dict[str, tuple[float, Return]] = {}  # the least recently used first

    def put(self, opened: Return) -> str:
        """The token that finds it again."""
        while len(self._open) >= REMEMBERED:
            del self._open[next(iter(self._open))]
        token = token_urlsafe(16)
        self._keep(token, opened)
        return token

    def find(self, token: str) -> Return | None:
        """What is open, for a while longer."""
        until, opened = self._open.pop(token, (0.0, None))
        if opened is None or until < self._clock():
            return None
        self._keep(token, opened)
        return opened

    def drop(self, token: str) -> None:
        self._open.pop(token, None)

    def _keep(self, token: str, opened: Return) -> None:
        self._open[token] = (self._clock() + KEPT_SECONDS, opened)
        asyncio.get_running_loop().call_later(KEPT_SECONDS + 1, self._drop_old)

    def _drop_old(self) -> None:
        now = self._clock()
        self._open = {token: kept for token, kept in self._open.items() if kept[0] >= now}


returns = Returns()


def find_return(request: Request) -> Return | None:
    return returns.find(request.cookies.get(COOKIE, ""))


def remember_return(response: Response, token: str) -> None:
    """For this browser session. Not HttpOnly: *Leave* must delete it by script, without the network."""
    _set(response, token)


def forget_return(request: Request, response: Response) -> None:
    if token := request.cookies.get(COOKIE):
        returns.drop(token)
        _set(response, "", "; Max-Age=0")


def _set(response: Response, token: str, more: str = "") -> None:
    response.headers.append("set-cookie", f"{COOKIE}={token}; Path=/; Secure; {ON_OUR_PAGE}{more}")
