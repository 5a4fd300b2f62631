"""What other engines would say of texts and files: `from treatyc import predict` and `treaty compat --dialect`."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator

from treatyc.compatibility.conclusion import Answer
from treatyc.compatibility.finding import Finding
from treatyc.compatibility.mode import MEANINGS, Mode
from treatyc.compatibility.report import verdict
from treatyc.diagnostics import Report
from treatyc.dialects.dialect import Prediction
from treatyc.dialects.differing import differing
from treatyc.dialects.history import predict_pair
from treatyc.dialects.texts import Text
from treatyc.load import json_text
from treatyc.load.files import SCHEMA_ENDINGS
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
    elif not report.failed:
        for side in (WRITER, READER):
            json_text.parse(tree.files[f"{side}/{FILES[language]}"], report)
    if report.failed:
        raise SchemaError(report.diagnostics, tree)
    return _predicted(tree, FILES[language], (asked, meaning))


def predict_sides(sides: Sides, mode: Mode, dialect: Dialect, findings: tuple[Finding, ...]) -> tuple[Answer, ...]:
    """The answers about each file that both sides have, beside what was found there."""
    return tuple(_answers(sides, mode, dialect, findings))


def _answers(sides: Sides, mode: Mode, dialect: Dialect, findings: tuple[Finding, ...]) -> Iterator[Answer]:
    for path in _paths(sides):
        found = _predicted(sides.tree, path, (dialect, mode))
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


def _predicted(tree: SourceTree, path: str, asked: tuple[Dialect, Mode]) -> Prediction:
    dialect, mode = asked
    writer, reader = (Text(tree, side, path) for side in (WRITER, READER))
    return predict_pair(dialect, MEANINGS[mode].directions, reader, writer)
