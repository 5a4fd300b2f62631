"""Python expressions that read a field of a payload as text, for keys and for the parameters of replies."""

from __future__ import annotations

from dataclasses import dataclass

from treatyc.emit.python import names
from treatyc.emit.python.literal import literal
from treatyc.emit.python.protobuf.names import is_member
from treatyc.system.schema import (
    Alias,
    Field,
    Fixed,
    Format,
    Integer,
    JsonField,
    Null,
    ProtobufField,
    Record,
    Ref,
    String,
    Type,
    Union,
    Uuid,
)
from treatyc.system.system import System


@dataclass(frozen=True, slots=True)
class Access:
    """`value` reads the field of `payload`, `text` makes text of `value`; `optional` where it may be absent.

    `present` asks an optional `value` whether it is there: what is absent in JSON is `msgspec.UNSET`, not None.
    """

    value: str
    text: str
    optional: bool
    present: str = "value is not None"


def access(system: System, schema_name: str, path: str) -> Access | None:
    """How to read the field at a dotted `path` of a payload; None where no such field can be text.

    Members of Protobuf's classes that Python cannot spell are in no stub: from there on nothing has a type.
    """
    schema = system.schema(schema_name)
    record: object = system.definition(schema_name)
    value, optional, typed = "payload", False, True
    field: Field | None = None
    for token in path.split("."):
        if field is not None:
            inner, absent = _resolved(system, field)
            record, optional = inner, optional or absent
        if not isinstance(record, Record) or (field := record.field(token)) is None:
            return None
        name = member(schema.format, record, field)
        typed = typed and (schema.format is not Format.PROTOBUF or is_member(name))
        value = f"{value}.{name}" if typed else f"getattr({value}, {literal(name)})"
    if field is None:
        return None
    kind, absent = _resolved(system, field)
    json = schema.format is Format.JSONSCHEMA
    match kind:
        case String() if not typed:
            return Access(value, "str({})", optional or absent)
        case String() if json:
            return Access(value, "{}", optional or absent, "isinstance(value, str)")
        case Integer() if json:
            return Access(value, "str({})", optional or absent, "isinstance(value, int)")
        case String():
            return Access(value, "{}", optional or absent)
        case Uuid() | Integer():
            return Access(value, "str({})", optional or absent)
    return None


def member(format: Format, record: Record, field: Field) -> str:
    """What a generated class calls a field."""
    if format is Format.PROTOBUF:
        return field.name
    return members(record)[field.name]


def members(record: Record) -> dict[str, str]:
    """What a generated struct calls each field of a record, by the field's name in the schema."""
    return names.unique((field.name, names.field_name(field.name)) for field in record.fields)


def _resolved(system: System, field: Field) -> tuple[Type | Record | None, bool]:
    """The type behind references and `null`, and whether the field may be absent or null."""
    kind: Type = field.type
    # A scalar of Protobuf always has a value: its default where it was not set. A default of JSON Schema is a remark.
    fills = field.default is not None and not isinstance(field.origin, JsonField)
    optional = not field.required and not fills and not isinstance(field.origin, ProtobufField)
    for _ in range(16):
        match kind:
            case Ref(name):
                match system.definition(name):
                    case Record() as record:
                        return record, optional
                    case Alias(_, inner) | Fixed(_, inner):
                        kind = inner
                    case _:
                        return None, optional
            case Union(branches) if Null() in branches and len(branches) == 2:
                kind = next(branch for branch in branches if branch != Null())
                optional = True
            case _:
                return kind, optional
    return None, optional
