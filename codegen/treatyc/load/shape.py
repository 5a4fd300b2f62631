"""Shapes: what may stand at a place of the contract language, as the loader reads it and as an editor is told it.

Both come from one value, so that the loader and the JSON Schema of the language cannot disagree.
"""

from __future__ import annotations

import dataclasses
import enum
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from treatyc.diagnostics import Report
from treatyc.load import yaml_tree
from treatyc.load.yaml_tree import Node, Scalar, Sequence
from treatyc.source import Span
from treatyc.suggest import did_you_mean

T = TypeVar("T")
U = TypeVar("U")
T_co = TypeVar("T_co", covariant=True)
E = TypeVar("E", bound=enum.Enum)

JsonSchema = dict[str, object]


@dataclass(frozen=True, slots=True)
class Declared(Generic[T_co]):
    """A value that a user wrote, at its place."""

    value: T_co
    place: Span


@dataclass(frozen=True, slots=True)
class Entry(Generic[T_co]):
    """A named thing: its key in a mapping, and what stands under it."""

    name: str
    place: Span
    value: T_co


@dataclass(frozen=True, slots=True)
class Shape(Generic[T_co]):
    """`noun` says what is expected here, `read` gives the value or reports and gives None.

    `definitions` are the named schemas that `schema` refers to.
    """

    noun: str
    read: Callable[[Node, Report], T_co | None]
    schema: JsonSchema
    definitions: Mapping[str, JsonSchema] = field(default_factory=dict)


def refuse(node: Node, noun: str, report: Report, hint: str = "") -> None:
    """Report that something else than `noun` stands here."""
    report.error("wrong-value", f"expected {noun}, found {_found(node)}", at=node.place, help=hint)


def text(noun: str, pattern: str, convert: Callable[[str], T], hint: str = "", longest: int = 256) -> Shape[T]:
    """Text that fits `pattern` as a whole; the pattern is written so that Python and ECMA-262 read it alike."""
    compiled = re.compile(pattern)

    def read(node: Node, report: Report) -> T | None:
        if not isinstance(node, Scalar):
            refuse(node, noun, report, hint)
        elif not isinstance(node.value, str):
            refuse(node, noun, report, hint or f'put quotes around it: "{node.text}"')
        elif len(node.value) > longest:
            report.error("wrong-value", f"this is longer than {longest} characters", at=node.place, help=hint)
        elif compiled.fullmatch(node.value) is None:
            refuse(node, noun, report, hint)
        else:
            return convert(node.value)
        return None

    return Shape(noun, read, {"type": "string", "pattern": f"^(?:{pattern})$", "maxLength": longest})


def hidden(noun: str, pattern: str, hint: str) -> Shape[str]:
    """Text that fits `pattern`, where a person might write a secret instead: what stands there is not repeated."""
    plain = text(noun, pattern, str, longest=1024)

    def read(node: Node, report: Report) -> str | None:
        value = plain.read(node, Report())
        if value is None:
            report.error("secret-written", f"expected {noun}", at=node.place, help=hint)
        return value

    return Shape(noun, read, plain.schema)


def prose(least: int = 0, longest: int = 20_000) -> Shape[str]:
    """Text for people."""
    noun = "text"

    def read(node: Node, report: Report) -> str | None:
        written = node.value if isinstance(node, Scalar) else None
        if not isinstance(written, str):
            refuse(node, noun, report, "put quotes around it" if isinstance(node, Scalar) else "")
        elif len(written) > longest:
            report.error("wrong-value", f"this is longer than {longest} characters", at=node.place)
        elif len(written) < least:
            report.error("wrong-value", "this text is empty", at=node.place)
        else:
            return written
        return None

    return Shape(noun, read, {"type": "string", "minLength": least, "maxLength": longest})


def integer(lowest: int, highest: int) -> Shape[int]:
    """A whole number between bounds."""
    noun = f"a whole number from {lowest} to {highest}"

    def read(node: Node, report: Report) -> int | None:
        number = _whole(node)
        if number is not None and lowest <= number <= highest:
            return number
        refuse(node, noun, report)
        return None

    return Shape(noun, read, {"type": "integer", "minimum": lowest, "maximum": highest})


def flag() -> Shape[bool]:
    """`true` or `false`."""
    noun = "`true` or `false`"

    def read(node: Node, report: Report) -> bool | None:
        if isinstance(node, Scalar) and isinstance(node.value, bool):
            return node.value
        refuse(node, noun, report)
        return None

    return Shape(noun, read, {"type": "boolean"})


class Off(enum.Enum):
    """The word `false` where it switches off what is on by default."""

    OFF = False


def off() -> Shape[Off]:
    """The word `false` alone."""
    noun = "`false`"

    def read(node: Node, report: Report) -> Off | None:
        if isinstance(node, Scalar) and node.value is False:
            return Off.OFF
        refuse(node, noun, report)
        return None

    return Shape(noun, read, {"const": False})


def exactly(value: int, noun: str) -> Shape[int]:
    """One number and no other."""

    def read(node: Node, report: Report) -> int | None:
        if _whole(node) == value:
            return value
        refuse(node, noun, report)
        return None

    return Shape(noun, read, {"type": "integer", "const": value})


def choice(words: type[E], reserved: tuple[E, ...] = ()) -> Shape[E]:
    """One of the words of an enumeration; those that are reserved are laid down in the language and not built yet."""
    known = {word.value: word for word in words}
    offered = [value for value, word in known.items() if word not in reserved]
    noun = " or ".join(f"`{value}`" for value in offered)

    def read(node: Node, report: Report) -> E | None:
        word = known.get(node.value) if isinstance(node, Scalar) and isinstance(node.value, str) else None
        if word in reserved:
            message = f"`{word.value}` is not supported yet"
            report.error("not-supported-yet", message, at=node.place, help=f"use {noun}")
            return None
        if word is None:
            refuse(node, noun, report, did_you_mean(node.text, offered) if isinstance(node, Scalar) else "")
        return word

    return Shape(noun, read, {"enum": offered})


def later(word: str, shape: Shape[T]) -> Shape[T]:
    """A shape beside which the language lays down a word that is not built yet."""

    def read(node: Node, report: Report) -> T | None:
        if isinstance(node, Scalar) and node.value == word:
            message = f"`{word}` is not supported yet"
            report.error("not-supported-yet", message, at=node.place, help=f"use {shape.noun}")
            return None
        return shape.read(node, report)

    return dataclasses.replace(shape, read=read)


def listed(item: Shape[T], least: int = 0, most: int = 10_000) -> Shape[tuple[Declared[T], ...]]:
    """A list, each item at its place."""
    noun = f"a list, each {item.noun}"

    def read(node: Node, report: Report) -> tuple[Declared[T], ...] | None:
        if not isinstance(node, Sequence):
            refuse(node, noun, report, "put it in brackets" if isinstance(node, Scalar) else "")
            return None
        if not least <= len(node.items) <= most:
            message = f"expected {least} to {most} items, found {len(node.items)}"
            report.error("wrong-value", message, at=node.place)
            return None
        read_items = [(item.read(each, report), each.place) for each in node.items]
        return tuple(Declared(value, place) for value, place in read_items if value is not None)

    bounds: JsonSchema = {"minItems": least} if least else {}
    return Shape(noun, read, {"type": "array", "items": item.schema, "maxItems": most, **bounds}, item.definitions)


def mapping(key: Shape[str], value: Shape[T]) -> Shape[tuple[Entry[T], ...]]:
    """Things by name, sorted by it; an entry that cannot be read is left out, for it was reported."""
    noun = f"a mapping from {key.noun} to {value.noun}"

    def read(node: Node, report: Report) -> tuple[Entry[T], ...] | None:
        if not isinstance(node, yaml_tree.Mapping):
            refuse(node, noun, report)
            return None
        entries = []
        for name, under in node.entries:
            # A key is text, whatever YAML would take it for.
            read_name = key.read(Scalar(name.text, name.text, name.place), report)
            read_value = value.read(under, report)
            if read_name is not None and read_value is not None:
                entries.append(Entry(read_name, name.place, read_value))
        return tuple(sorted(entries, key=lambda entry: entry.name))

    schema: JsonSchema = {"type": "object", "propertyNames": key.schema, "additionalProperties": value.schema}
    return Shape(noun, read, schema, value.definitions)


def either(first: Shape[T], second: Shape[U], takes_first: Callable[[Node], bool]) -> Shape[T | U]:
    """Two ways to write a thing; `takes_first` tells from the node alone which one the user meant."""

    def read(node: Node, report: Report) -> T | U | None:
        return first.read(node, report) if takes_first(node) else second.read(node, report)

    both = {**first.definitions, **second.definitions}
    return Shape(f"{first.noun} or {second.noun}", read, {"anyOf": [first.schema, second.schema]}, both)


def is_scalar(node: Node) -> bool:
    """Whether a node is one value."""
    return isinstance(node, Scalar)


def is_false(node: Node) -> bool:
    """Whether a node is the word `false`."""
    return isinstance(node, Scalar) and node.value is False


def _whole(node: Node) -> int | None:
    """The whole number that a node is; `3.0` is one to JSON Schema, and so it is to us."""
    number = node.value if isinstance(node, Scalar) else None
    if isinstance(number, bool):
        return None
    if isinstance(number, float) and number.is_integer():
        return int(number)
    return number if isinstance(number, int) else None


def _found(node: Node) -> str:
    match node:
        case Scalar(value=None):
            return "nothing"
        case Scalar():
            shown = node.text if len(node.text) <= 60 else node.text[:57] + "..."
            return f"`{shown}`"
        case Sequence():
            return "a list"
        case yaml_tree.Mapping():
            return "a mapping"
