"""Long expressions, as a formatter would lay them out: on one line where that fits, else one item a line."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

WIDTH = 120


@dataclass(frozen=True, slots=True)
class Items:
    """Expressions between brackets; `opening` may hold a callee: `Channel(`."""

    opening: str
    items: tuple[Expression, ...]
    closing: str


@dataclass(frozen=True, slots=True)
class Labelled:
    """An expression behind its keyword (`key=`) or its dictionary key (`"key": `)."""

    label: str
    value: Expression


@dataclass(frozen=True, slots=True)
class Choice:
    """`value if test else other`."""

    value: str
    test: str
    other: str


Expression = str | Items | Labelled | Choice


def call(function: str, *arguments: Expression, **keywords: Expression) -> Items:
    """A call; a keyword whose value is the empty string is left out."""
    named = tuple(Labelled(f"{name}=", value) for name, value in keywords.items() if value != "")
    return Items(f"{function}(", (*arguments, *named), ")")


def tuple_of(items: Sequence[Expression]) -> Expression:
    """A tuple, with the comma that one item needs."""
    if len(items) == 1:
        return Items("(", (items[0], ""), ")")
    return Items("(", tuple(items), ")")


def dict_of(pairs: Sequence[tuple[str, Expression]]) -> Items:
    """A dictionary of key expressions and values."""
    return Items("{", tuple(Labelled(f"{key}: ", value) for key, value in pairs), "}")


def lay_out(expression: Expression, *, indent: int = 0, before: int = 0, after: int = 0) -> str:
    """The text of an expression that begins in column `indent + before` and is followed by `after` characters."""
    line = _one_line(expression)
    if indent + before + len(line) + after <= WIDTH or isinstance(expression, str):
        return line
    match expression:
        case Choice(value, test, other):
            margin = " " * indent
            return f"{value}\n{margin}if {test}\n{margin}else {other}"
        case Labelled(label, value):
            return label + lay_out(value, indent=indent, before=before + len(label), after=after)
        case Items(opening, items, closing):
            margin = " " * indent
            shown = [lay_out(item, indent=indent + 4, after=1) for item in items if item != ""]
            body = "".join(f"{margin}    {item},\n" for item in shown)
            return f"{opening}\n{body}{margin}{closing}"


def wrapped(opening: str, items: Sequence[Expression], closing: str, *, indent: int = 0) -> str:
    """`opening` + items + `closing`, laid out from column `indent`; `opening` holds all that stands before them."""
    return lay_out(Items(opening, tuple(items), closing), indent=indent)


def import_from(module: str, items: Sequence[str]) -> str:
    """`from module import …`, with brackets only where one line is too short; a renamed item has a line of its own."""
    plain = [item for item in items if " as " not in item]
    groups = [*([plain] if plain else []), *([item] for item in items if " as " in item)]
    ordered = sorted(groups, key=lambda group: import_order(group[0].partition(" ")[0]))
    return "\n".join(_import(module, group) for group in ordered)


def _import(module: str, items: Sequence[str]) -> str:
    line = f"from {module} import {', '.join(items)}"
    return line if len(line) <= WIDTH else wrapped(f"from {module} import (", items, ")")


def all_names(names: Sequence[str]) -> str:
    """The assignment of `__all__`."""
    return wrapped("__all__ = [", [f'"{name}"' for name in sorted(names, key=_export_order)], "]")


def import_order(name: str) -> tuple[int, tuple[str | int, ...], str]:
    """Sorts names as import sorters do: constants, classes, all others; `v2` stands before `v10`."""
    return _kind(name), _natural(name.lower()), name


def _export_order(name: str) -> tuple[int, tuple[str | int, ...]]:
    """Sorts names as linters want `__all__`: as imports, but capitals stand before small letters."""
    return _kind(name), _natural(name)


def _kind(name: str) -> int:
    return 0 if name.isupper() and len(name) > 1 else 1 if name[:1].isupper() else 2


def _natural(name: str) -> tuple[str | int, ...]:
    return tuple(int(part) if index % 2 else part for index, part in enumerate(re.split(r"([0-9]+)", name)))


def _one_line(expression: Expression) -> str:
    match expression:
        case str():
            return expression
        case Choice(value, test, other):
            return f"{value} if {test} else {other}"
        case Labelled(label, value):
            return label + _one_line(value)
        case Items(opening, (only, ""), closing):
            return f"{opening}{_one_line(only)},{closing}"
        case Items(opening, items, closing):
            return f"{opening}{', '.join(map(_one_line, items))}{closing}"
