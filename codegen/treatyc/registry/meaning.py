"""What our loaders make of registered texts: registries write texts anew, and only the meaning is still the same."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from treaty.registry.problem import WrongAnswer
from treatyc.diagnostics import Report
from treatyc.load.loaders import load_schemas
from treatyc.registry.desired import Wanted
from treatyc.registry.folders import Laid, Versions, folder_of, lay_out
from treatyc.registry.protocol import RegisteredVersion, VersionKey
from treatyc.source import Place, Pointer, SourceTree, Span
from treatyc.system.schema import Format, Schema
from treatyc.system.system import System
from treatyc.system.version import fingerprint

Compile = Callable[[SourceTree, Iterable[str], Report], SourceTree]
"""What adds the descriptors of each folder's Protobuf files; running protoc is not this package's work."""

Meaning = tuple[tuple[str, str], ...]
"""The full name and the fingerprint of each schema that a text declares; of Protobuf in the order of the text, for
frames say by its number which message it is."""


def meaning_of(schemas: Iterable[Schema]) -> Meaning:
    """What the schemas of one file mean."""
    several = tuple(schemas)
    ordered = sorted(several, key=_line) if several and several[0].format is Format.PROTOBUF else several
    found = tuple((schema.name, fingerprint(schema)) for schema in ordered)
    return found if ordered is not several else tuple(sorted(found))


def declared(system: System, folder: str) -> dict[str, Meaning]:
    """What each schema file of a project means, by its path below the folder of schemas."""
    found: dict[str, list[Schema]] = {}
    for schema in system.schemas:
        found.setdefault(schema.path.removeprefix(f"{folder}/") if folder else schema.path, []).append(schema)
    return {path: meaning_of(several) for path, several in found.items()}


def meanings(
    asked: Sequence[tuple[Wanted, RegisteredVersion]], versions: Versions, compile: Compile
) -> dict[VersionKey, Meaning]:
    """What registered versions mean, each read as if it lay where the wanted text lies; none of what cannot be read."""
    placed = {version.key: _laid(wanted, version, versions) for wanted, version in asked}
    laid = {key: each for key, each in placed.items() if each is not None}
    files = {source.path: source for each in laid.values() for source in each.files}
    tree = SourceTree("", dict(sorted(files.items())))
    # What is wrong with a version is told where it is a baseline; here it is only not ours.
    compiled = compile(tree, [each.folder for each in laid.values() if _is_protobuf(each)], Report())
    return {key: found for key, each in laid.items() if (found := _meaning(each, compiled))}


def _laid(wanted: Wanted, version: RegisteredVersion, versions: Versions) -> Laid | None:
    if wanted.path is None or version.format is not wanted.format:
        return None
    try:
        return lay_out(folder_of(version.key), wanted.path, version, versions)
    except WrongAnswer:
        return None


def _is_protobuf(laid: Laid) -> bool:
    return any(source.path.endswith(".proto") for source in laid.files)


def _meaning(laid: Laid, tree: SourceTree) -> Meaning | None:
    report = Report()
    units = load_schemas(tree, laid.folder, report)
    if report.failed:
        return None
    return meaning_of(schema for unit in units if unit.path in laid.mains for schema in unit.schemas)


def _line(schema: Schema) -> tuple[int, int]:
    place: Place = schema.place
    match place:
        case Span(line=line, column=column):
            return line, column
        case Pointer():
            return 0, 0
