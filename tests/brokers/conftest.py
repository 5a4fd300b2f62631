"""Every registry that the tests of registries run against: Apicurio, the embedded one, and one of the user's own."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator

import pytest

from tools.apicurio.registry import Apicurio, application
from tools.unavailable import UnavailableError
from treatyc.embedded.serving import running
from treatyc.workspace.protoc import compile_protobuf

OWN = "TREATY_TEST_REGISTRY"
"""The environment variable with the address of a registry that a team runs these tests on; it is written to."""


@pytest.fixture(scope="session")
def embedded_url() -> Iterator[str]:
    """The embedded registry, in this process, with nothing in it."""
    with running(compile_protobuf) as url:
        yield url


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Each test that asks for `registry_url` runs once a registry."""
    if "registry_url" in metafunc.fixturenames:
        names = ["apicurio", "embedded", *([OWN] if os.environ.get(OWN) else [])]
        marks = {"apicurio": [pytest.mark.registry]}
        several = [pytest.param(name, id=name, marks=marks.get(name, [])) for name in names]
        metafunc.parametrize("registry_url", several, indirect=True)


def pytest_collection_finish(session: pytest.Session) -> None:
    """Fetch Apicurio before the first test that runs on it, which has its time limit."""
    names = (getattr(item, "callspec", None) for item in session.items)
    if any(each is not None and each.params.get("registry_url") == "apicurio" for each in names):
        with contextlib.suppress(UnavailableError):  # the fixture tells it, with each test that goes without
            application()


@pytest.fixture
def registry_url(request: pytest.FixtureRequest) -> str:
    """The address of one of the registries; tests share them, so that each uses subjects of its own."""
    match request.param:
        case "apicurio":
            apicurio: Apicurio = request.getfixturevalue("apicurio")
            return apicurio.url
        case "embedded":
            url: str = request.getfixturevalue("embedded_url")
            return url
        case _:
            return os.environ[OWN].rstrip("/")
