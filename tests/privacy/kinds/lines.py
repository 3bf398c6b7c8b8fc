"""Lines that break the rules of HTTP and of WebSocket."""

import socket
import struct

from tests.privacy.kinds.asking import FORM
from tests.privacy.kinds.world import ADDRESS, LOUD, TOKEN, WORDS, Answer, Kind, World
from tests.protocol import client as protocol


def raw(name: str, expect: int | None, *parts: bytes, reset: bool = False) -> Kind:
    """Bytes on a line of one's own; `expect` is the status of the answer, None for no answer."""

    def run(world: World, kind: str) -> int | None:
        with socket.create_connection(("127.0.0.1", world.server.port), timeout=protocol.PATIENCE) as line:
            got = b""
            for part in parts:
                line.sendall(part.replace(b"HOST", f"localhost:{world.server.port}".encode()))
                got += read(line)
            if expect and not got:
                got = read(line, protocol.PATIENCE)
            if reset:
                line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        head, _, body = got.partition(b"\r\n\r\n")
        status = int(head.split()[1]) if head.startswith(b"HTTP/") else None
        world.answers.append(Answer(kind, 400, head, body, own=False))  # all of it is to be searched
        return status

    return Kind(name, expect, run)


def read(line: socket.socket, patience: float = 0.2) -> bytes:
    """What comes within so many seconds; nothing when the line was cut."""
    line.settimeout(patience)
    try:
        return line.recv(65536)
    except OSError:
        return b""


def head(line: str, *more: str) -> bytes:
    told = [f"{name}: {value}" for name, value in LOUD.items()]
    return "\r\n".join([line, "Host: HOST", "Origin: http://HOST", *told, *more, "", ""]).encode()


def upgrade(*more: str) -> bytes:
    wanted = ["Connection: Upgrade", "Upgrade: websocket", "Sec-WebSocket-Version: 13"]
    return head("GET /ws HTTP/1.1", *wanted, "Sec-WebSocket-Protocol: chat.v1", *more)


def frame(opcode: int, content: bytes, masked: int = 0x80) -> bytes:
    """A last fragment; the mask is zeros, so the words go over the line as they are."""
    return bytes([0x80 | opcode, masked | len(content)]) + (bytes(4) if masked else b"") + content


KEY = "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA=="
LINES = [
    raw("a request line without sense", 400, f"{WORDS} {ADDRESS} {TOKEN}\r\n\r\n".encode()),
    raw("a request line with a control character", 400, head(f"GET /{WORDS}\x01{TOKEN} HTTP/1.1")),
    raw("a version that nobody speaks", 400, head(f"GET /{WORDS} HTTP/7.{WORDS}")),
    raw("a header without a colon", 400, head("GET / HTTP/1.1", f"{WORDS} {TOKEN}")),
    raw("a header with a zero byte", 400, head("GET / HTTP/1.1", f"X-{WORDS}: {TOKEN}\0")),
    raw("a length that is no number", 400, head("POST /leave HTTP/1.1", f"Content-Length: {WORDS}")),
    raw(
        "two lengths",
        400,
        head("POST /leave HTTP/1.1", "Content-Length: 4", "Transfer-Encoding: chunked"),
        WORDS.encode(),
    ),
    raw(
        "a chunk without a size",
        400,
        head("POST /leave HTTP/1.1", "Transfer-Encoding: chunked"),
        f"{WORDS}\r\n".encode(),
    ),
    raw(
        "a body that breaks off", None, head("POST /leave HTTP/1.1", "Content-Length: 400"), WORDS.encode(), reset=True
    ),
    raw(
        "a form that breaks off",
        None,
        head("POST /messages HTTP/1.1", f"Content-Type: {FORM}", "Content-Length: 400"),
        f"text={WORDS}".encode(),
        reset=True,
    ),
    raw("the beginning of TLS", 400, b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + WORDS.encode()),
    raw(
        "an upgrade to something else",
        200,
        head(f"GET /?q={WORDS} HTTP/1.1", "Connection: Upgrade", f"Upgrade: {WORDS}"),
    ),
    raw("a handshake without its key", 400, upgrade()),
    raw("a handshake that is abandoned", None, upgrade(KEY)[:-2], reset=True),
    raw("a socket that is cut off in a frame", 101, upgrade(KEY), frame(1, WORDS.encode())[:-3], reset=True),
    raw("a frame that is no text", 101, upgrade(KEY), frame(1, WORDS.encode() + b"\xff\xfe")),
    raw("a frame without a mask", 101, upgrade(KEY), frame(1, WORDS.encode(), masked=0)),
    raw("a frame of no known type", 101, upgrade(KEY), frame(5, WORDS.encode())),
]
