"""Notes that stand outside the register, read for what tells who somebody is."""

import argparse
import json
import sys
from typing import Any

from chat.settings import Settings
from commands.shared import Commands, Failure, add, add_group
from stats.identifying import find


def add_to(commands: Commands) -> None:
    group = add_group(commands, "comment", "notes outside the register")
    add(group, "check", check, 'say where JSON lines {"id","text"} on standard input tell who somebody is')


def check(_settings: Settings, _options: argparse.Namespace) -> None:
    """Answers each line as soon as it is read. Nothing is stored, and no failure says what a text was."""
    for number, line in enumerate(sys.stdin.buffer, 1):
        if line.strip():
            print(json.dumps(_checked(number, line)), flush=True)


def _checked(number: int, line: bytes) -> dict[str, Any]:
    comment = _comment(number, line)
    spans = [{"start": start, "end": end, "kind": kind} for start, end, kind in find(comment["text"])]
    return {"id": comment["id"], "spans": spans}


def _comment(number: int, line: bytes) -> dict[str, Any]:
    try:
        comment = json.loads(line.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        raise Failure(f"line {number} is not JSON in UTF-8") from None
    if not isinstance(comment, dict) or "id" not in comment or not isinstance(comment.get("text"), str):
        raise Failure(f'line {number} is not of the form {{"id": "1", "text": "…"}}')
    return comment
