"""The package of messages that all agents of a project share: one Python package a namespace, one module a format."""

from __future__ import annotations

import importlib
from collections import defaultdict
from dataclasses import dataclass

from treatyc.emit.file import File
from treatyc.emit.python import names
from treatyc.emit.python.layout import all_names, import_from, import_order
from treatyc.emit.python.outline import Outline, prove
from treatyc.emit.python.part import EmitPart, Part
from treatyc.emit.python.project import project_file
from treatyc.emit.render import render
from treatyc.system.schema import Format, Schema
from treatyc.system.system import System

FORMATS = {
    Format.AVRO: "treatyc.emit.python.avro.emit",
    Format.JSONSCHEMA: "treatyc.emit.python.jsonschema",
    Format.PROTOBUF: "treatyc.emit.python.protobuf.emit",
}
"""The module whose `emit` writes each format's share; imported only when a schema of that format is there."""

WELL_KNOWN = "google.protobuf"
"""The package of Protobuf's own types; a project has them in its own pool."""

EXTRAS = {Format.AVRO: "avro", Format.JSONSCHEMA: "json", Format.PROTOBUF: "protobuf"}
"""The extra of the runtime that each format needs."""


@dataclass(frozen=True, slots=True)
class _NamespaceView:
    title: str
    imports: tuple[str, ...]
    exported: str


def emit(
    system: System, emitters: dict[Format, EmitPart] | None = None, requires: tuple[str, ...] = ()
) -> tuple[File, ...]:
    """All files of the package of messages, relative to the folder that Python projects are written to.

    `emitters` write a format otherwise than usual, and `requires` is what their modules need beside the runtime.
    """
    chosen = emitters or {}
    package = names.messages_package(system.name)
    root = f"{package}/{package}"
    formats = {schema.format for schema in system.schemas}
    files = [
        project_file(
            package, f"The messages of {system.name}, generated from its contracts.", _requires(formats), *requires
        ),
        File(f"{root}/py.typed", b""),
        _package_init(f"{root}/__init__.py", f"The messages of {system.name}: one package a namespace."),
    ]
    for namespace, by_format in _by_namespace(system).items():
        module = names.namespace_module(namespace)
        parts = [
            (chosen.get(kind) or _emitter(kind))(system, namespace, tuple(schemas))
            for kind, schemas in sorted(by_format.items(), key=lambda item: item[0].value)
        ]
        folder = f"{root}/{module.replace('.', '/')}"
        files.append(_namespace_init(f"{folder}/__init__.py", namespace, parts))
        files += [File(f"{folder}/{file.path}", file.content) for part in parts for file in part.files]
    if Format.PROTOBUF in formats:
        files += _shared_protobuf(system, root)
    return tuple(sorted(_with_parents(root, files)))


def _shared_protobuf(system: System, root: str) -> list[File]:
    """The package's pool of Protobuf types, and the well-known types in it."""
    from treatyc.emit.python.protobuf import emit as protobuf  # noqa: PLC0415 - only where a project has such schemas
    from treatyc.emit.python.protobuf import files as protobuf_files  # noqa: PLC0415 - likewise

    files = [File(f"{root}/{file.path}", file.content) for file in protobuf_files.emit(system)]
    part = protobuf.well_known(system)
    if part is not None:
        folder = f"{root}/{names.namespace_module(WELL_KNOWN).replace('.', '/')}"
        files.append(_namespace_init(f"{folder}/__init__.py", WELL_KNOWN, [part]))
        files += [File(f"{folder}/{file.path}", file.content) for file in part.files]
    return files


def _emitter(format: Format) -> EmitPart:
    emitter: EmitPart = importlib.import_module(FORMATS[format]).emit
    return emitter


def _requires(formats: set[Format]) -> str:
    extras = sorted(EXTRAS[used] for used in formats)
    return f"treaty[{','.join(extras)}]" if extras else "treaty"


def _by_namespace(system: System) -> dict[str, dict[Format, list[Schema]]]:
    namespaces: dict[str, dict[Format, list[Schema]]] = defaultdict(lambda: defaultdict(list))
    for schema in system.schemas:
        namespaces[schema.namespace][schema.format].append(schema)
    return dict(sorted(namespaces.items()))


def _namespace_init(path: str, namespace: str, parts: list[Part]) -> File:
    exported = tuple({name for part in parts for name in part.exports})
    imports = tuple(
        import_from(f".{part.module}", sorted(part.exports, key=import_order)) for part in parts if part.exports
    )
    view = _NamespaceView(
        title=f"`{namespace}`." if namespace else "Schemas without a namespace.",
        imports=imports,
        exported=all_names(exported),
    )
    promised = Outline(
        imports=frozenset(f".{part.module}:{name}" for part in parts for name in part.exports),
        constants=("__all__",),
    )
    return File(path, prove(path, render("python/namespace.py.j2", view), promised).encode())


def _package_init(path: str, title: str) -> File:
    return File(path, prove(path, f'"""{title}"""\n', Outline()).encode())


def _with_parents(root: str, files: list[File]) -> list[File]:
    """Every folder below `root` is an ordinary package, so that installers and type checkers see all of them."""
    present = {file.path for file in files}
    folders = {file.path.rpartition("/")[0] for file in files if file.path.startswith(f"{root}/")}
    wanted: set[str] = set()
    for folder in folders:
        below = folder.removeprefix(f"{root}").strip("/").split("/")
        wanted.update(f"{root}/{'/'.join(below[: depth + 1])}/__init__.py" for depth in range(len(below)) if below[0])
    missing = sorted(wanted - present)
    return files + [_package_init(path, f"Packages of `{_dotted(root, path)}`.") for path in missing]


def _dotted(root: str, path: str) -> str:
    return path.removeprefix(f"{root}/").removesuffix("/__init__.py").replace("/", ".")
