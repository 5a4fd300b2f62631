"""Lets the shared suite's assertions say what they compared."""

import pytest

pytest.register_assert_rewrite(
    *(f"tests.transports.{name}" for name in ("suite", "suite_of_agents", "suite_of_stops", "history"))
)
