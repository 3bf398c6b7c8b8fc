"""Files that browsers fetch: their addresses, some of them put together as one, and compressed. There is no build.

What a page needs is put together when it is first asked for, from the files as they lie in `static/`.
"""

import gzip
import re
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

ROOT = Path(__file__).parent.parent
STATIC = {
    "chat": ROOT / "chat" / "static",
    "widget": ROOT / "public_widget" / "static",
    "console": ROOT / "counselor_console" / "static",
    "stats": ROOT / "stats" / "static",
}

# The visitor's page asks for one sheet and one script. Neither is a file: each is made of those that are named here.
SHEETS = {
    STATIC["widget"] / "page.css": (
        STATIC["chat"] / "base.css",
        STATIC["widget"] / "visitor.css",
        STATIC["widget"] / "talk.css",
    )
}
SCRIPTS = {STATIC["widget"] / "page.js": STATIC["widget"] / "visitor.js"}  # this one, and all that it imports

KINDS = {".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml"}
IMPORT = re.compile(r'^import (?:\{ (?P<names>[^}]+) \}|\* as (?P<all>\w+)) from "(?P<from>[^"]+)";\n', re.M)
EXPORT = re.compile(r"^export (?=(?:async )?(?:function|class|const) (?P<name>\w+))", re.M)
FOR_READERS = re.compile(r"^[ \t]*/\*\*.*?\*/\n|^[ \t]*//[^\n]*\n| // [^\n]*$|^[ \t]+", re.M | re.S)
COMMENT = re.compile(r"/\*.*?\*/", re.S)
BLANKS = re.compile(r"\s*([{};,])\s*|(?<=:) ")  # of a sheet, where they mean nothing


class Made(NamedTuple):
    """A file as it is sent, with what makes its address its own."""

    content: bytes
    compressed: bytes
    version: str


@cache
def made(path: Path) -> Made:
    """Raises OSError where there is none."""
    content = _content(path)
    return Made(content, gzip.compress(content, mtime=0), sha256(content).hexdigest()[:12])


def static_url(part: str, name: str) -> str:
    """The address of a static file with its content in it, so that browsers may keep it for ever."""
    return f"/static/{part}/{name}?v={made(STATIC[part] / name).version}"


def _content(path: Path) -> bytes:
    if path in SCRIPTS:
        return one_script(SCRIPTS[path]).encode()
    if path in SHEETS:
        return "".join(_without_blanks(sheet.read_text()) for sheet in SHEETS[path]).encode()
    return path.read_bytes()


def _without_blanks(sheet: str) -> str:
    return BLANKS.sub(lambda blank: blank[1] or "", COMMENT.sub("", sheet))


def one_script(entry: Path) -> str:
    """A module of ours and all that it imports, each in a scope of its own that gives what the module exports."""
    names: dict[Path, str] = {}
    parts: list[str] = []

    def add(path: Path) -> str:
        if path not in names:
            source = IMPORT.sub(lambda found: _taken(found, add(_named(found["from"], path))), path.read_text())
            names[path] = f"m{len(names)}"
            parts.append(_scope(names[path], source))
        return names[path]

    add(entry)
    return "".join(parts)


def _named(address: str, by: Path) -> Path:
    """The file that a module imports, beside it or by its address on this server."""
    if address.startswith("./"):
        return by.with_name(address[2:])
    part, name = address.removeprefix("/static/").split("/")
    return STATIC[part] / name


def _taken(found: re.Match[str], name: str) -> str:
    return f"const {found['all'] or '{ ' + found['names'] + ' }'} = {name};\n"


def for_sending(source: str) -> str:
    """A script without what only its readers need."""
    return FOR_READERS.sub("", source)


def _scope(name: str, source: str) -> str:
    given = ", ".join(found["name"] for found in EXPORT.finditer(source))
    body = for_sending(EXPORT.sub("", source))
    return f"const {name} = (() => {{\n{body}return {{ {given} }};\n}})();\n"


class StaticPart(StaticFiles):
    """Static files, kept for ever under an address that has their content in it, and compressed there.

    They are the same for everybody, so that their compressed size tells nothing.
    """

    async def get_response(self, path: str, scope: Scope) -> Response:
        wanted = Path(str(self.directory)) / path
        versioned = scope["query_string"].startswith(b"v=")
        if (
            wanted in SCRIPTS
            or wanted in SHEETS
            or (versioned and wanted.suffix in KINDS and self.lookup_path(path)[1])
        ):
            response = _sent(made(wanted), wanted.suffix, Headers(scope=scope))
        else:
            response = await super().get_response(path, scope)
        response.headers["cache-control"] = "public, max-age=31536000, immutable" if versioned else "no-cache"
        return response


def _sent(file: Made, suffix: str, asked: Headers) -> Response:
    return compressed(Response(file.content, media_type=KINDS[suffix]), asked, file.compressed)


def compressed(response: Response, asked: Headers, ready: bytes | None = None) -> Response:
    """`response` with gzip, for who takes it. Nothing that holds a person's words or secrets may come through here."""
    response.headers["vary"] = "Accept-Encoding"
    if "gzip" in (one.partition(";")[0].strip() for one in asked.get("accept-encoding", "").split(",")):
        response.body = ready or gzip.compress(bytes(response.body), 6)
        response.headers["content-encoding"] = "gzip"
        response.headers["content-length"] = str(len(response.body))
    return response
