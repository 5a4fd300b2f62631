"""The bodies of a Protobuf stub: what type checkers and editors are told of the classes that the pool makes.

All helpers are imported under names that begin with `_`, which no declared member does, so that a field called `typing`
or `Iterable` hides nothing. What a member of the same class hides all the same (a field called `str`) is reached by an
alias at the module's end.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import assert_never

from treatyc.emit.python.layout import Expression, Items, Labelled, lay_out
from treatyc.emit.python.literal import docstring, literal
from treatyc.emit.python.protobuf.names import is_member, is_symbol
from treatyc.system.schema import (
    Array,
    Boolean,
    Bytes,
    Definition,
    Enumeration,
    Field,
    Float,
    Integer,
    Map,
    ProtobufField,
    Record,
    Ref,
    String,
    Timestamp,
    Type,
)

TIMESTAMP = "google.protobuf.Timestamp"
_ASSIGNABLE = {TIMESTAMP: "_datetime", "google.protobuf.Duration": "_timedelta"}
_BASES = frozenset(f"google.protobuf.{name}" for name in "Any Duration FieldMask ListValue Struct Timestamp".split())


@dataclass(frozen=True, slots=True)
class Named:
    """A message or enumeration as a module refers to it; `expression` is None where Python cannot spell its name."""

    expression: str | None
    enumeration: bool


@dataclass
class Stub:
    """What the bodies of one module need beside themselves: the types that they refer to, and what is nested in what.

    `wrappers` are the classes of enumerations' classes, by the enumeration's full name.
    """

    named: Mapping[str, Named]
    wrappers: Mapping[str, str]
    inner: Mapping[str, tuple[Definition, ...]]
    hidden: set[str] = field(default_factory=set)

    def alias(self, name: str) -> str:
        """The alias of a module's name for classes that hide it."""
        self.hidden.add(name)
        return f"_outer_{name}"


@dataclass(frozen=True, slots=True)
class _Scope:
    """A class body: how it spells types that its own members may hide."""

    stub: Stub
    bound: frozenset[str]

    def spell(self, expression: str) -> str:
        head, dot, rest = expression.partition(".")
        return f"{self.stub.alias(head)}{dot}{rest}" if head in self.bound else expression

    def single(self, type: Type) -> str:
        """The type of one value."""
        match type:
            case Boolean():
                return self.spell("bool")
            case Integer():
                return self.spell("int")
            case Float():
                return self.spell("float")
            case String():
                return self.spell("str")
            case Bytes():
                return self.spell("bytes")
            case Timestamp():
                return self.single(Ref(TIMESTAMP))
            case Ref(name):
                named = self.stub.named[name]
                if named.expression is None:
                    return self.spell("int") if named.enumeration else "_Message"
                return self.spell(named.expression) + (".ValueType" if named.enumeration else "")
        raise AssertionError(f"Protobuf has no {type}")

    def is_message(self, type: Type) -> bool:
        return isinstance(type, Timestamp) or (isinstance(type, Ref) and not self.stub.named[type.name].enumeration)


def definition_lines(definition: Definition, name: str, stub: Stub, column: int = 0) -> Iterator[str]:
    """The class of a message or an enumeration, called `name`, as it stands at a column; itself not indented."""
    match definition:
        case Record():
            return _message(definition, name, stub, column)
        case Enumeration():
            return _enumeration(definition, name, stub)
    raise AssertionError(f"Protobuf has no {definition}")


def _message(record: Record, name: str, stub: Stub, column: int) -> Iterator[str]:
    nested = [inner for inner in stub.inner.get(record.name, ()) if is_member(_short(inner))]
    members = [member for member in record.fields if is_member(member.name)]
    scope = _Scope(stub, frozenset({*(_short(inner) for inner in nested), *(member.name for member in members)}))
    base = f", _well_known_types.{_short(record)}" if record.name in _BASES else ""
    yield f"class {name}(_Message{base}):"
    yield from _indented(_doc(record.doc, deprecated=record.deprecated))
    yield ""
    yield "    DESCRIPTOR: _Descriptor"
    for inner in nested:
        yield ""
        yield from _indented(definition_lines(inner, _short(inner), stub, column + 4))
    if nested:
        yield ""
    lines = [line for member in members for line in _member(member, scope)]
    yield from _indented(lines)
    if not lines or not lines[-1].endswith("..."):
        yield ""
    yield from _indented(_constructor(members, scope, column + 4))
    yield from _indented(_presence(record, scope, column + 4))


def _member(member: Field, scope: _Scope) -> Iterator[str]:
    doc = _doc(member.doc, deprecated=member.deprecated) if member.doc or member.deprecated else []
    match member.type:
        case Array() | Map():
            yield from _property(member.name, _container(member.type, scope), doc, scope)
        case one if scope.is_message(one):
            yield from _property(member.name, scope.single(one), doc, scope)
            accepted = _ASSIGNABLE.get(_ref_name(one))
            if accepted is not None:
                yield f"@{member.name}.setter"
                yield f"def {member.name}(self, value: {accepted}) -> None: ..."
        case one:
            yield f"{member.name}: {scope.single(one)}"
            yield from doc


def _property(name: str, type: str, doc: list[str], scope: _Scope) -> Iterator[str]:
    yield f"@{'_builtins.property' if 'property' in scope.bound else 'property'}"
    if doc:
        yield f"def {name}(self) -> {type}:"
        yield from _indented(doc)
    else:
        yield f"def {name}(self) -> {type}: ..."


def _container(type: Array | Map, scope: _Scope) -> str:
    match type:
        case Array(items):
            kind = "_RepeatedCompositeFieldContainer" if scope.is_message(items) else "_RepeatedScalarFieldContainer"
            return f"{kind}[{scope.single(items)}]"
        case Map(values, keys):
            kind = "_MessageMap" if scope.is_message(values) else "_ScalarMap"
            return f"{kind}[{scope.single(keys)}, {scope.single(values)}]"
    assert_never(type)


def _constructor(members: list[Field], scope: _Scope, column: int) -> Iterator[str]:
    self_name = "_self" if "self" in scope.bound else "self"
    arguments = [f"{member.name}: {_accepted(member.type, scope)} | None = ..." for member in members]
    items = (self_name, "*", *arguments) if arguments else (self_name,)
    yield from _lines(Items("def __init__(", items, ") -> None: ..."), column)


def _accepted(type: Type, scope: _Scope) -> str:
    match type:
        case Array(items):
            return f"_Iterable[{scope.single(items)}]"
        case Map(values, keys):
            return f"_Mapping[{scope.single(keys)}, {scope.single(values)}]"
    accepted = _ASSIGNABLE.get(_ref_name(type))
    return f"{scope.single(type)} | {accepted}" if accepted else scope.single(type)


def _presence(record: Record, scope: _Scope, column: int) -> Iterator[str]:
    """`HasField`, `ClearField` and `WhichOneof`, which take names: those that the message has, and no others."""
    oneofs: dict[str, list[str]] = {}
    present = []
    for member in record.fields:
        origin = member.origin
        if isinstance(origin, ProtobufField) and origin.presence:
            present.append(member.name)
            if origin.oneof is not None:
                oneofs.setdefault(origin.oneof, []).append(member.name)
    every = [member.name for member in record.fields]
    yield from _by_name("HasField", "field_name", [*present, *oneofs], scope.spell("bool"), column)
    yield from _by_name("ClearField", "field_name", [*every, *oneofs], "None", column)
    for oneof, members in oneofs.items():
        if len(oneofs) > 1:
            yield "@_overload"
        names = ", ".join(literal(member) for member in members)
        yield from _by_name("WhichOneof", "oneof_group", [oneof], f"_Literal[{names}] | None", column)


def _by_name(method: str, argument: str, accepted: list[str], returned: str, column: int) -> Iterator[str]:
    names = Labelled(f"{argument}: ", _one_of(accepted) if accepted else "_Never")
    signature = Items(f"def {method}(", ("self", names), f") -> {returned}: ...")
    yield from _lines(signature, column)


def _one_of(values: Iterable[str]) -> Items:
    return Items("_Literal[", tuple(literal(value) for value in values), "]")


def _lines(expression: Expression, column: int) -> Iterator[str]:
    """An expression laid out at a column, its lines relative to that."""
    return (line.removeprefix(" " * column) for line in lay_out(expression, indent=column).split("\n"))


def enumeration_values(enumeration: Enumeration, expression: str, wrapper: str) -> tuple[str, ...]:
    """The class of an enumeration's class: what reads `Status.ACTIVE`."""
    lines = [f"class {wrapper}(_EnumTypeWrapper[{expression}.ValueType]):"]
    for symbol in enumeration.symbols:
        if is_symbol(symbol.name):
            lines.append(f"    {symbol.name}: {expression}.ValueType")
            lines += _indented(_doc(symbol.doc, deprecated=False)) if symbol.doc else []
    return (*lines, "    ...") if len(lines) == 1 else tuple(lines)


def _enumeration(enumeration: Enumeration, name: str, stub: Stub) -> Iterator[str]:
    yield f"class {name}(metaclass={stub.wrappers[enumeration.name]}):"
    yield from _indented(_doc(enumeration.doc, deprecated=False))
    yield ""
    yield '    ValueType = _NewType("ValueType", int)'


def _doc(doc: str, *, deprecated: bool) -> list[str]:
    text = f"{doc}\n\nDeprecated." if deprecated and doc else "Deprecated." if deprecated else doc
    return [line.removeprefix(" " * 16) for line in docstring(text, indent=16).split("\n")]


def _indented(lines: Iterable[str]) -> Iterator[str]:
    return (f"    {line}" if line else "" for line in lines)


def _short(definition: Definition) -> str:
    return definition.name.rpartition(".")[2]


def _ref_name(type: Type) -> str:
    match type:
        case Timestamp():
            return TIMESTAMP
        case Ref(name):
            return name
    return ""
