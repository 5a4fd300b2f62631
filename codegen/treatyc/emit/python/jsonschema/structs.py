"""Definitions as classes and type aliases: what the module of structs prints."""

from __future__ import annotations

from dataclasses import dataclass
from typing import assert_never

from treatyc.emit.python import names
from treatyc.emit.python.access import members
from treatyc.emit.python.jsonschema.annotate import annotation, literals
from treatyc.emit.python.jsonschema.decide import is_nameable, is_plain_literal
from treatyc.emit.python.jsonschema.naming import Naming
from treatyc.emit.python.jsonschema.readers import additional_name
from treatyc.emit.python.layout import WIDTH, wrapped
from treatyc.emit.python.literal import docstring, literal
from treatyc.system.schema import Alias, Definition, Enumeration, Field, Fixed, Literal, Record, Type

_NONE = " | None"
_UNSET = " | UnsetType"


@dataclass(frozen=True, slots=True)
class Member:
    """A member of a class, in lines that are not indented yet."""

    name: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Class:
    """A class as its module prints it; `doc` is indented already."""

    name: str
    bases: str
    doc: str
    members: tuple[Member, ...]


@dataclass(frozen=True, slots=True)
class TypeName:
    """A type alias and what it means."""

    name: str
    lines: tuple[str, ...]


def written(naming: Naming, definition: Definition) -> Class | TypeName | None:
    """A definition as Python, or None where it is written out wherever it is used."""
    match definition:
        case Record():
            return _struct(naming, definition)
        case Enumeration():
            return _enumeration(naming, definition)
        case Alias(name, found, _, doc):
            if not naming.is_written(name):
                return None
            lines = _annotated(naming, f"{naming.name(name)}: TypeAlias = ", found, "", 0)
            return TypeName(naming.name(name), (*lines, *(docstring(doc).split("\n") if doc else ())))
        case Fixed():
            raise TypeError(definition)  # JSON Schema has none
    assert_never(definition)


def aliases_in_order(naming: Naming, found: list[Alias]) -> list[Alias]:
    """Aliases, each after those that it refers to: they are evaluated at import."""
    waiting = {alias.name: alias for alias in sorted(found, key=lambda alias: alias.name)}
    ordered: list[Alias] = []
    while waiting:
        ready = [alias for name, alias in waiting.items() if not naming.decisions.of(name).refers & waiting.keys()]
        ordered += ready
        for alias in ready:
            del waiting[alias.name]
    return ordered


def _struct(naming: Naming, record: Record) -> Class:
    attributes = members(record)
    fields = [_field(naming, each, attributes[each.name]) for each in record.fields]
    if record.additional is not None:
        name = additional_name(record)
        held = annotation(naming, record.additional)
        line = f"{name}: dict[str, {held}] = msgspec.field(default_factory=dict)"
        fields.append(Member(name, (line, '"""Further members, under their own names."""')))
    closed = ", forbid_unknown_fields=True" if record.closed else ""
    return Class(
        name=naming.name(record.name),
        bases=f"Struct, frozen=True, kw_only=True{closed}",
        doc=_class_doc(record.doc, deprecated=record.deprecated),
        members=tuple(fields),
    )


def _class_doc(doc: str, *, deprecated: bool) -> str:
    return docstring(f"{doc}\n\nDeprecated." if deprecated else doc, indent=4)


def _field(naming: Naming, member: Field, attribute: str) -> Member:
    unset = "" if member.required or annotation(naming, member.type) == "Any" else _UNSET
    options = [] if attribute == member.name or not is_nameable(member.name) else [f"name={literal(member.name)}"]
    default = "" if member.required else " = UNSET"
    if options:
        default = f" = msgspec.field({', '.join([*options, *([] if member.required else ['default=UNSET'])])})"
    lines = _annotated(naming, f"{attribute}: ", member.type, f"{unset}{default}", 4)
    return Member(attribute, (*lines, *_member_doc(member)))


def _member_doc(member: Field) -> tuple[str, ...]:
    said = [member.doc] if member.doc else []
    said += [f"`{member.default}` where it is absent."] if member.default is not None else []
    said += ["Deprecated."] if member.deprecated else []
    if not said:
        return ()
    return (docstring("\n\n".join(said), indent=4),)


def _enumeration(naming: Naming, found: Enumeration) -> Class:
    words = names.unique((symbol.name, names.constant(symbol.name)) for symbol in found.symbols)
    lines = [Member(words[each.name], (f"{words[each.name]} = {literal(each.name)}",)) for each in found.symbols]
    return Class(naming.name(found.name), "enum.StrEnum", docstring(found.doc, indent=4), tuple(lines))


def _annotated(naming: Naming, opening: str, found: Type, closing: str, indent: int) -> tuple[str, ...]:
    """An annotation on one line where it fits; a long list of literals has one on each."""
    text = annotation(naming, found)
    if text.endswith(_NONE) and closing.startswith(_UNSET):
        # `None` stands last, where readers look for it.
        text, closing = text.removesuffix(_NONE), f"{_UNSET}{_NONE}{closing.removeprefix(_UNSET)}"
    line = f"{opening}{text}{closing}"
    if len(line) + indent > WIDTH and isinstance(found, Literal) and is_plain_literal(found):
        return tuple(wrapped(f"{opening}Literal[", literals(found), f"]{closing}").split("\n"))
    if len(line) + indent > WIDTH and closing.endswith(" = UNSET"):
        return (f"{line.removesuffix('UNSET')}(", "    UNSET", ")")
    return (line,)
