"""Texts at hand compared: what `from treatyc import compare, check` and `treaty compat` do, with no project file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from treatyc.compatibility.engine import Engine
from treatyc.compatibility.engines import engine
from treatyc.compatibility.judge import Past, judge
from treatyc.compatibility.mode import Mode
from treatyc.compatibility.report import CompatibilityReport
from treatyc.compatibility.settings import ContentModel, Settings
from treatyc.compatibility.subject import Subject, WholeFile
from treatyc.diagnostics import Diagnostic, Report
from treatyc.positions import locate
from treatyc.source import Source, SourceTree
from treatyc.system.schema import Format
from treatyc.workspace.protoc import compile_protobuf

Texts = Mapping[str, str]

_FILES = {Format.AVRO: "schema.avsc", Format.PROTOBUF: "schema.proto", Format.JSONSCHEMA: "schema.schema.json"}


class SchemaError(ValueError):
    """A text that is no schema: `diagnostics` say where and why."""

    def __init__(self, diagnostics: Sequence[Diagnostic], tree: SourceTree) -> None:
        self.diagnostics = tuple(diagnostics)
        super().__init__("\n".join(_lines(diagnostics, tree)))


@dataclass(frozen=True, slots=True)
class Version:
    """One version's text, and the files that it refers to by their paths."""

    label: str
    text: str
    references: Texts = field(default_factory=dict)


def compare(
    writer: str,
    reader: str,
    *,
    format: str,
    references: Texts | None = None,
    writer_references: Texts | None = None,
    content_model: str = ContentModel.DECLARED.value,
) -> CompatibilityReport:
    """Whether a reader understands all that a writer produces, the writer being the older of the two.

    `writer` and `reader` are schemas' texts; `format` is `avro`, `protobuf` or `jsonschema`; `references` are the texts
    of what they import, by path, and `writer_references` those of the writer where they differ; `content_model` is
    `declared` or `strict`. Raises `SchemaError` for a text that is no schema, ValueError for a word that is not known.
    """
    own = references or {}
    old = Version("writer", writer, own if writer_references is None else writer_references)
    return _judged((old,), Version("reader", reader, own), Mode.BACKWARD, format, content_model)


def check(
    history: Sequence[str],
    candidate: str,
    mode: str,
    *,
    format: str,
    references: Texts | None = None,
    content_model: str = ContentModel.DECLARED.value,
) -> CompatibilityReport:
    """Whether a new version may follow the versions before it, oldest first, in a registry's mode.

    `mode` is `BACKWARD`, `FORWARD`, `FULL`, one of them with `_TRANSITIVE`, or `NONE`. The rest is as in `compare`.
    """
    own = references or {}
    past = tuple(Version(str(number), text, own) for number, text in enumerate(history, start=1))
    return _judged(past, Version("candidate", candidate, own), Mode(mode.lower()), format, content_model)


def _judged(
    history: Sequence[Version], candidate: Version, mode: Mode, format: str, content_model: str
) -> CompatibilityReport:
    language = Format(format)
    settings = Settings(content_model=ContentModel(content_model))
    tree, report = _tree((*history, candidate), language), Report()
    if language is Format.PROTOBUF:
        tree = compile_protobuf(tree, [version.label for version in (*history, candidate)], report)
    asked: Engine[Any] = engine(language)
    subjects = [
        Subject(asked.read(tree, version.label, report), WholeFile(f"{version.label}/{_FILES[language]}"))
        for version in (*history, candidate)
    ]
    if report.failed:
        raise SchemaError(report.diagnostics, tree)
    labels = [version.label for version in history] if len(history) > 1 else [""] * len(history)
    past = [Past(label, subject) for label, subject in zip(labels, subjects[:-1], strict=True)]
    return judge(asked, past, subjects[-1], mode, settings)


def _tree(versions: Sequence[Version], format: Format) -> SourceTree:
    files: dict[str, Source] = {}
    for version in versions:
        for path, text in {**version.references, _FILES[format]: version.text}.items():
            inner = f"{version.label}/{path}"
            files[inner] = Source(inner, text)
    return SourceTree("", files)


def _lines(diagnostics: Sequence[Diagnostic], tree: SourceTree) -> Iterator[str]:
    for diagnostic in diagnostics:
        span = locate(diagnostic.place, tree)
        yield f"{span.path}:{span.line}:{span.column}: {diagnostic.message} [{diagnostic.rule}]"
