"""Seeded bugs: clients that break one rule each, and the table of all, with the figure that must show each."""

import secrets
from dataclasses import dataclass

from websockets.asyncio.client import ClientConnection

from tests.chaos.client import Client, Frame
from tests.chaos.host import lossy

SHORT = 9  # characters of a client's name


class NewName(Client):
    """Sends again under another `client`, so that the server cannot know the message."""

    def _hello(self, ticket: str) -> Frame:
        self._name = secrets.token_urlsafe(SHORT)
        return super()._hello(ticket)


class NewNumber(Client):
    """Counts `n` anew for each socket, and so gives another message a number that is taken."""

    def _hello(self, ticket: str) -> Frame:
        self._offset = self._next
        return super()._hello(ticket)

    async def _say(self, socket: ClientConnection, frame: Frame) -> None:
        if frame["t"] == "msg":
            frame["n"] -= self._offset
        await super()._say(socket, frame)

    async def _handle(self, socket: ClientConnection, frame: Frame) -> bool:
        if frame["t"] == "ack":
            frame["n"] += self._offset
        return await super()._handle(socket, frame)


class Forgets(Client):
    """Takes what it sent for stored when the line breaks."""

    async def _send_again(self, socket: ClientConnection) -> None:
        self._next = len(self.written)
        await super()._send_again(socket)


class Waits(Client):
    """Does not send again, and waits for the ack."""

    async def _send_again(self, socket: ClientConnection) -> None:
        if self._next == len(self.written):
            await super()._send_again(socket)


class TakesErrorForAck(Client):
    """Writes on at once when storage refused."""

    async def _handle(self, socket: ClientConnection, frame: Frame) -> bool:
        if frame["t"] != "err":
            return await super()._handle(socket, frame)
        self._next += 1
        await self._write(socket)
        return True


class StartsOver(Client):
    """Comes back without its `last`, and shows all that comes."""

    def _hello(self, ticket: str) -> Frame:
        return {**super()._hello(ticket), "last": 0}

    def _show(self, frame: Frame) -> bool:
        self.shown.append((frame["seq"], frame["text"]))
        return True


class ShowsOwnAtOnce(Client):
    """Shows its own message when it is acked, without waiting for those before it."""

    def _settle(self, seq: int) -> None:
        if seq > self.last:
            self.shown.append((seq, self.written[self._next]))
        super()._settle(seq)


class ComesBackLater(Client):
    """Takes a message that was only acked for shown when it comes back."""

    def _hello(self, ticket: str) -> Frame:
        return {**super()._hello(ticket), "last": max([self.last, *self.acked.values()])}


class WaitsInSilence(Client):
    """Does not know that a silent line is dead."""

    SILENCE = 3600.0


@dataclass(frozen=True)
class Mutant:
    """One broken rule, the client's or the server's, the figure that shows it, and what it takes to see it."""

    figure: str
    kind: type[Client] = Client
    rule: str = ""
    lost_hints: float = 0.2
    refused_commits: float = 0.002
    kills: int = 0
    faults: int = 12

    @property
    def program(self) -> list[str]:
        return lossy(self.lost_hints, self.refused_commits, self.rule)


CLIENTS = [
    Mutant("duplicated", NewName),
    Mutant("lost", NewNumber),
    Mutant("stuck", Forgets),
    Mutant("stuck", Waits),
    Mutant("stuck", TakesErrorForAck, refused_commits=0.3),
    Mutant("duplicated", StartsOver),
    Mutant("gap", ShowsOwnAtOnce),
    Mutant("lost", ComesBackLater, lost_hints=0.8),
    Mutant("stuck", WaitsInSilence),
]
SERVERS = [
    Mutant("duplicated", rule="resends_are_known"),
    Mutant("lost", rule="resends_keep_their_number"),
    Mutant("lost", rule="commit_before_ack", kills=2, refused_commits=0),
    Mutant("lost", rule="refusals_are_told", refused_commits=0.3),
    Mutant("lost", rule="numbers_differ"),
    Mutant("lost", rule="history_is_sent"),
    Mutant("duplicated", rule="history_begins_after_last"),
    Mutant("gap", rule="history_begins_no_later"),
    Mutant("duplicated", rule="history_is_not_sent_twice"),
    Mutant("reordered", rule="history_is_in_order"),
    Mutant("gap", rule="numbers_are_waited_for"),
    Mutant("gap", rule="overflow_is_read_again", lost_hints=0),
    Mutant("lost", rule="lost_hints_are_found", lost_hints=1, faults=0),
    Mutant("stuck", rule="acks_name_their_message"),
    Mutant("stuck", rule="keys_come_back", kills=2),
    Mutant("phantom", rule="conversations_are_apart"),
    Mutant("phantom", rule="texts_arrive_whole"),
]
MUTANTS = {mutant.rule or mutant.kind.__name__: mutant for mutant in CLIENTS + SERVERS}
