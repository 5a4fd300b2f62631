"""An embedded registry for each test, and one that all tests of a module share."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from treatyc.embedded.serving import running
from treatyc.workspace.protoc import compile_protobuf


@pytest.fixture
def url() -> Iterator[str]:
    """A registry with nothing in it."""
    with running(compile_protobuf) as address:
        yield address


@pytest.fixture(scope="module")
def shared() -> Iterator[str]:
    """One registry for all tests of a module that ask for it: what they register has names of its own."""
    with running(compile_protobuf) as address:
        yield address
