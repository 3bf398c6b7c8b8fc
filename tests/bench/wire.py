"""Just enough of RFC 6455 for a client that sends and receives much: text frames, pings, and nothing else.

The mask is zero, so that the generator need not touch the bytes; the server unmasks all the same.
"""

import secrets
import socket
from base64 import b64encode
from collections.abc import Iterator
from urllib.parse import urlsplit

TEXT, CLOSE, PING, PONG = 1, 8, 9, 10
PATIENCE = 5.0  # seconds


def masked(opcode: int, payload: bytes) -> bytes:
    """A whole frame, as a client sends it."""
    size = len(payload)
    head = bytes((0x80 | opcode, 0x80 | size)) if size < 126 else bytes((0x80 | opcode, 0xFE)) + size.to_bytes(2)
    return head + bytes(4) + payload


def unpacked(buffer: bytearray) -> Iterator[tuple[int, bytearray]]:
    """Every whole frame at the start of `buffer`, as opcode and payload; they are taken out of it afterwards."""
    start, end = 0, len(buffer)
    while end - start >= 2:
        size, head = buffer[start + 1] & 0x7F, 2
        if size == 126:
            size, head = int.from_bytes(buffer[start + 2 : start + 4]), 4
        elif size == 127:
            size, head = int.from_bytes(buffer[start + 2 : start + 10]), 10
        head += 4 if buffer[start + 1] & 0x80 else 0
        if end - start < head + size:
            break
        yield buffer[start] & 0x0F, buffer[start + head : start + head + size]
        start += head + size
    del buffer[:start]


def connect(url: str, path: str, subprotocol: str) -> socket.socket:
    """A socket that has shaken hands with the WebSocket server at `url`. Raises ConnectionError when refused."""
    address = urlsplit(url)
    assert address.hostname
    assert address.port
    link = socket.create_connection((address.hostname, address.port), PATIENCE)
    link.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    link.sendall(
        f"GET {path} HTTP/1.1\r\nHost: {address.netloc}\r\nOrigin: {url}\r\nUpgrade: websocket\r\n"
        f"Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Protocol: {subprotocol}\r\n"
        f"Sec-WebSocket-Key: {b64encode(secrets.token_bytes(16)).decode()}\r\n\r\n".encode()
    )
    answer = b""
    while not answer.endswith(b"\r\n\r\n"):
        part = link.recv(1)  # one at a time: what follows the head belongs to the frames
        if not part:
            raise ConnectionError("the server hung up during the handshake")
        answer += part
    if b" 101 " not in answer.split(b"\r\n")[0]:
        raise ConnectionError(answer.split(b"\r\n")[0].decode())
    return link
