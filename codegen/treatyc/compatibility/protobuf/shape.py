"""Declarations with everything resolved: what a field, a message or an enumeration comes to, and where it stands."""

from __future__ import annotations

import enum
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property

from google.protobuf.descriptor_pb2 import (
    DescriptorProto,
    EnumDescriptorProto,
    FeatureSet,
    FieldDescriptorProto,
    FieldOptions,
    FileDescriptorProto,
    ServiceDescriptorProto,
)

from treatyc.compatibility.protobuf.features import (
    CPP_CORD,
    CPP_STRING,
    CPP_STRING_PIECE,
    JAVA_VERIFY,
    Features,
    features_of,
)
from treatyc.load.protobuf import source as at

EXTENSION, NESTED_EXTENSION, SERVICE, METHOD = 7, 6, 6, 2

_UNPACKABLE = {
    FieldDescriptorProto.TYPE_STRING,
    FieldDescriptorProto.TYPE_BYTES,
    FieldDescriptorProto.TYPE_MESSAGE,
    FieldDescriptorProto.TYPE_GROUP,
}


class Cardinality(enum.Enum):
    """How many values a field holds; `required` and presence are told apart elsewhere."""

    SINGULAR = "one value"
    REPEATED = "a list"
    MAP = "a map"


@dataclass(frozen=True, slots=True)
class Site:
    """A declaration's file, by its import path, and its path in the file's descriptor."""

    path: str
    steps: tuple[int, ...] = ()

    def below(self, *steps: int) -> Site:
        """The site of a part."""
        return Site(self.path, self.steps + steps)


@dataclass(frozen=True, slots=True)
class Field:
    """One field or extension. Equal ones mean the same, wherever they stand; `named` is the full name of its type.

    `oneof` is empty for the oneof that only stands for proto3's `optional`. `default` is the text of the declaration.
    """

    name: str
    number: int
    type: int
    named: str
    cardinality: Cardinality
    required: bool
    presence: bool
    packed: bool
    checked: bool
    oneof: str
    json_name: str
    default: str | None
    extendee: str
    options: bytes
    cpp_string: int
    java_checked: bool
    site: Site = field(compare=False)

    @property
    def repeated(self) -> bool:
        """Whether it may hold more than one value; a map's entries are such values."""
        return self.cardinality is not Cardinality.SINGULAR

    @property
    def packable(self) -> bool:
        """Whether a list of it may travel as one run of bytes."""
        return self.type not in _UNPACKABLE

    @property
    def label(self) -> str:
        """What a person calls it: its name, an extension's in brackets."""
        return f"[{self.name}]" if self.extendee else self.name


@dataclass(frozen=True)
class Message:
    """One message; `outer` is its top-level message and `inner` the way to it from there, both without the package."""

    name: str
    package: str
    site: Site
    proto: DescriptorProto
    features: Features
    entries: frozenset[str] = frozenset()
    """The full names of the map entries that it declares: they are no messages to a person."""

    @cached_property
    def fields(self) -> Mapping[int, Field]:
        """By number, in the order of the declaration."""
        found = (
            make_field(self, proto, self.features, self.site.below(at.FIELD, index))
            for index, proto in enumerate(self.proto.field)
        )
        return {field.number: field for field in found}

    @cached_property
    def by_name(self) -> Mapping[str, Field]:
        """The fields by their names."""
        return {field.name: field for field in self.fields.values()}

    @cached_property
    def by_json(self) -> Mapping[str, Field]:
        """The fields by the keys of the JSON form that a reader takes for them: the JSON name and the name itself."""
        return {**self.by_name, **{field.json_name: field for field in self.fields.values()}}

    @property
    def is_entry(self) -> bool:
        """Whether it is a map's entry."""
        return self.proto.options.map_entry

    @property
    def local(self) -> str:
        """Its name within the package."""
        return self.name.removeprefix(f"{self.package}.") if self.package else self.name

    @property
    def oneofs(self) -> Iterator[str]:
        """The oneofs that a person wrote."""
        synthetic = {field.oneof_index for field in self.proto.field if field.proto3_optional}
        return (oneof.name for index, oneof in enumerate(self.proto.oneof_decl) if index not in synthetic)


@dataclass(frozen=True)
class Enum:
    """One enumeration."""

    name: str
    package: str
    site: Site
    proto: EnumDescriptorProto
    features: Features

    @property
    def closed(self) -> bool:
        """Whether a reader puts a number that it does not know aside."""
        return self.features.enum_type == FeatureSet.CLOSED

    @cached_property
    def numbers(self) -> Mapping[int, tuple[str, ...]]:
        """The names of each number."""
        found: dict[int, tuple[str, ...]] = {}
        for value in self.proto.value:
            found[value.number] = (*found.get(value.number, ()), value.name)
        return found

    @cached_property
    def names(self) -> Mapping[str, int]:
        """The number of each name."""
        return {value.name: value.number for value in self.proto.value}

    @cached_property
    def meaning(self) -> tuple[bytes, Features]:
        """What two enumerations must share to be the same."""
        return self.proto.SerializeToString(deterministic=True), self.features

    def value_site(self, name: str) -> Site:
        """Where a value is declared."""
        index = next(index for index, value in enumerate(self.proto.value) if value.name == name)
        return self.site.below(at.ENUM_VALUE, index)

    @property
    def local(self) -> str:
        """Its name within the package."""
        return self.name.removeprefix(f"{self.package}.") if self.package else self.name


@dataclass(frozen=True)
class Service:
    """One service."""

    name: str
    package: str
    site: Site
    proto: ServiceDescriptorProto

    @property
    def local(self) -> str:
        """Its name within the package."""
        return self.proto.name


def make_field(within: Message | None, proto: FieldDescriptorProto, features: Features, site: Site) -> Field:
    """A field of a message, or, where `within` is None, an extension."""
    oneof = within.proto.oneof_decl[proto.oneof_index] if within and proto.HasField("oneof_index") else None
    own = (features.over(oneof.options.features) if oneof is not None else features).over(proto.options.features)
    repeated = proto.label == FieldDescriptorProto.LABEL_REPEATED
    named = proto.type_name.removeprefix(".")
    is_map = repeated and within is not None and named in within.entries
    required = proto.label == FieldDescriptorProto.LABEL_REQUIRED or own.field_presence == FeatureSet.LEGACY_REQUIRED
    delimited = own.message_encoding == FeatureSet.DELIMITED and proto.type == FieldDescriptorProto.TYPE_MESSAGE
    entry = within is not None and within.is_entry
    group = FieldDescriptorProto.TYPE_GROUP if delimited and not is_map and not entry else proto.type
    made = Field(
        name=proto.name,
        number=proto.number,
        type=group,
        named=named,
        cardinality=Cardinality.MAP if is_map else Cardinality.REPEATED if repeated else Cardinality.SINGULAR,
        required=required and not repeated,
        presence=entry or (not repeated and _has_presence(proto, own)),
        packed=False,
        checked=proto.type == FieldDescriptorProto.TYPE_STRING and own.utf8_validation == FeatureSet.VERIFY,
        oneof=oneof.name if oneof is not None and not proto.proto3_optional else "",
        json_name=proto.json_name,
        default=proto.default_value if proto.HasField("default_value") else None,
        extendee=proto.extendee.removeprefix("."),
        options=proto.options.SerializeToString(deterministic=True),
        cpp_string=_cpp_string(proto, own),
        java_checked=_java_checked(proto, own),
        site=site,
    )
    return _packed(made, proto, own) if repeated and made.packable else made


def _packed(made: Field, proto: FieldDescriptorProto, own: Features) -> Field:
    chosen = proto.options.packed if proto.options.HasField("packed") else None
    packed = own.repeated_field_encoding == FeatureSet.PACKED if chosen is None else chosen
    return replace(made, packed=packed)


def _cpp_string(proto: FieldDescriptorProto, own: Features) -> int:
    if proto.type not in {FieldDescriptorProto.TYPE_STRING, FieldDescriptorProto.TYPE_BYTES}:
        return 0
    older = {FieldOptions.CORD: CPP_CORD, FieldOptions.STRING_PIECE: CPP_STRING_PIECE}
    return own.cpp_string or older.get(proto.options.ctype, CPP_STRING)


def _java_checked(proto: FieldDescriptorProto, own: Features) -> bool:
    if proto.type != FieldDescriptorProto.TYPE_STRING:
        return False
    return own.java_check == JAVA_VERIFY or own.utf8_validation == FeatureSet.VERIFY


def _has_presence(proto: FieldDescriptorProto, own: Features) -> bool:
    structured = proto.type in {FieldDescriptorProto.TYPE_MESSAGE, FieldDescriptorProto.TYPE_GROUP}
    named = structured or proto.HasField("oneof_index") or proto.HasField("extendee")
    return named or own.field_presence != FeatureSet.IMPLICIT


@dataclass(frozen=True, slots=True)
class Declarations:
    """All that one file declares, each kind in the file's order; nested messages follow the one that holds them."""

    messages: tuple[Message, ...]
    enums: tuple[Enum, ...]
    services: tuple[Service, ...]
    extensions: tuple[Field, ...]


def declarations(file: FileDescriptorProto) -> Declarations:
    """What a file declares, with everything resolved."""
    features, root = features_of(file), Site(file.name)
    messages: list[Message] = []
    enums: list[Enum] = []
    extensions: list[Field] = []
    prefix = f"{file.package}." if file.package else ""

    def add_enum(proto: EnumDescriptorProto, before: str, outer: Features, site: Site) -> None:
        enums.append(Enum(before + proto.name, file.package, site, proto, outer.over(proto.options.features)))

    def add_message(proto: DescriptorProto, before: str, outer: Features, site: Site) -> None:
        name, own = before + proto.name, outer.over(proto.options.features)
        entries = frozenset(f"{name}.{inner.name}" for inner in proto.nested_type if inner.options.map_entry)
        messages.append(Message(name, file.package, site, proto, own, entries))
        for index, inner in enumerate(proto.nested_type):
            add_message(inner, f"{name}.", own, site.below(at.NESTED_MESSAGE, index))
        for index, below in enumerate(proto.enum_type):
            add_enum(below, f"{name}.", own, site.below(at.NESTED_ENUM, index))
        for index, extension in enumerate(proto.extension):
            add_extension(extension, f"{name}.", own, site.below(NESTED_EXTENSION, index))

    def add_extension(proto: FieldDescriptorProto, before: str, outer: Features, site: Site) -> None:
        extensions.append(replace(make_field(None, proto, outer, site), name=before + proto.name))

    for index, message in enumerate(file.message_type):
        add_message(message, prefix, features, root.below(at.MESSAGE, index))
    for index, enumeration in enumerate(file.enum_type):
        add_enum(enumeration, prefix, features, root.below(at.ENUM, index))
    for index, extension in enumerate(file.extension):
        add_extension(extension, prefix, features, root.below(EXTENSION, index))
    services = tuple(
        Service(prefix + service.name, file.package, root.below(SERVICE, index), service)
        for index, service in enumerate(file.service)
    )
    return Declarations(tuple(messages), tuple(enums), services, tuple(extensions))
