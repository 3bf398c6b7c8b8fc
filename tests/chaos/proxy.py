"""A TCP proxy on loopback whose lines can be broken in three ways."""

import asyncio
import random

FAULTS = ("reset", "blackhole", "truncate")
HOLE_SECONDS = 2.0


class Line:
    """One client's connection through the proxy."""

    def __init__(self, *ends: asyncio.StreamWriter) -> None:
        self._ends = ends
        self.swallows = self.truncates = False

    def abort(self) -> None:
        for end in self._ends:
            end.transport.abort()

    async def pump(self, source: asyncio.StreamReader, target: asyncio.StreamWriter) -> None:
        """Passes bytes on until either end is gone."""
        try:
            while data := await source.read(65536):
                if self.truncates:
                    target.write(data[: len(data) // 2])
                    await asyncio.sleep(0)
                    break
                if not self.swallows:
                    target.write(data)
                    await target.drain()
        except OSError:
            pass
        finally:
            self.abort()


class Proxy:
    def __init__(self, target: int) -> None:
        self._target = target
        self._lines: set[Line] = set()
        self._holes: set[asyncio.Task[None]] = set()

    async def start(self) -> int:
        """Returns the port that it listens on."""
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        port: int = self._server.sockets[0].getsockname()[1]
        return port

    def stop(self) -> None:
        self._server.close()
        for line in self._lines:
            line.abort()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            far_reader, far_writer = await asyncio.open_connection("127.0.0.1", self._target)
        except OSError:
            writer.transport.abort()
            return
        line = Line(writer, far_writer)
        self._lines.add(line)
        await asyncio.gather(line.pump(reader, far_writer), line.pump(far_reader, writer))
        self._lines.discard(line)

    def harm(self, fault: str, chance: random.Random) -> int:
        """Does `fault` to some lines, or to all; returns to how many."""
        lines = [line for line in self._lines if chance.random() < 0.5] or list(self._lines)
        for line in lines:
            if fault == "reset":
                line.abort()
            elif fault == "truncate":
                line.truncates = True
            else:
                line.swallows = True
        if fault == "blackhole":
            hole = asyncio.create_task(self._end(lines))
            self._holes.add(hole)
            hole.add_done_callback(self._holes.discard)
        return len(lines)

    async def _end(self, lines: list[Line]) -> None:
        await asyncio.sleep(HOLE_SECONDS)
        for line in lines:
            line.abort()
