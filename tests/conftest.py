"""What any test may ask for: a real Kafka and a real schema registry, each started once for the whole run."""

from __future__ import annotations

import contextlib
import itertools
import os
from collections.abc import Callable, Generator, Iterator
from contextlib import AbstractContextManager
from typing import TypeVar

import pytest

from tools.apicurio.registry import Apicurio, application
from tools.apicurio.registry import running as running_registry
from tools.kafka.broker import Kafka, running
from tools.kafka.jars import UnavailableError, jars

S = TypeVar("S")

# What is shared by suites asserts as well, and shall say what it compared.
pytest.register_assert_rewrite("tests.transports")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """In CI a skip is a failure, but for what asks of a broker what it is not there for."""
    report = yield
    why = str(call.excinfo.value) if call.excinfo else ""
    if os.environ.get("CI") == "true" and report.skipped and not why.startswith("not applicable: "):
        report.outcome = "failed"
        report.longrepr = f"{item.nodeid} was skipped, and CI skips nothing that it could run: {why}"
    return report


def pytest_collection_finish(session: pytest.Session) -> None:
    """Fetch the servers that are asked for before the first test that needs one, which has its time limit."""
    for fixture, fetch in {"kafka": jars, "apicurio": application}.items():
        if any(fixture in getattr(item, "fixturenames", ()) for item in session.items):
            with contextlib.suppress(UnavailableError):  # the fixture tells it, with each test that goes without
                fetch()


def pytest_addoption(parser: pytest.Parser) -> None:
    """`make golden` rewrites expected outputs instead of comparing them."""
    parser.addoption("--update-golden", action="store_true", help="rewrite the golden files of the tests that run")


@pytest.fixture(scope="session")
def kafka() -> Iterator[Kafka]:
    """A real Kafka of one node; without one the test is skipped with the reason, but fails where `CI=true`."""
    yield from _started("Kafka", running())


@pytest.fixture(scope="session")
def apicurio() -> Iterator[Apicurio]:
    """A real schema registry; without one the test is skipped with the reason, but fails where `CI=true`."""
    yield from _started("registry", running_registry())


def _started(name: str, server: AbstractContextManager[S]) -> Iterator[S]:
    with contextlib.ExitStack() as stack:
        try:
            started = stack.enter_context(server)
        except UnavailableError as unavailable:
            if os.environ.get("CI") == "true":
                pytest.fail(f"no {name}: {unavailable}")
            pytest.skip(f"no {name}: {unavailable}")
        yield started


_NUMBERS = itertools.count(1)


@pytest.fixture
def new_topic(kafka: Kafka) -> Callable[..., str]:
    """Make a topic of its own for a test: `new_topic(partitions=3)` is its name."""
    from tools.kafka.topics import make_topic  # noqa: PLC0415 - only where a Kafka is there

    def make(partitions: int = 3, config: dict[str, str] | None = None) -> str:
        return make_topic(kafka, f"test.topic{next(_NUMBERS)}", partitions=partitions, config=config)

    return make
