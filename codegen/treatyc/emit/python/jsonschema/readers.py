"""Generated functions between JSON values and structs, for the types that msgspec can neither build nor encode."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import chain, count

from treatyc.emit.python import names
from treatyc.emit.python.access import members
from treatyc.emit.python.jsonschema.decide import Decisions, parts
from treatyc.emit.python.jsonschema.naming import MODULE, Naming
from treatyc.emit.python.layout import Choice, Expression, Labelled, call, dict_of, lay_out, tuple_of, wrapped
from treatyc.emit.python.literal import literal
from treatyc.system.schema import (
    Alias,
    Anything,
    Array,
    Boolean,
    Enumeration,
    Field,
    Float,
    Integer,
    Literal,
    Map,
    Null,
    Record,
    Ref,
    String,
    Type,
    Union,
)

_CHECKS = {"boolean": "bool", "number": "int | float", "string": "str", "array": "list", "object": "dict"}
"""What tells kinds apart; a `bool` is an `int` to Python, so it is asked for first."""


@dataclass(frozen=True, slots=True)
class Function:
    """A function as its module prints it; `body` lines are indented already."""

    name: str
    signature: str
    doc: str
    body: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Sink:
    """What one codec module will hold. `parts` are definitions whose schema alone has to be asked."""

    naming: Naming
    functions: list[Function] = field(default_factory=list)
    parts: set[str] = field(default_factory=set)
    taken: set[str] = field(default_factory=set)

    @property
    def decisions(self) -> Decisions:
        """What msgspec can do for each definition."""
        return self.naming.decisions


def write_functions(sink: Sink, definition: Record | Alias) -> None:
    """Add what reads a definition, and what writes it where msgspec would do that wrong."""
    if sink.decisions.needs_reader(definition.name):
        match definition:
            case Record():
                _record_reader(sink, definition)
            case Alias(name, found):
                _function(sink, "read", name, _body(sink, found, name))
    if sink.decisions.needs_writer(definition.name):
        match definition:
            case Record():
                _record_writer(sink, definition)
            case Alias(name, found):
                expression = written(sink, found, "value", name)
                _function(sink, "write", name, (f"return {expression}",))


def part_constant(naming: Naming, definition: str) -> str:
    """The constant that holds a definition's own schema in a codec module."""
    return f"_{names.constant(naming.functions[definition])}"


def read(sink: Sink, found: Type, expression: str, owner: str, depth: int = 0) -> str:
    """An expression that reads a valid JSON value."""
    match found:
        case Null() | Boolean() | String() | Anything():
            return expression
        case Integer():
            return f"int({expression})"
        case Float():
            return f"float({expression})"
        case Literal(values):
            texts = all(value.startswith('"') for value in values)
            return expression if texts else f"whole({expression})"
        case Array(items):
            item = f"item_{depth}" if depth else "item"
            each = read(sink, items, item, owner, depth + 1)
            return expression if each == item else f"[{each} for {item} in {expression}]"
        case Map(values):
            item = f"item_{depth}" if depth else "item"
            each = read(sink, values, item, owner, depth + 1)
            return expression if each == item else f"{{key: {each} for key, {item} in {expression}.items()}}"
        case Ref(name):
            return _read_reference(sink, name, expression, owner, depth)
        case Union(branches):
            if all(isinstance(branch, Null | Boolean | String | Anything) for branch in branches):
                return expression
            return f"{_union_function(sink, found, owner)}({expression})"
    raise TypeError(found)  # the loader of JSON Schema makes no other types


def written(sink: Sink, found: Type, expression: str, owner: str, depth: int = 0) -> str:
    """An expression that writes a value as what msgspec encodes."""
    if not any(isinstance(part, Ref) and sink.decisions.needs_writer(part.name) for part in parts(found)):
        return expression
    item = f"item_{depth}" if depth else "item"
    match found:
        case Array(items):
            return f"[{written(sink, items, item, owner, depth + 1)} for {item} in {expression}]"
        case Map(values):
            each = written(sink, values, item, owner, depth + 1)
            return f"{{key: {each} for key, {item} in {expression}.items()}}"
        case Ref(name):
            return f"{sink.naming.function('write', name)}({expression})"
        case Union():
            return f"{_union_writer(sink, found, owner)}({expression})"
    raise TypeError(found)


def _read_reference(sink: Sink, name: str, expression: str, owner: str, depth: int) -> str:
    definition = sink.decisions.definitions[name]
    if isinstance(definition, Alias):
        if sink.decisions.is_cyclic(name):
            return expression
        if not sink.decisions.needs_reader(name):
            return read(sink, definition.type, expression, owner, depth)
    elif isinstance(definition, Enumeration):
        return f"{_struct(sink, name)}({expression})"
    elif not sink.decisions.needs_reader(name):
        return f"native({expression}, {_struct(sink, name)})"
    return f"{sink.naming.function('read', name)}({expression})"


def _struct(sink: Sink, name: str) -> str:
    """A record's or an enumeration's class, as a codec module calls it."""
    return f"{sink.naming.qualified(name, MODULE)}.{sink.naming.name(name)}"


def _record_reader(sink: Sink, record: Record) -> None:
    attributes = members(record)
    arguments: list[Expression] = [
        Labelled(f"{attributes[each.name]}=", _read_member(sink, each, record.name)) for each in record.fields
    ]
    before: tuple[str, ...] = ()
    if record.additional is not None:
        others: Expression = call("rest", "value", tuple_of([literal(each.name) for each in record.fields]))
        each = read(sink, record.additional, "item", record.name)
        if each != "item":
            before = (f"others = {lay_out(others, indent=4, before=len('others = '))}",)
            others = f"{{key: {each} for key, item in others.items()}}"
        arguments.append(Labelled(f"{additional_name(record)}=", others))
    result = lay_out(call(_struct(sink, record.name), *arguments), indent=4, before=len("return "))
    _function(sink, "read", record.name, (*before, f"return {result}"))


def _read_member(sink: Sink, member: Field, owner: str) -> Expression:
    key = literal(member.name)
    expression = read(sink, member.type, f"value[{key}]", f"{owner}.{member.name}")
    if member.required:
        return expression
    if expression == f"value[{key}]":
        return f"value.get({key}, UNSET)"
    return Choice(expression, f"{key} in value", "UNSET")


def _record_writer(sink: Sink, record: Record) -> None:
    attributes = members(record)
    entries: list[tuple[str, Expression]] = []
    for each in record.fields:
        value = f"value.{attributes[each.name]}"
        expression = written(sink, each.type, value, f"{record.name}.{each.name}")
        optional = expression != value and not each.required
        chosen = Choice(expression, f"{value} is not UNSET", "UNSET") if optional else expression
        entries.append((literal(each.name), chosen))
    others = "{}"
    if record.additional is not None:
        own = f"value.{additional_name(record)}"
        others = written(sink, record.additional, own, record.name)
        if others != own:
            item = written(sink, record.additional, "item", record.name)
            others = f"{{key: {item} for key, item in {own}.items()}}"
    result = lay_out(call("members", dict_of(entries), others), indent=4, before=len("return "))
    _function(sink, "write", record.name, (f"return {result}",))


def additional_name(record: Record) -> str:
    """What a struct calls the members that it has no fields for."""
    taken = set(members(record).values())
    candidates = chain(["additional"], (f"additional_{number}" for number in count(2)))
    return next(name for name in candidates if name not in taken)


def _body(sink: Sink, found: Type, owner: str) -> tuple[str, ...]:
    if isinstance(found, Union):
        return _union_body(sink, found, owner)
    return (f"return {read(sink, found, 'value', owner)}",)


def _union_function(sink: Sink, union: Union, owner: str) -> str:
    return _private(sink, "read", owner, lambda: _union_body(sink, union, owner))


def _union_writer(sink: Sink, union: Union, owner: str) -> str:
    return _private(sink, "write", owner, lambda: _writer_body(sink, union, owner))


def _private(sink: Sink, verb: str, owner: str, body: Callable[[], tuple[str, ...]]) -> str:
    """The name of a further function for a part of `owner`, which is added after those that it calls."""
    wanted = candidate = f"_{verb}_{names.snake(owner.removeprefix(f'{sink.naming.namespace}.').replace('.', '_'))}"
    number = 2
    while candidate in sink.taken:
        candidate, number = f"{wanted}_{number}", number + 1
    sink.taken.add(candidate)
    lines = body()
    doc = f'"""{verb.title()} a value of several types."""'
    sink.functions.append(Function(candidate, "(value: Any) -> Any", doc, lines))
    return candidate


def _function(sink: Sink, verb: str, definition: str, body: tuple[str, ...]) -> None:
    name = f"{verb}_{sink.naming.functions[definition]}"
    sink.taken.add(name)
    class_name = sink.naming.name(definition)
    held = "Any"
    if isinstance(sink.decisions.definitions[definition], Record):
        held = _struct(sink, definition)
    if verb == "read":
        signature, doc = f"(value: Any) -> {held}", f'"""Read a valid JSON value as `{class_name}`."""'
    else:
        signature, doc = f"(value: {held}) -> Any", f'"""Write a `{class_name}` as a JSON value."""'
    sink.functions.append(Function(name, signature, doc, body))


def _union_body(sink: Sink, union: Union, owner: str) -> tuple[str, ...]:
    by_kind: dict[str, list[Type]] = {}
    for branch in union.branches:
        for kind in sorted(sink.decisions.kinds(branch)):
            by_kind.setdefault(kind, []).append(branch)
    lines: list[str] = []
    for kind, check in _CHECKS.items():
        branches = by_kind.get(kind, [])
        body = _kind_body(sink, branches, owner) if branches else ()
        if body and body != ("return value",):
            lines.append(f"if isinstance(value, {check}):")
            lines += [f"    {line}" for line in body]
        elif body and kind == "boolean" and "number" in by_kind:
            lines += ["if isinstance(value, bool):", "    return value"]
    return (*lines, "return value")


def _kind_body(sink: Sink, branches: list[Type], owner: str) -> tuple[str, ...]:
    """What reads one kind of value; several branches of it are told apart by a member, or by their schemas."""
    if len(branches) == 1:
        return (f"return {read(sink, branches[0], 'value', owner)}",)
    records = [branch for branch in branches if isinstance(branch, Ref)]
    if not records:
        return ("return whole(value)",)
    table = _discriminated(sink, records) if len(records) == len(branches) else None
    if table is not None:
        member, texts = table
        lines = []
        for branch, own in zip(records, texts, strict=True):
            test = f"== {literal(own[0])}" if len(own) == 1 else f"in {literal(own)}"
            lines += [f"if value[{literal(member)}] {test}:", f"    return {read(sink, branch, 'value', owner)}"]
        return (*lines, "return value")
    sink.parts.update(branch.name for branch in records)
    chosen = [
        f"({part_constant(sink.naming, branch.name)}, {_reader(sink, branch)}, {_writer(sink, branch)})"
        for branch in records
    ]
    return (f"return {wrapped('chosen(', ['value', *chosen], ')', indent=8)}",)


def _reader(sink: Sink, branch: Ref) -> str:
    if sink.decisions.needs_reader(branch.name):
        return sink.naming.function("read", branch.name)
    found = sink.decisions.behind(branch)
    return f"typed({_struct(sink, found.name)})" if isinstance(found, Ref) else "unchanged"


def _writer(sink: Sink, branch: Ref) -> str:
    writes = sink.decisions.needs_writer(branch.name)
    return sink.naming.function("write", branch.name) if writes else "unchanged"


def _discriminated(sink: Sink, records: list[Ref]) -> tuple[str, list[tuple[str, ...]]] | None:
    """A member that each record requires to be other text than the others do, with its texts in each."""
    tables = [_texts(sink.decisions, record) for record in records]
    for member in sorted(set.intersection(*(set(table) for table in tables))):
        every = [text for table in tables for text in table[member]]
        if len(every) == len(set(every)):
            return member, [table[member] for table in tables]
    return None


def _texts(decisions: Decisions, reference: Ref) -> dict[str, tuple[str, ...]]:
    target = decisions.behind(reference)
    record = decisions.definitions[target.name] if isinstance(target, Ref) else None
    if not isinstance(record, Record):
        return {}
    found = {}
    for member in record.fields:
        if member.required and isinstance(member.type, Literal) and all(v.startswith('"') for v in member.type.values):
            found[member.name] = tuple(json.loads(value) for value in member.type.values)
    return found


def _writer_body(sink: Sink, union: Union, owner: str) -> tuple[str, ...]:
    lines: list[str] = []
    for branch in union.branches:
        expression = written(sink, branch, "value", owner)
        if expression == "value":
            continue
        match sink.decisions.behind(branch):
            case Ref(name):
                check = _struct(sink, name)
            case Array():
                check = "list"
            case Map():
                check = "dict"
            case _:
                raise TypeError(branch)  # unions are flat, and nothing else has members
        lines += [f"if isinstance(value, {check}):", f"    return {expression}"]
    return (*lines, "return value")
