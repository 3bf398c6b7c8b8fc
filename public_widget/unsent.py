"""A text from a form that could not be taken, kept between the form and the page that shows it again.

The answer to such a form is a redirect: a page that answers a form itself leaves the form's text in the browser's
session files and behind its Back button, where *Leave* cannot reach. In memory, fetched once, for a minute at most.
"""

import asyncio
from dataclasses import dataclass
from secrets import token_urlsafe

KEPT_SECONDS = 60
REMEMBERED = 200  # texts; the oldest is forgotten first


@dataclass(frozen=True)
class Unsent:
    """`problem` is a code that the page has a sentence for; `language` that of the form."""

    text: str = ""
    problem: str = ""
    language: str = ""


class Unsents:
    def __init__(self) -> None:
        self._kept: dict[str, Unsent] = {}

    def put(self, unsent: Unsent) -> str:
        """The key that fetches it once."""
        while len(self._kept) >= REMEMBERED:
            del self._kept[next(iter(self._kept))]
        key = token_urlsafe(16)
        self._kept[key] = unsent
        asyncio.get_running_loop().call_later(KEPT_SECONDS, self._kept.pop, key, None)
        return key

    def take(self, key: str) -> Unsent:
        """What `key` fetches; something empty when there is nothing."""
        return self._kept.pop(key, Unsent())
