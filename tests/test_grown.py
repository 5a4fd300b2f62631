"""The project that the compiler's benchmark grows is always the same, and right: nobody should time a failure."""

from __future__ import annotations

import pytest

from benchmarks import grown
from treatyc.checks.choice import EVERYTHING
from treatyc.checks.engine import check
from treatyc.checks.rules import RULES
from treatyc.diagnostics import Report
from treatyc.pipeline import compile_tree, generate
from treatyc.source import Source, SourceTree
from treatyc.workspace.protoc import compile_protobuf

PROJECTS = {"a domain or two": grown.project(50), **{f"one {ending}": grown.single(ending) for ending in grown.VERBS}}


@pytest.mark.parametrize("title", PROJECTS)
def test_a_grown_project_is_right(title: str) -> None:
    report = Report()
    tree = SourceTree("treaty.yaml", {path: Source(path, text) for path, text in PROJECTS[title].items()})
    system = compile_tree(compile_protobuf(tree, ["schemas"], report), report)
    assert report.diagnostics == ()
    assert system is not None
    assert list(check(system, RULES, EVERYTHING)) == []
    assert all(generated.files for generated in generate(system))


def test_it_grows_the_same_each_time_and_as_large_as_asked() -> None:
    assert grown.project(100) == grown.project(100)
    assert abs(len(grown.project(1000)) - 1000) <= 1
