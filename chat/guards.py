"""What makes a machine unsafe to run on. `enforce` refuses to start, `warn` says so and starts."""

import ctypes
import os
import resource
import stat
import sys
from pathlib import Path
from urllib.parse import urlsplit

from chat.keys import has_tmpfs
from chat.settings import Settings

SWAPS = Path("/proc/swaps")
LOCAL = ("localhost", "127.0.0.1", "::1")
SET_DUMPABLE = 4  # prctl(2)


def forbid_core_dumps() -> None:
    """A core dump would hold keys and words. On Linux the limit alone does not stop one that is piped to a program."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(SET_DUMPABLE, 0, 0, 0, 0)


def problems(settings: Settings) -> list[str]:
    """Every reason not to run here, in words; empty on a machine that is as it should be."""
    return [*_of_memory(settings), *_of_files(settings), *_of_settings(settings)]


def _of_memory(settings: Settings) -> list[str]:
    found = {
        "core dumps are on: they would write keys and words to disk": resource.getrlimit(resource.RLIMIT_CORE)[0] != 0,
        "swap is on: memory, with keys and words in it, may be written to disk": _swap_is_on(),
        "there is no tmpfs for the keys: a restart would take them, and conversations with them": (
            settings.key_store != "memory" and not has_tmpfs()
        ),
    }
    return [words for words, is_so in found.items() if is_so]


def _of_files(settings: Settings) -> list[str]:
    closed = stat.S_IRWXG | stat.S_IRWXO
    paths = [path for path in (settings.data_dir, settings.secret_file) if path.exists()]
    return [
        f"{path.name} can be opened by other users of this machine" for path in paths if path.stat().st_mode & closed
    ]


def _of_settings(settings: Settings) -> list[str]:
    plain = [origin for origin in settings.origins if origin.startswith("http:")]
    found = [f"{origin} is not encrypted: use https" for origin in plain if urlsplit(origin).hostname not in LOCAL]
    if sys.flags.dev_mode or os.environ.get("PYTHONASYNCIODEBUG"):
        found.append("Python runs in debug mode: it keeps and prints what it should not")
    return found


def _swap_is_on() -> bool:
    """Of Linux only: macOS encrypts its swap by itself."""
    return SWAPS.exists() and len(SWAPS.read_text().splitlines()) > 1
