"""Clients that break one rule each; the harness must notice."""

import secrets

from tests.chaos.client import Client


class NewName(Client):
    """Resends under another `client`, so that the server cannot know the message again."""

    async def _visit(self) -> None:
        self._name = secrets.token_urlsafe(8)
        await super()._visit()


class Forgets(Client):
    """Takes a message that it sent for stored when the line breaks."""

    async def _visit(self) -> None:
        if self.connections and self.next < len(self._texts):
            self.next += 1
        await super()._visit()


MUTANTS: dict[str, type[Client]] = {"new-name": NewName, "forgets": Forgets}
