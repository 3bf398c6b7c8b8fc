"""Comparing uses one thread: several take longer for such small tables, and take the cores that conversations need."""

import subprocess
import sys
from pathlib import Path

import pytest

THREADS = Path("/proc/self/task")
MULTIPLIES = (
    "import cli; from pathlib import Path; import numpy as np; "
    "table = np.ones((600, 600)); table @ table; print(len(list(Path('/proc/self/task').iterdir())))"
)


@pytest.mark.skipif(not THREADS.exists(), reason="no other system tells the threads of a process so")
def test_the_service_multiplies_in_one_thread() -> None:
    asked = subprocess.run([sys.executable, "-c", MULTIPLIES], check=True, capture_output=True, text=True)
    assert int(asked.stdout) == 1
