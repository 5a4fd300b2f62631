"""All the `.proto` files of a folder as protoc left them, each parsed when it is asked for.

A large folder is compared in a second or two because most of its files are the same on both sides: the bytes of each
file, without its comments and positions, are cut out of protoc's output unparsed, and equal bytes need no look.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property

from google.protobuf.descriptor_pb2 import FileDescriptorProto
from google.protobuf.descriptor_pool import DescriptorPool

from treatyc.compatibility.protobuf.encoding import fields
from treatyc.compatibility.protobuf.shape import Declarations, Enum, Field, Message, Site, declarations
from treatyc.load.protobuf.source import Declarations as Places
from treatyc.source import SourceTree, Span

OPTIONS = 8
"""A file's options, each below its own number."""

_FILE, _NAME, _SOURCE_INFO = 1, 1, 9


class Unpooled(Exception):
    """protoc took a file that the Protobuf library does not, such as one whose JSON names collide."""


class Library:
    """The files of one folder, by the paths by which they import each other; `own` are those that lie in the folder."""

    def __init__(self, tree: SourceTree, folder: str) -> None:
        self._tree = tree
        self.prefix = f"{folder}/" if folder else ""
        self._whole: dict[str, bytes] = {}
        self._bare: dict[str, bytes] = {}
        for whole in _members(tree.descriptors.get(folder, b""), _FILE):
            path, bare = _without_source(whole)
            self._whole[path], self._bare[path] = whole, bare
        self.own = tuple(sorted(path for path in self._bare if f"{self.prefix}{path}" in tree.files))
        self._files: dict[str, FileDescriptorProto] = {}
        self._declared: dict[str, Declarations] = {}
        self._places: dict[str, Places] = {}
        self._pool = DescriptorPool()
        self._pooled: set[str] = set()
        self._refused: set[str] = set()

    def __contains__(self, path: str) -> bool:
        return path in self._bare

    def bare(self, path: str) -> bytes | None:
        """A file's descriptor without its source info."""
        return self._bare.get(path)

    def file(self, path: str) -> FileDescriptorProto:
        """A file's descriptor, without its source info, parsed."""
        if path not in self._files:
            self._files[path] = FileDescriptorProto.FromString(self._bare[path])
        return self._files[path]

    def imported(self, path: str) -> tuple[FileDescriptorProto, ...]:
        """All that a file imports, however far away, each after what it imports itself."""
        found: dict[str, FileDescriptorProto] = {}
        pending = [*self.file(path).dependency]
        while pending:
            wanted = pending[-1]
            lacking = [each for each in self.file(wanted).dependency if each not in found]
            pending += lacking
            if not lacking:
                found[pending.pop()] = self.file(wanted)
        return tuple(found.values())

    def declared(self, path: str) -> Declarations:
        """What a file declares."""
        if path not in self._declared:
            self._declared[path] = declarations(self.file(path))
        return self._declared[path]

    @cached_property
    def messages(self) -> Mapping[str, Message]:
        """Every message by its full name, well-known ones included."""
        return {message.name: message for path in self._bare for message in self.declared(path).messages}

    @cached_property
    def enums(self) -> Mapping[str, Enum]:
        """Every enumeration by its full name."""
        return {enum.name: enum for path in self._bare for enum in self.declared(path).enums}

    @cached_property
    def extensions(self) -> Mapping[tuple[str, int], Field]:
        """Every extension by the message that it extends and its number."""
        found = (field for path in self._bare for field in self.declared(path).extensions)
        return {(field.extendee, field.number): field for field in found}

    @cached_property
    def packages(self) -> frozenset[str]:
        """The packages of the folder's own files."""
        return frozenset(self.file(path).package for path in self.own)

    def uses(self, enum: str) -> Iterator[tuple[Message, Field]]:
        """The fields that hold values of an enumeration."""
        yield from self._users.get(enum, ())

    @cached_property
    def _users(self) -> Mapping[str, list[tuple[Message, Field]]]:
        found: dict[str, list[tuple[Message, Field]]] = {}
        for message in self.messages.values():
            for field in message.fields.values():
                if field.named in self.enums:
                    found.setdefault(field.named, []).append((message, field))
        return found

    def pool(self, path: str) -> DescriptorPool:
        """A private pool that holds a file and all that it imports."""
        pending = [path]
        while pending:
            wanted = pending[-1]
            missing = [other for other in self.file(wanted).dependency if other not in self._pooled]
            if missing and wanted not in self._pooled:
                pending += missing
                continue
            pending.pop()
            if wanted not in self._pooled:
                self._add(wanted)
        return self._pool

    def _add(self, path: str) -> None:
        if path in self._refused:
            raise Unpooled(path)
        try:
            self._pool.AddSerializedFile(self._bare[path])
        except TypeError as refusal:
            self._refused.add(path)
            raise Unpooled(path) from refusal
        self._pooled.add(path)

    def place(self, site: Site) -> Span:
        """Where a declaration is, or rather its name; parsed only for what is found."""
        if site.path not in self._places:
            path = f"{self.prefix}{site.path}"
            whole = FileDescriptorProto.FromString(self._whole[site.path])
            self._places[site.path] = Places(whole, self._tree.get(path), Span(path))
        places = self._places[site.path]
        named = len(site.steps) % 2 == 0 and site.steps[:1] not in {(), (OPTIONS,)}
        return places.name(site.steps) if named else places.place(site.steps)


def _members(data: bytes, number: int) -> Iterator[bytes]:
    """The length-delimited fields of one number, as they stand."""
    return (data[begin:end] for found, _, begin, end in fields(data) if found == number)


def _without_source(data: bytes) -> tuple[str, bytes]:
    """A serialised file's name, and its bytes without the source info."""
    kept: list[bytes] = []
    name = ""
    for number, start, begin, end in fields(data):
        if number == _NAME:
            name = data[begin:end].decode()
        if number != _SOURCE_INFO:
            kept.append(data[start:end])
    return name, b"".join(kept)
