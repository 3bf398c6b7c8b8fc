"""Our program in a process of its own, forked from one that has imported it: what it does, without seconds to start.

What is shared stands in `tests.warm`. Arguments, environment, streams and exit code are those of the program that is
installed; that one starts, too, in tests of its own, and in the tests of privacy all servers are started as installed.
"""

import multiprocessing
import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from tempfile import TemporaryDirectory

from argon2 import PasswordHasher
from argon2.profiles import CHEAPEST

CHEAP = PasswordHasher.from_parameters(CHEAPEST)  # the passwords of accounts on servers that are forked
_context = multiprocessing.get_context("forkserver")
_context.set_forkserver_preload(["tests.warm", "tests.forked"])


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


def start(arguments: Sequence[str], environment: Mapping[str, str], streams: Streams, module: str = "cli") -> Program:
    """`module` has a `main` that takes the arguments: ours, or one that changes something and calls ours."""
    told = (module, list(arguments), dict(environment), streams)
    child = _context.Process(target=_become, args=told, daemon=True)
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


def _become(module: str, arguments: list[str], environment: dict[str, str], streams: Streams) -> None:
    """What the installed command does, in this process."""
    os.environ.clear()
    os.environ.update(environment)
    time.tzset()
    _redirect(0, streams.given, os.O_RDONLY)
    for number, file in enumerate((streams.out, streams.err), 1):
        _redirect(number, file, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    sys.stdin = open(0)  # noqa: SIM115 - a forked process has none
    sys.exit(import_module(module).main(arguments))


def _redirect(number: int, file: Path, flags: int) -> None:
    opened = os.open(file, flags, 0o666)
    os.dup2(opened, number)
    os.close(opened)
