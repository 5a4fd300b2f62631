"""What any test may ask for: a real Kafka, started once for the whole run."""

from __future__ import annotations

import itertools
import os
from collections.abc import Callable, Iterator

import pytest

from tools.kafka.broker import Kafka, running
from tools.kafka.jars import UnavailableError


def pytest_addoption(parser: pytest.Parser) -> None:
    """`make golden` rewrites expected outputs instead of comparing them."""
    parser.addoption("--update-golden", action="store_true", help="rewrite the golden files of the tests that run")


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


_NUMBERS = itertools.count(1)


@pytest.fixture
def new_topic(kafka: Kafka) -> Callable[..., str]:
    """Make a topic of its own for a test: `new_topic(partitions=3)` is its name."""
    from tools.kafka.topics import make_topic  # noqa: PLC0415 - only where a Kafka is there

    def make(partitions: int = 3, config: dict[str, str] | None = None) -> str:
        return make_topic(kafka, f"test.topic{next(_NUMBERS)}", partitions=partitions, config=config)

    return make
