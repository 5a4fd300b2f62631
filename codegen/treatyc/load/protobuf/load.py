"""Protobuf: descriptors that protoc made and the texts that they came from in, schemas out.

protoc has proven every name, number and import; what is left is to say what the declarations mean, and where they are.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from google.protobuf.descriptor_pb2 import FileDescriptorProto, FileDescriptorSet
from google.protobuf.descriptor_pool import DescriptorPool

from treatyc.diagnostics import Report
from treatyc.load.protobuf.canonical import WELL_KNOWN, Declared, canonical
from treatyc.load.protobuf.definitions import Top, definitions, meaning, tops
from treatyc.load.protobuf.source import PACKAGE, Declarations
from treatyc.load.unit import Reference, SchemaUnit
from treatyc.source import Source, SourceTree, Span
from treatyc.system.schema import Array, Format, Map, ProtobufFile, Record, Ref, Schema, Type

WELL_KNOWN_PACKAGE = "google.protobuf"


def load(tree: SourceTree, folder: str, report: Report) -> tuple[SchemaUnit, ...]:
    """The schemas of a folder's `.proto` files; `tree` holds the folder's descriptors."""
    return _Folder(tree, folder, report).units()


class _Folder:
    """All the files that one run of protoc saw, and the tables that the schemas of each are made from."""

    def __init__(self, tree: SourceTree, folder: str, report: Report) -> None:
        self._tree = tree
        self._prefix = f"{folder}/" if folder else ""
        self._pool = DescriptorPool()
        self._files = {file.path: file for file in self._added(tree.descriptors.get(folder, b""), report)}

    def units(self) -> tuple[SchemaUnit, ...]:
        return tuple(self._unit(path, file) for path, file in sorted(self._files.items()) if self._source(path))

    def _added(self, descriptors: bytes, report: Report) -> Iterator[_File]:
        """The files that Protobuf's own library takes; it decides for the generated package as well."""
        for proto in FileDescriptorSet.FromString(descriptors).file:
            file = _File(proto.name, proto)
            if proto.package == WELL_KNOWN_PACKAGE and self._source(proto.name):
                self._report_package(proto, report)
                continue
            try:
                self._pool.AddSerializedFile(file.bare.descriptor)
            except TypeError as error:
                advice = "use an older edition, or a newer treaty"
                message = f"the Protobuf library does not take this file: {error}"
                report.error("protobuf-unsupported", message, at=Span(f"{self._prefix}{proto.name}"), help=advice)
            else:
                yield file

    def _report_package(self, proto: FileDescriptorProto, report: Report) -> None:
        path = f"{self._prefix}{proto.name}"
        at = Declarations(proto, self._source(proto.name), Span(path)).place((PACKAGE,))
        message = f"the package `{proto.package}` is Protobuf's own"
        report.error("protobuf-package", message, at=at, help="declare these types in a package of yours")

    def _source(self, path: str) -> Source | None:
        return self._tree.get(f"{self._prefix}{path}")

    @cached_property
    def _tops_of(self) -> dict[str, tuple[Top, ...]]:
        return {path: tuple(tops(file.proto, self._pool)) for path, file in self._files.items()}

    @cached_property
    def _tops(self) -> dict[str, Top]:
        return {top.name: top for found in self._tops_of.values() for top in found}

    @cached_property
    def _declared(self) -> dict[str, Declared]:
        return {name: meaning(top) if self._source(top.file.name) else WELL_KNOWN for name, top in self._tops.items()}

    @cached_property
    def _closures(self) -> dict[str, tuple[ProtobufFile, ...]]:
        """Each file after all that it imports, in the order of protoc, which puts imports first."""
        order = {path: number for number, path in enumerate(self._files)}
        reached: dict[str, frozenset[str]] = {}
        for path, file in self._files.items():
            reached[path] = frozenset({path}).union(*(reached.get(path, ()) for path in file.bare.imports))
        return {
            path: tuple(self._files[other].bare for other in sorted(paths, key=order.__getitem__))
            for path, paths in reached.items()
        }

    def _unit(self, path: str, file: _File) -> SchemaUnit:
        source = self._source(path)
        declarations = Declarations(file.proto, source, Span(f"{self._prefix}{path}"))
        files = self._closures[path]
        imports = tuple(sorted(f"{self._prefix}{f.path}" for f in files if f.path != path and self._source(f.path)))
        schemas = tuple(
            self._schema(top, declarations, imports, files)
            for top in sorted(self._tops_of[path], key=lambda top: top.name)
        )
        own = {definition.name for schema in schemas for definition in schema}
        references = {
            Reference(name, field.place)
            for schema in schemas
            for definition in schema
            if isinstance(definition, Record)
            for field in definition.fields
            for name in _referred(field.type)
            if name not in own and not name.startswith(f"{WELL_KNOWN_PACKAGE}.")
        }
        ordered = sorted(references, key=lambda reference: (reference.name, reference.place))
        return SchemaUnit(f"{self._prefix}{path}", schemas, tuple(ordered))

    def _schema(
        self, top: Top, declarations: Declarations, imports: tuple[str, ...], files: tuple[ProtobufFile, ...]
    ) -> Schema:
        root, *nested = definitions(top, declarations)
        return Schema(
            name=top.name,
            format=Format.PROTOBUF,
            path=f"{self._prefix}{top.file.name}",
            place=root.place,
            definitions=(root, *sorted(nested, key=lambda definition: definition.name)),
            canonical=canonical(top.name, self._declared),
            imports=imports,
            doc=declarations.doc(top.path),
            deprecated=top.proto.options.deprecated,
            protobuf=files,
        )


@dataclass(frozen=True)
class _File:
    path: str
    proto: FileDescriptorProto

    @cached_property
    def bare(self) -> ProtobufFile:
        """The file without what does not change its meaning."""
        proto = FileDescriptorProto.FromString(self.proto.SerializeToString())
        proto.ClearField("source_code_info")
        return ProtobufFile(self.path, tuple(proto.dependency), proto.SerializeToString(deterministic=True))


def _referred(type: Type) -> Iterator[str]:
    match type:
        case Ref(name):
            yield name
        case Array(items):
            yield from _referred(items)
        case Map(values):
            yield from _referred(values)
