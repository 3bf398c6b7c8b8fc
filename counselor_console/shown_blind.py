"""Contacts that are shown blind and not answered yet, so that each check counts once. In this process's memory only."""

import secrets

MOST = 500  # at once; one more drops the oldest


class ShownBlind:
    def __init__(self) -> None:
        self._shown: dict[str, str] = {}

    def add(self, contact_id: str) -> str:
        """A mark that the form brings back in place of the contact, which one could look up."""
        while len(self._shown) >= MOST:
            del self._shown[next(iter(self._shown))]
        mark = secrets.token_urlsafe(16)
        self._shown[mark] = contact_id
        return mark

    def take(self, mark: str) -> str | None:
        """The contact that was shown under this mark, once."""
        return self._shown.pop(mark, None)
