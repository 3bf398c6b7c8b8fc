"""More than one of the staff in a conversation: a colleague goes on in one's place, or reads along and answers too.

Who may read, and what is said when a conversation is handed over, is part of its facts: sealed with its key, gone with
its key. The visitor is told in words, and before anybody else can read.
"""

from typing import TYPE_CHECKING

from chat.conversation import Event
from chat.errors import Full, NotFound, TextRefused
from chat.language import N_
from chat.roles import Role
from chat.running import Guest, Offer, Running
from chat.silence import attempt
from chat.text import check_text
from chat.views import Asked, Mine

if TYPE_CHECKING:
    from chat.service import Conversations

MAX_GUESTS = 3
MAX_NOTE = 500  # characters
HANDED_OVER = N_("A colleague goes on in the counsellor’s place.")
JOINED = {
    True: N_("A cultural mediator can read and answer here now, together with the counsellor."),
    False: N_("A colleague of the counsellor can read and answer here now, together with the counsellor."),
}
PARTED = {
    True: N_("The cultural mediator can no longer read here."),
    False: N_("The counsellor’s colleague can no longer read here."),
}


def fits(note: str) -> bool:
    """Whether a note may go along with a conversation; none is one too."""
    try:
        return not note or len(check_text(note)) <= MAX_NOTE
    except TextRefused:
        return False


class Sharing:
    def __init__(self, conversations: "Conversations") -> None:
        self._conversations = conversations

    # Handing over

    def asked(self, staff_id: int) -> list[Asked]:
        """What colleagues ask this counselor to take over."""
        return [
            Asked(one.id, one.facts.alias, one.facts.language, one.minutes, one.counselor_id, one.facts.offer.note)
            for one in self._conversations.running.offered_to(staff_id)
            if one.counselor_id and one.facts.offer
        ]

    async def offer(self, conversation: str, staff_id: int, to: int, note: str) -> None:
        """Asks a colleague to go on in one's place. Until it is accepted nothing changes for the visitor.

        Raises NotFound unless the conversation is this counselor's, or when it is offered to herself.
        """
        running = self._conversations.held_by(conversation, staff_id)
        if to == staff_id:
            raise NotFound
        await self._conversations.change_facts(running, offer=Offer(to, note))

    async def withdraw(self, conversation: str, staff_id: int) -> None:
        """The offer is over: the counselor takes it back, or the colleague says no. Raises NotFound for others."""
        running = self._conversations.get(conversation)
        async with running.sharing:
            offer = running.facts.offer
            if offer is None or not (running.is_held_by(staff_id) or offer.to == staff_id):
                raise NotFound
            await self._conversations.change_facts(running, offer=None)

    async def accept(self, conversation: str, staff_id: int) -> str:
        """Goes on in the place of the colleague who asked for it; a ticket to the conversation.

        Raises NotFound when it is not offered to this counselor any more, and Owed and Full as taking one does.
        """
        room = await self._conversations.ask_for_one_more(staff_id)
        running = self._conversations.get(conversation)
        async with running.sharing:
            self._conversations.check_room(staff_id, room)
            offer = running.facts.offer
            if offer is None or running not in self._conversations.running.offered_to(staff_id):
                raise NotFound
            guests = tuple(guest for guest in running.facts.guests if guest.id != staff_id)
            # The room is hers from here on; with the ticket she reads, and that comes after the visitor was told.
            await self._conversations.move(running, Event.HAND_OVER, staff_id, handed=offer.note, guests=guests)
            await attempt(self._conversations.tell(running, HANDED_OVER))
        return self._conversations.counselor_pass(running, staff_id)

    # Reading along

    def joined(self, staff_id: int) -> list[Mine]:
        """Conversations of colleagues in which one was asked to read along."""
        return [self._conversations.as_mine(one, staff_id) for one in self._conversations.running.of_guest(staff_id)]

    async def invite(self, conversation: str, staff_id: int, guest: int, role: Role) -> None:
        """Lets somebody else read all of it and answer, after the visitor was told.

        Raises NotFound unless the conversation is this counselor's, Full when enough read along already.
        """
        running = self._conversations.held_by(conversation, staff_id)
        async with running.sharing:
            if guest in running.readers():
                return
            if len(running.facts.guests) >= MAX_GUESTS:
                raise Full
            await self._conversations.tell(running, JOINED[role is Role.MEDIATOR])
            await self._let_in(running, staff_id, Guest(guest, role))

    async def _let_in(self, running: Running, staff_id: int, guest: Guest) -> None:
        """Once the visitor has read that somebody can read along; where nobody can after all, he reads that too."""
        try:
            if not running.is_held_by(staff_id):
                raise NotFound  # it ended, or went elsewhere, while the visitor was being told
            await self._conversations.change_facts(running, guests=(*running.facts.guests, guest))
        except Exception:
            await attempt(self.tell_parted(running, guest))
            raise

    async def part(self, conversation: str, staff_id: int, guest: int) -> None:
        """Somebody reads along no longer: by own wish, or by the counselor's. Raises NotFound for others."""
        running = self._conversations.get(conversation)
        async with running.sharing:
            found = next((one for one in running.facts.guests if one.id == guest), None)
            if found is None or not (running.is_held_by(staff_id) or guest == staff_id):
                raise NotFound
            left = tuple(one for one in running.facts.guests if one.id != guest)
            await self._conversations.change_facts(running, guests=left)
            self._conversations.half_written.drop(conversation, guest)
            await attempt(self.tell_parted(running, found))

    async def tell_parted(self, running: Running, guest: Guest) -> None:
        await self._conversations.tell(running, PARTED[guest.role is Role.MEDIATOR])
