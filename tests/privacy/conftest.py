"""Says in the end what could not be tried on this machine."""

import pytest

NO_CUTS = "no power cuts on this machine"


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    skipped = [report for report in terminalreporter.stats.get("skipped", ()) if NO_CUTS in str(report.longrepr)]
    for report in skipped:
        terminalreporter.write_line(f"{report.nodeid} was skipped: {str(report.longrepr[2]).removeprefix('Skipped: ')}")
