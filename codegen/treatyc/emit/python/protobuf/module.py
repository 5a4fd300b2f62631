"""The two modules of a namespace's Protobuf declarations: code that binds the classes, and the stub that types them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from treatyc.emit.file import File
from treatyc.emit.python import names
from treatyc.emit.python.layout import import_from, import_order, wrapped
from treatyc.emit.python.literal import docstring, literal
from treatyc.emit.python.outline import BrokenPromise, Outline, outline, prove
from treatyc.emit.python.protobuf.files import FOLDER
from treatyc.emit.python.protobuf.names import class_of, is_member, top_level
from treatyc.emit.python.protobuf.stub import (
    TIMESTAMP,
    Named,
    Stub,
    definition_lines,
    enumeration_values,
)
from treatyc.emit.render import render
from treatyc.system.schema import Array, Definition, Enumeration, Map, Record, Ref, Timestamp, Type
from treatyc.system.system import System

MODULE = "_protobuf"
WELL_KNOWN = "google.protobuf"


@dataclass(frozen=True, slots=True)
class Sendable:
    """A message that a channel may carry: its constant, the lines that make it, and where the code's imports are."""

    constant: str
    version: str
    fingerprint: str
    codec: str


@dataclass(frozen=True, slots=True)
class Declaration:
    """A top-level message or enumeration: its class, the module of its file, itself first of its definitions."""

    name: str
    python: str
    file_module: str
    definitions: tuple[Definition, ...]
    sendable: Sendable | None = None

    @property
    def root(self) -> Definition:
        """The declaration itself."""
        return self.definitions[0]


@dataclass(frozen=True, slots=True)
class _CodeView:
    doc: str
    imports: tuple[str, ...]
    bindings: tuple[str, ...]
    constants: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _StubView:
    doc: str
    imports: tuple[str, ...]
    blocks: tuple[str, ...]


def code_module(title: str, package: str, declarations: tuple[Declaration, ...]) -> File:
    """`_protobuf.py`: a class from the pool for each declaration, and a `MessageSchema` for what can be sent."""
    path = f"{MODULE}.py"
    sendables = [(declaration, declaration.sendable) for declaration in declarations if declaration.sendable]
    modules = sorted({declaration.file_module for declaration in declarations}, key=import_order)
    needed = {"__future__:annotations", "treaty.codecs:protobuf", *(f"{package}.{FOLDER}:{name}" for name in modules)}
    imports = ["from treaty.codecs import protobuf"]
    imports += ["from treaty.contract import MessageSchema"] if sendables else []
    view = _CodeView(
        doc=docstring(title),
        imports=(*imports, "", import_from(f"{package}.{FOLDER}", modules)),
        bindings=tuple(map(_binding, declarations)),
        constants=tuple(_constant(declaration, sendable) for declaration, sendable in sendables),
    )
    promised = Outline(
        imports=frozenset(needed | ({"treaty.contract:MessageSchema"} if sendables else set())),
        constants=(
            *(declaration.python for declaration in declarations),
            *(sendable.constant for _, sendable in sendables),
        ),
    )
    return File(path, prove(path, render("python/protobuf_messages.py.j2", view), promised).encode())


def _binding(declaration: Declaration) -> str:
    make = "enumeration" if isinstance(declaration.root, Enumeration) else "message_class"
    short = literal(declaration.name.rpartition(".")[2])
    return f"{declaration.python} = protobuf.{make}({declaration.file_module}.FILE, {short})"


def _constant(declaration: Declaration, sendable: Sendable) -> str:
    arguments = [
        f"name={literal(declaration.name)}",
        f"version={literal(sendable.version)}",
        f"fingerprint={literal(sendable.fingerprint)}",
        f"type={declaration.python}",
        f"codec=protobuf.{sendable.codec}({declaration.python})",
    ]
    return wrapped(f"{sendable.constant} = MessageSchema(", arguments, ")")


def stub_module(system: System, title: str, declarations: tuple[Declaration, ...]) -> File:
    """`_protobuf.pyi`: what type checkers and editors are told of the same classes."""
    path = f"{MODULE}.pyi"
    definitions = [definition for declaration in declarations for definition in declaration.definitions]
    local = {declaration.name: declaration.python for declaration in declarations}
    named, modules = _named(system, local, definitions)
    stub = Stub(named, _wrappers(definitions, named), _inner(definitions))
    blocks = list(_blocks(declarations, definitions, stub))
    blocks += [f"_outer_{name}: _TypeAlias = {name}" for name in sorted(stub.hidden)]
    text = "\n".join(blocks)
    imports = tuple(_imports(text, modules, names.messages_package(system.name)))
    rendered = render("python/protobuf_messages.pyi.j2", _StubView(docstring(title), imports, tuple(blocks)))
    _prove(path, outline(path, rendered), imports, declarations, stub)
    return File(path, rendered.encode())


def _blocks(declarations: tuple[Declaration, ...], definitions: list[Definition], stub: Stub) -> Iterator[str]:
    for definition in definitions:
        if isinstance(definition, Enumeration):
            expression = stub.named[definition.name].expression
            if expression is not None:
                yield "\n".join(enumeration_values(definition, expression, stub.wrappers[definition.name]))
    for declaration in declarations:
        yield "\n".join(definition_lines(declaration.root, declaration.python, stub))
    for declaration in declarations:
        if declaration.sendable:
            yield f"{declaration.sendable.constant}: _MessageSchema[{declaration.python}]"


def _wrappers(definitions: Iterable[Definition], named: dict[str, Named]) -> dict[str, str]:
    """A name for the class of each enumeration's class, as no member is called: with `_` in front."""
    paths = [
        (each.name, named[each.name].expression or each.name) for each in definitions if isinstance(each, Enumeration)
    ]
    return names.unique((name, f"_{names.pascal(path.replace('.', '_'))}Values") for name, path in paths)


def _inner(definitions: Iterable[Definition]) -> dict[str, tuple[Definition, ...]]:
    """What is nested in each message."""
    found: dict[str, tuple[Definition, ...]] = {}
    for definition in definitions:
        outer = definition.name.rpartition(".")[0]
        found[outer] = (*found.get(outer, ()), definition)
    return found


def _named(
    system: System, local: dict[str, str], definitions: Iterable[Definition]
) -> tuple[dict[str, Named], dict[str, str]]:
    """How the module spells each type that it declares or refers to, and the other modules by what it calls them."""
    named = {
        definition.name: Named(_path(definition.name, local), isinstance(definition, Enumeration))
        for definition in definitions
    }
    modules: dict[str, str] = {}
    for name in sorted({name for definition in definitions for name in _referred(definition)} - named.keys()):
        schema = top_level(system, name)
        namespace = schema.namespace if schema else WELL_KNOWN
        tops = {schema.name: class_of(schema)} if schema else {WELL_KNOWN: ""}
        alias = f"_{names.namespace_module(namespace).replace('.', '_')}"
        modules[alias] = names.namespace_module(namespace)
        path = _path(name, tops)
        found = system.find_definition(name)
        named[name] = Named(path and f"{alias}.{path}", isinstance(found, Enumeration) or name in _WELL_KNOWN_ENUMS)
    return named, modules


_WELL_KNOWN_ENUMS = frozenset({"google.protobuf.NullValue", "google.protobuf.Syntax"})


def _path(name: str, tops: dict[str, str]) -> str | None:
    """`Order.Line`, as Python spells it; None where it cannot."""
    below: list[str] = []
    top = name
    while top not in tops:
        top, _, last = top.rpartition(".")
        below.insert(0, last)
    return ".".join([tops[top], *below]).removeprefix(".") if all(map(is_member, below)) else None


def _referred(definition: Definition) -> Iterator[str]:
    if isinstance(definition, Record):
        for member in definition.fields:
            yield from _referred_by(member.type)


def _referred_by(type: Type) -> Iterator[str]:
    match type:
        case Ref(name):
            yield name
        case Timestamp():
            yield TIMESTAMP
        case Array(items):
            yield from _referred_by(items)
        case Map(values):
            yield from _referred_by(values)


_STANDARD: dict[str, tuple[str, ...]] = {
    "collections.abc": ("Iterable", "Mapping"),
    "datetime": ("datetime", "timedelta"),
    "typing": ("Literal", "Never", "NewType", "TypeAlias", "overload"),
}
_INSTALLED: dict[str, tuple[str, ...]] = {
    "google.protobuf.descriptor": ("Descriptor",),
    "google.protobuf.internal": ("well_known_types",),
    "google.protobuf.internal.containers": (
        "MessageMap",
        "RepeatedCompositeFieldContainer",
        "RepeatedScalarFieldContainer",
        "ScalarMap",
    ),
    "google.protobuf.internal.enum_type_wrapper": ("_EnumTypeWrapper",),
    "google.protobuf.message": ("Message",),
    "treaty.contract": ("MessageSchema",),
}
"""What a stub may import, by module, each under its name with `_` in front; only what is used is imported."""


def _imports(text: str, modules: dict[str, str], package: str) -> Iterator[str]:
    used = set(re.findall(r"(?<![\w.])_\w+", text))
    sections = [list(_from(_STANDARD, used)), list(_from(_INSTALLED, used))]
    if "_builtins" in used:
        sections[0].insert(0, "import builtins as _builtins")
    by_name = sorted(modules.items(), key=lambda item: import_order(item[1]))
    sections.append([f"from {package}.{module} import {MODULE} as {alias}" for alias, module in by_name])
    yield from "\n\n".join("\n".join(section) for section in sections if section).split("\n")


def _from(provided: dict[str, tuple[str, ...]], used: set[str]) -> Iterator[str]:
    for module, found in provided.items():
        for name in found:
            local = f"_{name.removeprefix('_')}"
            if local in used:
                yield f"from {module} import {name}" if name == local else f"from {module} import {name} as {local}"


def _prove(
    path: str, found: Outline, imports: tuple[str, ...], declarations: tuple[Declaration, ...], stub: Stub
) -> None:
    """Hold a stub against what it may bind; nothing but members can stand in its classes, and no code in those."""
    wrappers = {wrapper for name, wrapper in stub.wrappers.items() if stub.named[name].expression}
    classes = {*wrappers, *(declaration.python for declaration in declarations)}
    constants = (
        *(declaration.sendable.constant for declaration in declarations if declaration.sendable),
        *(f"_outer_{name}" for name in sorted(stub.hidden)),
    )
    count = sum(line != "" for line in imports)
    if (classes, constants, count) != (set(found.classes), found.constants, len(found.imports)) or found.functions:
        raise BrokenPromise(f"{path}: promised {sorted(classes)!r} and {constants!r}, found {found!r}")
