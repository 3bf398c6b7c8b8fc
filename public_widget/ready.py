"""What a visitor may send as it stands: prepared sentences in his language, fetched when he opens them."""

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from chat.phrases import list_sayings
from public_widget.tongues import asked_for


async def ready(request: Request) -> Response:
    """Of the language in the address."""
    return JSONResponse(await sayings(request, asked_for(request)))


async def sayings(request: Request, language: str) -> list[str]:
    found: list[str] = await request.app.state.app_db.run(list_sayings, language)
    return found
