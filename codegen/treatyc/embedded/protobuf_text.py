"""Protobuf texts as protoc takes them: where a text lies beside those that it imports, and what came out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from google.protobuf.descriptor_pb2 import FileDescriptorProto

from treatyc.compatibility.protobuf.library import Library
from treatyc.dialects.limits import Unpredicted
from treatyc.dialects.protobuf.model import File, file
from treatyc.source import SourceTree


@dataclass(frozen=True, slots=True)
class Compiled:
    """A file: what engines compare, None for what they do not know, and its descriptor in bytes."""

    file: File | None
    descriptor: bytes


def main_path(others: Iterable[tuple[str, str]]) -> str:
    """A path for a text that no other has: what imports it by a path of its own calls it so."""
    taken = {path for path, _ in others}
    return next(path for path in _paths() if path not in taken)


def source(text: str) -> str:
    """The text of a schema, as it is kept."""
    return text


def read(tree: SourceTree, path: str) -> Compiled:
    """A file that protoc took."""
    library = Library(tree, "")
    root = library.file(path)
    try:
        known = file(root, _imported(library, path))
    except Unpredicted:
        known = None
    return Compiled(known, root.SerializeToString(deterministic=True))


def _paths() -> Iterator[str]:
    number = 0
    while True:
        yield f"schema{number or ''}.proto"
        number += 1


def _imported(library: Library, path: str) -> Iterator[FileDescriptorProto]:
    """All that a file imports, however far away."""
    seen, pending = {path}, [path]
    while pending:
        for other in library.file(pending.pop()).dependency:
            if other not in seen and other in library:
                seen.add(other)
                pending.append(other)
                yield library.file(other)
