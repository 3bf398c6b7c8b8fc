"""How a page or a fragment is made: templates, their shared words, static addresses. No routes."""

from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from chat.language import LANGUAGES, speech

ROOT = Path(__file__).parent.parent
STATIC = {
    "chat": ROOT / "chat" / "static",
    "widget": ROOT / "public_widget" / "static",
    "console": ROOT / "counselor_console" / "static",
    "stats": ROOT / "stats" / "static",
}


@cache
def static_url(part: str, name: str) -> str:
    """The address of a static file with its content in it, so that browsers may keep it for ever."""
    digest = sha256((STATIC[part] / name).read_bytes()).hexdigest()[:12]
    return f"/static/{part}/{name}?v={digest}"


@cache
def environment() -> Environment:
    env = Environment(
        loader=FileSystemLoader(ROOT / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    env.globals |= {"static_url": static_url, "languages": LANGUAGES}
    return env


def render(template: str, language: str, **context: Any) -> str:
    """`template` in `language`. Known are `_`, `ngettext`, `day`, `clock`, `length`, `number`; no other name."""
    said = speech(language)
    words = {
        "_": said.text,
        "ngettext": said.plural,
        "day": said.day,
        "clock": said.clock,
        "length": said.length,
        "number": said.number,
        "language": language,
    }
    return environment().get_template(template).render(**words, **context)


def page(request: Request, template: str, language: str, status_code: int = 200, **context: Any) -> HTMLResponse:
    """A whole page or fragment as an answer; `demo`, `standing` and `path` are known to every template."""
    state = request.app.state
    context = {"demo": state.demo, "standing": state.standing, "path": request.scope["path"], **context}
    return HTMLResponse(render(template, language, **context), status_code)


class StaticPart(StaticFiles):
    """Static files, kept for ever under an address that has their content in it."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        response = await super().get_response(path, scope)
        versioned = scope["query_string"].startswith(b"v=")
        response.headers["cache-control"] = "public, max-age=31536000, immutable" if versioned else "no-cache"
        return response
