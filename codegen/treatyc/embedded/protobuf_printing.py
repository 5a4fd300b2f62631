"""A Protobuf file as text, from its descriptor: what clients register that have no other text, and the normal form.

Names of types are written in full, with the dot at their head, so that no scope can change what they mean.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from google.protobuf import text_format
from google.protobuf.descriptor import FieldDescriptor
from google.protobuf.descriptor_pb2 import (
    DescriptorProto,
    Edition,
    EnumDescriptorProto,
    EnumValueDescriptorProto,
    FieldDescriptorProto,
    FileDescriptorProto,
    MethodDescriptorProto,
    ServiceDescriptorProto,
)
from google.protobuf.descriptor_pool import DescriptorPool
from google.protobuf.message import Message
from google.protobuf.message_factory import GetMessageClass

_TYPES = FieldDescriptorProto.Type
_LABELS = {
    FieldDescriptorProto.LABEL_REPEATED: "repeated ",
    FieldDescriptorProto.LABEL_REQUIRED: "required ",
    FieldDescriptorProto.LABEL_OPTIONAL: "optional ",
}
_MAX_NUMBER = 2**29
_MAX_ENUM = 2**31 - 1
_INDENT = "  "
_PLAIN = frozenset(range(0x20, 0x7F)) - {ord('"'), ord("\\")}

Lines = Iterator[str]


def printed(file: FileDescriptorProto, imported: Iterable[FileDescriptorProto]) -> str:
    """The text of a file; what it imports comes before what needs it, and says with it what options are.

    Raises TypeError where the Protobuf library does not take a file.
    """
    pool = DescriptorPool()
    for each in (*imported, file):
        pool.Add(each)
    return "".join(f"{line}\n" for line in _Printer(file, pool).file())


@dataclass(frozen=True, slots=True)
class _Printer:
    root: FileDescriptorProto
    pool: DescriptorPool

    def file(self) -> Lines:
        root = self.root
        yield (
            f'edition = "{_edition(root)}";' if root.syntax == "editions" else f'syntax = "{root.syntax or "proto2"}";'
        )
        if root.package:
            yield f"package {root.package};"
        public, weak = set(root.public_dependency), set(root.weak_dependency)
        for path, index in sorted((path, index) for index, path in enumerate(root.dependency)):
            yield f"import {'public ' if index in public else 'weak ' if index in weak else ''}{_quoted(path)};"
        yield from self.options(root.options)
        for message in root.message_type:
            yield from self.message(message)
        for enum in root.enum_type:
            yield from self.enum(enum)
        yield from self.extensions(root.extension, {})
        for service in root.service:
            yield from self.service(service)

    def message(self, message: DescriptorProto) -> Lines:
        yield f"message {message.name} {{"
        yield from _inside(self.body(message))
        yield "}"

    def body(self, message: DescriptorProto) -> Lines:
        entries = {each.name: each for each in message.nested_type if each.options.map_entry}
        groups = _groups(message.nested_type, [*message.field, *message.extension])
        yield from self.options(message.options)
        yield from _reserved(message.reserved_name, quoted=self.root.syntax != "editions")
        for gap in message.reserved_range:
            yield f"reserved {_range(gap.start, gap.end - 1, _MAX_NUMBER - 1)};"
        for extensible in message.extension_range:
            numbers = _range(extensible.start, extensible.end - 1, _MAX_NUMBER - 1)
            yield f"extensions {numbers}{_bracketed(self.pairs(extensible.options))};"
        told: set[int] = set()
        for field in message.field:
            if not field.HasField("oneof_index") or field.proto3_optional:
                yield from self.field(field, entries, groups)
            elif field.oneof_index not in told:
                told.add(field.oneof_index)
                members = [each for each in message.field if _is_in(each, field.oneof_index)]
                yield f"oneof {message.oneof_decl[field.oneof_index].name} {{"
                yield from _inside(self.options(message.oneof_decl[field.oneof_index].options))
                for member in members:
                    yield from _inside(self.field(member, entries, groups, labelled=False))
                yield "}"
        yield from self.extensions(message.extension, groups)
        for nested in message.nested_type:
            if nested.name not in entries and nested.name not in groups:
                yield from self.message(nested)
        for enum in message.enum_type:
            yield from self.enum(enum)

    def field(
        self,
        field: FieldDescriptorProto,
        entries: dict[str, DescriptorProto],
        groups: dict[str, DescriptorProto],
        *,
        labelled: bool = True,
    ) -> Lines:
        label = self.label(field) if labelled else ""
        short = field.type_name.rpartition(".")[2]
        options = _bracketed([*_named(field), *self.pairs(field.options)])
        if field.type == _TYPES.TYPE_GROUP:
            yield f"{label}group {short} = {field.number}{options} {{"
            yield from _inside(self.body(groups[short]))
            yield "}"
        elif field.type == _TYPES.TYPE_MESSAGE and short in entries:
            key, value = sorted(entries[short].field, key=lambda part: part.number)
            yield f"map<{_type(key)}, {_type(value)}> {field.name} = {field.number}{options};"
        else:
            yield f"{label}{_type(field)} {field.name} = {field.number}{options};"

    def label(self, field: FieldDescriptorProto) -> str:
        repeated = field.label == FieldDescriptorProto.LABEL_REPEATED
        if self.root.syntax in ("proto3", "editions") and not repeated and not field.proto3_optional:
            return ""
        return _LABELS[field.label]

    def extensions(self, fields: Sequence[FieldDescriptorProto], groups: dict[str, DescriptorProto]) -> Lines:
        for field in fields:
            yield f"extend {field.extendee} {{"
            yield from _inside(self.field(field, {}, groups))
            yield "}"

    def enum(self, enum: EnumDescriptorProto) -> Lines:
        yield f"enum {enum.name} {{"
        yield from _inside(self.options(enum.options))
        yield from _inside(_reserved(enum.reserved_name, quoted=self.root.syntax != "editions"))
        for gap in enum.reserved_range:
            yield f"{_INDENT}reserved {_range(gap.start, gap.end, _MAX_ENUM)};"
        for value in enum.value:
            yield f"{_INDENT}{self.value(value)}"
        yield "}"

    def value(self, value: EnumValueDescriptorProto) -> str:
        return f"{value.name} = {value.number}{_bracketed(self.pairs(value.options))};"

    def service(self, service: ServiceDescriptorProto) -> Lines:
        yield f"service {service.name} {{"
        yield from _inside(self.options(service.options))
        for method in service.method:
            yield from _inside(self.method(method))
        yield "}"

    def method(self, method: MethodDescriptorProto) -> Lines:
        asks = f"{'stream ' if method.client_streaming else ''}{method.input_type}"
        answers = f"{'stream ' if method.server_streaming else ''}{method.output_type}"
        options = list(self.options(method.options))
        yield f"rpc {method.name} ({asks}) returns ({answers}){' {' if options else ';'}"
        if options:
            yield from _inside(options)
            yield "}"

    def options(self, options: Message) -> Lines:
        for pair in self.pairs(options):
            yield f"option {pair};"

    def pairs(self, options: Message) -> list[str]:
        """Each option as `name = value`; those of others' making are known by the pool alone."""
        return [
            f"{_option_name(field)} = {_value(field, each)}"
            for field, value in self._known(options).ListFields()
            if field.name not in ("map_entry", "uninterpreted_option")
            for each in (value if field.is_repeated else [value])
        ]

    def _known(self, options: Message) -> Message:
        try:
            described = self.pool.FindMessageTypeByName(options.DESCRIPTOR.full_name)
        except KeyError:
            return options  # nothing that is imported extends options
        return GetMessageClass(described).FromString(options.SerializeToString())


def _option_name(field: FieldDescriptor) -> str:
    return f"(.{field.full_name})" if field.is_extension else field.name


def _value(field: FieldDescriptor, value: object) -> str:
    if isinstance(value, Message):
        return f"{{ {text_format.MessageToString(value, as_one_line=True)} }}"
    if field.enum_type is not None and isinstance(value, int):
        return str(field.enum_type.values_by_number[value].name)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str | bytes):
        return _quoted(value)
    return str(value)


def _named(field: FieldDescriptorProto) -> Iterator[str]:
    """What stands among a field's options and is none of them."""
    if field.HasField("default_value"):
        yield f"default = {_default(field)}"
    if field.HasField("json_name") and not field.extendee and field.json_name != _camel(field.name):
        yield f"json_name = {_quoted(field.json_name)}"


def _default(field: FieldDescriptorProto) -> str:
    match field.type:
        case _TYPES.TYPE_STRING:
            return _quoted(field.default_value)
        case _TYPES.TYPE_BYTES:
            return f'"{field.default_value}"'  # escaped already
        case _:
            return field.default_value


def _type(field: FieldDescriptorProto) -> str:
    if field.type in (_TYPES.TYPE_MESSAGE, _TYPES.TYPE_ENUM, _TYPES.TYPE_GROUP):
        return field.type_name
    return str(_TYPES.Name(field.type)).removeprefix("TYPE_").lower()


def _groups(nested: Iterable[DescriptorProto], fields: Iterable[FieldDescriptorProto]) -> dict[str, DescriptorProto]:
    """The messages that are declared where a field is."""
    names = {field.type_name.rpartition(".")[2] for field in fields if field.type == _TYPES.TYPE_GROUP}
    return {each.name: each for each in nested if each.name in names}


def _is_in(field: FieldDescriptorProto, oneof: int) -> bool:
    return field.HasField("oneof_index") and field.oneof_index == oneof and not field.proto3_optional


def _reserved(names: Sequence[str], *, quoted: bool) -> Lines:
    if names:
        yield f"reserved {', '.join(_quoted(each) if quoted else each for each in sorted(names))};"


def _range(start: int, end: int, most: int) -> str:
    if start == end:
        return str(start)
    return f"{start} to {'max' if end >= most else end}"


def _bracketed(pairs: Sequence[str]) -> str:
    return f" [{', '.join(pairs)}]" if pairs else ""


def _inside(lines: Iterable[str]) -> Lines:
    return (f"{_INDENT}{line}" for line in lines)


def _quoted(text: str | bytes) -> str:
    """A literal: what is no plain sign of ASCII is written as octal numbers of its octets."""
    octets = text.encode() if isinstance(text, str) else text
    return '"' + "".join(chr(each) if each in _PLAIN else f"\\{each:03o}" for each in octets) + '"'


def _camel(name: str) -> str:
    """The name that a field has as JSON unless it says another one."""
    head, *rest = name.split("_")
    return head + "".join(part[:1].upper() + part[1:] for part in rest)


def _edition(root: FileDescriptorProto) -> str:
    return Edition.Name(root.edition).removeprefix("EDITION_")
