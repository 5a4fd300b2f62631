"""The Protobuf share of a namespace: classes from the package's pool, a stub that types them, and their codecs."""

from __future__ import annotations

from treatyc.emit.python import names
from treatyc.emit.python.part import Part
from treatyc.emit.python.protobuf import files as protobuf_files
from treatyc.emit.python.protobuf.check import codec_for
from treatyc.emit.python.protobuf.module import MODULE, Declaration, Sendable, code_module, stub_module
from treatyc.emit.python.protobuf.names import class_of
from treatyc.emit.python.protobuf.well_known import well_known_declarations
from treatyc.system.schema import Record, Schema
from treatyc.system.system import System
from treatyc.system.version import fingerprint, version_of


def emit(system: System, namespace: str, schemas: tuple[Schema, ...]) -> Part:
    """The modules of a namespace's Protobuf schemas; the package's `protobuf_files` holds what they import."""
    modules = protobuf_files.module_names(system)
    declarations = tuple(
        Declaration(
            name=schema.name,
            python=class_of(schema),
            file_module=modules[schema.protobuf[-1].path],
            definitions=schema.definitions,
            sendable=_sendable(system, schema) if isinstance(schema.definitions[0], Record) else None,
        )
        for schema in schemas
    )
    return _part(system, f"The Protobuf messages of `{namespace or 'no package'}`.", declarations)


def well_known(system: System) -> Part | None:
    """Protobuf's own types in this package's pool, as `google.protobuf` there; None where no file imports any."""
    modules = protobuf_files.module_names(system)
    declarations = tuple(
        Declaration(definitions[0].name, definitions[0].name.rpartition(".")[2], modules[path], definitions)
        for path, definitions in well_known_declarations(protobuf_files.files_of(system))
    )
    title = "Protobuf's well-known types: a message takes only those of its own package, not of the Protobuf library."
    return _part(system, title, declarations) if declarations else None


def _sendable(system: System, schema: Schema) -> Sendable:
    return Sendable(
        constant=names.constant_name(schema),
        version=version_of(system, schema),
        fingerprint=fingerprint(schema),
        codec=codec_for(schema),
    )


def _part(system: System, title: str, declarations: tuple[Declaration, ...]) -> Part:
    package = names.messages_package(system.name)
    files = (code_module(title, package, declarations), stub_module(system, title, declarations))
    constants = [declaration.sendable.constant for declaration in declarations if declaration.sendable]
    return Part(MODULE, tuple(sorted([*(declaration.python for declaration in declarations), *constants])), files)
