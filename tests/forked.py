"""Our program in a process of its own, forked from one that has imported it: what it does, without seconds to start.

Only the import is shared. Arguments, environment, streams and exit code are those of the program that is installed;
that the installed one starts is tested by itself, and in the tests of privacy all servers are started as installed.
"""

import multiprocessing
import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from tempfile import TemporaryDirectory

_context = multiprocessing.get_context("forkserver")
_context.set_forkserver_preload(["cli", "tests.forked"])


@dataclass(frozen=True)
class Streams:
    """The files that stand for a process's streams. What is written is added."""

    given: Path
    out: Path
    err: Path


@dataclass(frozen=True)
class Program:
    """A started program; the part of `subprocess.Popen` that tests use."""

    child: ForkServerProcess

    @property
    def pid(self) -> int:
        assert self.child.pid
        return self.child.pid

    def poll(self) -> int | None:
        return self.child.exitcode

    def wait(self, timeout: float) -> int:
        self.child.join(timeout)
        if (code := self.child.exitcode) is None:
            raise subprocess.TimeoutExpired("lavterskel", timeout)
        return code

    def send_signal(self, how: signal.Signals) -> None:
        os.kill(self.pid, how)


def start(arguments: Sequence[str], environment: Mapping[str, str], streams: Streams) -> Program:
    child = _context.Process(target=_become, args=(list(arguments), dict(environment), streams), daemon=True)
    child.start()
    return Program(child)


def run(
    arguments: Sequence[str], environment: Mapping[str, str], text: str, timeout: float
) -> "subprocess.CompletedProcess[str]":
    """As `subprocess.run`, with both streams captured."""
    with TemporaryDirectory() as folder:
        streams = Streams(*(Path(folder) / name for name in ("given", "out", "err")))
        streams.given.write_text(text)
        code = start(arguments, environment, streams).wait(timeout)
        return subprocess.CompletedProcess(arguments, code, streams.out.read_text(), streams.err.read_text())


def _become(arguments: list[str], environment: dict[str, str], streams: Streams) -> None:
    """What the installed command does, in this process."""
    import cli

    os.environ.clear()
    os.environ.update(environment)
    time.tzset()
    _redirect(0, streams.given, os.O_RDONLY)
    for number, file in enumerate((streams.out, streams.err), 1):
        _redirect(number, file, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    sys.stdin = open(0)  # noqa: SIM115 - a forked process has none
    sys.exit(cli.main(arguments))


def _redirect(number: int, file: Path, flags: int) -> None:
    opened = os.open(file, flags, 0o666)
    os.dup2(opened, number)
    os.close(opened)
