"""From which network somebody is taken to come, by what the proxy or the line says."""

from types import SimpleNamespace

import pytest
from starlette.requests import Request

from chat.settings import SettingsError, load_settings
from public_widget.origin import asking_network


def asked(peer: str, header: str = "", **headers: str) -> str | None:
    state = SimpleNamespace(settings=SimpleNamespace(network_header=header))
    given = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    scope = {"type": "http", "client": (peer, 1), "headers": given, "app": SimpleNamespace(state=state)}
    return asking_network(Request(scope))


def test_without_a_proxy_it_is_the_network_of_the_line() -> None:
    assert asked("8.8.8.8") == asked("8.8.8.200") != asked("9.9.9.9")


@pytest.mark.parametrize("peer", ["127.0.0.1", "::1", "10.0.0.5", "172.17.0.1", "fd00::1", ""])
def test_a_proxy_beside_us_is_nobodys_network(peer: str) -> None:
    assert asked(peer) is None


def test_no_header_is_believed_that_was_not_named() -> None:
    assert asked("127.0.0.1", x_forwarded_for="203.0.113.7", x_network="203.0.113.7") is None


def test_the_named_header_says_it() -> None:
    assert asked("127.0.0.1", "X-Network", x_network="203.0.113.0") == "cb0071/24"


@pytest.mark.parametrize("value", ["", "unknown", "203.0.113.7, 10.0.0.1", "x" * 5000])
def test_a_header_that_says_nothing_is_no_network(value: str) -> None:
    assert asked("8.8.8.8", "X-Network", x_network=value) is None


def test_the_setting_takes_a_headers_name() -> None:
    assert load_settings({"LAVTERSKEL_NETWORK_HEADER": "X-Network"}).network_header == "X-Network"
    with pytest.raises(SettingsError, match="LAVTERSKEL_NETWORK_HEADER"):
        load_settings({"LAVTERSKEL_NETWORK_HEADER": "X Network: 1"})
