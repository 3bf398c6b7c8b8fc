"""The visit cookie: the one thing that a visitor's browser keeps, and how a request shows whose visit it is.

A browser without script has for a moment a second one: the key of a text that is to be shown to it again.
"""

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response

COOKIE = "__Host-visit"
UNSENT = "__Host-unsent"
ON_OUR_PAGE = "SameSite=Lax"
IN_A_FRAME = "SameSite=None; Partitioned"  # of this host site only, so it works where third-party cookies are blocked


def visit_token(request: Request) -> str | None:
    """The token in the cookie."""
    return request.cookies.get(COOKIE) or None


def shown_token(request: Request) -> str | None:
    """The token that a script shows in `Authorization`, else the one in the cookie."""
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() == "bearer" and token.strip():
        return token.strip()
    return visit_token(request)


def remember(response: Response, token: str, framed: bool) -> None:
    """For this browser session. Not HttpOnly: *Leave* must delete it by script, without the network."""
    _append(response, token, IN_A_FRAME if framed else ON_OUR_PAGE)


def forget(response: Response) -> None:
    """Deletes the cookie by its name, in both forms that it may have."""
    _append(response, "", f"{ON_OUR_PAGE}; Max-Age=0")
    _append(response, "", f"{IN_A_FRAME}; Max-Age=0")


def drop_kept_pages(response: Response) -> None:
    """Makes the browser forget pages of ours that it holds ready for its Back button, though they are `no-store`.

    Chromium shows them again unless a cookie that scripts cannot read has changed meanwhile. This one comes and goes.
    """
    for change in ("1", "; Max-Age=0"):
        response.headers.append("set-cookie", f"__Host-left={change}; Path=/; Secure; HttpOnly; {ON_OUR_PAGE}")


def unsent_key(request: Request) -> str:
    return request.cookies.get(UNSENT, "")


def remember_unsent(response: Response, key: str) -> None:
    """Until the next page, which forgets it with an empty `key`. Not HttpOnly, as above."""
    age = "" if key else "; Max-Age=0"
    response.headers.append("set-cookie", f"{UNSENT}={key}; Path=/; Secure; {ON_OUR_PAGE}{age}")


def is_form(request: Request) -> bool:
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    return kind in ("application/x-www-form-urlencoded", "multipart/form-data")


def field(form: FormData, name: str) -> str:
    """A field's text with the line ends that messages have; empty when it is missing or a file."""
    value = form.get(name)
    return value.replace("\r\n", "\n").strip() if isinstance(value, str) else ""


def _append(response: Response, token: str, attributes: str) -> None:
    response.headers.append("set-cookie", f"{COOKIE}={token}; Path=/; Secure; {attributes}")
