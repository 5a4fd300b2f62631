"""The module of a namespace's Avro classes: structs for records, enumerations, and aliases for what is fixed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import assert_never

from treatyc.emit.file import File
from treatyc.emit.python.avro.defaults import default_of
from treatyc.emit.python.avro.library import TYPES, Library
from treatyc.emit.python.avro.members import annotation, fields_of, symbols_of
from treatyc.emit.python.avro.needs import Needs
from treatyc.emit.python.layout import Labelled, lay_out
from treatyc.emit.python.literal import docstring, literal
from treatyc.emit.python.outline import Outline, prove
from treatyc.emit.render import render
from treatyc.system.schema import Alias, Enumeration, Field, Fixed, Record, Timestamp, Unit

_INDENT = 4


@dataclass(frozen=True, slots=True)
class _Member:
    text: str
    doc: str


@dataclass(frozen=True, slots=True)
class _Class:
    name: str
    base: str
    doc: str
    members: tuple[_Member, ...]
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _TypesView:
    title: str
    preamble: tuple[str, ...]
    classes: tuple[_Class, ...]
    late: tuple[str, ...]


def types_file(library: Library, namespace: str) -> File:
    """The classes of all Avro definitions that live in a namespace."""
    needs = Needs(library, namespace)
    aliases: dict[str, str] = {}
    enumerations: list[_Class] = []
    structs: list[_Class] = []
    for definition in library.of_namespace(namespace):
        match definition:
            case Record():
                structs.append(_struct(definition, needs))
            case Enumeration():
                enumerations.append(_enumeration(definition, needs))
            case Fixed(name=name, type=type):
                aliases[library.classes[name]] = annotation(type, needs)
            case Alias():
                raise AssertionError("JSON Schema's own")
            case _:
                assert_never(definition)
    alias = needs.take("typing", "TypeAlias") if aliases else ""
    classes = (*enumerations, *structs)
    title = f"The Avro messages of `{namespace}`." if namespace else "The Avro messages without a namespace."
    declared = "\n".join(f"{name}: {alias} = {target}" for name, target in aliases.items())
    preamble = (*needs.statements(), *filter(None, [declared]))
    view = _TypesView(docstring(title), preamble, classes, needs.late_statements())
    promised = Outline(
        imports=needs.promised() | {"__future__:annotations"},
        classes={each.name: each.names for each in classes},
        constants=tuple(aliases),
    )
    path = f"{TYPES}.py"
    text = render("python/messages_avro_types.py.j2", view).rstrip() + "\n"
    return File(path, prove(path, text, promised).encode())


def _struct(record: Record, needs: Needs) -> _Class:
    base = f"{needs.module('msgspec')}.Struct, frozen=True, kw_only=True"
    members = fields_of(record)
    shown = tuple(_field(field, members[field.name], needs) for field in record.fields)
    doc = docstring(record.doc or f"The record `{record.name}`.", indent=_INDENT)
    return _Class(needs.library.classes[record.name], base, doc, shown, tuple(members[f.name] for f in record.fields))


def _field(field: Field, member: str, needs: Needs) -> _Member:
    declared = f"{member}: {annotation(field.type, needs)}"
    doc = field.doc
    if field.type in (Timestamp(Unit.NANOSECONDS), Timestamp(Unit.NANOSECONDS, zoned=False)):
        doc = f"{doc} In nanoseconds since 1970.".strip()
    shown = docstring(doc, indent=_INDENT) if doc else ""
    if field.default is None:
        return _Member(declared, shown)
    default = default_of(field.default, field.type, needs)
    return _Member(lay_out(Labelled(f"{declared} = ", default), indent=_INDENT), shown)


def _enumeration(enumeration: Enumeration, needs: Needs) -> _Class:
    members = symbols_of(enumeration)
    shown = tuple(_Member(f"{members[each.name]} = {literal(each.name)}", "") for each in enumeration.symbols)
    doc = docstring(enumeration.doc or f"The enumeration `{enumeration.name}`.", indent=_INDENT)
    base = f"{needs.module('enum')}.StrEnum"
    names = tuple(members[symbol.name] for symbol in enumeration.symbols)
    return _Class(needs.library.classes[enumeration.name], base, doc, shown, names)
