"""Handshakes and frames."""

import json

from websockets.exceptions import InvalidStatus

from tests.privacy.kinds.asking import post
from tests.privacy.kinds.world import TOKEN, WORDS, Answer, Kind, World, head_of
from tests.protocol import client as protocol


def refused(name: str, path: str = "/ws", origin: str = "", agreed: str = "chat.v1", **headers: str) -> Kind:
    """A handshake that is answered with 403."""

    def run(world: World, kind: str) -> int:
        try:
            world.open_socket(world.fill(path), origin, agreed, **world.fill(headers)).hang_up()
        except InvalidStatus as answer:
            said = answer.response
            head = head_of(said.headers.raw_items())
            world.answers.append(Answer(kind, said.status_code, head, bytes(said.body or b""), False))
            return said.status_code
        return 101

    return Kind(name, 403, run)


def closed(name: str, code: int, *said: str | bytes, welcome: bool = True) -> Kind:
    """A socket, welcomed or not, on which `said` makes the server close it with `code`."""

    def run(world: World, _kind: str) -> int:
        opened = world.join() if welcome else world.open_socket(Authorization=f"Bearer {TOKEN}", Cookie=f"x={TOKEN}")
        for one in said:
            opened.send_raw(one)
        return opened.close_code

    return Kind(name, code, run)


def answered(name: str, code: str, said: str) -> Kind:
    """A frame that is answered with the error `code`."""

    def run(world: World, kind: str) -> str:
        opened = world.join()
        opened.send_raw(said)
        frame = opened.expect("err")
        world.answers.append(Answer(kind, 400, b"", json.dumps(frame).encode(), own=False))
        opened.hang_up()
        return str(frame["code"])

    return Kind(name, code, run)


def talk(world: World, _kind: str) -> int:
    opened = world.join()
    seq = opened.say(WORDS)
    opened.send("typing", p=WORDS)
    opened.send("hb", inc=WORDS)
    opened.hang_up()
    return seq > 0


def say_nothing(world: World, _kind: str) -> int:
    return world.silent.close_code


def leave_while_talking(world: World, kind: str) -> int:
    visitor = world.chat.open()
    opened = visitor.join()
    opened.say(WORDS)
    left = post(kind, 204, "/leave", headers={"Cookie": f"{protocol.VISIT}={visitor.token}"})
    assert left.run(world, kind) == 204
    return opened.close_code


def hello(ticket: str) -> str:
    return json.dumps({"t": "hello", "v": 1, "ticket": ticket, "client": "page", "last": 0, "p": WORDS})


SOCKETS = [
    Kind("a conversation", True, talk),
    refused("a socket from another origin", origin=f"https://{WORDS}.example"),
    refused("a socket with a ticket in its address", f"/ws?ticket={{ticket}}&q={WORDS}"),
    refused("a socket for another protocol", agreed=WORDS),
    refused("a socket somewhere else", f"/{WORDS}/ws"),
    refused("a socket from another site", **{"Sec-Fetch-Site": "cross-site"}),
    closed("a first frame that is no JSON", 4400, WORDS, welcome=False),
    closed("a first frame that is no hello", 4400, f'{{"t":"msg","n":1,"text":"{WORDS}"}}', welcome=False),
    closed("a ticket that opens nothing", 4401, hello(TOKEN), welcome=False),
    closed("a first frame in binary", 1003, WORDS.encode(), welcome=False),
    closed("a binary frame", 1003, WORDS.encode()),
    closed("a frame that is too big", 1009, WORDS * 10_000),
    answered("a frame that is no JSON", "json", f"{{{WORDS}"),
    answered("a frame that nobody knows", "frame", f'{{"t":"{WORDS}"}}'),
    answered("a second hello", "frame", hello(TOKEN)),
    answered("a text that is too long", "text", json.dumps({"t": "msg", "n": 1, "text": WORDS * 400})),
    answered("a text with a control character", "text", json.dumps({"t": "msg", "n": 1, "text": WORDS + "\x00"})),
    Kind("leaving while a socket is open", 1000, leave_while_talking),
]
