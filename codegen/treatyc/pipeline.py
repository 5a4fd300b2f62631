"""The way through, one phase a line: text in memory to a model to files. Nothing here touches the world."""

from __future__ import annotations

from dataclasses import dataclass

from treatyc.diagnostics import Report
from treatyc.emit.emitters import emitter
from treatyc.emit.file import File
from treatyc.link.system import link
from treatyc.load.project import load_project
from treatyc.source import SourceTree
from treatyc.system.system import Output, System


@dataclass(frozen=True, slots=True)
class Generated:
    """One entry of the project's `generate` list, and the files that belong in its folder."""

    output: Output
    files: tuple[File, ...]


def compile_tree(tree: SourceTree, report: Report) -> System | None:
    """Read and link a project; None where the report says why it has no meaning."""
    unit = load_project(tree, report)
    if unit is None:
        return None
    return link(unit, report)


def generate(system: System) -> tuple[Generated, ...]:
    """All files of all outputs, in the order declared; the system must have linked without an error."""
    return tuple(Generated(output, emitter(output.emitter)(system, output)) for output in system.outputs)
