"""Lets the shared suite's assertions say what they compared."""

import pytest

pytest.register_assert_rewrite("tests.transports.suite", "tests.transports.suite_of_agents", "tests.transports.history")
