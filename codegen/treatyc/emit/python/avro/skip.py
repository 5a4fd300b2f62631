"""Statements that pass over a value which the writer sends and the reader does not have."""

from __future__ import annotations

from treatyc.emit.python.avro.body import Lines, Scope, indented
from treatyc.emit.python.avro.read import blocks
from treatyc.emit.python.avro.resolve import Resolution, may_be_empty
from treatyc.load.avro.matching import primitive
from treatyc.system.schema import Array, Boolean, Fixed, Float, Map, Null, Record, Ref, Type, Union


def skip(type: Type, scope: Scope, resolution: Resolution) -> Lines:
    """Statements that leave `at` behind a value of the writer's that no field of the reader's wants."""
    match type:
        case Null():
            return []
        case Boolean():
            return ["at += 1"]
        case Float(bits=bits):
            return [f"at += {(bits or 64) // 8}"]
        case Array(items=items):
            body = skip(items, scope, resolution)
            if may_be_empty(items, resolution.writer):
                return blocks(["pass"], scope, empty_items=True)
            return blocks(body, scope, empty_items=False)
        case Map(values=values):
            text = f"at = {scope.needs.wire('skip_bytes')}(data, at)"
            return blocks([text, *skip(values, scope, resolution)], scope, empty_items=False)
        case Union(branches=branches):
            return _skip_branches(branches, scope, resolution)
        case Ref(name=name):
            return _skip_named(name, scope, resolution)
        case _:
            function = "skip_number" if primitive(type) in ("int", "long") else "skip_bytes"
            return [f"at = {scope.needs.wire(function)}(data, at)"]


def _skip_branches(branches: tuple[Type, ...], scope: Scope, resolution: Resolution) -> Lines:
    lines = [f"branch, at = {scope.needs.wire('read_size')}(data, at)"]
    for index, branch in enumerate(branches):
        lines.append(f"{'elif' if index else 'if'} branch == {index}:")
        lines += indented(skip(branch, scope, resolution) or ["pass"])
    return [*lines, "else:", f"    raise {scope.needs.wire('bad_branch')}(branch, {len(branches)})"]


def _skip_named(name: str, scope: Scope, resolution: Resolution) -> Lines:
    match resolution.writer[name]:
        case Record():
            return [f"at = {scope.call(scope.shared.skipping(name), 'data', 'at')}"]
        case Fixed(size=size):
            return [f"at += {size}"]
        case _:
            return [f"at = {scope.needs.wire('skip_number')}(data, at)"]
