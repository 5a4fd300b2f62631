"""What other engines would say of texts and files: `from treatyc import predict` and `treaty compat --dialect`."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator

from google.protobuf.descriptor_pb2 import FileDescriptorProto

from treatyc.compatibility.conclusion import Answer
from treatyc.compatibility.engines import format_of
from treatyc.compatibility.finding import Finding
from treatyc.compatibility.mode import MEANINGS, Mode
from treatyc.compatibility.protobuf.library import Library
from treatyc.compatibility.report import verdict
from treatyc.diagnostics import Report
from treatyc.dialects import predict as dialects
from treatyc.dialects.dialect import Prediction, Reason
from treatyc.dialects.differing import differing
from treatyc.dialects.documents import Documents
from treatyc.dialects.limits import Unpredicted
from treatyc.dialects.protobuf.model import File, file
from treatyc.load import json_text
from treatyc.load.files import SCHEMA_ENDINGS
from treatyc.load.json_text import JsonValue
from treatyc.positions import locate
from treatyc.source import SourceTree
from treatyc.system.registry import Dialect
from treatyc.system.schema import Format
from treatyc.workspace.comparing import FILES, SchemaError, Texts, Version, tree_of, word_of
from treatyc.workspace.protoc import compile_protobuf
from treatyc.workspace.sides import READER, WRITER, Files, Folders, Sides


def predict(
    writer: str,
    reader: str,
    *,
    format: str,
    dialect: str,
    mode: str = "BACKWARD",
    references: Texts | None = None,
    writer_references: Texts | None = None,
) -> Prediction:
    """What a registry would answer, offline, including where it is wrong; `writer` is the older of the two.

    `dialect` is `confluent`, `confluent-lenient`, `karapace` or `apicurio`; `mode` one of a registry's. The rest is as
    in `compare`. `compatible` is None where the registry's engine would fail, or nothing is known; `reasons` say why.
    """
    language, asked, meaning = word_of(Format, format), word_of(Dialect, dialect), word_of(Mode, mode.lower())
    own = references or {}
    versions = (
        Version(WRITER, writer, own if writer_references is None else writer_references),
        Version(READER, reader, own),
    )
    report = Report()
    tree = tree_of(versions, language, report)
    if language is Format.PROTOBUF and not report.failed:
        tree = compile_protobuf(tree, (WRITER, READER), report)
    if not report.failed:
        found = _predicted(tree, FILES[language], (asked, meaning), report)
    if report.failed:
        raise SchemaError(report.diagnostics, tree)
    return found


def predict_sides(sides: Sides, mode: Mode, dialect: Dialect, findings: tuple[Finding, ...]) -> tuple[Answer, ...]:
    """The answers about each file that both sides have, beside what was found there."""
    return tuple(_answers(sides, mode, dialect, findings))


def _answers(sides: Sides, mode: Mode, dialect: Dialect, findings: tuple[Finding, ...]) -> Iterator[Answer]:
    for path in _paths(sides):
        found = _predicted(sides.tree, path, (dialect, mode), Report())
        here = [finding for finding in findings if _is_about(finding, path, sides)]
        reasons = tuple(map(str, found.reasons))
        differs = differing(found, verdict(here), frozenset(finding.rule for finding in here))
        shown = posixpath.basename(path) if isinstance(sides.asked, Files) else path
        yield Answer(dialect.value, shown, found.compatible, reasons, differs)


def _paths(sides: Sides) -> list[str]:
    """The files that are compared, below either side."""
    match sides.asked:
        case Files(_, reader):
            return [reader.removeprefix(f"{READER}/")]
        case Folders():
            below = {
                side: {path.removeprefix(f"{side}/") for path in sides.tree.files if path.startswith(f"{side}/")}
                for side in (WRITER, READER)
            }
            return sorted(path for path in below[WRITER] & below[READER] if path.endswith(tuple(SCHEMA_ENDINGS)))


def _is_about(finding: Finding, path: str, sides: Sides) -> bool:
    """Whether a finding is in a file; of two files that are compared alone every one is."""
    places = [place for place in (finding.writer, finding.reader) if place is not None]
    inside = {f"{side}/{path}" for side in (WRITER, READER)}
    return isinstance(sides.asked, Files) or any(locate(place, sides.tree).path in inside for place in places)


def _predicted(tree: SourceTree, path: str, asked: tuple[Dialect, Mode], report: Report) -> Prediction:
    dialect, mode = asked
    language = format_of(path)
    assert language is not None, path  # noqa: S101 - sides hold schema files alone
    try:
        writer, reader = (_schema(tree, side, path, language, report) for side in (WRITER, READER))
    except Unpredicted as limit:
        return Prediction(dialect, None, (Reason(str(limit)),))
    return dialects.predict(dialect, language, writer, reader, MEANINGS[mode].directions)


def _schema(tree: SourceTree, side: str, path: str, language: Format, report: Report) -> Documents | File:
    if language is Format.PROTOBUF:
        library = Library(tree, side)
        return file(library.file(path), _imported(library, path))
    others = dict(_others(tree, side, path, language))
    root = json_text.parse(tree.files[f"{side}/{path}"], report)
    return Documents(root, others, path)


def _others(tree: SourceTree, side: str, path: str, language: Format) -> Iterator[tuple[str, JsonValue]]:
    """What else lies on a side; of JSON Schema any file may be referred to, of Avro those that define names."""
    for source in tree:
        inner = source.path.removeprefix(f"{side}/")
        wanted = not source.path.endswith(".proto") and source.path.endswith(".avsc") is (language is Format.AVRO)
        if inner not in {source.path, path} and wanted:
            value = json_text.parse(source, Report())
            if value is not None:
                yield inner, value


def _imported(library: Library, path: str) -> Iterator[FileDescriptorProto]:
    """All that a file imports, however far away."""
    seen, pending = {path}, [path]
    while pending:
        for other in library.file(pending.pop()).dependency:
            if other not in seen and other in library:
                seen.add(other)
                pending.append(other)
                yield library.file(other)
