"""The published protocol says everything that the code knows. The one place of this suite that looks at our code."""

import re
from pathlib import Path
from typing import get_args

import pytest
from msgspec import json

from chat import protocol
from chat.protocol import ClientFrame, CloseCode, ErrCode, Presence, ServerFrame, Side
from chat.text import MAX_TEXT

TEXT = (Path(__file__).parents[2] / "docs" / "protocol.md").read_text()


def section(heading: str) -> str:
    """The text under a heading, up to the next one."""
    return re.split(r"^#+ ", TEXT.partition(f"# {heading}\n")[2], flags=re.MULTILINE)[0]


def documented_frames(heading: str) -> dict[str, set[str]]:
    """Type and fields of each frame in the table under a heading."""
    rows = re.findall(r'^\| `\{"t":"(\w+)"(.*?)\}`', section(heading), re.MULTILINE)
    return {t: set(re.findall(r'"(\w+)"', fields)) for t, fields in rows}


def known_frames(union: object) -> dict[str, set[str]]:
    return {frame.__struct_config__.tag: set(frame.__struct_encode_fields__) for frame in get_args(union)}


def documented_codes(heading: str) -> set[str]:
    return set(re.findall(r"^\| `?(\w+)`? \|", section(heading), re.MULTILINE)) - {"Code"}


@pytest.mark.parametrize(
    ("heading", "union"),
    [("From the client", ClientFrame), ("From the server", ServerFrame)],
    ids=["client", "server"],
)
def test_every_frame_is_there_with_its_fields(heading: str, union: object) -> None:
    assert documented_frames(heading) == known_frames(union)


def test_every_close_code_is_there() -> None:
    assert documented_codes("Close codes") == {str(int(code)) for code in CloseCode}


def test_every_err_code_is_there() -> None:
    assert documented_codes("Codes of `err`") == set(ErrCode)


@pytest.mark.parametrize("word", [*Presence, *Side, "waiting", "active", "ended", "expired"])
def test_every_word_on_the_wire_is_there(word: str) -> None:
    assert f"`{word}`" in section("From the server")


@pytest.mark.parametrize(
    "limit",
    [
        f"`{protocol.SUBPROTOCOL}`",
        f"{protocol.MAX_FRAME:,} bytes",
        f"{MAX_TEXT:,} code points",
        f"within {protocol.HELLO_SECONDS} seconds",
        f"every {protocol.HEARTBEAT_SECONDS} seconds",
    ],
)
def test_every_limit_is_there(limit: str) -> None:
    assert limit in TEXT


class TestExchange:
    """What the document shows is what the code reads and writes, to the letter."""

    def test_the_clients_frames_are_understood(self) -> None:
        frames = re.findall(r"^C (\{.*\})$", TEXT, re.MULTILINE)
        assert {type(protocol.parse(frame)) for frame in frames} >= {protocol.Hello, protocol.Msg, protocol.Read}

    def test_the_servers_frames_are_written_so(self) -> None:
        frames = re.findall(r"^S (\{.*\})$", TEXT, re.MULTILINE)
        decoder = json.Decoder(ServerFrame)
        assert len(frames) > 10
        assert [protocol.encode(decoder.decode(frame)) for frame in frames] == frames
