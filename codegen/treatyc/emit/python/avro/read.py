"""Statements that read a value, as a plan says, from `data` at `at`; straight-line Python for each type.

A value of one byte, which is most of them, is read in place; what takes more goes to `treaty.codecs.avro_wire`.
"""

from __future__ import annotations

from typing import assert_never

from treatyc.emit.python.avro.body import EPOCHS, SMALL_INDEXES, STEPS, Lines, Scope, ends, indented
from treatyc.emit.python.avro.members import annotation
from treatyc.emit.python.avro.resolve import (
    Branches,
    Entries,
    Impossible,
    Items,
    Plan,
    Scalar,
    Structure,
    Symbols,
)
from treatyc.emit.python.literal import literal
from treatyc.system.schema import (
    Bytes,
    Date,
    Decimal,
    Duration,
    Float,
    Integer,
    String,
    TimeOfDay,
    Timestamp,
    Type,
    Unit,
    Uuid,
)


def read(plan: Plan, target: str, scope: Scope) -> Lines:
    """Statements that leave the value in the local `target` and `at` behind it."""
    match plan:
        case Scalar():
            return _scalar(plan, target, scope)
        case Symbols():
            return _symbol(plan, target, scope)
        case Items():
            return _items(plan, target, scope)
        case Entries():
            return _entries(plan, target, scope)
        case Branches():
            return _branches(plan, target, scope)
        case Structure():
            return [f"{target}, at = {scope.call(scope.shared.reading(plan), 'data', 'at')}"]
        case Impossible(reason):
            return [refusal(reason, scope)]
    assert_never(plan)


def refusal(reason: str, scope: Scope) -> str:
    """The statement that refuses a payload."""
    return f"raise {scope.needs.take('treaty.errors', 'DecodeError')}({literal(reason)})"


def _scalar(plan: Scalar, target: str, scope: Scope) -> Lines:
    match plan.wire:
        case "null":
            return [f"{target} = None"]
        case "boolean":
            return [f"{target} = {scope.needs.wire('TRUTHS')}[data[at]]", "at += 1"]
        case "int" | "long":
            return _number(plan.wire, plan.type, target, scope)
        case "float" | "double":
            unpack, size = scope.needs.wire(f"unpack_{plan.wire}"), 4 if plan.wire == "float" else 8
            return [f"{target} = {unpack}(data, at)[0]", f"at += {size}"]
        case "fixed":
            return ["start = at", f"at += {plan.size}", f"{target} = {_of_octets(plan.type, scope)}"]
        case _:
            return [*_span(scope), f"{target} = {_of_octets(plan.type, scope)}"]


def _number(wire: str, type: Type, target: str, scope: Scope) -> Lines:
    function = scope.needs.wire(f"read_{wire}")
    match type:
        case Integer() | Timestamp(unit=Unit.NANOSECONDS):
            return [
                f"{target} = data[at]",
                f"if {target} < 128:",
                f"    {target} = ({target} >> 1) ^ -({target} & 1)",
                "    at += 1",
                "else:",
                f"    {target}, at = {function}(data, at)",
            ]
        case _:
            return [f"number, at = {function}(data, at)", f"{target} = {_of_number(type, scope)}"]


def _of_number(type: Type, scope: Scope) -> str:
    """What the whole number in `number` is to a reader of `type`."""
    match type:
        case Float(bits=32):
            return f"{scope.needs.wire('to_float')}(number)"
        case Float():
            return "float(number)"
        case Date():
            return f"{scope.needs.values('date_of')}(number)"
        case TimeOfDay(unit=unit):
            return f"{scope.needs.values(f'time_of_{unit.value}')}(number)"
        case Timestamp(unit=unit, zoned=zoned):
            return f"{scope.needs.values(EPOCHS[zoned])} + number * {scope.needs.values(STEPS[unit])}"
        case _:
            raise AssertionError(type)


def _span(scope: Scope) -> Lines:
    """Leave `at` behind text or bytes, and `start` where they begin: a length below 64 is one even byte."""
    return [
        "size = data[at]",
        "if size & 0x81:",
        f"    start, at = {scope.needs.wire('read_span')}(data, at)",
        "else:",
        "    start = at + 1",
        "    at = start + (size >> 1)",
    ]


def _of_octets(type: Type, scope: Scope) -> str:
    """What the bytes from `start` to `at` are to a reader of `type`."""
    match type:
        case String():
            return "data[start:at].decode()"
        case Bytes():
            return "data[start:at]"
        case Decimal(precision=precision, scale=scale):
            return f"{scope.needs.values('decimal_of')}(data[start:at], {scale}, 10**{precision})"
        case Uuid(carrier=String()):
            return f"{scope.needs.values('uuid_of')}(data[start:at])"
        case Uuid():
            return f"{scope.needs.values('uuid_of_bytes')}(data[start:at])"
        case Duration():
            return f"{scope.needs.values('duration_of')}(data[start:at])"
        case _:
            raise AssertionError(type)


def _symbol(plan: Symbols, target: str, scope: Scope) -> Lines:
    table = scope.shared.symbols_by_index(plan)
    if len(plan.symbols) <= SMALL_INDEXES:
        return [f"{target} = {table}[data[at]]", "at += 1"]
    return [f"number, at = {scope.needs.wire('read_size')}(data, at)", f"{target} = {table}[number]"]


def _items(plan: Items, target: str, scope: Scope) -> Lines:
    item = scope.locals.name("item")
    body = read(plan.item, item, scope)
    declared = f"{target}: list[{annotation(plan.item_type, scope.needs)}] = []"
    if ends(body):
        return [declared, *_nothing_but_empty(body)]
    return [declared, *blocks([*body, f"{target}.append({item})"], scope, empty_items=plan.empty_items)]


def _entries(plan: Entries, target: str, scope: Scope) -> Lines:
    key, item = scope.locals.name("key"), scope.locals.name("item")
    body = read(plan.value, item, scope)
    declared = f"{target}: dict[str, {annotation(plan.value_type, scope.needs)}] = {{}}"
    if ends(body):
        return [declared, *_nothing_but_empty(body)]
    text = read(Scalar("string", 0, String()), key, scope)
    return [declared, *blocks([*text, *body, f"{target}[{key}] = {item}"], scope, empty_items=False)]


def _nothing_but_empty(refused: Lines) -> Lines:
    return ["if data[at]:", *indented(refused), "at += 1"]


def blocks(body: Lines, scope: Scope, *, empty_items: bool) -> Lines:
    """Avro 1.12, Arrays: blocks of a count and as many items, until a count of zero."""
    bounded = [f"{scope.needs.wire('check_empty_items')}(count)"] if empty_items else []
    block = [
        "if count & 0x81:",
        f"    count, at = {scope.needs.wire('read_count')}(data, at - 1)",
        "else:",
        "    count >>= 1",
        *bounded,
        "for _ in range(count):",
        *indented(body),
        "count = data[at]",
        "at += 1",
    ]
    return ["count = data[at]", "at += 1", "while count:", *indented(block)]


def _arm(arm: Plan, target: str, scope: Scope) -> Lines:
    """One branch of a union; a list or a dictionary is declared, which the union's own local is already."""
    match arm:
        case Items() | Entries():
            filled = scope.locals.name("items" if isinstance(arm, Items) else "entries")
            lines = read(arm, filled, scope)
            return lines if ends(lines) else [*lines, f"{target} = {filled}"]
        case _:
            return read(arm, target, scope)


def _branches(plan: Branches, target: str, scope: Scope) -> Lines:
    if all(isinstance(arm, Impossible) for arm in plan.plans):
        return read(plan.plans[0], target, scope)
    factor = 2 if len(plan.plans) <= SMALL_INDEXES else 1
    lines = [f"{target}: {annotation(plan.type, scope.needs)}"]
    if factor == 2:
        lines += ["branch = data[at]", "at += 1"]
    else:
        lines.append(f"branch, at = {scope.needs.wire('read_size')}(data, at)")
    for index, arm in enumerate(plan.plans):
        lines.append(f"{'elif' if index else 'if'} branch == {index * factor}:")
        lines += indented(_arm(arm, target, scope))
    known = len(plan.plans)
    return [*lines, "else:", f"    raise {scope.needs.wire('bad_branch')}(branch, {known})"]
