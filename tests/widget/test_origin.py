"""From which network somebody is taken to come, by what the proxy or the line says."""

import re
from contextlib import suppress
from types import SimpleNamespace

import pytest
from starlette.requests import Request

from chat.door import CROWDED, Door, Shares, network_of
from chat.errors import Busy
from chat.settings import SettingsError, load_settings
from chat.static_files import ROOT
from public_widget.origin import UNKNOWN, asking_network


def asked(peer: str, header: str = "", **headers: str) -> str | None:
    state = SimpleNamespace(settings=SimpleNamespace(network_header=header))
    given = [(name.replace("_", "-").lower().encode(), value.encode()) for name, value in headers.items()]
    scope = {"type": "http", "client": (peer, 1), "headers": given, "app": SimpleNamespace(state=state)}
    return asking_network(Request(scope))


@pytest.mark.parametrize("peer", ["127.0.0.1", "::1", "10.0.0.5", "8.8.8.8", "2a01:79c::1", ""])
def test_where_no_header_is_named_nobody_is_asked(peer: str) -> None:
    """The other end of the line is a proxy, here or elsewhere, and would be everybody's network."""
    assert asked(peer) is None


def test_no_header_is_believed_that_was_not_named() -> None:
    assert asked("127.0.0.1", x_forwarded_for="203.0.113.7", x_network="203.0.113.7") is None


def test_the_named_header_says_it() -> None:
    assert asked("127.0.0.1", "X-Network", x_network="203.0.113.0") == "cb0071/24"


@pytest.mark.parametrize("value", ["203.0.113.7", "203.0.113.7:50312", "[::ffff:203.0.113.9]:443"])
def test_with_a_port_or_brackets_it_is_the_same(value: str) -> None:
    assert asked("127.0.0.1", "X-Network", x_network=value) == "cb0071/24"


@pytest.mark.parametrize("value", ["", "unknown", "203.0.113.7, 10.0.0.1", "x" * 5000])
def test_all_whose_header_cannot_be_read_are_one_network(value: str) -> None:
    assert asked("8.8.8.8", "X-Network", x_network=value) == asked("9.9.9.9", "X-Network") == UNKNOWN


def test_so_are_those_who_have_it_twice() -> None:
    assert asked("8.8.8.8", "X-Network", x_network="203.0.113.7", X_Network="198.51.100.9") == UNKNOWN


def test_they_get_one_share_together_in_a_crowd() -> None:
    door = Door()
    came = 0
    for number in range(30):
        with suppress(Busy):
            door.admit(asked("8.8.8.8", "X-Network", x_network=f"strange {number}"), CROWDED)
            came += 1
    assert came == Shares.BURST


@pytest.mark.parametrize(
    ("address", "sent"),
    [
        ("203.0.113.7", "203.0.113.0"),
        ("::ffff:203.0.113.7", "203.0.113.0"),
        ("2a01:799:1234:5600::1", "2a01:799:1234::"),
        ("2a01:79c:1::1", "2a01:79c:1::"),
        ("2a01:79c::1", "2a01:79c::"),
        ("2a01::1", "2a01::"),
        ("::1", UNKNOWN),
        ("unix:", UNKNOWN),
    ],
)
def test_the_map_in_the_handbook_sends_what_is_the_same_network(address: str, sent: str) -> None:
    """As nginx reads it: the first pattern that fits."""
    lines = re.findall(r'^    "~(.+)" +(\S+);$', (ROOT / "docs/operations.md").read_text(), re.M)
    found = ((re.search(pattern.replace("(?<", "(?P<"), address), value) for pattern, value in lines)
    said = next((fits.expand(re.sub(r"\$(\w+)", r"\\g<\1>", value)) for fits, value in found if fits), UNKNOWN)
    assert (len(lines), said) == (4, sent)
    assert network_of(said) == (network_of(address) if sent != UNKNOWN else None)


def test_the_setting_takes_a_headers_name() -> None:
    assert load_settings({"LAVTERSKEL_NETWORK_HEADER": "X-Network"}).network_header == "X-Network"
    with pytest.raises(SettingsError, match="LAVTERSKEL_NETWORK_HEADER"):
        load_settings({"LAVTERSKEL_NETWORK_HEADER": "X Network: 1"})
