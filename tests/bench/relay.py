"""The floor: the same web server and framework, passing each frame to the other end and doing nothing else.

`python -m tests.bench.relay PORT`. No checks, no storage, no acknowledgement: what any server of ours pays at least.
"""

import sys

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route, WebSocketRoute
from starlette.websockets import WebSocket, WebSocketDisconnect

ends: dict[str, WebSocket] = {}


async def relay(websocket: WebSocket) -> None:
    """`/ws/a7` talks with `/ws/b7`."""
    side, number = websocket.path_params["end"][0], websocket.path_params["end"][1:]
    other = ("b" if side == "a" else "a") + number
    await websocket.accept(subprotocol="chat.v1")
    ends[side + number] = websocket
    try:
        while True:
            text = await websocket.receive_text()
            if other in ends:
                await ends[other].send_text(text)
    except WebSocketDisconnect:
        ends.pop(side + number, None)


async def health(_request: Request) -> PlainTextResponse:
    return PlainTextResponse("ok")


def main(port: int) -> None:
    app = Starlette(routes=[WebSocketRoute("/ws/{end}", relay), Route("/healthz", health)])
    uvicorn.run(
        app,
        port=port,
        loop="uvloop",
        http="httptools",
        ws="websockets-sansio",
        ws_max_size=64 * 1024,
        ws_per_message_deflate=False,
        access_log=False,
        log_level="warning",
    )


if __name__ == "__main__":
    main(int(sys.argv[1]))
