"""The web server as we run it: silent, without compression on sockets, and ending its streams when told to stop."""

import fcntl
import os
import socket
from contextlib import ExitStack

import uvicorn
from starlette.applications import Starlette

from chat.broker import QUEUE, Changed
from chat.keys import has_tmpfs, key_folder
from chat.protocol import MAX_FRAME
from chat.settings import Settings
from chat.silence import LOG_CONFIG, hush
from chat.web import SecurityHeaders

STOP_SECONDS = 5


class DrainingServer(uvicorn.Server):
    """Wakes the event streams of open consoles before waiting for them; they see `draining` and end."""

    def __init__(self, app: Starlette, config: uvicorn.Config) -> None:
        super().__init__(config)
        self._app = app

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        self._app.state.draining = True
        self._app.state.broker.publish(QUEUE, Changed())
        await super().shutdown(sockets)


def bind(host: str, port: int) -> socket.socket:
    """A listening socket. Raises OSError when the address cannot be had."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    return socket.create_server((host, port), family=family)


def hold(settings: Settings) -> ExitStack:
    """Holds the data folder, and its keys, until it is closed.

    Raises BlockingIOError when another process holds either: a copy of the folder has the same keys.
    """
    keys = [key_folder(settings.data_dir)] if has_tmpfs() else []
    with ExitStack() as held:
        for folder in (settings.data_dir, *keys):
            opened = os.open(folder, os.O_RDONLY)
            held.callback(os.close, opened)
            fcntl.flock(opened, fcntl.LOCK_EX | fcntl.LOCK_NB)
        return held.pop_all()


def run(app: Starlette, listening: socket.socket) -> None:
    """Serves until a signal. permessage-deflate is off: it costs every socket three times the memory.

    The security headers are put around everything, so that the answers of the frameworks themselves carry them too.
    """
    hush()
    config = uvicorn.Config(
        SecurityHeaders(app, app.state.settings.embed_origins),
        loop="uvloop",
        http="httptools",
        ws="websockets-sansio",
        ws_max_size=MAX_FRAME,
        ws_per_message_deflate=False,
        log_config=LOG_CONFIG,
        access_log=False,
        proxy_headers=False,
        server_header=False,
        timeout_graceful_shutdown=STOP_SECONDS,
    )
    DrainingServer(app, config).run(sockets=[listening])
