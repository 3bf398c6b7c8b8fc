"""A phone that several people use: a browser whose profile is a folder, and what can be found in it afterwards."""

import base64
import json
import os
import shutil
import signal
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from playwright.sync_api import BrowserContext, BrowserType, Error, Page
from playwright.sync_api import TimeoutError as TooLate

from tests.conftest import PATIENCE, QUIET

# Playwright turns it off, browsers that people use have it on: pages kept as they were for the Back button.
KEEPING_PAGES = ["--disable-back-forward-cache"]
START = 90_000  # milliseconds for a browser to start
HISTORY = {
    "chromium": ("Default/History", "SELECT url, title FROM urls"),
    "firefox": ("places.sqlite", "SELECT url, coalesce(title, '') FROM moz_places WHERE visit_count > 0"),
}
COOKIES = {
    "chromium": ("Default/Cookies", "SELECT name FROM cookies"),
    "firefox": ("cookies.sqlite", "SELECT name FROM moz_cookies"),
}


@dataclass
class Phone:
    engine: BrowserType
    program: str | None
    folder: Path

    @contextmanager
    def opened(self, *flags: str, **options: object) -> Iterator[BrowserContext]:
        """The browser, until it is closed or killed. The same folder may be opened again."""
        if self.engine.name == "chromium":
            options |= {"args": [*QUIET, *flags], "ignore_default_args": KEEPING_PAGES}
        context = self._start(executable_path=self.program, **options)
        context.set_default_timeout(PATIENCE)
        try:
            yield context
        finally:
            _close(context)

    def _start(self, **options: object) -> BrowserContext:
        """On a busy machine a browser may hang before it answers; another then starts on the folder as it was."""
        before = self.folder.with_name("before")
        shutil.rmtree(before, ignore_errors=True)
        if self.folder.exists():
            shutil.copytree(self.folder, before, symlinks=True)
        start = self.engine.launch_persistent_context
        try:
            return start(self.folder, timeout=START, **options)  # type: ignore[arg-type]
        except TooLate:  # by now it is ended
            shutil.rmtree(self.folder, ignore_errors=True)
            if before.exists():
                before.rename(self.folder)
            return start(self.folder, timeout=START, **options)  # type: ignore[arg-type]

    def kill(self) -> None:
        """Chromium dies between two instructions. Opened again it restores its tabs, as when a person asks for that."""
        process = (self.folder / "SingletonLock").readlink().name.rpartition("-")[2]
        os.kill(int(process), signal.SIGKILL)
        preferences = self.folder / "Default/Preferences"
        known = json.loads(preferences.read_text())
        known["profile"]["exit_type"] = "Normal"
        preferences.write_text(json.dumps(known))

    def find(self, *words: str) -> list[str]:
        """The files that hold one of the words, however it is written, each with the word."""
        files = [path for path in self.folder.rglob("*") if path.is_file() and not path.is_symlink()]
        return [f"{path.name}: {word}" for path in files for word in words if _holds(_read(path), word)]

    def history(self) -> set[tuple[str, str]]:
        """Address and title of every page that the browser's history shows."""
        return {(url, title) for url, title in self._rows(*HISTORY[self.engine.name])}

    def cookies(self) -> list[str]:
        """The names of those on the disk, where their values are encrypted."""
        return [name for (name,) in self._rows(*COOKIES[self.engine.name])]

    def _rows(self, file: str, question: str) -> list[tuple[str, ...]]:
        copy = self.folder.parent / "copy"
        copy.mkdir(exist_ok=True)
        for part in self.folder.joinpath(file).parent.glob(f"{Path(file).name}*"):
            shutil.copy(part, copy)
        with closing(sqlite3.connect(copy / Path(file).name)) as sql:
            return sql.execute(question).fetchall()


def write_cookies(page: Page) -> None:
    """Makes Chromium write its cookies to the disk now, which by itself it does every thirty seconds or 512 changes."""
    page.evaluate("for (let n = 0; n < 1200; n += 1) document.cookie = `filler=${n}; Path=/; Max-Age=999`")


def _close(context: BrowserContext) -> None:
    """Also where it was killed, of which the news may still be on the way."""
    try:
        for page in context.pages:
            page.wait_for_load_state()  # closed on the way to another page Chromium may never answer
        context.close()
    except Error as gone:
        if "has been closed" not in str(gone):
            raise


def _read(path: Path) -> bytes:
    """Nothing where a browser that runs has taken the file away meanwhile."""
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return b""


def _holds(data: bytes, word: str) -> bool:
    return any(written in data for written in spellings(word))


def spellings(word: str) -> Iterator[bytes]:
    """`word` as files may hold it. Of base64 the part that does not depend on what stands around it."""
    yield word.encode()
    yield word.encode("latin-1")
    yield word.encode("utf-16-le")
    yield quote(word).encode()
    yield json.dumps(word).strip('"').encode()
    for shift in range(3):
        yield base64.b64encode(bytes(shift) + word.encode())[4:-4]
