"""One socket's life: a reader, a writer and a heartbeat; whichever ends first ends the others.

What a socket sends is always the next number it has not sent. A hint that carries exactly that message is used
as it is; any other hint means reading from storage.
"""

import asyncio
import contextlib
import time
from collections.abc import Sequence

from msgspec import UNSET
from starlette.websockets import WebSocket, WebSocketDisconnect

from chat.broker import Changed, Event, Lagged, Posted, Subscription, Typed
from chat.errors import NotFound, StorageFailed, TextRefused, TooFast, TooMany
from chat.limits import Bucket
from chat.messages import PAGE, Delivered
from chat.presence import CounselorPresence
from chat.protocol import (
    HEARTBEAT_SECONDS,
    HELLO_SECONDS,
    MAX_SOCKETS,
    SUBPROTOCOL,
    Ack,
    Capacity,
    CloseCode,
    Delivery,
    Err,
    ErrCode,
    Heartbeat,
    Hello,
    Msg,
    Other,
    Page,
    Peer,
    Presence,
    Read,
    ServerFrame,
    Side,
    StateFrame,
    Typing,
    Unexpected,
    Welcome,
    encode,
    parse,
)
from chat.roles import Role
from chat.running import Guest, Running
from chat.service import Conversations
from chat.tickets import Pass

SEND_SECONDS = 19  # a send that takes longer means a reader that is stuck; looked at with each heartbeat
OTHER = {Side.VISITOR: Side.COUNSELOR, Side.COUNSELOR: Side.VISITOR}


class Closing(Exception):
    """This socket is to be closed with `code`."""

    def __init__(self, code: CloseCode) -> None:
        super().__init__(code)
        self.code = code


async def conversation_socket(websocket: WebSocket) -> None:
    """The endpoint `/ws`. Its Origin has been checked before; a wrong sub-protocol or any query is refused."""
    if SUBPROTOCOL not in websocket.scope["subprotocols"] or websocket.scope["query_string"]:
        await websocket.close()
        return
    await websocket.accept(subprotocol=SUBPROTOCOL)
    state = websocket.app.state
    try:
        hello = await _hello(websocket)
        running, found = _admit(state.conversations, hello)
        await Connection(websocket, state.conversations, state.presence, running, found, hello).run()
    except Closing as closing:
        await _close(websocket, closing.code)
    except WebSocketDisconnect:
        pass
    except Exception:
        await _close(websocket, CloseCode.ERROR)
        raise  # logged by type and place


async def _hello(websocket: WebSocket) -> Hello:
    try:
        async with asyncio.timeout(HELLO_SECONDS):
            frame = parse(await receive_text(websocket))
    except TimeoutError:
        raise Closing(CloseCode.HELLO_TIMEOUT) from None
    except Unexpected:
        raise Closing(CloseCode.BAD_FRAME) from None
    if not isinstance(frame, Hello):
        raise Closing(CloseCode.BAD_FRAME)
    return frame


def _admit(conversations: Conversations, hello: Hello) -> tuple[Running, Pass]:
    found = conversations.redeem(hello.ticket)
    if found is None:
        raise Closing(CloseCode.TICKET)
    try:
        running = conversations.get(found.conversation)
    except NotFound:
        raise Closing(CloseCode.OVER) from None
    if found.side is Side.COUNSELOR and found.staff_id not in running.readers():
        raise Closing(CloseCode.OVER)  # handed on, or asked out, since the ticket was issued
    return running, found


async def receive_text(websocket: WebSocket) -> str:
    """The next text frame. A binary one closes the socket with 1003."""
    message = await websocket.receive()
    if message["type"] == "websocket.disconnect":
        raise WebSocketDisconnect(message.get("code", 1006))
    text: str | None = message.get("text")
    if text is None:
        raise Closing(CloseCode.UNSUPPORTED)
    return text


async def _close(websocket: WebSocket, code: CloseCode) -> None:
    with contextlib.suppress(RuntimeError, WebSocketDisconnect, OSError):
        await websocket.close(code)


class Connection:
    def __init__(
        self,
        websocket: WebSocket,
        conversations: Conversations,
        presence: CounselorPresence,
        running: Running,
        admitted: Pass,
        hello: Hello,
    ) -> None:
        self._websocket = websocket
        self._conversations = conversations
        self._presence = presence
        self._running = running
        self._side = admitted.side
        self.staff_id = admitted.staff_id
        self._client = hello.client
        self._sent = hello.last
        self._inc = hello.inc
        self.awake = True
        self._sending = 0  # frames that the network has not taken yet
        self._sent_at = time.monotonic()
        self._pace = Bucket(rate=20, burst=100)  # frames other than messages, which have their own
        self._told: dict[type[ServerFrame], ServerFrame] = {}
        self._closing: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    async def run(self) -> None:
        """Until either end closes. Raises Closing with the code that the socket is then closed with."""
        async with self._conversations.broker.subscribe(self._running.id) as events:
            await self._welcome()  # before anything is read, so that it is always the first frame
            self._join()
            tasks = [asyncio.create_task(work) for work in (self._read(), self._write(events), self._beat(events))]
            ending: list[asyncio.Future[None]] = [*tasks, self._closing]
            try:
                await asyncio.wait(ending, return_when=asyncio.FIRST_COMPLETED)
            finally:
                for task in tasks:
                    task.cancel()
                outcomes = await asyncio.gather(*tasks, return_exceptions=True)
                self._part(outcomes)
        self._finish(outcomes)

    def close(self, code: CloseCode) -> None:
        """Asks this socket to end; it does so as soon as the event loop gets to it."""
        if not self._closing.done():
            self._closing.set_exception(Closing(code))

    def _finish(self, outcomes: Sequence[object]) -> None:
        if self._closing.done():
            self._closing.result()
        failures = [one for one in outcomes if isinstance(one, Exception)]
        for failure in sorted(failures, key=lambda one: not isinstance(one, Closing)):
            raise failure

    # Being here

    def _join(self) -> None:
        sockets = self._running.sockets[self._side]
        sockets.append(self)
        if self._side is Side.VISITOR:
            self._conversations.has_come(self._running)
        own = [one for one in sockets if one.staff_id == self.staff_id]
        for oldest in own[:-MAX_SOCKETS]:
            sockets.remove(oldest)
            oldest.close(CloseCode.REPLACED)
        self._changed()

    def _part(self, outcomes: Sequence[object]) -> None:
        """Remembers how this side went: a page that slept or said goodbye is asleep, a line that broke is lost."""
        sockets = self._running.sockets[self._side]
        if self in sockets:
            sockets.remove(self)
        said_goodbye = any(isinstance(one, WebSocketDisconnect) and one.code in (1000, 1001) for one in outcomes)
        asleep = said_goodbye or not self.awake
        self._running.away[self._side] = Presence.ASLEEP if asleep else Presence.LOST
        self._changed()

    def _changed(self) -> None:
        self._conversations.broker.publish(self._running.id, Changed())

    # From the client

    async def _read(self) -> None:
        while True:
            text = await receive_text(self._websocket)
            self._seen()
            try:
                await self._handle(text)
            except NotFound:
                raise Closing(CloseCode.OVER) from None

    async def _handle(self, text: str) -> None:
        try:
            frame = parse(text)
        except Unexpected as unexpected:
            await self._send(Err(unexpected.code))
            return
        match frame:
            case Msg():
                await self._send(await self._post(frame))
            case Page():
                self._turn(frame.awake)
            case Read() | Typing() if self._pace.take():
                pass  # either is only a hint, and the next one says the same
            case Read():
                self._mark_read(frame.seq)
            case Typing():
                self._conversations.broker.publish(self._running.id, Typed(self._side))
            case Hello():
                await self._send(Err(ErrCode.FRAME))

    async def _post(self, frame: Msg) -> Ack | Err:
        try:
            seq = await self._conversations.post(
                self._running.id, self._side, self._client, frame.n, frame.text, self.staff_id
            )
        except TextRefused:
            return Err(ErrCode.TEXT, frame.n)
        except TooFast as fast:
            return Err(ErrCode.RATE, frame.n, fast.retry_ms)
        except TooMany:
            return Err(ErrCode.FULL, frame.n)
        except StorageFailed:
            return Err(ErrCode.STORAGE, frame.n, retry_ms=2000)
        return Ack(frame.n, seq)

    def _mark_read(self, seq: int) -> None:
        read, seen = self._running.read, self._running.seen
        if seq > self._running.top:
            return
        seen[self.staff_id] = max(seq, seen.get(self.staff_id, 0))
        if read[self._side] < seq:
            read[self._side] = seq
            self._changed()

    def _turn(self, awake: bool) -> None:
        """Kept even when it comes too fast to be told: the next change tells it."""
        self.awake = awake
        if not self._pace.take():
            self._changed()

    def _seen(self) -> None:
        if self.staff_id is not None:
            self._presence.still_here(self.staff_id)

    # To the client

    async def _welcome(self) -> None:
        top = await self._conversations.stored_top(self._running)
        seen = self._running.seen.get(self.staff_id, UNSET)
        await self._send(Welcome(top, self._conversations.incarnation, self._side, read=seen))
        same_history = self._inc in (None, self._conversations.incarnation)
        self._sent = min(self._sent, top) if same_history else 0

    async def _write(self, events: Subscription) -> None:
        await self._replay()
        await self._tell_changes()
        while True:
            await self._pass_on(await events.get())

    async def _pass_on(self, event: Event) -> None:
        match event:
            case Posted(message) if message.seq == self._sent + 1:
                await self._deliver(message)
            case Posted(message) if message.seq <= self._sent:
                pass
            case Posted():
                await self._replay()
            case Typed(side):
                if side is not self._side:
                    await self._send(Typing())
            case Lagged():
                await self._replay()
                await self._tell_changes()
            case Changed():
                await self._tell_changes()

    async def _replay(self) -> None:
        """Sends everything stored that was not sent yet."""
        if self._running.is_over:
            return
        while page := await self._conversations.messages_after(self._running, self._sent):
            for message in page:
                await self._deliver(message)
            if len(page) < PAGE:
                return

    async def _deliver(self, message: Delivered) -> None:
        own = message.role is self._side and message.by == self.staff_id and message.capacity is not Capacity.NOTICE
        mark = {"client": message.client, "n": message.n} if own else {"by": await self._name(message.by)}
        said = (message.seq, message.role, message.text, message.at)
        await self._send(Delivery(*said, capacity=message.capacity, **mark))
        self._sent = message.seq

    async def _name(self, staff_id: int | None) -> str | None:
        """Of a colleague, for staff; a visitor is told no names."""
        if staff_id is None or self._side is Side.VISITOR:
            return None
        return await self._conversations.name_of(staff_id)

    async def _tell_changes(self) -> None:
        """State and presence, where they are other than last told; after the end, goodbye."""
        running = self._running
        await self._tell_peer(OTHER[self._side])
        place = self._conversations.running.place(running)
        ended = running.is_over
        state = "ended" if ended else running.state
        others, offered = await self._others(), await self._offered()
        await self._tell(StateFrame(state, place, running.ended_by, running.facts.no_note, others, offered))
        if ended:
            raise Closing(CloseCode.END)
        if self._side is Side.COUNSELOR and self.staff_id not in running.readers():
            raise Closing(CloseCode.OVER)  # the conversation goes on without this member of staff

    async def _others(self) -> tuple[Other, ...]:
        """Who else of the staff may read: for the visitor beside his counselor, for staff beside oneself."""
        guests = [] if self._running.is_over else list(self._running.facts.guests)
        if self._side is Side.VISITOR:
            return tuple(Other(guest.role) for guest in guests)
        if guests and self._running.counselor_id is not None:
            guests.insert(0, Guest(self._running.counselor_id, Role.COUNSELOR))
        there = [guest for guest in guests if guest.id != self.staff_id]
        return tuple([Other(guest.role, guest.id, await self._conversations.name_of(guest.id)) for guest in there])

    async def _offered(self) -> str | None:
        """The colleague whom this counselor has asked to go on."""
        offer = self._running.facts.offer
        asked = offer if self._running.is_held_by(self.staff_id) else None
        return await self._conversations.name_of(asked.to) if asked else None

    async def _tell_peer(self, other: Side) -> None:
        """Nothing of a counselor who has not come; the next one is told anew."""
        presence = self._running.presence(other)
        if presence is None:
            self._told.pop(Peer, None)
        else:
            await self._tell(Peer(presence, self._running.read[other]))

    async def _tell(self, frame: ServerFrame) -> None:
        if self._told.get(type(frame)) != frame:
            self._told[type(frame)] = frame
            await self._send(frame)

    async def _send(self, frame: ServerFrame) -> None:
        self._sending += 1
        await self._websocket.send_text(encode(frame))
        self._sending -= 1
        self._sent_at = time.monotonic()

    async def _beat(self, events: Subscription) -> None:
        """Tells the number of the last stored message, and fetches what a lost hint left behind.

        Also ends a socket whose reader is stuck: a timer for each frame would cost a tenth of all the work.
        """
        while True:
            await asyncio.sleep(HEARTBEAT_SECONDS)
            if self._sending and time.monotonic() - self._sent_at > SEND_SECONDS:
                raise Closing(CloseCode.SLOW)
            if not await self._conversations.may_stay(self.staff_id):
                raise Closing(CloseCode.TICKET)
            self._seen()
            top = await self._conversations.stored_top(self._running)
            if top > self._sent:
                events.put(Lagged())
            await self._send(Heartbeat(top, self._conversations.incarnation))
