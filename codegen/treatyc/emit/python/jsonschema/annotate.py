"""Types as Python annotations, with the constraints that msgspec can hold."""

from __future__ import annotations

import json
import math

from treatyc.emit.python.jsonschema.decide import EXACT_FLOATS, INT64, is_plain_literal
from treatyc.emit.python.jsonschema.naming import MODULE, Naming
from treatyc.emit.python.jsonschema.pattern import python_pattern
from treatyc.emit.python.literal import literal
from treatyc.system.schema import (
    Alias,
    Anything,
    Array,
    Boolean,
    Float,
    Integer,
    Literal,
    Map,
    Null,
    Ref,
    String,
    Type,
    Union,
)

Bounds = dict[str, int | float | str | None]


def annotation(naming: Naming, found: Type) -> str:
    """The annotation of a type in the module of structs."""
    match found:
        case Null():
            return "None"
        case Boolean():
            return "bool"
        case Integer():
            return _constrained("int", _integer_bounds(found))
        case Float():
            return _constrained("float", _float_bounds(found))
        case String(min_length, max_length, pattern):
            translated = python_pattern(pattern) if pattern is not None else None
            return _constrained("str", _lengths(min_length, max_length) | {"pattern": translated})
        case Literal(values):
            return _literal(found, values)
        case Array(items, min_items, max_items):
            return _constrained(f"list[{annotation(naming, items)}]", _lengths(min_items, max_items))
        case Map(values):
            return f"dict[str, {annotation(naming, values)}]"
        case Union(branches):
            last = sorted(branches, key=lambda branch: branch == Null())
            written = dict.fromkeys(annotation(naming, branch) for branch in last)
            return "Any" if "Any" in written else " | ".join(written)
        case Ref():
            return _reference(naming, found)
        case Anything():
            return "Any"
    raise TypeError(found)  # the loader of JSON Schema makes no other types


def _reference(naming: Naming, found: Ref) -> str:
    definition = naming.decisions.definitions[found.name]
    if isinstance(definition, Alias):
        if naming.decisions.is_cyclic(found.name):
            return "Any"
        if not naming.is_written(found.name):
            return annotation(naming, naming.decisions.behind(found))
    if naming.is_local(found.name):
        return naming.name(found.name)
    return f"{naming.qualified(found.name, MODULE)}.{naming.name(found.name)}"


def _literal(found: Literal, values: tuple[str, ...]) -> str:
    if is_plain_literal(found):
        return f"Literal[{', '.join(literals(found))}]"
    kinds = {_base(json.loads(value)) for value in values}
    return " | ".join(sorted(kinds - {"None"}) + sorted(kinds & {"None"}))


def literals(found: Literal) -> list[str]:
    """The values of a literal type, each as Python."""
    return [literal(json.loads(value)) for value in found.values]


def _base(value: object) -> str:
    match value:
        case None:
            return "None"
        case bool():
            return "bool"
        case int():
            return "int"
        case float():
            return "float"
        case str():
            return "str"
        case list():
            return "list[Any]"
    return "dict[str, Any]"


def _integer_bounds(found: Integer) -> Bounds:
    return {
        "ge": _in_int64(found.minimum),
        "le": _in_int64(found.maximum),
        "multiple_of": _in_int64(found.multiple_of),
    }


def _lengths(least: int | None, most: int | None) -> Bounds:
    return {"min_length": _in_int64(least), "max_length": _in_int64(most)}


def _in_int64(bound: int | None) -> int | None:
    return bound if bound is not None and bound in INT64 else None


def _float_bounds(found: Float) -> Bounds:
    """Msgspec takes one lower and one upper bound: the tighter of each."""
    least, above = _or(found.minimum, -math.inf), _or(found.exclusive_minimum, -math.inf)
    most, below = _or(found.maximum, math.inf), _or(found.exclusive_maximum, math.inf)
    bounds = {
        "gt" if above >= least else "ge": max(least, above),
        "lt" if below <= most else "le": min(most, below),
    }
    return {keyword: bound for keyword, bound in bounds.items() if abs(bound) < EXACT_FLOATS}


def _or(bound: float | None, otherwise: float) -> float:
    return otherwise if bound is None else bound


def _constrained(base: str, bounds: Bounds) -> str:
    given = [f"{keyword}={literal(bound)}" for keyword, bound in bounds.items() if bound is not None]
    return f"Annotated[{base}, Meta({', '.join(given)})]" if given else base
