"""What all of a package's Protobuf modules share: one pool, a module for each `.proto` file, and the well-known types.

The module of a file imports those of the files that its own imports name, so that a process which uses one message
loads what that message needs, and the pool gets every file after what it depends on.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import dataclass

from treatyc.emit.file import File
from treatyc.emit.python import names
from treatyc.emit.python.layout import import_from, import_order
from treatyc.emit.python.literal import literal
from treatyc.emit.python.outline import Outline, prove
from treatyc.emit.render import render
from treatyc.system.schema import ProtobufFile
from treatyc.system.system import System

FOLDER = "_descriptors"

_CHUNK_WIDTH = 108


@dataclass(frozen=True, slots=True)
class _FileView:
    imports: str
    content: str
    needs: tuple[str, ...]


@functools.lru_cache(maxsize=1)
def files_of(system: System) -> Mapping[str, ProtobufFile]:
    """Every `.proto` file that a schema of the system needs, by its path as others import it."""
    closures = {id(schema.protobuf): schema.protobuf for schema in system.schemas}
    return {file.path: file for closure in closures.values() for file in closure}


@functools.lru_cache(maxsize=1)
def module_names(system: System) -> Mapping[str, str]:
    """The module of each of these files, by path."""
    proposed = [(path, names.snake(path.removesuffix(".proto").replace("/", "_"))) for path in files_of(system)]
    return names.unique(proposed)


def emit(system: System) -> tuple[File, ...]:
    """The pool and the files in it, relative to the package of messages."""
    modules = module_names(system)
    pool = prove("_descriptors/__init__.py", render("python/protobuf_pool.py.j2", None), _POOL)
    files = [File(f"{FOLDER}/__init__.py", pool.encode())]
    for path, file in files_of(system).items():
        files.append(_descriptor_module(f"{FOLDER}/{modules[path]}.py", file, modules))
    return tuple(sorted(files))


_POOL = Outline(imports=frozenset({"__future__:annotations", "treaty.codecs.protobuf:Pool"}), constants=("POOL",))


def _descriptor_module(path: str, file: ProtobufFile, modules: Mapping[str, str]) -> File:
    needed = sorted((modules[needed] for needed in file.imports), key=import_order)
    view = _FileView(
        imports=import_from(".", ["POOL", *needed]),
        content="\n    ".join(literal(chunk) for chunk in _chunks(file.descriptor)),
        needs=tuple(f"{name}.FILE" for name in needed),
    )
    promised = Outline(
        imports=frozenset({"__future__:annotations", ".:POOL", *(f".:{name}" for name in needed)}), constants=("FILE",)
    )
    return File(path, prove(path, render("python/protobuf_file.py.j2", view), promised).encode())


def _chunks(data: bytes) -> list[bytes]:
    """The bytes in pieces whose literals are about one line long each."""
    chunks, start, width = [], 0, 0
    for index, byte in enumerate(data):
        width += 1 if 32 <= byte < 127 and byte not in b"\\'\"" else 4
        if width > _CHUNK_WIDTH - 4:
            chunks.append(data[start : index + 1])
            start, width = index + 1, 0
    return [*chunks, data[start:]] if start < len(data) else chunks
