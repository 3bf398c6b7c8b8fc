"""From which network somebody asks, as far as we are told. Asked where a conversation begins, and kept nowhere."""

from ipaddress import ip_address

from starlette.requests import Request

from chat.door import network_of


def asking_network(request: Request) -> str | None:
    """None where nobody tells: behind a proxy that sends no such header, and on this machine's own network."""
    header: str = request.app.state.settings.network_header
    if header:
        return network_of(request.headers.get(header, ""))
    peer = request.client.host if request.client else ""
    network = network_of(peer)
    return network if network and not ip_address(peer).is_private else None
