"""Texts as registries are given them: a file with all that it refers to, made into what an engine would have of it."""

from __future__ import annotations

from dataclasses import dataclass

from treatyc.compatibility.engines import format_of
from treatyc.compatibility.protobuf.library import Library
from treatyc.diagnostics import Report
from treatyc.dialects.documents import Documents
from treatyc.dialects.limits import Unpredicted
from treatyc.dialects.protobuf.model import File, file
from treatyc.dialects.reaching import reached
from treatyc.load import json_text
from treatyc.source import Source, SourceTree
from treatyc.system.schema import Format


@dataclass(frozen=True, slots=True)
class Text:
    """The file at `path` beneath a folder of a tree, in which all lies that it refers to.

    Protobuf is compiled: `SourceTree.descriptors` has the folder. `label` is what a person calls this version.
    """

    tree: SourceTree
    folder: str
    path: str
    label: str = ""

    @property
    def format(self) -> Format:
        """The format, by the ending of the file's name."""
        found = format_of(self.path)
        if found is None:
            raise ValueError(f"{self.path!r} is no schema by its name")
        return found

    def whole(self, path: str) -> str:
        """A path beneath the folder, as the tree knows it."""
        return f"{self.folder}/{path}" if self.folder else path


def parsed(text: Text) -> Documents | File:
    """What an engine reads of a text and of all that it refers to; raises `Unpredicted` where it cannot be read here.

    Raises `EngineFails` where no engine reads it.
    """
    if text.format is Format.PROTOBUF:
        library = Library(text.tree, text.folder)
        if text.path not in library:
            raise Unpredicted("not predicted: protoc does not take the file, or what it imports")
        return file(library.file(text.path), library.imported(text.path))
    report = Report()
    root = json_text.parse(text.tree.files[text.whole(text.path)], report)
    if report.failed:
        raise Unpredicted("not predicted: the text is no JSON")
    return Documents(root, reached(root, text.path, _around(text), text.format), text.path)


def _around(text: Text) -> dict[str, Source]:
    """What else lies in the folder; of JSON Schema any file may be referred to, of Avro those that define names."""
    folder, avro = text.whole(""), text.format is Format.AVRO
    return {
        path.removeprefix(folder): source
        for path, source in text.tree.files.items()
        if path.startswith(folder) and path != text.whole(text.path)
        if not path.endswith(".proto") and path.endswith(".avsc") is avro
    }
