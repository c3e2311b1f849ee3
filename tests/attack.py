"""Count what the attack campaigns try. `make attack` loads this plugin, which prints the counts."""

from collections import Counter

import pytest

TRIED: Counter[str] = Counter()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    tried = ", ".join(f"{count:,} {what}" for what, count in sorted(TRIED.items()))
    terminalreporter.write_line(f"tried: {tried}")
