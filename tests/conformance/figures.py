"""What a run measures and people want to see though nothing failed: the figures stand at its end."""

from __future__ import annotations

import pytest

FIGURES = "figures"
"""The name under which a test records a line of what it measured, with `record_property`; a run ends with them."""


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print each line, such as how far predictions of registries agree with them, or what a thousand channels took."""
    reports = [each for reports in terminalreporter.stats.values() for each in reports]
    lines = sorted(
        str(line)
        for report in reports
        if isinstance(report, pytest.TestReport) and report.when == "call"
        for name, line in report.user_properties
        if name == FIGURES
    )
    if lines:
        terminalreporter.write_sep("=", "what the tests measured")
        for line in lines:
            terminalreporter.write_line(line)
