"""The command `lavterskel`. Exit code 2 is bad usage, 1 is failure.

What each of its commands does stands in the package `commands`.
"""

import argparse
import os
import sys

from chat import accounts, calendar, surroundings
from chat.guards import forbid_core_dumps
from chat.settings import SettingsError, load_settings
from chat.silence import place_of
from commands import checking, comments, contacts, keeping, linking, releases, report, series, serving, staff
from commands.shared import Failure
from stats import approval, backup, service_key
from stats.releases.plan import Refused

GROUPS = (serving, staff, contacts, comments, linking, series, releases, report, checking, keeping)
REFUSALS = (
    Failure,
    SettingsError,
    accounts.AccountRefused,
    approval.ApprovalRefused,
    backup.BackupRefused,
    service_key.KeyRefused,
    surroundings.AnswerRefused,
    Refused,
)


def main(arguments: list[str] | None = None) -> int:
    """Runs one command and returns its exit code."""
    options = _parser().parse_args(arguments)
    forbid_core_dumps()
    try:
        settings = load_settings(os.environ, getattr(options, "port", 8000))
        calendar.keep(settings.time_zone)
        options.command(settings, options)
        return 0
    except REFUSALS as reason:
        print(f"lavterskel: {reason}", file=sys.stderr)
    except BrokenPipeError:
        sys.stderr.close()  # whoever read our output has seen enough
    except Exception as failure:  # its words may be a note's, so only its kind and place are told
        print(f"lavterskel: failed, {place_of(failure)}", file=sys.stderr)
    return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="lavterskel", description=(__doc__ or "").splitlines()[0])
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    for group in GROUPS:
        group.add_to(commands)
    return parser


if __name__ == "__main__":
    sys.exit(main())
