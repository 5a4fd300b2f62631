"""How `pytest -n 3` spreads a run over processes: what asks for a server goes to the process that has it.

Each process has session fixtures of its own, and so would start each server. xdist's `loadgroup` would do, but groups
by node ids that it cannot change any more (pytest-xdist issue 1386). So each process writes down the groups that it
found, and the scheduler of the run reads them.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from typing import Any

import pytest
from xdist.scheduler import LoadScopeScheduling
from xdist.workermanage import WorkerController

GROUPS = {
    "apicurio": {"apicurio"},
    "kafka": {"kafka"},
    "aws": {"aws"},
    "rabbitmq": {"rabbitmq"},
    "kafka that asks who": {"kafka_secured"},
    "pubsub": {"pubsub"},
    "redis that asks who": {"redis_secured"},
    "redis": {"redis"},
    "nats": {"nats"},
}
"""What the tests of a group ask for, by fixtures or parameters: a test is in the first that fits, the longest first."""

_FOLDER = pytest.StashKey[Path]()
_SERVERS = frozenset(server for servers in GROUPS.values() for server in servers)
_STARTED = pytest.StashKey[list[tuple[pytest.FixtureDef[Any], Any]]]()


class GroupScheduling(LoadScopeScheduling):
    """Gives a process all tests of a server, or else of a file: what they share is made once."""

    @cached_property
    def groups(self) -> Mapping[str, str]:
        """The group of each test that asks for a server; all processes found the same."""
        written = next(self.config.stash[_FOLDER].iterdir())
        groups: dict[str, str] = json.loads(written.read_bytes())
        return groups

    def _split_scope(self, nodeid: str) -> str:
        return self.groups.get(nodeid) or nodeid.partition("::")[0]


def group(item: pytest.Item) -> str | None:
    """The group of what a test asks for, if that is a server."""
    parameters = getattr(item, "callspec", None)
    asked = {*getattr(item, "fixturenames", ()), *(map(str, parameters.params.values()) if parameters else ())}
    return next((name for name, servers in GROUPS.items() if servers <= asked), None)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Put what has a server first: a long group that began late would be waited for."""
    if hasattr(config, "workerinput"):
        order = {name: place for place, name in enumerate(GROUPS)}
        items.sort(key=lambda item: order.get(group(item) or "", len(order)))


@pytest.hookimpl(tryfirst=True)
def pytest_collection_finish(session: pytest.Session) -> None:
    """Write down the groups before xdist tells that this process has found its tests."""
    if hasattr(session.config, "workerinput"):
        found = {item.nodeid: name for item in session.items if (name := group(item))}
        there = session.config.workerinput
        Path(there["groups"], there["workerid"]).write_text(json.dumps(found))


def pytest_fixture_setup(fixturedef: pytest.FixtureDef[Any], request: Any) -> None:
    """Remember which servers this process has."""
    if fixturedef.argname in _SERVERS and fixturedef.scope == "session":
        request.config.stash.setdefault(_STARTED, []).append((fixturedef, request))


@pytest.hookimpl(trylast=True)
def pytest_runtest_teardown(item: pytest.Item, nextitem: pytest.Item | None) -> None:
    """End what this process has after the last test of a group: a server that nobody asks costs time and memory too.

    Google's fake of Pub/Sub looks at all its subscriptions for ever, and RabbitMQ at its queues.
    """
    if hasattr(item.config, "workerinput") and nextitem is not None and group(item) not in (None, group(nextitem)):
        started = item.config.stash.get(_STARTED, [])
        while started:
            fixture, request = started.pop()
            fixture.finish(request)


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: WorkerController) -> None:
    """Tell a process that is being started where to write its groups."""
    if _FOLDER not in node.config.stash:
        folder = tempfile.TemporaryDirectory(prefix="treaty-spread-")
        node.config.add_cleanup(folder.cleanup)
        node.config.stash[_FOLDER] = Path(folder.name)
    node.workerinput["groups"] = str(node.config.stash[_FOLDER])


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> GroupScheduling | None:
    """Take the place of the scheduler that `-n` alone means."""
    if config.getoption("dist") != "load":
        return None
    config.option.loadscopereorder = False
    return GroupScheduling(config, log)
