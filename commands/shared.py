"""What the commands share: how one is added, how it fails, what it holds while it works."""

import argparse
import sys
from collections.abc import Callable
from contextlib import AbstractContextManager, ExitStack
from time import monotonic
from typing import TypeAlias

from chat import server
from chat.settings import Settings
from stats.progress import told_to

Command = Callable[[Settings, argparse.Namespace], None]
Commands: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"


class Failure(Exception):
    """The command could not do its work; the message says why."""


def add(commands: Commands, name: str, command: Command, words: str) -> argparse.ArgumentParser:
    parser: argparse.ArgumentParser = commands.add_parser(name, help=words, description=words)
    parser.set_defaults(command=command)
    return parser


def add_group(commands: Commands, name: str, words: str) -> Commands:
    return commands.add_parser(name, help=words).add_subparsers(required=True, metavar="WHAT")


def a_year(text: str) -> int:
    """An argument that is a year. Raises ArgumentTypeError."""
    if not text.isdigit() or not 1900 <= int(text[:5]) <= 2200:
        raise argparse.ArgumentTypeError(f"{text!r} is not a year")
    return int(text)


def hold_folder(settings: Settings) -> ExitStack:
    """Holds the data folder until it is closed. Raises Failure when another process does."""
    try:
        return server.hold(settings)
    except BlockingIOError:
        raise Failure(f"another process is serving {settings.data_dir}, or a copy of it, already") from None


def progress_shown() -> AbstractContextManager[None]:
    """Says each step on standard error when it begins, with the seconds since all of it began."""
    begun = monotonic()
    return told_to(lambda words: print(f"{monotonic() - begun:4.0f} s  {words} …", file=sys.stderr, flush=True))


def warn(problems: list[str]) -> None:
    for problem in problems:
        print(f"lavterskel: not safe for real visitors: {problem}", file=sys.stderr)
