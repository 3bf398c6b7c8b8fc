"""`lavterskel`, as it is, but looking every two seconds for who waits in vain instead of once a minute."""

import sys
from unittest.mock import patch

import cli
from chat import upkeep

if __name__ == "__main__":
    with patch.object(upkeep, "EXPIRE_SECONDS", upkeep.CHECKPOINT_SECONDS):
        sys.exit(cli.main(sys.argv[1:]))
