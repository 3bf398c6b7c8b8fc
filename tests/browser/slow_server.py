"""`lavterskel`, as it is, behind a slow network: beginning a conversation takes a while, on the way there or back.

`python -m tests.browser.slow_server THERE BACK serve …`, both in seconds.
"""

import asyncio
import sys
from unittest.mock import patch

from starlette.requests import Request

import cli
from chat.views import Opened
from public_widget import actions


def slow_down(there: float, back: float) -> None:
    begin_once = actions._begin_once

    async def begin_late(request: Request, mark: str, language: str) -> Opened:
        await asyncio.sleep(there)
        try:
            return await begin_once(request, mark, language)
        finally:
            await asyncio.sleep(back)

    patch.object(actions, "_begin_once", begin_late).start()


def main(there: str, back: str, *arguments: str) -> int:
    slow_down(float(there), float(back))
    return cli.main(list(arguments))


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
