"""What people do with conversations: open, resume, post, take, hand back, close, leave. The one path to storage.

State changes are decided in memory, synchronously, by the transition table; the row follows under the same
condition. Ending destroys the key first, then records what staff owe, then deletes the rows.
"""

import asyncio
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from datetime import time as time_of_day
from functools import lru_cache, partial
from typing import Any

from msgspec import structs
from sqlalchemy import Engine

from chat import store
from chat.alias import new_alias
from chat.broker import QUEUE, Broker, Changed, Posted
from chat.conversation import Event, IllegalTransition, State, advance
from chat.door import FULL_RETRY, MAX_WAITING, Door
from chat.drafts import Drafts, Fields, of_conversation
from chat.ending import NOTE_FIELDS, Ending, Endings, Recorder
from chat.errors import Busy, Closed, Full, NotFound, Owed, Taken, TooFast, TooMany
from chat.expiry import Expiry, hour
from chat.half_written import HalfWritten
from chat.keys import KeyStore
from chat.language import speech
from chat.messages import Delivered
from chat.missed import Missed
from chat.pauses import PAUSED, Pauses
from chat.periods import Kind
from chat.presence import CounselorPresence
from chat.protocol import Capacity, CloseCode, Side
from chat.reading import Reader, seal_facts
from chat.running import Facts, Running, RunningConversations
from chat.sealing import Unreadable, new_key, new_token, token_hash, wrap_key
from chat.sharing import HANDED_OVER, Sharing
from chat.silence import attempt
from chat.text import check_text
from chat.tickets import Pass, Tickets
from chat.views import Mine, Opened, VisitorView, Waiting
from chat.waits import Wait, band
from chat.waking import Waker
from chat.writer import Post, Writer

MAX_MESSAGES = 5000  # in one conversation; far above any real one


@dataclass(frozen=True)
class Rules:
    """What decides about opening and pace. `may_open` is asked each time: False lets nobody new in.

    `patience`: seconds after which nobody waits any longer where no counselor is present; None for no end.
    """

    always_open: bool
    admission: bool
    may_open: Callable[[], bool] = lambda: True
    patience: Callable[[], float | None] = lambda: None


@dataclass(frozen=True)
class Room:
    """How many conversations a counselor wants at most, and how many had ended with her when that was asked."""

    most: int
    ended: int


class Conversations:
    def __init__(
        self,
        engine: Engine,
        keys: KeyStore,
        broker: Broker,
        presence: CounselorPresence,
        recorder: Recorder,
        rules: Rules,
    ) -> None:
        self.broker = broker
        self.running = RunningConversations()
        self.tickets = Tickets()
        self.half_written = HalfWritten()
        self.rules = rules
        self._reader = Reader(engine)
        self._keys = keys
        self._waker = Waker(self._reader, keys)
        self._presence = presence
        self._recorder = recorder
        self._writer = Writer(engine, self._announce)
        self._door = Door()
        self._pauses = Pauses()
        self.drafts = Drafts(self._writer, self._reader, keys)
        self._endings = Endings(self._writer, recorder, keys, self.drafts)
        self.sharing = Sharing(self)
        self._expiry = Expiry(self, self._reader, self._endings, self.drafts, presence, recorder)
        self._reviving = asyncio.Lock()
        self._opened = 0
        self._waits: Counter[Wait] = Counter()
        self._names: dict[int, str] = {}
        self.incarnation = ""

    async def start(self, idle_for: float = 0) -> None:
        """Wakes the conversations that a restart left, and ends those whose time is over before anyone is served.

        `idle_for`: seconds in which nothing was written for certain, such as those since the file last changed.
        """
        self._writer.start()
        self.incarnation = await self._writer.call(store.incarnation)
        rows = [row for row in await self._reader.list_rows() if row.id not in self._endings]
        for running in await self._waker.wake_all(rows, idle_for):
            self.running.add(running)
        await self.drafts.wake()
        keyless = {row.id for row in rows if not self.running.find(row.id)}
        await self._writer.call(lambda sql: store.note_keyless(sql, keyless, hour()))
        self._expiry.begin(keyless, idle_for)
        await self.expire()

    async def stop(self) -> None:
        await self._writer.stop()

    # The visitor

    def is_open(self) -> bool:
        return self.rules.may_open() and (self.rules.always_open or self._presence.anyone())

    async def open(self, language: str, network: str | None = None) -> Opened:
        """A new waiting conversation. Raises Closed when nobody is here and Busy while too many come.

        `network` is where he comes from, as far as anybody tells us; it is asked once and kept nowhere.
        """
        self._admit(network)
        await self._make_room()
        token, key, id_ = new_token(), new_key(), new_token()
        facts = Facts(new_alias(self.running.aliases()), language, time.time())
        row = store.Row(
            id_,
            State.WAITING,
            None,
            0,
            wrap_key(token, key, id_),
            seal_facts(facts, key, id_),
        )
        self._keys.put(id_, key)
        try:
            await self._writer.call(lambda sql: store.add_conversation(sql, row, token_hash(token)))
        except Exception:
            self._keys.drop(id_)
            raise
        self.running.add(Running(id_, facts, State.WAITING, None, 0, came=False))
        self._queue_changed()
        return Opened(id_, token, self.tickets.issue(Pass(id_, Side.VISITOR)), facts.alias)

    def pass_door(self, network: str | None) -> None:
        """At the pace of conversations, for whatever a stranger begins. Raises Busy."""
        if self.rules.admission:
            self._door.admit(network, len(self.running.waiting()))

    async def resume(self, token: str) -> str:
        """A ticket for the visitor who holds `token`. Raises NotFound when it opens nothing."""
        running = await self._of_token(token)
        self.has_come(running)
        return self.tickets.issue(Pass(running.id, Side.VISITOR))

    def has_come(self, running: Running) -> None:
        """The page of its visitor is there after the request that began it. Only then it counts as opened."""
        if not running.came:
            running.came = True
            self._opened += 1

    async def leave(self, token: str, no_note: bool | None = None) -> None:
        """Ends the conversation of `token`, if there is one, whatever state its rows are in.

        `no_note` is his last wish about the note, where he has one that may not have been heard.
        """
        try:
            row = await self._row_of(token)
            running = self.running.find(row.id) or await self._revive(token)
            if no_note is not None:
                running.facts = structs.replace(running.facts, no_note=no_note)
            self.left(running)
            await self.end(running, Event.LEAVE, by=Side.VISITOR)
        except NotFound:
            return
        except Unreadable:
            await self._endings.end_row(row)

    async def view(self, token: str) -> VisitorView:
        """The whole conversation of `token`. Raises NotFound."""
        running = await self._of_token(token)
        self.has_come(running)
        messages = await self._reader.all_messages(self._key(running), running.id)
        facts, place = running.facts, self.running.place(running)
        others = tuple(guest.role for guest in facts.guests)
        known = (facts.alias, facts.language, facts.no_note, messages, others)
        return VisitorView(running.id, running.state, place, *known)

    def paused_for(self, token: str | None) -> timedelta | None:
        """How long the browser that holds `token` may begin nothing, because a counselor ended its conversation so."""
        return self._pauses.left(token) if token else None

    def paused_in(self, token: str | None) -> str:
        """The language of the conversation that was ended with a pause; empty where there is none."""
        return self._pauses.language(token) if token else ""

    async def post_as_visitor(self, token: str, client: str, n: int, text: str) -> int:
        running = await self._of_token(token)
        return await self.post(running.id, Side.VISITOR, client, n, text)

    async def choose_note(self, token: str, no_note: bool) -> None:
        """Whether the visitor wants no note, once it is durable. Raises NotFound and TooFast.

        In memory it holds at once, so that an end that comes between takes the choice along.
        """
        running = await self._of_token(token)
        self._check_pace(running, Side.VISITOR)
        await self.change_facts(running, no_note=no_note)

    # Both sides

    async def post(
        self, conversation: str, side: Side, client: str, n: int, text: str, staff_id: int | None = None
    ) -> int:
        """The message's number, once it is durable; the same one for a resend of (side, client, n).

        Raises TextRefused, TooFast, TooMany, NotFound when it is over, StorageFailed when it was not written.
        """
        check_text(text)
        running = self.get(conversation)
        if staff_id is not None and staff_id not in running.readers():
            raise NotFound
        self._check_pace(running, side)
        self._check_room(running)
        key, capacity = self._key(running), running.capacity(staff_id)
        seq = await self._writer.post(Post(conversation, key, side, client, n, text, _minute(), staff_id, capacity))
        if side is Side.COUNSELOR and not running.is_answered:
            self._waits[band(time.time() - running.facts.opened)] += 1
        running.touch(side)
        if staff_id is not None:
            self.half_written.drop(conversation, staff_id)
        return seq

    async def tell(self, running: Running, notice: str, **moments: time_of_day | date) -> None:
        """Tells both sides what changes, as a line among the messages, in the visitor's language. Durable as they are.

        `notice` is a text of the catalogue, which names `moments`. It is no sign of life: the conversation goes on
        being idle.
        """
        words = speech(running.facts.language)
        said = words.text(notice, **{name: words.moment(at) for name, at in moments.items()})
        mark = (new_token(), 0, said, _minute(), None, Capacity.NOTICE)
        await self._writer.post(Post(running.id, self._key(running), Side.COUNSELOR, *mark))

    async def messages_after(self, running: Running, seq: int) -> list[Delivered]:
        """A page of what was stored after `seq`. Raises NotFound when the conversation ended meanwhile."""
        return await self._reader.messages_after(self._key(running), running.id, seq)

    async def stored_top(self, running: Running) -> int:
        return await self._reader.find_top(running.id)

    def get(self, conversation: str) -> Running:
        """The running conversation. Raises NotFound when it is over or was never here."""
        running = self.running.find(conversation)
        if running is None:
            raise NotFound
        return running

    def redeem(self, ticket: str) -> Pass | None:
        return self.tickets.redeem(ticket)

    # The counselor

    def waiting(self) -> list[Waiting]:
        queue = self.running.waiting()
        return [Waiting(r.id, r.facts.alias, r.facts.language, r.minutes, place) for place, r in enumerate(queue, 1)]

    def mine(self, staff_id: int) -> list[Mine]:
        return [self.as_mine(running, staff_id) for running in self.running.of_counselor(staff_id)]

    def as_mine(self, running: Running, staff_id: int) -> Mine:
        """The conversation as one who may read it is told of it."""
        facts, own = running.facts, running.is_held_by(staff_id)
        known = (running.id, facts.alias, facts.language, running.minutes, running.presence(Side.VISITOR))
        unanswered = running.last_by is Side.VISITOR
        return Mine(*known, unanswered, facts.held, facts.handed if own else "", guest=not own)

    async def take(self, conversation: str, staff_id: int) -> str:
        """A ticket to the conversation, now this counselor's.

        Raises NotFound when it is over, Taken when somebody else was first, Owed and Full when this counselor
        may not take another now.
        """
        room = await self.ask_for_one_more(staff_id)
        running = self.get(conversation)
        if running.state is not State.WAITING:
            raise Taken
        self.check_room(staff_id, room)
        before = running.facts.before
        await self.move(running, Event.TAKE, staff_id)
        if before not in (None, staff_id):
            await attempt(self.tell(running, HANDED_OVER))
        return self.counselor_pass(running, staff_id)

    async def ask_for_one_more(self, staff_id: int) -> Room:
        """For `check_room`. Raises Owed where she may have no other now."""
        ended = self._endings.ended_with[staff_id]
        if await self._recorder.owes(staff_id):
            raise Owed
        return Room(await self._recorder.most_of(staff_id), ended)

    def check_room(self, staff_id: int, room: Room) -> None:
        """Raises Full; and Owed for what has ended since she was asked about, or has no card yet.

        Asks nobody, so that of two takings at once only one finds the last room.
        """
        if self._endings.owed_by(staff_id) or self._endings.ended_with[staff_id] != room.ended:
            raise Owed
        if self.rules.admission and len(self.running.of_counselor(staff_id)) >= room.most:
            raise Full

    async def counselor_ticket(self, conversation: str, staff_id: int) -> str:
        """Raises NotFound unless the conversation runs and this member of staff may read it."""
        return self.counselor_pass(self.read_by(conversation, staff_id), staff_id)

    def counselor_pass(self, running: Running, staff_id: int) -> str:
        return self.tickets.issue(Pass(running.id, Side.COUNSELOR, staff_id))

    async def hand_back(self, conversation: str, staff_id: int, note: str = "") -> None:
        """Puts the visitor back at his place in the queue, with a note for whoever takes him next.

        Raises NotFound unless it is this counselor's.
        """
        running = self.held_by(conversation, staff_id)
        guests = running.facts.guests
        await self.move(running, Event.HAND_BACK, None, handed=note)
        for guest in guests:
            await attempt(self.sharing.tell_parted(running, guest))

    def registering(self, conversation: str, staff_id: int) -> Facts:
        """What is known for its registration. Raises NotFound unless it is this counselor's and running."""
        return self.held_by(conversation, staff_id).facts

    async def keep_draft(self, conversation: str, staff_id: int, fields: Fields) -> None:
        """Keeps what was written of its registration so far; it goes with the conversation, to whoever has it.

        Raises NotFound unless it is this counselor's and running.
        """
        facts = self.registering(conversation, staff_id)
        unwanted = NOTE_FIELDS if facts.no_note else frozenset()
        kept = {name: values for name, values in fields.items() if name not in unwanted}
        await self.drafts.keep(of_conversation(conversation), kept)

    async def close(self, conversation: str, staff_id: int) -> None:
        """Ends the conversation; its registration is then owed. Raises NotFound unless it is this counselor's."""
        await self.end(self.held_by(conversation, staff_id), Event.CLOSE, by=Side.COUNSELOR)

    async def pause(self, conversation: str, staff_id: int) -> None:
        """As `close`, and this visitor's browser begins no other for a while. It is told so, and nobody else is met."""
        self.held_by(conversation, staff_id)
        mark = await self._reader.find_mark(conversation)
        running = self.held_by(conversation, staff_id)
        if mark:
            self._pauses.begin(mark, running.facts.language)
        await self.end(running, Event.CLOSE, by=PAUSED)

    async def hold(self, conversation: str, staff_id: int, held: bool = True) -> None:
        """Lets it go on although nobody writes, for as long as a conversation lasts at most; or no longer so.

        Raises NotFound unless she may read it. Whoever has it next takes the hold over. In memory it holds at once,
        whatever the disk says.
        """
        running = self.read_by(conversation, staff_id)
        running.facts = structs.replace(running.facts, held=held)
        await attempt(self.change_facts(running, held=held))

    def keep_half_written(self, conversation: str, staff_id: int, text: str) -> None:
        """For when the page is loaded again. Raises NotFound unless she may read it, and TextRefused."""
        self.read_by(conversation, staff_id)
        self.half_written.keep(conversation, staff_id, text)

    def sign_out(self, staff_id: int) -> None:
        """Closes somebody's sockets and voids the tickets; the conversations stay theirs for now."""
        self.tickets.drop_staff(staff_id)
        for running in self.running:
            for socket in running.sockets[Side.COUNSELOR]:
                if socket.staff_id == staff_id:
                    socket.close(CloseCode.TICKET)

    async def name_of(self, staff_id: int) -> str:
        """What colleagues know a member of staff by."""
        if staff_id not in self._names:
            self._names[staff_id] = await self._recorder.name_of(staff_id)
        return self._names[staff_id]

    async def may_stay(self, staff_id: int | None) -> bool:
        """Whether this is the visitor (None), or a counselor who is still signed in, in a role that talks."""
        return staff_id is None or await self._recorder.is_at_work(staff_id)

    def owed_alias(self, owed_id: int) -> str | None:
        """What the ended conversation was called, as long as this process remembers."""
        return self._endings.alias(owed_id)

    # Time

    async def expire(self) -> None:
        """As `chat.expiry.Expiry.run`. The door forgets with it, also when nobody comes any more."""
        self._door.forget_old()
        await self._expiry.run()

    async def warn_of_closing(self, closes: datetime, opens: datetime | None = None) -> None:
        """As `chat.expiry.Expiry.warn_of_closing`."""
        await self._expiry.warn_of_closing(closes, opens)

    def take_expired(self) -> Counter[Kind]:
        """How many ended because their time was over, since this was last asked."""
        taken, self._expiry.expired = self._expiry.expired, Counter()
        return taken

    def take_missed(self) -> Counter[Missed]:
        """How many visitors were not met, and why, since this was last asked."""
        taken, self._expiry.missed = self._expiry.missed, Counter()
        return taken

    def left(self, running: Running) -> None:
        """Its visitor is gone. Who came to wait and got no answer is a number of the month."""
        if running.came and not running.is_answered and not running.is_over:
            self._waits[Wait.LEFT] += 1

    def take_waits(self) -> Counter[Wait]:
        """How many waited how long for a first answer, since this was last asked."""
        taken, self._waits = self._waits, Counter()
        return taken

    def take_opened(self) -> int:
        """How many conversations were opened since this was last asked, and had somebody there."""
        taken, self._opened = self._opened, 0
        return taken

    @property
    def purged(self) -> int:
        """How many were deleted since `log_emptied` was told."""
        return self._endings.purged + self.drafts.purged

    def log_emptied(self, purged: int) -> None:
        """`purged` as it was read before the log was emptied: what came since is still to go."""
        self._endings.purged -= purged

    # Inside

    def _admit(self, network: str | None) -> None:
        if not self.is_open():
            self._expiry.missed[Missed.TURNED_AWAY] += 1
            raise Closed
        self.pass_door(network)

    async def _make_room(self) -> None:
        """In a full queue a place is for who is there: it is taken from one that began and never came. Raises Busy."""
        waiting = self.running.waiting()
        if not self.rules.admission or len(waiting) < MAX_WAITING:
            return
        absent = next((one for one in waiting if one.is_absent), None)
        if absent is None:
            raise Busy(FULL_RETRY)
        await self.end(absent, Event.EXPIRE, by="expired")

    def _check_pace(self, running: Running, side: Side) -> None:
        if self.rules.admission and (wait := running.buckets[side].take()):
            raise TooFast(wait)

    def _check_room(self, running: Running) -> None:
        if self.rules.admission and running.top >= MAX_MESSAGES:
            raise TooMany

    def _key(self, running: Running) -> bytes:
        key = self._keys.get(running.id)
        if key is None or running.is_over:
            raise NotFound
        return key

    def held_by(self, conversation: str, staff_id: int) -> Running:
        """Raises NotFound unless it is this counselor's and running."""
        running = self.get(conversation)
        if not running.is_held_by(staff_id):
            raise NotFound
        return running

    def read_by(self, conversation: str, staff_id: int) -> Running:
        """Raises NotFound unless it runs and this member of staff may read it."""
        running = self.get(conversation)
        if staff_id not in running.readers():
            raise NotFound
        return running

    def _announce(self, conversation: str, message: Delivered) -> None:
        if running := self.running.find(conversation):
            running.top = message.seq
        self.broker.publish(conversation, Posted(message))

    def _queue_changed(self) -> None:
        """Tells the staff's rails, and everyone in line, whose place may be another."""
        self.broker.publish(QUEUE, Changed())
        for running in self.running.waiting():
            self.broker.publish(running.id, Changed())

    async def move(
        self, running: Running, event: Event, counselor_id: int | None, handed: str | None = None, **facts: Any
    ) -> None:
        """Makes it another counselor's, or nobody's, with other `facts`. Nobody reads along unless they say so.

        Raises IllegalTransition; NotFound when it is over.
        """
        before, before_counselor = running.state, running.counselor_id
        last = before_counselor or running.facts.before
        new = {
            "guests": (),
            "offer": None,
            "handed": running.facts.handed if handed is None else handed,
            "before": last,
        }
        new |= facts
        running.state, running.counselor_id = _advance(before, event), counselor_id
        running.giving = before_counselor
        running.away[Side.COUNSELOR] = None  # whoever takes it has still to come
        running.waits_since = time.monotonic()
        try:
            await self._store_facts(
                running, new, partial(store.move, event=event, counselor_id=counselor_id, state=before)
            )
        except Exception:
            if not running.is_over:  # it may have ended while the row was being changed
                running.state, running.counselor_id = before, before_counselor
            raise
        finally:
            running.giving = None
        if running.is_over:
            raise NotFound
        self.half_written.drop_all_but(running.id, running.readers())
        self.broker.publish(running.id, Changed())
        self._queue_changed()

    async def change_facts(self, running: Running, **facts: Any) -> None:
        """Other facts, once they are durable. In memory they hold at once, so that an end between takes them along.

        Raises NotFound when it is over.
        """
        try:
            await self._store_facts(running, facts, store.set_facts)
        finally:
            self.broker.publish(running.id, Changed())
            self.broker.publish(QUEUE, Changed())

    async def _store_facts(self, running: Running, new: dict[str, Any], write: Callable[..., None]) -> None:
        old = {name: getattr(running.facts, name) for name in new}
        facts = structs.replace(running.facts, **new)
        sealed = seal_facts(facts, self._key(running), running.id)
        running.facts = facts
        try:
            await self._writer.call(lambda sql: write(sql, running.id, sealed))
        except Exception:
            running.facts = structs.replace(running.facts, **old)
            raise

    async def end(self, running: Running, event: Event, by: str) -> None:
        """Ends it at once and in memory. Nobody waits for the register where it takes its time."""
        facts, exchanged = running.facts, running.wrote == set(Side)
        # Who talked with somebody and handed him back owes the registration where nobody has taken him since.
        owing = running.giving or running.counselor_id or (facts.before if exchanged else None)
        running.state, running.ended_by = _advance(running.state, event), by
        ending = Ending(running.id, facts.alias, facts.language, exchanged, facts.no_note, owing)
        self._endings.begin(ending)
        self.running.remove(running)
        self.half_written.drop(running.id)
        self.broker.publish(running.id, Changed())
        self._queue_changed()
        await self._endings.settle_soon(ending)
        self._queue_changed()

    async def _of_token(self, token: str) -> Running:
        row = await self._row_of(token)
        try:
            return self.running.find(row.id) or await self._revive(token)
        except Unreadable:
            raise NotFound from None

    async def _row_of(self, token: str) -> store.Row:
        row = await self._reader.find_row(token)
        if row is None or row.id in self._endings:
            raise NotFound
        return row

    async def _revive(self, token: str) -> Running:
        """Brings back, with the visitor's token, a conversation whose key a restart took away.

        Raises NotFound, and Unreadable where its rows are damaged.
        """
        async with self._reviving:
            row = await self._row_of(token)
            if running := self.running.find(row.id):
                return running  # another of his tabs was faster
            running = await self._waker.wake_by_token(row, token)
            if row.id in self._endings:  # it was ended while it woke
                self._keys.drop(row.id)
                raise NotFound
            self.running.add(running)
            await attempt(self._writer.call(lambda sql: store.clear_keyless(sql, row.id)))
        await self._expiry.end_if_over(running)
        if running.is_over:
            raise NotFound  # he came back too late
        self._queue_changed()
        return running


def _advance(state: State, event: Event) -> State:
    try:
        return advance(state, event)
    except IllegalTransition:
        raise NotFound from None


def _minute() -> str:
    return _said_minute(int(time.time()) // 60)


@lru_cache(maxsize=1)
def _said_minute(minute: int) -> str:
    return datetime.fromtimestamp(minute * 60, UTC).strftime("%Y-%m-%dT%H:%MZ")
