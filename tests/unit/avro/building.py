"""From Avro schemas as JSON to the generated package of messages, imported: the whole way for tests."""

from __future__ import annotations

import importlib
import itertools
import json
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

from treatyc.diagnostics import Report
from treatyc.emit.python import messages, names
from treatyc.load.avro import load as avro
from treatyc.load.avro.files import load_all
from treatyc.source import Source, Span
from treatyc.system.release import Release, Version
from treatyc.system.schema import Schema
from treatyc.system.system import System

Json = Any

_NUMBERS = itertools.count(1)


def schemas_of(*nodes: Json) -> tuple[Schema, ...]:
    """The schemas of some files, each of which is given as JSON."""
    report = Report()
    sources = [Source(f"schemas/s{index}.avsc", json.dumps(node)) for index, node in enumerate(nodes)]
    units = load_all(sources, report)
    assert [] == [diagnostic for diagnostic in report.diagnostics if diagnostic.severity.value == "error"]
    found = [schema for unit in units for schema in unit.schemas]
    return tuple(sorted(found, key=lambda schema: schema.name))


def is_valid(node: Json) -> bool:
    """Whether the loader takes a file."""
    return avro.load(Source("schemas/s.avsc", json.dumps(node)), Report()) is not None


def system_of(nodes: Iterable[Json], releases: Mapping[str, Iterable[Json]] | None = None, name: str = "") -> System:
    """A system of some files; `releases` has the files of each older version of the first file."""
    schemas = schemas_of(*nodes)
    older = {version: schemas_of(*files) for version, files in (releases or {}).items()}
    root = next(schema.name for schema in schemas if schema.path == "schemas/s0.avsc")
    return System(
        name=name or f"t{next(_NUMBERS)}",
        place=Span("treaty.yaml"),
        schemas=schemas,
        releases=tuple(
            Release(root, Version(*map(int, version.split("."))), found) for version, found in sorted(older.items())
        ),
    )


@dataclass(frozen=True, slots=True)
class Package:
    """A generated package of messages: its folder, and its namespaces as modules."""

    name: str
    folder: Path

    def __getitem__(self, namespace: str) -> ModuleType:
        return importlib.import_module(f"{self.name}.{names.namespace_module(namespace)}")


def generated(system: System, folder: Path) -> Package:
    """The package of messages of a system, written to a folder and importable."""
    package = names.messages_package(system.name)
    for file in messages.emit(system):
        path = folder / file.path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(file.content)
    root = str(folder / package)
    if root not in sys.path:
        sys.path.append(root)
    importlib.invalidate_caches()
    return Package(package, folder)
