"""A message at rest and in the hand: what is inside the ciphertext, and reading it back."""

from msgspec import Struct, json
from sqlalchemy import Connection, select

from chat.models import Message
from chat.protocol import Capacity, Side
from chat.sealing import seal, unseal

PAGE = 50  # messages read at a time


class Delivered(Struct, frozen=True, omit_defaults=True):
    """A committed message, readable. `at` is UTC to the minute; `client` and `n` are the author's own mark.

    `by`: the member of staff who wrote it. `capacity`: in which, where it was not as the counselor.
    """

    seq: int
    role: Side
    text: str
    at: str
    client: str
    n: int
    by: int | None = None
    capacity: Capacity | None = None


_decoder = json.Decoder(Delivered)


def seal_message(key: bytes, conversation: str, dedup: bytes, message: Delivered) -> bytes:
    """Ciphertext bound to its conversation, place and sender's mark; nothing of it stands in a plain column."""
    return seal(key, json.encode(message), _place(conversation, message.seq, dedup))


def messages_after(
    connection: Connection, key: bytes, conversation: str, seq: int, limit: int = PAGE
) -> list[Delivered]:
    """Up to `limit` messages of `conversation` with a higher number than `seq`, in order.

    Raises chat.sealing.Unreadable when a row was changed or moved.
    """
    rows = connection.execute(
        select(Message.seq, Message.dedup, Message.body)
        .where(Message.conversation_id == conversation, Message.seq > seq)
        .order_by(Message.seq)
        .limit(limit)
    )
    return [_decoder.decode(unseal(key, body, _place(conversation, number, dedup))) for number, dedup, body in rows]


def _place(conversation: str, seq: int, dedup: bytes) -> str:
    return f"message|{conversation}|{seq}|{dedup.hex()}"
