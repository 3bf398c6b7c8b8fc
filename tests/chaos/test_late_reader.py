"""A page that does not read for a while: the server keeps little for it, and yet nothing is missing in the end."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from websockets.sync.client import connect
from websockets.typing import Origin, Subprotocol

from tests.chaos.host import Host, lossy
from tests.protocol import client as protocol

TEXT = "\N{SLIGHTLY SMILING FACE}" * 4000  # as large as a message can be
MESSAGES = 200  # some fill what lies between server and page, then 64 the mailbox, and then it overflows


@contextmanager
def late_reader(url: str, ticket: str) -> Iterator[protocol.Socket]:
    """A visitor's socket from which nothing is taken until it is asked for."""
    with connect(
        url.replace("http", "ws", 1) + "/ws",
        origin=Origin(url),
        subprotocols=[Subprotocol(protocol.SUBPROTOCOL)],
        compression=None,
        proxy=None,
        ping_interval=None,
        close_timeout=1,
        max_queue=1,
    ) as opened:
        reader = protocol.Socket(opened, "late")
        reader.send("hello", v=1, ticket=ticket, client="late", last=0)
        reader.expect("welcome")
        yield reader


def read_late(folder: Path, program: list[str]) -> tuple[list[int], int]:
    """The numbers that reach a page which reads only when all is written, and how often a mailbox overflowed."""
    with Host(folder, program) as host, closing(protocol.Server(host.server.url)) as chat:
        visitor = chat.open()
        counselor = chat.sign_in("kari", host.add_counselor("kari")).take(visitor)
        with late_reader(host.server.url, visitor.ticket()) as late:
            for _ in range(MESSAGES):
                counselor.say(TEXT)
            late.expect("m", seq=MESSAGES)
            return [message["seq"] for message in late.messages], host.count("overflows")


def test_who_reads_late_gets_everything(tmp_path: Path) -> None:
    numbers, overflows = read_late(tmp_path, lossy(0, 0))
    assert overflows
    assert numbers == list(range(1, MESSAGES + 1))


def test_from_a_mailbox_that_forgets_something_would_be_missing(tmp_path: Path) -> None:
    """The control: the page does fall behind, and the test above would notice."""
    numbers, _ = read_late(tmp_path, lossy(0, 0, "overflow_is_read_again"))
    assert numbers != list(range(1, MESSAGES + 1))
