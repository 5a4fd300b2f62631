"""Mappings with set keys, declared as frozen dataclasses: each field is a key, with its shape and its sentence."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping as Keys
from dataclasses import dataclass
from typing import Any, TypeVar, cast

from treatyc.diagnostics import Report
from treatyc.load.shape import Declared, JsonSchema, Shape, refuse
from treatyc.load.yaml_tree import Mapping, Node, Scalar
from treatyc.suggest import did_you_mean

T = TypeVar("T")

_KEY = "key"


@dataclass(frozen=True, slots=True)
class Key:
    """What a field's metadata holds; a reserved key, `shape` None, is part of the language and not built yet."""

    shape: Shape[Any] | None
    doc: str
    required: bool


class Reserved:
    """The value of a key that is not built yet: there is none."""


def optional(shape: Shape[T], doc: str) -> Declared[T] | None:
    """A key that may be left out."""
    return cast("Declared[T] | None", dataclasses.field(default=None, metadata={_KEY: Key(shape, doc, required=False)}))


def required(shape: Shape[T], doc: str) -> Declared[T]:
    """A key that must be there."""
    return cast("Declared[T]", dataclasses.field(metadata={_KEY: Key(shape, doc, required=True)}))


def reserved(doc: str) -> Reserved | None:
    """A key of later work: a clear "not supported yet", never silence."""
    return cast("Reserved | None", dataclasses.field(default=None, metadata={_KEY: Key(None, doc, required=False)}))


def keys(cls: type[object]) -> dict[str, Key]:
    """The keys that a dataclass declares, by name."""
    fields = dataclasses.fields(cast("Any", cls))
    return {field.name: field.metadata[_KEY] for field in fields if _KEY in field.metadata}


def struct(cls: type[T], noun: str, refused: Keys[str, str] | None = None) -> Shape[T]:
    """The mapping that a dataclass declares; `refused` are keys of it that cannot stand here, each with the reason."""
    refusals = refused or {}
    declared = {name: key for name, key in keys(cls).items() if name not in refusals}

    def read(node: Node, report: Report) -> T | None:
        if not isinstance(node, Mapping):
            refuse(node, noun, report, f"its keys are {_listed(declared)}")
            return None
        values: dict[str, Declared[Any]] = {}
        for name, under in node.entries:
            key = declared.get(name.text)
            if key is None:
                _report_unknown(name, noun, declared, refusals, report)
            elif key.shape is None:
                report.error(
                    "not-supported-yet", f"`{name.text}` is not supported yet", at=name.place, help="remove it"
                )
            else:
                value = key.shape.read(under, report)
                if value is not None:
                    values[name.text] = Declared(value, under.place)
        written = {name.text for name, _ in node.entries}
        for absent in [name for name, key in declared.items() if key.required and name not in written]:
            message = f"{noun} needs the key `{absent}`"
            report.error("missing-key", message, at=node.place, help=f"`{absent}`: {declared[absent].doc}")
        complete = all(name in values for name, key in declared.items() if key.required)
        return cls(**values) if complete else None

    title = noun.removeprefix("a ").removeprefix("an ").removeprefix("the ")
    word = title.replace(" ", "-")
    definitions = {word: _schema(cls, title, declared)}
    for key in declared.values():
        definitions.update(key.shape.definitions if key.shape else {})
    return Shape(noun, read, {"$ref": f"#/$defs/{word}"}, definitions)


def single(shape: Shape[T]) -> Shape[T]:
    """A struct of which exactly one key is written."""

    def read(node: Node, report: Report) -> T | None:
        if isinstance(node, Mapping) and len(node.entries) != 1:
            message = f"{shape.noun} has one key, this has {len(node.entries)}"
            report.error("wrong-value", message, at=node.place, help="begin a new item of the list for each")
            return None
        return shape.read(node, report)

    return Shape(shape.noun, read, {"minProperties": 1, "maxProperties": 1, **shape.schema}, shape.definitions)


def _report_unknown(name: Scalar, noun: str, declared: Keys[str, Key], refused: Keys[str, str], report: Report) -> None:
    if name.text in refused:
        report.error("unknown-key", f"`{name.text}` cannot stand here: {refused[name.text]}", at=name.place)
        return
    shown = name.text if len(name.text) <= 60 else name.text[:57] + "..."
    known = [key for key, what in declared.items() if what.shape is not None]
    help_ = did_you_mean(name.text, known, f"its keys are {_listed(declared)}")
    report.error("unknown-key", f"{noun} has no key `{shown}`", at=name.place, help=help_)


def _listed(declared: Keys[str, Key]) -> str:
    return ", ".join(sorted(f"`{name}`" for name, key in declared.items() if key.shape is not None))


def _schema(cls: type[object], title: str, declared: Keys[str, Key]) -> JsonSchema:
    properties: dict[str, object] = {}
    for name, key in declared.items():
        if key.shape is None:
            properties[name] = {"not": {}, "description": f"Not supported yet: {key.doc}"}
        else:
            properties[name] = {"description": _sentence(key.doc), **key.shape.schema}
    schema: JsonSchema = {
        "title": title,
        "description": (cls.__doc__ or "").strip().replace("\n    ", " "),
        "type": "object",
        "properties": properties,
        "additionalProperties": False,
    }
    needed = [name for name, key in declared.items() if key.required]
    return {**schema, "required": needed} if needed else schema


def _sentence(doc: str) -> str:
    return doc[:1].upper() + doc[1:] + "."
