"""The language in which a visitor is answered."""

from starlette.requests import Request

from chat.language import DEFAULT, code_in
from chat.tongues import Tongues


def offered(request: Request) -> Tongues:
    tongues: Tongues = request.app.state.tongues
    return tongues


def language_of(request: Request, code: str | None) -> str:
    """`code` where it is offered, else the default."""
    return code_in(code, offered(request).offered)


def asked_for(request: Request, otherwise: str = "") -> str:
    """The language in the address, else this other one; where it is not offered, the default."""
    return language_of(request, request.query_params.get("lang") or otherwise)


def first_page(language: str) -> str:
    """Its address for who has no script, so that what he is told there after the end is in his language too."""
    return "/" if language == DEFAULT else f"/?lang={language}"
