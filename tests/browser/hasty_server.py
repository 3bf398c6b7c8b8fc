"""`lavterskel`, as it is, but looking every two seconds for who waits in vain instead of once a minute."""

from unittest.mock import patch

import cli
from chat import upkeep


def main(arguments: list[str]) -> int:
    with patch.object(upkeep, "EXPIRE_SECONDS", upkeep.CHECKPOINT_SECONDS):
        return cli.main(arguments)
