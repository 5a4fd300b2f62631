"""The two sides of `treaty compat` as they lie on disk, in one tree, each beneath a folder of its own."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from treatyc.diagnostics import Diagnostic, Report
from treatyc.load.files import SCHEMA_ENDINGS
from treatyc.source import Place, Pointer, Source, SourceTree, Span
from treatyc.workspace.protoc import compile_protobuf
from treatyc.workspace.reading import read_alone, read_folder

WRITER = "writer"
READER = "reader"

_ENDINGS = f"the endings are {', '.join(SCHEMA_ENDINGS[:-1])} and {SCHEMA_ENDINGS[-1]}"


@dataclass(frozen=True, slots=True)
class Files:
    """Two files: the paths in the tree of what is compared."""

    writer: str
    reader: str


@dataclass(frozen=True, slots=True)
class Folders:
    """Two folders, compared as wholes."""


@dataclass(frozen=True, slots=True)
class Sides:
    """`shown` has the path by which a person knows each file of the tree."""

    tree: SourceTree
    asked: Files | Folders
    shown: Mapping[str, str]

    def as_shown(self) -> SourceTree:
        """The tree for printing: the files under the paths that a person knows."""
        files = {self.shown[source.path]: source.text for source in self.tree}
        return SourceTree("", {path: Source(path, text) for path, text in files.items()})

    def endings(self) -> tuple[str, ...]:
        """Those of the files that are compared, whatever they import."""
        match self.asked:
            case Files(writer=path):
                there = [path]
            case Folders():
                there = list(self.tree.files)
        return tuple(ending for ending in SCHEMA_ENDINGS if any(path.endswith(ending) for path in there))


def open_sides(writer: Path, reader: Path, references: Path | None, report: Report) -> Sides | None:
    """Both sides read and, where there is Protobuf, compiled; None when the report says what stands against it."""
    if not _alike(writer, reader, report):
        return None
    other = _read(references, report) if references is not None else {}
    if references is not None and not references.is_dir():
        _refuse(references, "references are a folder", "name the folder that imports are relative to", report)
    if writer.is_dir():
        asked: Files | Folders = Folders()
        own = {WRITER: _read(writer, report), READER: _read(reader, report)}
        _prove_filled(own, {WRITER: writer, READER: reader}, report)
    else:
        place = _place(writer, reader, references)
        asked = Files(f"{WRITER}/{place}", f"{READER}/{place}")
        own = {label: _alone(file, place, report) for label, file in ((WRITER, writer), (READER, reader))}
        left_out = {_inside(references, writer), _inside(references, reader)}
        other = {path: read for path, read in other.items() if path not in left_out}
    files = {f"{label}/{path}": read for label, mine in own.items() for path, read in {**other, **mine}.items()}
    tree = SourceTree("", {path: Source(path, each.text) for path, each in sorted(files.items())})
    if report.failed:
        return None
    if any(path.endswith(".proto") for path in files):
        tree = compile_protobuf(tree, (WRITER, READER), report)
    return Sides(tree, asked, {path: each.shown for path, each in files.items()})


@dataclass(frozen=True, slots=True)
class _Read:
    """A file's text, and the path by which a person knows it."""

    text: str
    shown: str


def _alike(writer: Path, reader: Path, report: Report) -> bool:
    """Whether both are there, and are files of one format or folders."""
    for each in (writer, reader):
        if not each.exists():
            _refuse(each, "there is no such file or folder", "name two schema files, or two folders of them", report)
        elif not each.is_dir() and _ending(each) is None:
            _refuse(each, "this is no schema by its name", _ENDINGS, report)
    if report.failed:
        return False
    if writer.is_dir() != reader.is_dir() or (not writer.is_dir() and _ending(writer) != _ending(reader)):
        message = f"`{_spelled(writer)}` cannot be compared with it: two files of one format can, and two folders"
        _refuse(reader, message, "name files of one format, or two folders", report)
    return not report.failed


def _read(folder: Path, report: Report) -> Mapping[str, _Read]:
    inner = Report()
    found = read_folder(folder, inner)
    _pass_on(inner.diagnostics, _spelled(folder), report)
    return {path: _Read(source.text, posixpath.join(_spelled(folder), path)) for path, source in found.items()}


def _alone(file: Path, place: str, report: Report) -> Mapping[str, _Read]:
    inner = Report()
    source = read_alone(file, inner)
    _pass_on(inner.diagnostics, posixpath.dirname(_spelled(file)), report)
    return {place: _Read(source.text, _spelled(file))} if source is not None else {}


def _prove_filled(own: Mapping[str, Mapping[str, _Read]], folders: Mapping[str, Path], report: Report) -> None:
    for label, files in own.items():
        if not files and not report.failed:
            _refuse(folders[label], "no schema lies beneath this folder", _ENDINGS, report)


def _place(writer: Path, reader: Path, references: Path | None) -> str:
    """Where both files stand in their folders of the tree.

    That is where one of them stands among the references, so that what imports it finds the version of its own side.
    """
    return _inside(references, reader) or _inside(references, writer) or reader.name


def _inside(folder: Path | None, file: Path) -> str | None:
    if folder is None or not file.resolve().is_relative_to(folder.resolve()):
        return None
    return file.resolve().relative_to(folder.resolve()).as_posix()


def _ending(file: Path) -> str | None:
    return next((ending for ending in SCHEMA_ENDINGS if file.name.endswith(ending)), None)


def _spelled(path: Path) -> str:
    return path.as_posix()


def _refuse(path: Path, message: str, help: str, report: Report) -> None:
    report.error("not-comparable", message, at=Span(_spelled(path)), help=help)


def _pass_on(diagnostics: Iterable[Diagnostic], folder: str, report: Report) -> None:
    """What is wrong with files, under the paths that a person knows."""
    for diagnostic in diagnostics:
        report.add(replace(diagnostic, place=_moved(diagnostic.place, folder)))


def _moved(place: Place, folder: str) -> Place:
    match place:
        case Span():
            return replace(place, path=posixpath.join(folder, place.path))
        case Pointer():
            return replace(place, path=posixpath.join(folder, place.path))
