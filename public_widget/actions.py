"""What a visitor does over HTTP: begins a conversation, asks for a ticket, writes without script, leaves."""

from datetime import timedelta

from msgspec import DecodeError, Struct, json
from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response

from chat.errors import Busy, Closed, NotFound, Paused, StorageFailed, TextRefused, TooFast, TooMany
from chat.sealing import token_hash
from chat.text import check_text
from chat.views import Opened
from public_widget.once import Once, Spent, is_mark, known_mark
from public_widget.opening import as_json, opening_now
from public_widget.origin import asking_network
from public_widget.pages import conversations, unsents
from public_widget.returns import forget_return
from public_widget.tongues import first_page, language_of
from public_widget.unsent import Unsent
from public_widget.visit import (
    drop_kept_pages,
    field,
    forget,
    is_form,
    remember,
    remember_unsent,
    shown_token,
    unsent_key,
    visit_token,
)

FIRST = 1  # the number of a form's only message; its mark stands for the client

PROBLEMS: dict[type[Exception], str] = {
    NotFound: "",  # the page says that the conversation is over
    Closed: "closed",
    TooFast: "busy",
    Busy: "busy",
    TextRefused: "text",
    TooMany: "full",
    StorageFailed: "network",
}

_openings: Once[Opened] = Once()
_written: Once[int] = Once()  # by whose form it was and its mark


class Wanted(Struct):
    """The body of `POST /conversations`. With its `mark` it can be asked for again, and left before it is answered."""

    language: str = "nb"
    embed: bool = False
    mark: str = ""


class Chosen(Struct):
    """The body of `POST /note`."""

    no_note: bool


class Left(Struct):
    """The body of `POST /leave`. `mark` is that of a beginning, `no_note` a wish that nobody has confirmed yet."""

    token: str = ""
    mark: str = ""
    no_note: bool | None = None


async def begin(request: Request) -> Response:
    """A new conversation, for a script as JSON; for the page without script with its first message."""
    if is_form(request):
        return await _begin_by_form(request)
    try:
        wanted = json.decode(await request.body(), type=Wanted)
        opened = await _begin_once(request, known_mark(wanted.mark), language_of(request, wanted.language))
    except (DecodeError, UnicodeDecodeError):
        return JSONResponse({"error": "json"}, 400)
    except Closed:
        return JSONResponse({"error": "closed", "opens_at": as_json(opening_now(request))["opens_at"]}, 503)
    except Busy as busy:
        return JSONResponse({"error": "busy", "retry_ms": busy.retry_ms}, 429)
    except Paused as paused:
        return _paused(paused.left)
    except Spent:
        return JSONResponse({"error": "spent"}, 409)
    names = ("conversation", "token", "ticket", "alias")
    response = JSONResponse({name: getattr(opened, name) for name in names}, 201)
    remember(response, opened.token, wanted.embed)
    return response


async def ticket(request: Request) -> Response:
    try:
        issued = await conversations(request).resume(shown_token(request) or "")
    except NotFound:
        left = conversations(request).paused_for(shown_token(request))
        return _paused(left) if left else JSONResponse({"error": "unknown"}, 401)
    return JSONResponse({"ticket": issued}, 201)


def _paused(left: timedelta) -> Response:
    """Our page then shows itself anew, and says so in words."""
    return JSONResponse({"error": "paused", "retry_ms": int(left.total_seconds() * 1000)}, 423)


async def leave(request: Request) -> Response:
    """Ends the conversation, and says the same whether there was one or not."""
    left = await _what_is_left(request)
    begun = await _openings.spend(left.mark) if is_mark(left.mark) else None
    tokens = [token for token in (left.token, begun and begun.token) if token]
    for token in tokens:
        await conversations(request).leave(token, left.no_note)
    _drop_ended(request)
    response = _blank(request)
    forget_return(request, response)
    if unsent := unsent_key(request):
        unsents.take(unsent)
        remember_unsent(response, "")
    # A page that is left late must not take the cookie of a conversation begun since.
    if visit_token(request) in (None, *tokens):
        forget(response)
    return response


async def note(request: Request) -> Response:
    """The visitor's choice whether there may be a note on his conversation; he may choose again until it ends."""
    if is_form(request):
        return await _choose_by_form(request)
    try:
        chosen = json.decode(await request.body(), type=Chosen)
        await conversations(request).choose_note(shown_token(request) or "", chosen.no_note)
    except (DecodeError, UnicodeDecodeError):
        return JSONResponse({"error": "json"}, 400)
    except NotFound:
        return JSONResponse({"error": "unknown"}, 401)
    except TooFast as fast:
        return JSONResponse({"error": "busy", "retry_ms": fast.retry_ms}, 429)
    return Response(status_code=204)


async def write(request: Request) -> Response:
    """One message from the page without script."""
    form = await request.form()
    language, text = language_of(request, field(form, "language")), field(form, "text")
    try:
        await _post_once(request, visit_token(request) or "", _mark_of(form), text)
    except tuple(PROBLEMS) as failure:
        return _say_why(failure, text, language)
    return RedirectResponse(first_page(language), 303)


async def _choose_by_form(request: Request) -> Response:
    form = await request.form()
    language, no_note = language_of(request, field(form, "language")), field(form, "no_note") == "yes"
    try:
        await conversations(request).choose_note(visit_token(request) or "", no_note)
    except NotFound:
        pass  # the page says that the conversation is over
    except TooFast:
        return _show_again(Unsent(problem="note", language=language))
    return RedirectResponse(first_page(language), 303)


async def _begin_by_form(request: Request) -> Response:
    form = await request.form()
    language, mark, text = language_of(request, field(form, "language")), _mark_of(form), field(form, "text")
    try:
        check_text(text)
        token = await _conversation_for(request, mark, language)
        await _post_once(request, token, mark, text)
    except Paused:
        return RedirectResponse(first_page(language), 303)  # which says so
    except (NotFound, Spent):
        return RedirectResponse(first_page(language), 303)  # sent again, as Back does, after the conversation was over
    except tuple(PROBLEMS) as failure:
        return _say_why(failure, text, language)
    response = RedirectResponse(first_page(language), 303)
    remember(response, token, framed=False)
    return response


async def _post_once(request: Request, token: str, mark: str, text: str) -> None:
    """A form that is sent again has done it already, however fast. Raises what `Conversations.post` does."""
    whose = token_hash(token).hex()
    await _written.run(f"{whose} {mark}", lambda: conversations(request).post_as_visitor(token, mark, FIRST, text))


async def _conversation_for(request: Request, mark: str, language: str) -> str:
    """The token of the conversation that he has already, or of the one that this form begins."""
    held = visit_token(request)
    if held and await _is_running(request, held):
        return held
    return (await _begin_once(request, mark, language)).token


async def _begin_once(request: Request, mark: str, language: str) -> Opened:
    """The conversation of `mark`. Raises Spent when it was left, Paused, and what `Conversations.open` raises."""
    if left := conversations(request).paused_for(shown_token(request)):
        raise Paused(left)
    _drop_ended(request)
    network = asking_network(request)
    return await _openings.run(mark, lambda: conversations(request).open(language, network))


def _drop_ended(request: Request) -> None:
    """No token is kept here of a conversation that is over."""
    running = conversations(request).running
    _openings.spend_if(lambda opened: running.find(opened.conversation) is None)


def _mark_of(form: FormData) -> str:
    return known_mark(field(form, "mark"))


async def _is_running(request: Request, token: str) -> bool:
    try:
        await conversations(request).view(token)
    except NotFound:
        return False
    return True


def _say_why(failure: Exception, text: str, language: str) -> Response:
    return _show_again(Unsent(text, PROBLEMS[type(failure)], language))


def _show_again(unsent: Unsent) -> Response:
    response = RedirectResponse(first_page(unsent.language), 303)
    remember_unsent(response, unsents.put(unsent))
    return response


async def _what_is_left(request: Request) -> Left:
    """As a script or a form says it. The cookie speaks for who says nothing, and for forms, which cannot read it."""
    if is_form(request):
        return await _left_by_form(request)
    try:
        left = json.decode(await request.body(), type=Left)
    except (DecodeError, UnicodeDecodeError):
        left = Left()
    if not left.token and not left.mark:
        left.token = shown_token(request) or ""
    return left


async def _left_by_form(request: Request) -> Left:
    try:
        form = await request.form()
    except HTTPException:  # a form that cannot be read: leaving is not held up by it
        form = FormData()
    return Left(field(form, "token") or shown_token(request) or "", field(form, "mark"))


def _blank(request: Request) -> Response:
    """A browser that left without script stays on what it is answered, so it gets an empty page."""
    if "text/html" not in request.headers.get("accept", ""):
        return Response(status_code=204)
    response = Response("<!doctype html><title></title>", media_type="text/html")
    drop_kept_pages(response)
    return response
