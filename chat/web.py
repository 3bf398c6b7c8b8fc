"""What holds for every answer: where it may come from, what a browser may do with it, how errors look."""

import logging
from collections.abc import Iterable
from http import HTTPStatus

from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from chat.access import wants_json
from chat.language import code_in
from chat.pages import page
from chat.silence import place_of

WITH_HTMX = ("/console", "/stats/explore")
SAFE_METHODS = {"GET", "HEAD", "OPTIONS"}
log = logging.getLogger(__name__)


class OriginGuard:
    """Refuses every state change and every socket whose `Origin` is not one of ours, `null` and absent included."""

    def __init__(self, app: ASGIApp, origins: Iterable[str]) -> None:
        self._app = app
        self._origins = frozenset(origins)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan" or self._passes(scope):
            await self._app(scope, receive, send)
        elif scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 4403})  # before accept: the client sees HTTP 403
        else:
            await JSONResponse({"error": "origin"}, 403)(scope, receive, send)

    def _passes(self, scope: Scope) -> bool:
        if scope["type"] == "http" and scope["method"] in SAFE_METHODS:
            return True
        headers = Headers(scope=scope)
        same_site = headers.get("sec-fetch-site", "same-origin") in ("same-origin", "none")
        return headers.get("origin") in self._origins and same_site


class SecurityHeaders:
    """Adds the headers of every answer; what a handler has set itself stays."""

    def __init__(self, app: ASGIApp, embed_origins: Iterable[str]) -> None:
        self._app = app
        self._embedders = " ".join(embed_origins) or "'none'"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                self._add(MutableHeaders(scope=message), scope["path"])
            await send(message)

        await self._app(scope, receive, send_with_headers if scope["type"] == "http" else send)

    def _add(self, headers: MutableHeaders, path: str) -> None:
        for name, value in self._headers(path).items():
            headers.setdefault(name, value)

    def _headers(self, path: str) -> dict[str, str]:
        return {
            "content-security-policy": content_security_policy(path, self._embedders),
            "cache-control": "no-store",
            "referrer-policy": "same-origin",
            "x-content-type-options": "nosniff",
            "cross-origin-opener-policy": "same-origin",
            "cross-origin-resource-policy": "same-origin",
            "permissions-policy": "camera=(), geolocation=(), microphone=(), browsing-topics=()",
            "x-robots-tag": "noindex",
        }


def content_security_policy(path: str, embedders: str) -> str:
    """Nothing inline, nothing from elsewhere, no string turned into markup except by htmx for staff."""
    framed_by = embedders if path == "/embed" else "'none'"
    types = "lavterskel" if path.startswith(WITH_HTMX) else "'none'"
    return (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
        f"form-action 'self'; base-uri 'none'; frame-ancestors {framed_by}; "
        f"require-trusted-types-for 'script'; trusted-types {types}"
    )


async def http_error(request: Request, error: Exception) -> Response:
    """404, 405, 413 and their like."""
    status = error.status_code if isinstance(error, HTTPException) else 400
    return _error(request, status)


async def unexpected_error(request: Request, failure: Exception) -> Response:
    """What no handler foresaw: logged by type and place alone, told to the person without a reason."""
    log.error("unexpected: %s", place_of(failure))
    return _error(request, 500)


def _error(request: Request, status: int) -> Response:
    if wants_json(request) or request.method not in SAFE_METHODS:
        return JSONResponse({"error": HTTPStatus(status).phrase.lower().replace(" ", "_")}, status)
    language = code_in(request.query_params.get("lang"), request.app.state.tongues.offered)
    return page(request, "errors/error.html", language, status, status=status)
