"""The service at its most talkative, and with faults that happen on request. What protects is its own formatter alone.

    python -m tests.privacy.loud serve --port PORT

Every logger and the product's own handler say all that they can; at a quieter level they say less, and nothing else.
A text with `fault=NAME` in it, a visitor's or of staff about one, makes the code that it meets fail in that way, with
the text in the exception. SQL in the file named by TROUBLE is run before every transaction.
"""

import asyncio
import logging
import os
import sys
import threading
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any, NoReturn

import pytest
from sqlalchemy import Connection, Engine, event
from sqlalchemy.pool import Pool

import chat.half_written
import chat.messages
import chat.pages
import chat.service
import chat.sharing
import chat.text
import chat.writer
import cli
import counselor_console.importing
import counselor_console.notes
import stats.identifying
import stats.sheets
from chat.silence import LOG_CONFIG

ALL = 1  # below DEBUG there is the web server's own TRACE
LOUDEST = ("uvicorn", "websockets", "sqlalchemy", "asyncio", "starlette", "python_multipart", "alembic")
Fault = Callable[[str], object]


def be_loud() -> None:
    known = [name for name in logging.root.manager.loggerDict if name.partition(".")[0] in LOUDEST]
    for name in (*LOUDEST, *known):
        logging.getLogger(name).setLevel(ALL)
    LOG_CONFIG["root"]["level"] = LOG_CONFIG["handlers"]["stderr"]["level"] = ALL


def fail(text: str) -> NoReturn:
    raise RuntimeError(f"cannot handle {text}")


def fail_with_a_history(text: str) -> NoReturn:
    failure = ExceptionGroup(text, [ValueError(text)])
    failure.add_note(text)
    raise failure from KeyError(text)


def fail_in_a_thread(text: str) -> None:
    thread = threading.Thread(target=fail, args=(text,), name="helper")
    thread.start()
    thread.join()


def fail_in_a_finaliser(text: str) -> None:
    class Told:
        def __del__(self) -> None:
            fail(text)

    Told()


def fail_in_a_task(text: str) -> None:
    async def work() -> None:
        fail(text)

    forgotten.append(asyncio.ensure_future(work()))
    asyncio.get_running_loop().call_later(0.05, forgotten.clear)


def fail_in_a_callback(text: str) -> None:
    asyncio.get_running_loop().call_soon(fail, text)


def warn(text: str) -> None:
    warnings.warn(f"strange: {text}", stacklevel=2)


def log_wrongly(text: str) -> None:
    logging.getLogger("chat.connection").warning("%d", text)


forgotten: list["asyncio.Future[None]"] = []
FAULTS: dict[str, Fault] = {
    "handler": fail,
    "history": fail_with_a_history,
    "thread": fail_in_a_thread,
    "finaliser": fail_in_a_finaliser,
    "task": fail_in_a_task,
    "callback": fail_in_a_callback,
    "warning": warn,
    "record": log_wrongly,
}


def asks_for(text: str, fault: str) -> bool:
    return f"fault={fault} " in text


def meet(text: str) -> None:
    for name, fault in FAULTS.items():
        if asks_for(text, name):
            fault(text)


def before(step: Callable[..., Any]) -> Callable[[Any], Any]:
    """`step`, which first meets the faults in its text or bytes."""

    def met(text: Any) -> Any:
        meet(text if isinstance(text, str) else text.decode(errors="replace"))
        return step(text)

    return met


def plant_faults() -> None:
    """Puts them where texts pass: checking them, sealing them in the writer's thread, showing and reading them."""
    seal, render = chat.messages.seal_message, chat.pages.render

    def seal_message(key: bytes, conversation: str, mark: bytes, message: Any) -> bytes:
        if asks_for(message.text, "writer"):
            fail(message.text)
        return seal(key, conversation, mark, message)

    def show(template: str, language: str, **context: Any) -> str:
        if asks_for(str(context.get("text")), "template"):
            chat.pages.environment().from_string("{{ language[text].word }}").render(language=language, **context)
        return render(template, language, **context)

    patch = pytest.MonkeyPatch()
    for module in (chat.service, chat.half_written, chat.sharing):
        patch.setattr(module, "check_text", before(chat.text.check_text))
    patch.setattr(counselor_console.notes, "find", before(stats.identifying.find))
    patch.setattr(counselor_console.importing, "read_sheet", before(stats.sheets.read_sheet))
    patch.setattr(chat.writer, "seal_message", seal_message)
    patch.setattr(chat.pages, "render", show)


@event.listens_for(Pool, "connect")
def be_impatient(connection: Any, _record: object) -> None:
    connection.execute("PRAGMA busy_timeout=200")


@event.listens_for(Engine, "begin")
def make_trouble(connection: Connection) -> None:
    sql = Path(os.environ["TROUBLE"]).read_text()
    if sql:
        connection.connection.cursor().execute(sql)


if __name__ == "__main__":
    be_loud()
    plant_faults()
    sys.exit(cli.main())
