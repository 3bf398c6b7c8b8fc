"""What makes a machine unsafe to run on. `enforce` refuses to start, `warn` says so and starts."""

import resource
import stat
from pathlib import Path

from chat.settings import Settings

SWAPS = Path("/proc/swaps")


def forbid_core_dumps() -> None:
    """A core dump would hold keys and words."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def problems(settings: Settings) -> list[str]:
    """Every reason not to run here, in words; empty on a machine that is as it should be."""
    found = []
    if resource.getrlimit(resource.RLIMIT_CORE)[0] != 0:
        found.append("core dumps are on: they would write keys and words to disk")
    if _swap_is_on():
        found.append("swap is on: memory, with keys and words in it, may be written to disk")
    for path in (settings.data_dir, settings.secret_file):
        if path.exists() and path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
            found.append(f"{path.name} can be opened by other users of this machine")
    return found


def _swap_is_on() -> bool:
    return SWAPS.exists() and len(SWAPS.read_text().splitlines()) > 1
