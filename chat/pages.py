"""How a page or a fragment is made: templates, their shared words, static addresses. No routes."""

from functools import cache
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse

from chat.language import COMPLETE, LANGUAGES, direction, speech
from chat.static_files import ROOT, static_url


@cache
def environment() -> Environment:
    env = Environment(
        loader=FileSystemLoader(ROOT / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    env.globals |= {"static_url": static_url, "direction": direction}
    env.globals |= {"languages": LANGUAGES, "read_by_all": COMPLETE}
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
    """A whole page or fragment as an answer; every template knows `demo`, `standing`, `path` and what is told."""
    state = request.app.state
    known = {"demo": state.demo, "standing": state.standing, "path": request.scope["path"]}
    known |= {"tongues": state.tongues, "reach": state.reach, "answers": state.answers}
    known |= {"young": state.young.get(language, "")}
    return HTMLResponse(render(template, language, **(known | context)), status_code)
