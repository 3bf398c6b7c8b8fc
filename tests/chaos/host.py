"""The machine that the server runs on: its process is killed and started again, or all of it is."""

import shutil
import signal
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path

from chat.keys import key_folder
from tests.chaos.lossy_server import tally
from tests.server import LiveServer, free_port, live_server


def lossy(lost_hints: float = 0.2, refused_commits: float = 0.002, rule: str = "") -> list[str]:
    """The module that serves on a bad day, and what it is told; with `rule` broken, where one is named."""
    module = ["tests.chaos.mutant_server", rule] if rule else ["tests.chaos.lossy_server"]
    return [*module, str(lost_hints), str(refused_commits)]


class Host:
    """The server, started again on the same port and data after each kill. Left, it stops and its keys are gone."""

    def __init__(self, folder: Path, program: Sequence[str]) -> None:
        self._folder, self._program, self._port = folder, program, free_port()
        self._running = ExitStack()

    def __enter__(self) -> "Host":
        self._start()
        return self

    def __exit__(self, *_failure: object) -> None:
        self._running.close()
        shutil.rmtree(key_folder(self._folder / "data"))

    def _start(self) -> None:
        served = live_server(self._folder / "data", self._port, changed=self._program, OPEN="always", ADMISSION="off")
        self.server: LiveServer = self._running.enter_context(served)

    def kill(self) -> None:
        """The process dies between two instructions and is started again."""
        self.server.stop(signal.SIGKILL)
        self._running.close()
        self._start()

    def reboot(self) -> None:
        """The same, and the memory that holds the conversations' keys, and the marks of endings, is lost."""
        self.server.stop(signal.SIGKILL)
        for file in key_folder(self.server.data_dir).iterdir():
            file.unlink()
        self.kill()

    def add_counselor(self, name: str) -> str:
        """A new account's password."""
        return self.server.add_account(name, ["counselor"])

    def count(self, name: str) -> int:
        """How often the server did `name`; see tests.chaos.lossy_server."""
        file = tally(self._folder, name)
        return file.stat().st_size if file.exists() else 0
