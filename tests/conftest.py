"""What any test may ask for: a real Kafka, started once for the whole run."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest
from tools.kafka.broker import Kafka, running
from tools.kafka.jars import UnavailableError


@pytest.fixture(scope="session")
def kafka() -> Iterator[Kafka]:
    """A real Kafka of one node; without one the test is skipped with the reason, but fails where `CI=true`."""
    started = running()
    try:
        broker = started.__enter__()
    except UnavailableError as unavailable:
        if os.environ.get("CI") == "true":
            pytest.fail(f"no Kafka: {unavailable}")
        pytest.skip(f"no Kafka: {unavailable}")
    try:
        yield broker
    finally:
        started.__exit__(None, None, None)
