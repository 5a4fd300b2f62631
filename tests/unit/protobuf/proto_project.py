"""Small Protobuf projects: texts to schemas, and schemas to an imported package of messages."""

from __future__ import annotations

import importlib
import itertools
import sys
from collections.abc import Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType
from typing import Any, Protocol

from treatyc.diagnostics import Diagnostic, Report
from treatyc.emit.file import File
from treatyc.emit.python import messages
from treatyc.load.protobuf.load import load
from treatyc.load.unit import SchemaUnit
from treatyc.source import Source, SourceTree, Span
from treatyc.system.release import Release
from treatyc.system.schema import Schema
from treatyc.system.system import System
from treatyc.workspace.protoc import compile_protobuf

FOLDER = "schemas"
_NUMBERS = itertools.count(1)


def read(files: Mapping[str, str]) -> tuple[tuple[SchemaUnit, ...], Report]:
    """The units of `.proto` texts, by import path, and what was said of them."""
    report = Report()
    sources = {f"{FOLDER}/{path}": Source(f"{FOLDER}/{path}", text) for path, text in files.items()}
    tree = compile_protobuf(SourceTree("treaty.yaml", sources), [FOLDER], report)
    return tuple(load(tree, FOLDER, report)), report


def schemas_of(files: Mapping[str, str]) -> dict[str, Schema]:
    """The schemas of texts that are right."""
    units, report = read(files)
    assert not report.failed, report.diagnostics
    return {schema.name: schema for unit in units for schema in unit.schemas}


def told(report: Report) -> list[str]:
    """Each finding on one line, sorted by place."""
    return [_line(found) for found in sorted(report.diagnostics, key=lambda found: (_at(found), found.message))]


def _at(found: Diagnostic) -> Span:
    assert isinstance(found.place, Span)
    return found.place


def _line(found: Diagnostic) -> str:
    place = _at(found)
    advice = f" | {found.help}" if found.help else ""
    path = place.path.removeprefix(f"{FOLDER}/")
    return f"{path}:{place.line}:{place.column}+{place.length} {found.rule}: {found.message}{advice}"


def system_of(files: Mapping[str, str], name: str = "shop", releases: Sequence[Release] = ()) -> System:
    """A system of nothing but these schemas."""
    schemas = tuple(schema for _, schema in sorted(schemas_of(files).items()))
    return System(name=name, place=Span("treaty.yaml"), schemas=schemas, releases=tuple(releases))


class Package(Protocol):
    """Imports a namespace of a generated package."""

    def __call__(self, namespace: str) -> ModuleType: ...


def write(files: Sequence[File], folder: Path) -> None:
    """Generated files to disk."""
    for file in files:
        path = folder / file.path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(file.content)


@contextmanager
def package(files: Mapping[str, str], folder: Path, releases: Sequence[Release] = ()) -> Any:
    """The generated package of messages, importable under a name that no other test has."""
    name = f"proto_project_{next(_NUMBERS)}"
    write(messages.emit(system_of(files, name, releases)), folder)
    root = str(folder / f"{name}_messages")
    sys.path.insert(0, root)
    importlib.invalidate_caches()
    try:
        yield lambda namespace: importlib.import_module(f"{name}_messages.{namespace}")
    finally:
        sys.path.remove(root)
        for module in [module for module in sys.modules if module.split(".")[0] == f"{name}_messages"]:
            del sys.modules[module]
