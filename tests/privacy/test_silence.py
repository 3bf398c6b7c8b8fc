"""Nothing of a visitor in any log, traceback, error page, file or process name: every kind of request.

All loggers are at their loudest. What they say at a quieter level they say then as well.
"""

import subprocess
import sys
from base64 import b64encode
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from starlette.routing import BaseRoute, Mount, Route

import counselor_console.routes
import public_widget.routes
import stats.pages
from tests.privacy.canaries import files, forms, process, search
from tests.privacy.kinds import KINDS, SECRETS, WORDS, Answer, World, world
from tests.privacy.watched import traces, watched_server

SHOWN = (  # pages that have somebody's words for whom they are meant
    "the lane with a half-written reply",
    "the queue of a colleague who is asked",
    "a registration with its draft",
    "going on in one's place",
    "the form with its draft",
    "a note to be checked",
)


@dataclass(frozen=True)
class Evidence:
    """What one run through the whole table left behind. `log` is where the process printed."""

    happened: dict[str, object]
    secrets: list[str]
    answers: list[Answer]
    places: dict[str, bytes]
    log: str


@pytest.fixture(scope="module")
def evidence(tmp_path_factory: pytest.TempPathFactory) -> Evidence:
    base = tmp_path_factory.mktemp("loud")
    trouble = tmp_path_factory.mktemp("trouble") / "sql"
    trouble.touch()
    program = (sys.executable, "-m", "tests.privacy.loud")
    with watched_server(base, program=program, TROUBLE=str(trouble), PYTHONASYNCIODEBUG="1") as server:
        with world(server, trouble) as found:
            for kind in KINDS:
                found.do(kind)
            running = process(server.process.pid)
        return gather(found, running, base)


def routes(some: list[BaseRoute], before: str = "") -> Iterator[Route]:
    """Every route, with its whole path."""
    for one in some:
        if isinstance(one, Mount):
            yield from routes(one.routes, before + one.path)
        elif isinstance(one, Route):
            yield Route(before + one.path, one.endpoint, methods=list(one.methods or ()))


def gather(found: World, running: dict[str, bytes], base: Path) -> Evidence:
    places = running | traces(found.server) | files(base)
    return Evidence(found.happened, found.secrets, found.answers, places, found.server.log.read_text())


def test_there_are_many_kinds() -> None:
    assert len({kind.name for kind in KINDS}) == len(KINDS) >= 40


def test_every_route_is_among_them() -> None:
    asked = {kind.asked for kind in KINDS}
    for route in routes([*public_widget.routes.ROUTES, *counselor_console.routes.ROUTES, *stats.pages.ROUTES]):
        for method in (route.methods or set()) - {"HEAD"}:
            matches = [path for how, path in asked if how == method and route.path_regex.match(path)]
            assert matches, f"{method} {route.path}"


def test_each_of_them_happened(evidence: Evidence) -> None:
    wanted = {kind.name: kind.expect for kind in KINDS}
    assert {name: one for name, one in evidence.happened.items() if one != wanted[name]} == {}


def test_nothing_of_a_visitor_is_printed_stored_or_named(evidence: Evidence) -> None:
    assert search(evidence.places, evidence.secrets) == []


def test_no_error_repeats_what_was_sent(evidence: Evidence) -> None:
    assert search(said(evidence.answers), evidence.secrets) == []


@pytest.mark.parametrize("kind", SHOWN)
def test_the_words_were_there(evidence: Evidence, kind: str) -> None:
    """Else nothing was kept, and nothing could be found."""
    (shown,) = (one for one in evidence.answers if one.kind == kind)
    assert WORDS.encode() in shown.body


def test_the_loggers_did_speak(evidence: Evidence) -> None:
    """Else their silence would be that of a level, and not ours."""
    for logger in ("uvicorn.error", "sqlalchemy.engine.Engine", "asyncio", "py.warnings"):
        assert f"{logger}: " in evidence.log
    assert "Traceback" not in evidence.log


def said(answers: list[Answer]) -> dict[str, bytes]:
    """What errors answer. Where the sender's own words may come back, they may so only as he sent them, in the body."""
    errors = [one for one in answers if one.status >= 400]
    bodies = {
        f"the answer to {one.kind}": one.body.replace(WORDS.encode() if one.own else b"\0", b"") for one in errors
    }
    return bodies | {f"the headers to {one.kind}": one.head for one in errors}


# Controls: what is planted is found


@pytest.mark.parametrize("encoding", forms(WORDS))
def test_the_search_finds_each_encoding_in_each_file(tmp_path: Path, encoding: str) -> None:
    for needle in forms(WORDS)[encoding]:
        for place in ("log", "data/live.db-wal", "home/.cache/x", "tmp/x"):
            file = tmp_path / place
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(b"\x00before" + needle + b"after\xff")
            assert any(encoding in hit and place in hit for hit in search(files(tmp_path), [WORDS]))
            file.unlink()


@pytest.mark.parametrize("before", [0, 1, 2])
def test_the_search_finds_base64_wherever_the_words_begin_in_it(before: int) -> None:
    hidden = b64encode(b"\xfe" * before + WORDS.encode() + b"\xfe\xfe")
    assert search({"x": hidden}, [WORDS])


def test_the_search_finds_words_in_the_name_of_a_file(tmp_path: Path) -> None:
    (tmp_path / WORDS).touch()
    assert search(files(tmp_path), [WORDS])


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="this machine has no /proc")
def test_the_search_finds_arguments_and_names_of_a_process() -> None:
    named = "import pathlib, sys; pathlib.Path('/proc/self/comm').write_text(sys.argv[1][-15:]); print(); input()"
    shown = subprocess.Popen(
        [sys.executable, "-c", named, WORDS], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert shown.stdout
    shown.stdout.readline()
    hits = search(process(shown.pid), [WORDS])
    shown.communicate("\n")
    assert {hit.rpartition("/")[2] for hit in hits} == {"cmdline", "comm"}


@pytest.mark.parametrize("encoding", forms(WORDS))
@pytest.mark.parametrize("own", [True, False])
def test_the_search_finds_what_an_error_repeats(encoding: str, own: bool) -> None:
    for needle in forms(WORDS)[encoding]:
        if own and needle == WORDS.encode():
            continue  # the one exception: the sender's own words as he sent them
        assert search(said([Answer("control", 500, b"", b"<p>" + needle, own)]), SECRETS)
        assert search(said([Answer("control", 500, b"X: " + needle, b"", own)]), SECRETS)
