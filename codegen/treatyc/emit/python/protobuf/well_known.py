"""Protobuf's own files as declarations: they are no schemas of the project, yet its messages hold their types."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from google.protobuf.descriptor_pb2 import FileDescriptorProto
from google.protobuf.descriptor_pool import DescriptorPool

from treatyc.load.protobuf.definitions import definitions, tops
from treatyc.load.protobuf.source import Declarations
from treatyc.source import Span
from treatyc.system.schema import Definition, Enumeration, ProtobufFile, Record

_FOLDER = "google/protobuf/"


def well_known_declarations(
    files: Mapping[str, ProtobufFile],
) -> Iterator[tuple[str, tuple[Definition, ...]]]:
    """Each top-level declaration of Protobuf's files among these: the file's path, and itself before what it holds."""
    pool = DescriptorPool()
    found = []
    for path, file in files.items():
        if path.startswith(_FOLDER):
            pool.AddSerializedFile(file.descriptor)
            proto = FileDescriptorProto.FromString(file.descriptor)
            declarations = Declarations(proto, None, Span(path))
            found += [(path, definitions(top, declarations)) for top in tops(proto, pool)]
    for path, (root, *inner) in sorted(found, key=lambda pair: pair[1][0].name):
        yield path, (_documented(root), *map(_documented, inner))


def _documented(definition: Definition) -> Definition:
    match definition:
        case Record() | Enumeration():
            return replace(definition, doc=f"Protobuf's `{definition.name}`.")
    return definition
