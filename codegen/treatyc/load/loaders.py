"""The schema formats and what reads each: a folder of files in, a unit for each file that could be read out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from treatyc.diagnostics import Report
from treatyc.load.unit import SchemaUnit
from treatyc.source import Source, SourceTree

Loader = Callable[[SourceTree, str, Report], Iterable[SchemaUnit]]
"""The tree, the folder that the files' imports are relative to, and the report."""


def _avro(tree: SourceTree, folder: str, report: Report) -> Iterable[SchemaUnit]:
    from treatyc.load.avro import files as avro_files  # noqa: PLC0415 - only a project that has such files pays for it

    return avro_files.load_all(beneath(tree, folder, ".avsc"), report)


def _jsonschema(tree: SourceTree, folder: str, report: Report) -> Iterable[SchemaUnit]:
    from treatyc.load.jsonschema.load import load_all  # noqa: PLC0415 - only a project that has such files pays for it

    return load_all(beneath(tree, folder, ".schema.json"), folder, report)


def _protobuf(tree: SourceTree, folder: str, report: Report) -> Iterable[SchemaUnit]:
    from treatyc.load.protobuf import load as protobuf  # noqa: PLC0415 - only a project that has such files pays for it

    return protobuf.load(tree, folder, report)


LOADERS: Mapping[str, Loader] = {".avsc": _avro, ".proto": _protobuf, ".schema.json": _jsonschema}
"""What reads the files of each ending."""


def beneath(tree: SourceTree, folder: str, *endings: str) -> tuple[Source, ...]:
    """The files of some endings beneath a folder, sorted by path."""
    prefix = f"{folder}/" if folder else ""
    return tuple(source for source in tree if source.path.startswith(prefix) and source.path.endswith(endings))


def load_schemas(tree: SourceTree, folder: str, report: Report) -> tuple[SchemaUnit, ...]:
    """Every schema file beneath a folder, sorted by path; a format without files is not even imported."""
    units = [
        unit for ending, load in LOADERS.items() if beneath(tree, folder, ending) for unit in load(tree, folder, report)
    ]
    return tuple(sorted(units, key=lambda unit: unit.path))
