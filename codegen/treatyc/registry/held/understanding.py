"""Registered versions as our loaders understand them, each by itself: its schemas, or why there are none."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from treaty.registry.problem import WrongAnswer, said
from treatyc.diagnostics import Report, Severity
from treatyc.load.loaders import load_schemas
from treatyc.registry.held.folders import Laid, Versions, folder_of, lay_out
from treatyc.registry.protocol import RegisteredVersion, VersionKey
from treatyc.source import SourceTree, Span
from treatyc.system.schema import Format, Schema
from treatyc.system.version import fingerprint

Compile = Callable[[SourceTree, Iterable[str], Report], SourceTree]
"""What adds the descriptors of each folder's Protobuf files; running protoc is not this package's work."""


@dataclass(frozen=True, slots=True)
class Understood:
    """A version with its files. `schemas` are what it declares itself, in the order of its text, none if `wrong`.

    `others` are the schemas of the files that it refers to, by path.
    """

    version: RegisteredVersion
    laid: Laid
    schemas: tuple[Schema, ...] = ()
    others: Mapping[str, tuple[Schema, ...]] = field(default_factory=dict)
    wrong: str = ""

    @property
    def fingerprints(self) -> Mapping[str, str]:
        """What each schema of the version means."""
        return {schema.name: fingerprint(schema) for schema in self.schemas}


@dataclass(frozen=True, slots=True)
class Understanding:
    """All that was understood, by version; the files lie in `tree`."""

    tree: SourceTree
    versions: Mapping[VersionKey, Understood]


def understand(paths: Mapping[VersionKey, str], versions: Versions, compile: Compile) -> Understanding:
    """Some versions, each with its own text at the path that is given for it."""
    laid: dict[VersionKey, Laid] = {}
    wrong: dict[VersionKey, str] = {}
    for key, path in sorted(paths.items()):
        try:
            laid[key] = lay_out(folder_of(key), path, versions[key], versions)
        except WrongAnswer as problem:
            wrong[key] = said(str(problem))
        except KeyError:
            wrong[key] = "it refers to a version that cannot be read"
    files = {source.path: source for each in laid.values() for source in each.files}
    report = Report()
    protobuf = [each.folder for key, each in laid.items() if versions[key].format is Format.PROTOBUF]
    tree = compile(SourceTree("", dict(sorted(files.items()))), protobuf, report)
    found = {key: _loaded(versions[key], each, tree, report) for key, each in laid.items()}
    for key, why in wrong.items():
        found[key] = Understood(versions[key], Laid(folder_of(key), (), ()), wrong=why)
    return Understanding(tree, found)


def _loaded(version: RegisteredVersion, laid: Laid, tree: SourceTree, compiled: Report) -> Understood:
    report = Report()
    units = load_schemas(tree, laid.folder, report)
    wrong = [*_errors(compiled, laid.folder), *_errors(report, laid.folder)]
    schemas = [schema for unit in units if unit.path in laid.mains for schema in unit.schemas]
    if wrong or not schemas:
        return Understood(version, laid, wrong=said(wrong[0]) if wrong else "it declares nothing that can be a message")
    others = {unit.path: unit.schemas for unit in units if unit.path not in laid.mains}
    return Understood(version, laid, tuple(sorted(schemas, key=_order)), others)


def _order(schema: Schema) -> tuple[str, int]:
    """Avro's loader keeps the order of the text by itself; Protobuf's sorts by name."""
    return schema.path, schema.place.line if isinstance(schema.place, Span) else 0


def _errors(report: Report, folder: str) -> Iterable[str]:
    for each in report.diagnostics:
        if each.severity is Severity.ERROR and each.place.path.startswith(f"{folder}/"):
            yield each.message
