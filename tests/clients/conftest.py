"""Each test of a client meets every registry at hand: Apicurio, the embedded one, and one that the user names."""

from __future__ import annotations

import contextlib
import itertools
import os
from collections.abc import Iterator

import pytest

from tests.clients.registries import Registry
from tools.apicurio.registry import Apicurio, application
from tools.node.modules import modules
from tools.unavailable import UnavailableError
from treatyc.embedded.serving import running
from treatyc.workspace.protoc import compile_protobuf

GIVEN = os.environ.get("TREATY_TEST_REGISTRY", "").rstrip("/")
KINDS = [pytest.param("apicurio", marks=pytest.mark.registry), "embedded", *(["given"] if GIVEN else [])]
_NAMES = itertools.count(1)


def pytest_collection_finish(session: pytest.Session) -> None:
    """Fetch what tests run before the first one that needs it, which has its time limit."""
    for fixture, fetch in {"registry": application, "script": modules}.items():
        if any(fixture in getattr(item, "fixturenames", ()) for item in session.items):
            with contextlib.suppress(UnavailableError):  # the fixture tells it, with each test that goes without
                fetch()


@pytest.fixture(scope="session", params=KINDS)
def registry(request: pytest.FixtureRequest) -> Iterator[Registry]:
    """A registry; one process or thread of it serves all tests, as it serves all teams."""
    match request.param:
        case "apicurio":
            apicurio: Apicurio = request.getfixturevalue("apicurio")
            yield Registry("apicurio", apicurio.url)
        case "embedded":
            with running(compile_protobuf) as url:
                yield Registry("embedded", url)
        case _:
            yield Registry("given", GIVEN)


@pytest.fixture
def space() -> str:
    """What a test's subjects begin with, so that no two tests meet."""
    return f"clients{os.getpid()}.t{next(_NAMES)}"
