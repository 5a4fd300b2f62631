"""What a rule says of a pair, at its place and under its name."""

from __future__ import annotations

from google.protobuf.descriptor_pb2 import FieldDescriptorProto

from treatyc.compatibility.finding import Effect
from treatyc.compatibility.protobuf.pairs import EnumPair, FieldPair, FilePair, Gone, Kind, MessagePair, ServicePair
from treatyc.compatibility.protobuf.rule import CODE, Declared, Form, Hit, Proof, Unshown
from treatyc.compatibility.protobuf.shape import METHOD, Cardinality, Enum, Field, Message, Service, Site
from treatyc.compatibility.protobuf.witness import sampled
from treatyc.load.protobuf.source import TYPE_NAME

_TYPE = 5


def owner(declared: Message | Enum | Service) -> str:
    """The full name of the top-level declaration that holds this one."""
    first = declared.local.split(".", 1)[0]
    return f"{declared.package}.{first}" if declared.package else first


def way(declared: Message | Enum | Service, *parts: str) -> str:
    """The way from the top-level declaration to a part of this one."""
    return ".".join((*declared.local.split(".")[1:], *parts))


def is_renamed(pair: FieldPair) -> bool:
    """Whether the named types of two fields are two declarations; a package that changed its name makes none."""
    one, other = pair.writer.named, pair.reader.named
    mine, theirs = pair.within.both.writer, pair.within.both.reader
    declared = mine.messages.get(one) or mine.enums.get(one), theirs.messages.get(other) or theirs.enums.get(other)
    if one == other or declared[0] is None or declared[1] is None:
        return one != other
    return (declared[0].site.path, declared[0].local) != (declared[1].site.path, declared[1].local)


def type_site(field: Field) -> Site:
    """Where a field's type is written; a map's type has no place of its own."""
    if field.cardinality is Cardinality.MAP:
        return field.site
    return field.site.below(TYPE_NAME if field.named else _TYPE)


def on_field(
    pair: FieldPair,
    message: str,
    *,
    help: str = "",
    proof: Proof | None = None,
    unproven: str = "",
    effect: Effect | None = None,
    unshown: Unshown = Unshown.UNPROVEN,
) -> Hit:
    """A hit at two fields; at the map where they are a part of its entries."""
    holder = pair.within.holder
    if holder is not None:
        outer = holder.within.writer
        path = way(outer, holder.writer.label, pair.writer.name)
        sites = holder.writer.site, holder.reader.site
        return Hit(message, owner(outer), path, *sites, help, proof, unproven, effect, unshown)
    path = way(pair.within.writer, pair.writer.label)
    sites = pair.writer.site, pair.reader.site
    return Hit(message, owner(pair.within.writer), path, *sites, help, proof, unproven, effect, unshown)


def sent(pair: FieldPair, form: Form = Form.BINARY) -> Proof:
    """The field by itself, with one sample after the other."""
    number = pair.writer.number
    return Proof(pair.within, sampled(pair.within, number), ((number, number),), form)


def on_message(
    pair: MessagePair,
    message: str,
    *,
    part: str = "",
    writer: Site | None = None,
    reader: Site | None = None,
    help: str = "",
    proof: Proof | None = None,
    unproven: str = "",
    effect: Effect | None = None,
    unshown: Unshown = Unshown.UNPROVEN,
) -> Hit:
    """A hit at two messages, or at a part of one of them."""
    path = way(pair.writer, *([part] if part else []))
    sites = writer or pair.writer.site, reader or pair.reader.site
    return Hit(message, owner(pair.writer), path, *sites, help, proof, unproven, effect, unshown)


def on_enum(
    pair: EnumPair,
    message: str,
    *,
    part: str = "",
    writer: Site | None = None,
    reader: Site | None = None,
    help: str = "",
    proof: Proof | None = None,
    unproven: str = "",
    effect: Effect | None = None,
    unshown: Unshown = Unshown.UNPROVEN,
) -> Hit:
    """A hit at two enumerations, or at a value of one of them."""
    path = way(pair.writer, *([part] if part else []))
    sites = writer or pair.writer.site, reader or pair.reader.site
    return Hit(message, owner(pair.writer), path, *sites, help, proof, unproven, effect, unshown)


def on_gone(gone: Gone[Declared], message: str, *, help: str) -> Hit:
    """A hit at a declaration that its file no longer has."""
    declared = gone.writer
    if isinstance(declared, Field):
        return Hit(message, declared.extendee, declared.label, declared.site, None, help, None, CODE)
    site = declared.site
    if gone.kind is Kind.MAP:  # entries are written nowhere: the message that has the map is
        site = Site(site.path, site.steps[:-2])
    return Hit(message, owner(declared), way(declared), site, None, help, None, CODE)


def on_service(
    pair: ServicePair,
    message: str,
    part: str,
    writer: int | None,
    reader: int | None,
    *,
    help: str = "",
    unproven: str = "",
) -> Hit:
    """A hit at two services, or at two methods by their indexes."""
    mine = pair.writer.site if writer is None else pair.writer.site.below(METHOD, writer)
    theirs = pair.reader.site if reader is None else pair.reader.site.below(METHOD, reader)
    return Hit(message, pair.writer.name, part, mine, theirs, help, None, unproven)


def on_file(
    pair: FilePair,
    message: str,
    *,
    part: str = "",
    steps: tuple[int, ...] = (),
    help: str = "",
    effect: Effect | None = None,
) -> Hit:
    """A hit at two files, or at a part of them."""
    there = Site(pair.reader, steps) if pair.reader in pair.both.reader else None
    return Hit(message, pair.writer, part, Site(pair.writer, steps), there, help, None, CODE, effect)


def told(field: Field) -> str:
    """A field's type in words."""
    kind = FieldDescriptorProto.Type.Name(field.type).removeprefix("TYPE_").lower()  # type: ignore[arg-type] # an int is
    if field.cardinality is Cardinality.MAP:
        return "map"
    plain = f"group {field.named}" if field.type == FieldDescriptorProto.TYPE_GROUP else field.named or kind
    return f"repeated {plain}" if field.repeated else plain
