"""The service as it would be without waiting for the disk, for the control of the power cuts: `... careless serve`."""

import sys

import cli
from chat import db

if __name__ == "__main__":
    db.PRAGMAS["synchronous"] = 1  # NORMAL
    sys.exit(cli.main(sys.argv[1:]))
