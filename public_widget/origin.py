"""From which network somebody asks, where the operator has seen to it that we are told. Kept nowhere."""

from starlette.requests import Request

from chat.door import network_of

UNKNOWN = "unknown"  # the one network of all whose header cannot be read, so that nothing is gained by a strange one


def asking_network(request: Request) -> str | None:
    """None where no header is named: the line's other end may be a proxy, and then it is nobody's network."""
    header: str = request.app.state.settings.network_header
    if not header:
        return None
    said = request.headers.getlist(header)
    return (network_of(said[0]) if len(said) == 1 else None) or UNKNOWN
