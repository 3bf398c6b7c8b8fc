"""`chat.v1`: every frame on the wire, parsed to a closed set of types. Published in `docs/protocol.md`.

One WebSocket, `/ws`, sub-protocol `chat.v1`, JSON text frames; one socket for each conversation a person has open.

    client                                     server
    hello  v, ticket, client, last, inc?  ->   first frame, within 5 s; `last` is the highest seq already shown
                                          <-   welcome  top, inc, role, limits, read?; then replay of last+1..top
    msg    n, text                        ->   `n` counts up for each `client`
                                          <-   ack      n, seq; only after the durable commit, same seq for a resend
                                          <-   m        seq, role, text, at, client?, n?, as?, by?; in order, no gaps
    read   seq                            ->   cumulative
    typing                                <->  typing
    page   awake                          ->   the page went to the background, or came back
                                          <-   peer     presence (here, asleep, lost, left), read
                                          <-   state    state, place?, by?, no_note?, others?, offered?
    hb     top?, inc?                     <->  every 20 s; `top` heals a lost hint
                                          <-   err      code, n?, retry_ms?; the connection stays

Unknown fields are ignored, unknown frames get an `err`. Ending a conversation and choosing no note are done over HTTP.
"""

from enum import IntEnum, StrEnum
from typing import Annotated, Literal

from msgspec import UNSET, DecodeError, Meta, Struct, UnsetType, ValidationError, json

from chat.roles import Role
from chat.text import MAX_TEXT

SUBPROTOCOL = "chat.v1"
MAX_FRAME = 64 * 1024  # bytes
MAX_SOCKETS = 3  # of one person in a conversation
HELLO_SECONDS = 5
HEARTBEAT_SECONDS = 20


class Side(StrEnum):
    VISITOR = "visitor"
    COUNSELOR = "counselor"


class Capacity(StrEnum):
    """In which a message of the counselor's side was written, where it was not hers."""

    MEDIATOR = "mediator"
    NOTICE = "notice"  # nobody wrote it: it tells both sides what has changed


class Presence(StrEnum):
    HERE = "here"
    ASLEEP = "asleep"
    LOST = "lost"
    LEFT = "left"


class CloseCode(IntEnum):
    END = 1000
    UNSUPPORTED = 1003
    TOO_BIG = 1009
    ERROR = 1011
    RESTART = 1012
    SLOW = 4008
    BAD_FRAME = 4400
    TICKET = 4401
    OVER = 4404
    HELLO_TIMEOUT = 4408
    REPLACED = 4409


class ErrCode(StrEnum):
    JSON = "json"
    FRAME = "frame"
    TEXT = "text"
    RATE = "rate"
    FULL = "full"
    STORAGE = "storage"


Client = Annotated[str, Meta(pattern=r"\A[A-Za-z0-9_-]{1,64}\Z")]
Count = Annotated[int, Meta(ge=0, le=2**53 - 1)]


class Hello(Struct, tag_field="t", tag="hello", frozen=True):
    v: Literal[1]
    ticket: Annotated[str, Meta(max_length=128)]
    client: Client
    last: Count
    inc: str | None = None


class Msg(Struct, tag_field="t", tag="msg", frozen=True):
    n: Count
    text: str


class Read(Struct, tag_field="t", tag="read", frozen=True):
    seq: Count


class Typing(Struct, tag_field="t", tag="typing", frozen=True):
    pass


class Page(Struct, tag_field="t", tag="page", frozen=True):
    awake: bool


class Heartbeat(Struct, tag_field="t", tag="hb", frozen=True, omit_defaults=True):
    top: int | None = None
    inc: str | None = None


ClientFrame = Hello | Msg | Read | Typing | Page | Heartbeat


class Limits(Struct, frozen=True):
    text: int = MAX_TEXT
    frame: int = MAX_FRAME
    sockets: int = MAX_SOCKETS


class Welcome(Struct, tag_field="t", tag="welcome", frozen=True):
    top: int
    inc: str
    role: Side
    limits: Limits = Limits()
    read: int | UnsetType = UNSET


class Ack(Struct, tag_field="t", tag="ack", frozen=True):
    n: int
    seq: int


class Delivery(Struct, tag_field="t", tag="m", frozen=True, omit_defaults=True, rename={"capacity": "as"}):
    seq: int
    role: Side
    text: str
    at: str
    client: str | None = None
    n: int | None = None
    capacity: Capacity | None = None
    by: str | None = None


class Other(Struct, frozen=True, omit_defaults=True):
    """Somebody else of the staff who may read and answer; a visitor is told the role alone."""

    role: Role
    id: int | None = None
    name: str | None = None


class Peer(Struct, tag_field="t", tag="peer", frozen=True):
    presence: Presence
    read: int


class StateFrame(Struct, tag_field="t", tag="state", frozen=True, omit_defaults=True):
    state: str
    place: int | None = None
    by: str | None = None
    no_note: bool = False
    others: tuple[Other, ...] = ()
    offered: str | None = None


class Err(Struct, tag_field="t", tag="err", frozen=True, omit_defaults=True):
    code: ErrCode
    n: int | None = None
    retry_ms: int | None = None


ServerFrame = Welcome | Ack | Delivery | Typing | Peer | StateFrame | Heartbeat | Err


class Unexpected(Exception):
    """What came is no frame of this protocol; `code` says in which way."""

    def __init__(self, code: ErrCode) -> None:
        super().__init__(code)
        self.code = code


_decoder: json.Decoder[ClientFrame] = json.Decoder(ClientFrame)
_encoder = json.Encoder()


def parse(data: str) -> ClientFrame:
    """The frame in `data`. Raises Unexpected for anything else, however it is malformed."""
    try:
        return _decoder.decode(data)
    except ValidationError:
        raise Unexpected(ErrCode.FRAME) from None
    except (DecodeError, RecursionError, UnicodeEncodeError):
        raise Unexpected(ErrCode.JSON) from None


def encode(frame: ServerFrame) -> str:
    return _encoder.encode(frame).decode()
