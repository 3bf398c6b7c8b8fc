"""Answers to common questions: written, published and retired by those who decide on texts; read by who answers too."""

from typing import Any

from sqlalchemy.orm import Session
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from chat.access import requires
from chat.language import DEFAULT, N_, VISITORS
from chat.roles import Permission
from counselor_console.answers import first, read_form
from counselor_console.records import LARGEST, Typed, back_to, show, show_form, today
from stats import answers, topics
from stats.answers import NoAnswer
from stats.forms import FormErrors
from stats.models.told import Answer, AnswerText

HOME = "/console/answers"
TITLE = N_("Answers to read")


@requires(Permission.CONVERSATIONS, Permission.DECIDE)
async def published(request: Request) -> Response:
    every, named = await request.app.state.app_db.run(_all, request.state.staff.language)
    may_edit = request.state.staff.may(Permission.DECIDE)
    context = {
        "answers": every,
        "topics": named,
        "may_edit": may_edit,
        "tongues_of": VISITORS,
        "blocks": answers.blocks,
    }
    return show(request, "answers", TITLE, **context)


@requires(Permission.DECIDE)
async def form(request: Request) -> Response:
    answer, language = await _asked(request)
    text = answers.find_text(answer, language) if answer else None
    typed = {"topic": [answer.topic if answer else ""]}
    if text:
        typed |= {name: [getattr(text, name)] for name in ("title", "body", "also")}
    return await _form(request, answer, language, typed)


@requires(Permission.DECIDE)
async def save(request: Request) -> Response:
    """Keeps the text as a draft, or publishes it, in the name of who pressed that and in no other."""
    (answer, language), typed = await _asked(request), await read_form(request)
    run, staff, publish = request.app.state.app_db.run, request.state.staff, "publish" in typed
    try:
        new = answers.parse_text(typed, await run(topics.codes), publish)
    except FormErrors as wrong:
        return await _form(request, answer, language, typed, wrong)
    by = (staff.name, staff.role, today()) if publish else None
    await run(answers.save, answer.id if answer else None, language, new, by)
    return await _done(request)


@requires(Permission.DECIDE)
async def retire(request: Request) -> Response:
    """Shows it to nobody any more, or again."""
    retired = first(await read_form(request), "retired") == "yes"
    try:
        await request.app.state.app_db.run(answers.retire, min(request.path_params["id"], LARGEST), retired)
    except NoAnswer:
        raise HTTPException(404) from None
    return await _done(request)


async def _done(request: Request) -> Response:
    """Visitors are shown it from now on."""
    request.app.state.answers = await request.app.state.app_db.run(answers.read)
    return back_to(HOME)


def _all(session: Session, language: str) -> tuple[list[Answer], dict[str, str]]:
    return answers.list_answers(session), topics.names(session, language)


async def _form(
    request: Request, answer: Answer | None, language: str, typed: Typed, wrong: FormErrors | None = None
) -> Response:
    named: dict[str, str] = await request.app.state.app_db.run(topics.names, request.state.staff.language)
    text: AnswerText | None = answers.find_text(answer, language) if answer else None
    model = answers.find_text(answer, DEFAULT) if answer and language != DEFAULT else None
    context: dict[str, Any] = {"answer": answer, "text": text, "model": model, "code": language, "home": HOME}
    context |= {"topics": dict(sorted(named.items(), key=lambda one: one[1].casefold()))}
    context |= {"most": {"title": answers.LONGEST_TITLE, "body": answers.LONGEST_BODY, "also": answers.LONGEST_ALSO}}
    return show_form(request, "answer", TITLE, typed, wrong.errors if wrong else None, **context)


async def _asked(request: Request) -> tuple[Answer | None, str]:
    """The answer whose number is in the address, None where a new one is meant, and the language."""
    language, number = request.path_params["language"], request.path_params.get("id")
    if language not in VISITORS:
        raise HTTPException(404)
    if number is None:
        return None, language
    try:
        return await request.app.state.app_db.run(answers.get_answer, min(number, LARGEST)), language
    except NoAnswer:
        raise HTTPException(404) from None


ROUTES: list[BaseRoute] = [
    Route("/answers", published),
    Route("/answers/new/{language}", form),
    Route("/answers/new/{language}", save, methods=["POST"]),
    Route("/answers/{id:int}/retire", retire, methods=["POST"]),
    Route("/answers/{id:int}/{language}", form),
    Route("/answers/{id:int}/{language}", save, methods=["POST"]),
]
