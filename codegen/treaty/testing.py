"""Fixtures for pytest: run agents on the simulated broker, publish, advance the clock, look at dead letters.

pytest imports this module in every run, of every project that treaty is installed beside; so it imports nothing else
before a test asks for it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from treaty.simulation import Simulation


@pytest.fixture
def treaty_simulation() -> Simulation:
    """A broker and a clock of its own for one test."""
    from treaty.simulation import Simulation  # noqa: PLC0415 - see above

    return Simulation()
