"""Words that must not be found, every form in which they may hide, and where to look."""

import json
from base64 import b64encode, urlsafe_b64encode
from collections.abc import Iterable, Mapping
from pathlib import Path
from urllib.parse import quote

Places = Mapping[str, bytes]  # name of a place -> everything that lies there


def forms(secret: str | bytes) -> dict[str, list[bytes]]:
    """How `secret` looks in a file: name of the encoding -> the byte strings that give it away."""
    raw = secret.encode() if isinstance(secret, str) else secret
    found = {
        "plain": [raw],
        "base64": _base64(raw),
        "hex": [raw.hex().encode(), raw.hex().upper().encode()],
        "percent": ["".join(f"%{byte:02{case}}" for byte in raw).encode() for case in "xX"],
    }
    if isinstance(secret, str):
        found["utf-16"] = [secret.encode("utf-16-le"), secret.encode("utf-16-be")]
        found["escaped"] = [quote(secret).encode(), json.dumps(secret)[1:-1].encode(), secret.encode("latin-1")]
    return found


def _base64(raw: bytes) -> list[bytes]:
    """The three ways that base64 writes bytes in the middle of others, each without its uncertain ends."""
    inner = []
    for before in range(3):
        start, stop = (8 * before + 5) // 6, 8 * (before + len(raw)) // 6
        inner += [encode(bytes(before) + raw)[start:stop] for encode in (b64encode, urlsafe_b64encode)]
    return inner


def search(places: Places, secrets: Iterable[str | bytes]) -> list[str]:
    """Every hit in words: the secret's beginning, its encoding, the place."""
    wanted = [(secret, name, needle) for secret in secrets for name, some in forms(secret).items() for needle in some]
    hits = []
    for place, content in places.items():
        hits += [f"{secret[:40]!r} as {name} in {place}" for secret, name, needle in wanted if needle in content]
    return sorted(set(hits))


def files(*folders: Path) -> dict[str, bytes]:
    """Every file at or below `folders`, with its name among what is searched."""
    every = [path for folder in folders for path in (folder, *folder.rglob("*")) if path.is_file()]
    return {str(path): str(path).encode() + b"\n" + path.read_bytes() for path in every}


def process(pid: int) -> dict[str, bytes]:
    """What other users of the machine see of a process: its arguments, its name and those of its threads.

    Not `environ`: only the process's own user can read it, and nothing of a request gets there.
    """
    proc = Path("/proc") / str(pid)
    if not proc.exists():  # not Linux
        return {}
    names = [*proc.glob("comm"), *proc.glob("task/*/comm"), proc / "cmdline"]
    return {str(name): name.read_bytes() for name in names}
