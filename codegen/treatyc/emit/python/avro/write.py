"""Statements that check a value and append its bytes to `out`; straight-line Python for each type.

An expression is evaluated once for each of its uses, so what stands for the value is a local or an attribute.
"""

from __future__ import annotations

from typing import assert_never

from treatyc.emit.python.avro.body import EPOCHS, SMALL_INDEXES, STEPS, Lines, Scope, indented
from treatyc.emit.python.avro.members import annotation
from treatyc.emit.python.avro.resolve import may_be_empty
from treatyc.emit.python.literal import literal
from treatyc.system.schema import (
    Alias,
    Anything,
    Array,
    Boolean,
    Bytes,
    Date,
    Decimal,
    Duration,
    Enumeration,
    Fixed,
    Float,
    Integer,
    Literal,
    Map,
    Null,
    Record,
    Ref,
    String,
    TimeOfDay,
    Timestamp,
    Type,
    Union,
    Unit,
    Uuid,
)


def write(type: Type, value: str, scope: Scope) -> Lines:  # noqa: C901 - one case a type
    """Statements that append what the expression `value` holds."""
    needs = scope.needs
    match type:
        case Null():
            return [f"{needs.wire('write_null')}({value})"]
        case Boolean():
            return [f"{needs.wire('write_boolean')}(out, {value})"]
        case Integer(bits=bits):
            return _number(bits, value, scope)
        case Float(bits=bits):
            return [f"out += {needs.wire('pack_float' if bits == 32 else 'pack_double')}({value})"]
        case String():
            return _octets(f"{value}.encode()", scope)
        case Bytes():
            return [f"{needs.wire('write_bytes')}(out, {value})"]
        case Decimal():
            return _octets(f"{needs.values('bytes_of_unscaled')}({_unscaled(type, value, scope)})", scope)
        case Uuid():
            return [f"out += {needs.values('text_of_uuid')}({value})"]
        case Date():
            return [f"{needs.wire('write_int')}(out, {needs.values('days_of')}({value}))"]
        case TimeOfDay(unit=Unit.MILLISECONDS):
            return [f"{needs.wire('write_int')}(out, {needs.values('ms_of_time')}({value}))"]
        case TimeOfDay():
            return [f"{needs.wire('write_long')}(out, {needs.values('us_of_time')}({value}))"]
        case Timestamp(unit=Unit.NANOSECONDS):
            return [f"{needs.wire('write_long')}(out, {value})"]
        case Timestamp(unit=unit, zoned=zoned):
            epoch, step = needs.values(EPOCHS[zoned]), needs.values(STEPS[unit])
            return [f"{needs.wire('write_long')}(out, ({value} - {epoch}) // {step})"]
        case Array(items=items):
            return _array(items, value, scope)
        case Map(values=values):
            return _map(values, value, scope)
        case Union(branches=branches):
            return _union(branches, value, scope)
        case Ref(name=name):
            return _named(name, value, scope)
        case Duration() | Literal() | Anything():
            raise AssertionError(type)
    assert_never(type)


def _number(bits: int | None, value: str, scope: Scope) -> Lines:
    """A small number's bytes are at hand; `type() is int` keeps truth values out."""
    return [
        f"if type({value}) is int and 0 <= {value} < 8192:",
        f"    out += {scope.needs.wire('SMALL')}[{value}]",
        "else:",
        f"    {scope.needs.wire('write_int' if bits == 32 else 'write_long')}(out, {value})",
    ]


def _octets(raw: str, scope: Scope) -> Lines:
    return [
        f"raw = {raw}",
        *_size("raw", scope),
        "out += raw",
    ]


def _size(of: str, scope: Scope) -> Lines:
    """How much there is of something, written in place: it is hardly ever more than one or two bytes."""
    return [
        f"size = len({of})",
        "if size < 8192:",
        f"    out += {scope.needs.wire('SMALL')}[size]",
        "else:",
        f"    {scope.needs.wire('write_long')}(out, size)",
    ]


def _unscaled(type: Decimal, value: str, scope: Scope) -> str:
    return f"{scope.needs.values('unscaled_of')}({value}, {type.scale}, 10**{type.precision})"


def _array(items: Type, value: str, scope: Scope) -> Lines:
    """Avro 1.12, Arrays: one block with a positive count, where there are items, and a zero."""
    item = scope.locals.name("item")
    empty = may_be_empty(items, scope.needs.library.definitions)
    count = [f"{scope.needs.wire('write_empty_items')}(out, len({value}))"] if empty else _size(value, scope)
    return [
        f"if not isinstance({value}, list):",
        f"    raise {scope.needs.wire('expected')}({literal('a list')}, {value})",
        f"if {value}:",
        *indented(count),
        f"    for {item} in {value}:",
        *indented(indented(write(items, item, scope))),
        "out.append(0)",
    ]


def _map(values: Type, value: str, scope: Scope) -> Lines:
    key, item = scope.locals.name("key"), scope.locals.name("item")
    return [
        f"if not isinstance({value}, dict):",
        f"    raise {scope.needs.wire('expected')}({literal('a dict')}, {value})",
        f"if {value}:",
        *indented(_size(value, scope)),
        f"    for {key}, {item} in {value}.items():",
        *indented(indented([*write(String(), key, scope), *write(values, item, scope)])),
        "out.append(0)",
    ]


def _named(name: str, value: str, scope: Scope) -> Lines:
    definition = scope.needs.library.definitions[name]
    match definition:
        case Record():
            return [scope.call(scope.shared.writing(name), "out", value)]
        case Enumeration(symbols=symbols):
            table = f"{scope.shared.indexes_by_symbol(definition)}[{value}]"
            if len(symbols) <= SMALL_INDEXES:
                return [f"out.append({table})"]
            return [f"{scope.needs.wire('write_long')}(out, {table})"]
        case Fixed():
            return _fixed(definition, value, scope)
        case Alias():
            raise AssertionError("JSON Schema's own")
    assert_never(definition)


def _fixed(definition: Fixed, value: str, scope: Scope) -> Lines:
    match definition.type:
        case Decimal() as type:
            return [f'out += {_unscaled(type, value, scope)}.to_bytes({definition.size}, "big", signed=True)']
        case Uuid():
            return [f"out += {scope.needs.values('bytes_of_uuid')}({value})"]
        case Duration():
            return [f"out += {scope.needs.values('bytes_of_duration')}({value})"]
        case _:
            return [f"{scope.needs.wire('write_fixed')}(out, {value}, {definition.size})"]


def _union(branches: tuple[Type, ...], value: str, scope: Scope) -> Lines:
    """The index of the branch and its value. Which branch a value belongs to is told by its Python type.

    Where several branches have the same Python type, it is the first that holds the value without loss.
    """
    if len(branches) == 2 and Null() in branches:
        return _optional(branches, value, scope)
    lines: Lines = []
    wholes = any(isinstance(branch, Integer | Timestamp) for branch in branches)
    for index, branch in enumerate(branches):
        lines.append(f"{'elif' if index else 'if'} {_test(branch, value, scope, whole_floats=not wholes)}:")
        lines += indented(_index(index, len(branches), scope))
        if not isinstance(branch, Null):
            lines += indented(write(branch, value, scope))
    wanted = annotation(Union(branches), scope.needs).replace(" | ", " or ")
    return [*lines, "else:", f"    raise {scope.needs.wire('expected')}({literal(wanted)}, {value})"]


def _optional(branches: tuple[Type, ...], value: str, scope: Scope) -> Lines:
    """A value or none: what is not None is checked as that value."""
    null = branches.index(Null())
    return [
        f"if {value} is None:",
        *indented(_index(null, 2, scope)),
        "else:",
        *indented([*_index(1 - null, 2, scope), *write(branches[1 - null], value, scope)]),
    ]


def _index(index: int, of: int, scope: Scope) -> Lines:
    if of <= SMALL_INDEXES:
        return [f"out.append({index * 2})"]
    return [f"{scope.needs.wire('write_long')}(out, {index})"]


def _test(type: Type, value: str, scope: Scope, *, whole_floats: bool) -> str:
    """The condition under which a value belongs to a branch."""
    match type:
        case Null():
            return f"{value} is None"
        case Ref(name=name):
            return _named_test(name, value, scope)
        case Integer(bits=32):
            return f"type({value}) is int and -0x80000000 <= {value} <= 0x7FFFFFFF"
        case Integer() | Timestamp(unit=Unit.NANOSECONDS):
            return f"type({value}) is int"
        case Float(bits=bits):
            fits = f" and {scope.needs.wire('fits_float')}({value})" if bits == 32 else ""
            kind = f"type({value}) is float"
            kind = f"({kind} or type({value}) is int)" if whole_floats else kind
            return f"{kind}{fits}"
        case Decimal():
            return f"type({value}) is {annotation(type, scope.needs)} and {_decimal_test(type, value, scope)}"
        case Array():
            return f"isinstance({value}, list)"
        case Map():
            return f"isinstance({value}, dict)"
        case _:
            return f"type({value}) is {annotation(type, scope.needs)}"


def _decimal_test(type: Decimal, value: str, scope: Scope) -> str:
    return f"{scope.needs.values('is_decimal')}({value}, {type.scale}, 10**{type.precision})"


def _named_test(name: str, value: str, scope: Scope) -> str:
    definition = scope.needs.library.definitions[name]
    match definition:
        case Fixed(type=Decimal() as type):
            return f"type({value}) is {annotation(type, scope.needs)} and {_decimal_test(type, value, scope)}"
        case Fixed(type=Bytes(), size=size):
            return f"type({value}) is bytes and len({value}) == {size}"
        case Fixed(type=type):
            return f"type({value}) is {annotation(type, scope.needs)}"
        case _:
            return f"isinstance({value}, {scope.needs.class_of(name)})"
