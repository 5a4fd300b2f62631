"""Protobuf texts as protoc takes them: where a text lies beside those that it imports, and what came out.

Clients that have no text send a file's descriptor, in base64; it is written out as a text.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from google.protobuf.descriptor_pb2 import FileDescriptorProto
from google.protobuf.message import DecodeError

from treatyc.compatibility.protobuf.library import Library
from treatyc.dialects.limits import Unpredicted
from treatyc.dialects.protobuf.model import File, file
from treatyc.embedded.protobuf_printing import printed
from treatyc.embedded.refusal import invalid_schema
from treatyc.source import SourceTree

BUILT_IN = {
    "confluent/meta.proto": """syntax = "proto3";
package confluent;
import "google/protobuf/descriptor.proto";
message Meta {
  string doc = 1;
  map<string, string> params = 2;
  repeated string tags = 3;
}
extend google.protobuf.FileOptions { Meta file_meta = 1088; }
extend google.protobuf.MessageOptions { Meta message_meta = 1088; }
extend google.protobuf.FieldOptions { Meta field_meta = 1088; }
extend google.protobuf.EnumOptions { Meta enum_meta = 1088; }
extend google.protobuf.EnumValueOptions { Meta enum_value_meta = 1088; }
""",
    "confluent/type/decimal.proto": """syntax = "proto3";
package confluent.type;
message Decimal {
  bytes value = 1;
  uint32 precision = 2;
  int32 scale = 3;
}
""",
}
"""What a registry knows without being told, beside the types that come with protoc."""


_WORD = re.compile(r"""//[^\n]*|/\*.*?\*/|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|[\w.]+|\S""", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Compiled:
    """A file: what engines compare, None for what they do not know, its descriptor in bytes, and protoc's `syntax`."""

    file: File | None
    descriptor: bytes
    syntax: str


def main_path(others: Iterable[str]) -> str:
    """A path for a text that no other has: what imports it by a path of its own calls it so."""
    taken = set(others)
    return next(path for path in _paths() if path not in taken)


def sent_descriptor(text: str) -> FileDescriptorProto | None:
    """The descriptor that a client sent in place of a text."""
    try:
        octets = base64.b64decode(text, validate=True)
        found = FileDescriptorProto.FromString(octets)
    except (ValueError, binascii.Error, DecodeError):
        return None
    return found if found.name or found.message_type else None


def importing(paths: Iterable[str]) -> str:
    """A text that does nothing but import some files."""
    return "".join(['syntax = "proto3";\n', *(f'import "{path}";\n' for path in paths if '"' not in path)])


def written(root: FileDescriptorProto, tree: SourceTree, path: str) -> str:
    """The text of a file that declares the same; the file at `path` imports all that it does."""
    try:
        return printed(root, Library(tree, "").imported(path))
    except (TypeError, ValueError, KeyError) as wrong:
        raise invalid_schema(f"Invalid schema of type PROTOBUF: {str(wrong)[:300]}") from None


def declared(tree: SourceTree, path: str) -> str:
    """The text that all files share which declare the same in this order."""
    return written(Library(tree, "").file(path), tree, path)


def read(tree: SourceTree, path: str) -> Compiled:
    """A file that protoc took."""
    library = Library(tree, "")
    root = library.file(path)
    try:
        known = file(root, library.imported(path))
    except Unpredicted:
        known = None
    return Compiled(known, root.SerializeToString(deterministic=True), root.syntax)


def says_the_same(one: str, other: str) -> bool:
    """Whether two texts differ in their layout at the most: comments count, for they are kept."""
    return one == other or _words(one) == _words(other)


def _words(text: str) -> list[str]:
    return [each.rstrip() for each in _WORD.findall(text)]


def declares_the_same(one: bytes, other: bytes) -> bool:
    """Whether two descriptors differ in the order of their imports at the most."""
    return _settled(one) == _settled(other)


def _settled(descriptor: bytes) -> tuple[list[tuple[str, bool]], bytes]:
    file = FileDescriptorProto.FromString(descriptor)
    imports = sorted((path, index in file.public_dependency) for index, path in enumerate(file.dependency))
    for field in ("dependency", "public_dependency", "weak_dependency"):
        file.ClearField(field)
    return imports, file.SerializeToString(deterministic=True)


def _paths() -> Iterator[str]:
    number = 0
    while True:
        yield f"schema{number or ''}.proto"
        number += 1
