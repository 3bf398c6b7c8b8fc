"""A TCP proxy on loopback whose lines can be broken in four ways."""

import asyncio
import random
import socket
import struct

FAULTS = ("reset", "truncate", "blackhole", "deaf")
SHARES = (0.03, 0.1, 0.3)  # of all lines, that one fault breaks
AT_ONCE = struct.pack("ii", 1, 0)  # a socket that lingers for no time is closed with a reset


class Line:
    """One client's connection through the proxy: two directions, up to the server and down from it."""

    def __init__(self, *ends: asyncio.StreamWriter) -> None:
        self._ends = ends
        self.fault = ""

    @property
    def is_whole(self) -> bool:
        """Not broken yet, and not just ending: a socket that is closed can no longer be told how to close."""
        return not self.fault and not any(end.is_closing() for end in self._ends)

    def abort(self) -> None:
        for end in self._ends:
            end.transport.abort()

    def reset(self) -> None:
        """Both ends get a TCP reset, and what was on its way is gone."""
        for end in self._ends:
            end.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, AT_ONCE)
        self.abort()

    async def pump(self, source: asyncio.StreamReader, target: asyncio.StreamWriter, down: bool) -> None:
        """Passes bytes on until either end is gone."""
        try:
            while (data := await source.read(65536)) and not target.is_closing():
                if self.fault == "truncate":
                    target.write(data[: len(data) // 2])
                    await target.drain()
                    break
                if not self._swallows(down):
                    target.write(data)
                    await target.drain()
        except OSError:
            pass
        finally:
            self.abort()

    def _swallows(self, down: bool) -> bool:
        return self.fault == "blackhole" or (self.fault == "deaf" and down)


class Proxy:
    """Passes on to the port `target`."""

    def __init__(self, target: int) -> None:
        self._target = target
        self._serving: set[asyncio.Task[None]] = set()
        self._lines: dict[Line, None] = {}  # in order, so that a seed decides which are chosen

    async def start(self) -> int:
        """Returns the port that it listens on."""
        self._server = await asyncio.start_server(self._accept, "127.0.0.1", 0)
        port: int = self._server.sockets[0].getsockname()[1]
        return port

    async def stop(self) -> None:
        self._server.close()
        for line in self._lines:
            line.abort()
        await asyncio.gather(*self._serving, return_exceptions=True)

    def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.create_task(self._serve(reader, writer))
        self._serving.add(task)
        task.add_done_callback(self._serving.discard)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            far_reader, far_writer = await asyncio.open_connection("127.0.0.1", self._target)
        except OSError:
            writer.transport.abort()
            return
        line = Line(writer, far_writer)
        self._lines[line] = None
        await asyncio.gather(line.pump(reader, far_writer, False), line.pump(far_reader, writer, True))
        del self._lines[line]

    def harm(self, fault: str, chance: random.Random) -> int:
        """Does `fault` to some of the lines that are whole; returns to how many."""
        whole = [line for line in self._lines if line.is_whole]
        wanted = max(1, round(len(whole) * chance.choice(SHARES)))
        chosen = chance.sample(whole, min(wanted, len(whole)))
        for line in chosen:
            line.fault = fault
            if fault == "reset":
                line.reset()
        return len(chosen)
