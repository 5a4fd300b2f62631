"""What any test may ask for: a real broker of each kind and a real schema registry, started once for the whole run.

Tests share them, so each takes a space of its own: `new_topic`, `redis_database`, `aws_account` and so on.
"""

from __future__ import annotations

import contextlib
import itertools
import os
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import AbstractContextManager
from typing import TypeVar

import pytest

from tests import spread
from tests.conformance import figures
from tools.apicurio.registry import Apicurio, application
from tools.apicurio.registry import running as running_registry
from tools.aws.server import Aws
from tools.aws.server import running as running_aws
from tools.compose.loader import executable as compose_executable
from tools.kafka.broker import SECURED, Kafka, running
from tools.kafka.jars import jars
from tools.nats.server import Nats
from tools.nats.server import running as running_nats
from tools.pubsub.fake import PubSub
from tools.pubsub.fake import executable as pubsub_executable
from tools.pubsub.fake import running as running_pubsub
from tools.rabbitmq.broker import RabbitMQ
from tools.rabbitmq.broker import executable as rabbitmq_executable
from tools.rabbitmq.broker import running as running_rabbitmq
from tools.redis.server import DATABASES, Redis
from tools.redis.server import executable as redis_executable
from tools.redis.server import running as running_redis
from tools.unavailable import UnavailableError

S = TypeVar("S")

FETCHED: dict[str, Callable[[], object]] = {
    "kafka": jars,
    "kafka_secured": jars,
    "apicurio": application,
    "pubsub": pubsub_executable,
    "rabbitmq": rabbitmq_executable,
    "redis": redis_executable,
    "redis_secured": redis_executable,
    "new_redis": redis_executable,
    "compose_loader": compose_executable,
}
"""What is fetched or installed when it is first needed, by the fixture that needs it."""

# What is shared by suites asserts as well, and shall say what it compared.
pytest.register_assert_rewrite("tests.transports")


def pytest_configure(config: pytest.Config) -> None:
    """Let a run that is spread over processes know what shares a server, and what its processes measured."""
    config.pluginmanager.register(spread)
    config.pluginmanager.register(figures)


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
    for fixture, fetch in FETCHED.items():
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
def kafka_secured() -> Iterator[Kafka]:
    """A real Kafka that holds users at its `sasl_address` to its rules; at its `address` everyone may do everything."""
    yield from _started("Kafka", running(SECURED))


@pytest.fixture(scope="session")
def apicurio() -> Iterator[Apicurio]:
    """A real schema registry; without one the test is skipped with the reason, but fails where `CI=true`."""
    yield from _started("registry", running_registry())


@pytest.fixture(scope="session")
def rabbitmq() -> Iterator[RabbitMQ]:
    """A real RabbitMQ with management; virtual hosts are apart (`vhost`), users are not."""
    yield from _started("RabbitMQ", running_rabbitmq())


@pytest.fixture
def vhost(rabbitmq: RabbitMQ) -> str:
    """The name of a virtual host that no other test uses, where the administrator may do everything."""
    return rabbitmq.make_vhost(f"test{next(_NUMBERS)}")


@pytest.fixture(scope="session")
def nats() -> Iterator[Nats]:
    """A real NATS with JetStream, where everyone may do everything; streams and subjects bear the test's name."""
    yield from _started("NATS", running_nats())


@pytest.fixture
def new_nats() -> Iterator[Callable[[str], Nats]]:
    """Start a NATS of the test's own, with this configuration, such as accounts and permissions: it takes 0.1 s."""
    with contextlib.ExitStack() as stack:
        yield lambda config: stack.enter_context(_available("NATS", running_nats(config)))


@pytest.fixture(scope="session")
def redis() -> Iterator[Redis]:
    """A real Redis; its databases are apart (`redis_database`), its users are not."""
    yield from _started("Redis", running_redis())


@pytest.fixture(scope="session")
def redis_secured() -> Iterator[Redis]:
    """A real Redis where only `admin` may do anything, with its name for a password."""
    yield from _started("Redis", running_redis(["user admin on >admin ~* &* +@all", "user default off"]))


@pytest.fixture
def redis_database() -> int:
    """The number of a database that no other test uses."""
    return next(_DATABASES)


@pytest.fixture
def new_redis() -> Iterator[Callable[[Sequence[str]], Redis]]:
    """Start a Redis of the test's own, with these lines of an ACL file: it takes 0.05 s."""
    with contextlib.ExitStack() as stack:
        yield lambda users: stack.enter_context(_available("Redis", running_redis(users)))


@pytest.fixture(scope="session")
def aws() -> Iterator[Aws]:
    """SQS and SNS as moto has them; accounts are apart (`aws_account`)."""
    yield from _started("AWS", running_aws())


@pytest.fixture
def aws_account() -> str:
    """The number of an account that no other test uses."""
    return f"{next(_NUMBERS):012}"


@pytest.fixture(scope="session")
def pubsub() -> Iterator[PubSub]:
    """Google's own fake of Pub/Sub; projects are apart (`pubsub_project`). It keeps policies, and enforces none."""
    yield from _started("Pub/Sub", running_pubsub())


@pytest.fixture
def pubsub_project() -> str:
    """The name of a project that no other test uses."""
    return f"test-project-{next(_NUMBERS)}"


@pytest.fixture(scope="session")
def compose_loader() -> None:
    """Makes sure that the Compose project's own loader is there, which `tools.compose.loader.load` asks."""
    try:
        compose_executable()
    except UnavailableError as unavailable:
        pytest.skip(f"no loader of Compose: {unavailable}")


def _started(name: str, server: AbstractContextManager[S]) -> Iterator[S]:
    with _available(name, server) as started:
        yield started


@contextlib.contextmanager
def _available(name: str, server: AbstractContextManager[S]) -> Iterator[S]:
    """The server; where it cannot be had the test is skipped with the reason, but fails where `CI=true`."""
    with contextlib.ExitStack() as stack:
        try:
            started = stack.enter_context(server)
        except UnavailableError as unavailable:
            if os.environ.get("CI") == "true":
                pytest.fail(f"no {name}: {unavailable}")
            pytest.skip(f"no {name}: {unavailable}")
        yield started


_NUMBERS = itertools.count(1)
_DATABASES = iter(range(1, DATABASES))


@pytest.fixture
def new_topic(kafka: Kafka) -> Callable[..., str]:
    """Make a topic of its own for a test: `new_topic(partitions=3)` is its name."""
    from tools.kafka.topics import make_topic  # noqa: PLC0415 - only where a Kafka is there

    def make(partitions: int = 3, config: dict[str, str] | None = None) -> str:
        return make_topic(kafka, f"test.topic{next(_NUMBERS)}", partitions=partitions, config=config)

    return make
