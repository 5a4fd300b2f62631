"""Texts and files compared with no project: what `from treatyc import compare, check` and `treaty compat` do."""

from __future__ import annotations

import enum
import posixpath
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar

from treatyc.compatibility.engine import Engine
from treatyc.compatibility.engines import engine, engine_of
from treatyc.compatibility.folders import compare_folders
from treatyc.compatibility.judge import Past, judge
from treatyc.compatibility.mode import Mode
from treatyc.compatibility.report import CompatibilityReport
from treatyc.compatibility.settings import ContentModel, Settings
from treatyc.compatibility.subject import Subject, WholeFile
from treatyc.diagnostics import Diagnostic, Report
from treatyc.positions import locate
from treatyc.source import Source, SourceTree, Span
from treatyc.system.schema import Format
from treatyc.workspace.protoc import compile_protobuf
from treatyc.workspace.sides import READER, WRITER, Files, Folders, Sides

Texts = Mapping[str, str]
W = TypeVar("W", bound=enum.Enum)

TEXT_MAX = 1024 * 1024
TEXTS_MAX = 10_000
TOTAL_MAX = 32 * 1024 * 1024

FILES = {Format.AVRO: "schema.avsc", Format.PROTOBUF: "schema.proto", Format.JSONSCHEMA: "schema.schema.json"}


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
    if isinstance(history, str):
        raise TypeError("`history` is a list of texts, oldest first")
    own = references or {}
    past = tuple(Version(f"version-{number}", text, own) for number, text in enumerate(history, start=1))
    return _judged(past, Version("candidate", candidate, own), word_of(Mode, mode.lower()), format, content_model)


def compare_sides(sides: Sides, mode: Mode, settings: Settings, report: Report) -> CompatibilityReport | None:
    """What a mode finds between two files, or two folders of any formats; None when one of them is no schema."""
    asked = [each for ending in sides.endings() if (each := engine_of(ending)) is not None]
    libraries = [(each, each.read(sides.tree, WRITER, report), each.read(sides.tree, READER, report)) for each in asked]
    if report.failed:
        return None
    found: list[CompatibilityReport] = []
    for each, old, new in libraries:
        match sides.asked:
            case Files(writer, reader):
                past = Past("", Subject(old, WholeFile(writer)))
                found.append(judge(each, [past], Subject(new, WholeFile(reader)), mode, settings))
            case Folders():
                found.append(compare_folders(each, old, new, mode, settings))
    findings = tuple(finding for one in found for finding in one.findings)
    return CompatibilityReport(findings, all(one.same for one in found), sides.tree)


def _judged(
    history: Sequence[Version], candidate: Version, mode: Mode, format: str, content_model: str
) -> CompatibilityReport:
    language = word_of(Format, format)
    settings = Settings(content_model=word_of(ContentModel, content_model))
    versions = (*history, candidate)
    report = Report()
    tree = tree_of(versions, language, report)
    if language is Format.PROTOBUF and not report.failed:
        tree = compile_protobuf(tree, [version.label for version in versions], report)
    if report.failed:
        raise SchemaError(report.diagnostics, tree)
    asked: Engine[Any] = engine(language)
    subjects = [
        Subject(asked.read(tree, version.label, report), WholeFile(f"{version.label}/{FILES[language]}"))
        for version in versions
    ]
    if report.failed:
        raise SchemaError(report.diagnostics, tree)
    labels = [str(number) for number, _ in enumerate(history, start=1)] if len(history) > 1 else [""] * len(history)
    past = [Past(label, subject) for label, subject in zip(labels, subjects[:-1], strict=True)]
    return replace(judge(asked, past, subjects[-1], mode, settings), tree=tree)


def word_of(known: type[W], word: str) -> W:
    """What a word of the caller's means."""
    try:
        return known(word)
    except ValueError:
        words = ", ".join(f"`{each.value}`" for each in known)
        raise ValueError(f"`{word}` is none of {words}") from None


def tree_of(versions: Sequence[Version], format: Format, report: Report) -> SourceTree:
    """The texts of each version beneath a folder of its own."""
    files: dict[str, Source] = {}
    for version in versions:
        texts = {_beneath(path, format): text for path, text in version.references.items()}
        for path, text in {**texts, FILES[format]: version.text}.items():
            inner = f"{version.label}/{path}"
            files[inner] = Source(inner, text)
            if len(text) > TEXT_MAX:
                help_ = "split it into several files"
                report.error("file-too-large", "this text is larger than 1 MiB", at=Span(inner), help=help_)
    if len(files) > TEXTS_MAX or sum(len(source.text) for source in files.values()) > TOTAL_MAX:
        message = "all texts together are more than 10,000, or larger than 32 MiB"
        report.error("project-too-large", message, at=Span(versions[-1].label), help="compare fewer at once")
    return SourceTree("", files)


def _beneath(path: str, format: Format) -> str:
    """Where a reference stands in its version's folder: paths come from anywhere, and may not leave it."""
    inner = posixpath.normpath(path)
    if inner.startswith(("/", "../")) or inner in ("..", ".") or "\\" in path or not path.isprintable():
        raise ValueError(f"the path of a reference is relative and stays in its folder, unlike {path!r}")
    # Avro refers to names, so that a registry's reference may be called anything.
    return f"{inner}.avsc" if format is Format.AVRO and not inner.endswith(".avsc") else inner


def _lines(diagnostics: Sequence[Diagnostic], tree: SourceTree) -> Iterator[str]:
    for diagnostic in diagnostics:
        span = locate(diagnostic.place, tree)
        yield f"{span.path}:{span.line}:{span.column}: {diagnostic.message} [{diagnostic.rule}]"
