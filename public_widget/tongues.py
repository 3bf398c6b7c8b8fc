"""The language in which a visitor is answered."""

from starlette.requests import Request

from chat.language import code_in
from chat.tongues import Tongues


def offered(request: Request) -> Tongues:
    tongues: Tongues = request.app.state.tongues
    return tongues


def language_of(request: Request, code: str | None) -> str:
    """`code` where it is offered, else the default."""
    return code_in(code, offered(request).offered)


def asked_for(request: Request) -> str:
    """The language in the address, where it is offered, else the default."""
    return language_of(request, request.query_params.get("lang"))
