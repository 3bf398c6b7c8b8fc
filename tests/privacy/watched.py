"""A server whose every trace can be found again: its log, its data, its home, its temporary files."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.privacy.canaries import files
from tests.server import COMMAND, LiveServer, live_server


@contextmanager
def watched_server(
    base: Path,
    data_dir: Path | None = None,
    program: Sequence[str] = (COMMAND,),
    second_factor: str = "off",
    **environment: str,
) -> Iterator[LiveServer]:
    """A server without limits on pace, in `base`, with a home and a folder for temporary files of its own."""
    settings = {"OPEN": "always", "ADMISSION": "off", "SECOND_FACTOR": second_factor}
    data_dir = data_dir or base / "data"
    folders = {name: base / name.lower() for name in ("HOME", "TMPDIR")}
    with pytest.MonkeyPatch.context() as patch:
        for name, folder in folders.items():
            folder.mkdir()
            patch.setenv(name, str(folder))
        for name, value in environment.items():
            patch.setenv(name, value)
        with live_server(data_dir, None, "serve", program, **settings) as server:
            yield server


def traces(server: LiveServer) -> dict[str, bytes]:
    """Every file that the process has written, or could have."""
    places = [server.data_dir, server.log, *(Path(server.environment[name]) for name in ("HOME", "TMPDIR"))]
    return files(*places)
