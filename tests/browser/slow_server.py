"""`lavterskel`, as it is, behind a slow network: beginning a conversation takes a while, on the way there or back.

Told THERE and BACK, both in seconds, before our own arguments.
"""

import asyncio
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


def main(arguments: list[str]) -> int:
    there, back, *ours = arguments
    slow_down(float(there), float(back))
    return cli.main(ours)
