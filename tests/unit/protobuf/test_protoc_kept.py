"""protoc in a process that stays says what it says in one of its own, and lives through texts that end it."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest

from treatyc.diagnostics import Report
from treatyc.source import Source, SourceTree
from treatyc.workspace import protoc_kept
from treatyc.workspace.protoc import compile_protobuf
from treatyc.workspace.protoc_kept import KeptProtoc, kept_protoc

GOOD = 'syntax = "proto3";\npackage a;\nmessage M { int32 number = 1; }\n'
BAD = 'syntax = "proto3";\nmessage M { int32 number = 1; int32 other = 1; Nobody x = 2; }\n'
NO_PROTOBUF = "this is none"


@pytest.fixture
def protoc() -> Iterator[KeptProtoc]:
    with kept_protoc() as kept:
        yield kept


def tree(*texts: str) -> SourceTree:
    files = [Source(f"f{number}.proto", text) for number, text in enumerate(texts)]
    return SourceTree("", {file.path: file for file in files})


@pytest.mark.parametrize("texts", [(GOOD,), (BAD,), (NO_PROTOBUF,), (GOOD, BAD), (GOOD, GOOD), ()])
def test_it_says_what_a_process_of_its_own_says(protoc: KeptProtoc, texts: tuple[str, ...]) -> None:
    """The second time, too: nothing of one run is left for the next."""
    alone = Report()
    expected = compile_protobuf(tree(*texts), ("",), alone)

    for _ in range(2):
        report = Report()
        assert expected == protoc(tree(*texts), ("",), report)
        assert alone.diagnostics == report.diagnostics


def test_a_process_that_died_is_followed_by_another(protoc: KeptProtoc) -> None:
    expected = protoc(tree(GOOD), ("",), Report())
    process = protoc._process
    assert process is not None
    process.kill()

    assert expected == protoc(tree(GOOD), ("",), Report())


def test_a_text_that_takes_too_long_is_told_and_ends_its_process_alone(
    protoc: KeptProtoc, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = protoc(tree(GOOD), ("",), Report())
    report = Report()
    with monkeypatch.context() as hurried:
        hurried.setattr(protoc_kept, "TIMEOUT_S", 0.0)
        protoc(tree(f"{GOOD}{'// long' * 20_000}"), ("",), report)

    assert {"protobuf-compiler"} == {each.rule for each in report.diagnostics}
    assert first == protoc(tree(GOOD), ("",), Report())


def test_a_process_does_not_stay_for_ever(protoc: KeptProtoc, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(protoc_kept, "BATCHES_MAX", 2)
    seen = set()
    for _ in range(5):
        protoc(tree(GOOD), ("",), Report())
        assert protoc._process is not None
        seen.add(protoc._process.pid)

    assert 3 == len(seen)


def test_threads_take_turns(protoc: KeptProtoc) -> None:
    found: list[SourceTree] = []

    def compiled(number: int) -> None:
        found.append(protoc(tree(GOOD.replace("number", f"number{number}")), ("",), Report()))

    threads = [threading.Thread(target=compiled, args=(number,)) for number in range(8)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()

    expected = {f"number{number}" for number in range(8)}
    told = {name for name in expected for each in found if name.encode() in each.descriptors[""]}
    assert (8, expected) == (len(found), told)


def test_nothing_is_left_at_the_end() -> None:
    with kept_protoc() as protoc:
        protoc(tree(GOOD), ("",), Report())
        process = protoc._process
        assert process is not None
    assert process.returncode is not None
