"""What may be logged: that something failed, of which kind, at which line of code. Never a text, token or address.

Exceptions carry whatever the failing code held, visitors' words included, so only their type and place are printed.
The web server logs every socket with its address at INFO, so it starts at WARNING.
"""

import logging
import sys
import threading
import traceback
from collections.abc import Awaitable
from typing import Any

log = logging.getLogger(__name__)


def place_of(failure: BaseException) -> str:
    """The type of `failure` and the innermost line that raised it."""
    frames = traceback.extract_tb(failure.__traceback__)
    where = f"{frames[-1].name}:{frames[-1].lineno}" if frames else "unknown place"
    return f"{type(failure).__name__} at {where}"


async def attempt(work: Awaitable[None]) -> None:
    """Waits for `work`. A failure is logged, and does not stop what comes after it."""
    try:
        await work
    except Exception as failure:
        log.error("failed: %s", place_of(failure))


class SilentFormatter(logging.Formatter):
    """Prints a record without its exception's words."""

    def format(self, record: logging.LogRecord) -> str:
        said = record.getMessage() if record.name.startswith("chat.") else record.levelname.lower()
        line = f"{record.name}: {said}"
        if record.exc_info and record.exc_info[1]:
            line += f": {place_of(record.exc_info[1])}"
        return line


LOG_CONFIG: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"silent": {"()": SilentFormatter}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "silent", "level": "WARNING"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
}


def kept_logs() -> list[str]:
    """The names of the loggers that write anywhere but to standard error, or requests at all. There should be none."""
    known = logging.root.manager.loggerDict.values()
    loggers = [logging.root, *(one for one in known if isinstance(one, logging.Logger))]
    requests = logging.getLogger("uvicorn.access")
    found = [one.name for one in loggers if any(map(_keeps, one.handlers))]
    return [*found, requests.name] if requests.handlers and requests.name not in found else found


def _keeps(handler: logging.Handler) -> bool:
    return isinstance(handler, logging.FileHandler) or type(handler).__module__ == "logging.handlers"


def hush() -> None:
    """Takes from Python its own ways of printing a failure's words, which no formatter sees.

    Those are: the end of the program or of a thread, what cannot be raised, warnings, and log lines that fail.
    """
    sys.excepthook = lambda _kind, failure, _traceback: _tell(failure)
    threading.excepthook = lambda ended: _tell(ended.exc_value)
    sys.unraisablehook = lambda unraisable: _tell(unraisable.exc_value)
    logging.captureWarnings(True)
    logging.raiseExceptions = False


def _tell(failure: BaseException | None) -> None:
    log.error("not handled: %s", place_of(failure) if failure else "unknown")
