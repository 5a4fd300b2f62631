"""Two versions of a project from the example of a page: `old/…` and `new/…`, completed as all examples are."""

from __future__ import annotations

from collections.abc import Iterable

from tests.shop import compiled, tree_of
from treatyc.checks.page import ExampleFile
from treatyc.compatibility.finding import Finding
from treatyc.compatibility.topology.changes import topology_changes
from treatyc.diagnostics import Report
from treatyc.system.system import System


def changed(files: Iterable[ExampleFile]) -> tuple[Finding, ...]:
    """What is found between the two."""
    given = tuple(files)
    return topology_changes(_system(given, "old/"), _system(given, "new/"))


def between(old: str, new: str) -> tuple[Finding, ...]:
    """The same of two project files."""
    return changed([ExampleFile("old/treaty.yaml", old), ExampleFile("new/treaty.yaml", new)])


def _system(files: Iterable[ExampleFile], side: str) -> System:
    own = [ExampleFile(file.path.removeprefix(side), file.text) for file in files if file.path.startswith(side)]
    report = Report()
    system = compiled(tree_of(own), report)
    assert system is not None, report.diagnostics
    return system
