"""What Java's `SchemaCompatibility` finds between a reader's and a writer's Avro schema; all registries follow it.

A reader's union takes a type if one of its branches does, in all of its parts, whichever branch a decoder would choose.
Logical types are not compared, and namespaces only where an alias names one.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from treatyc.dialects.avro.model import (
    Array,
    Definition,
    Enum,
    Field,
    Fixed,
    Map,
    Primitive,
    Record,
    Ref,
    Schema,
    Type,
    Union,
)
from treatyc.dialects.comparison import Comparison, Difference, Within

Finding = Difference | Within[Type]

_WIDENS = {
    "long": ("int",),
    "float": ("int", "long"),
    "double": ("int", "long", "float"),
    "bytes": ("string",),
    "string": ("bytes",),
}
"""What each of the reader's types takes beside itself."""


def differences(reader: Schema, writer: Schema) -> list[Difference]:
    """All that stands against reading with the one what was written with the other."""
    pair = _Pair(reader, writer)
    return pair.comparison.differences(reader.type, writer.type, pair.types)


def _itself(type: Type) -> Type:
    return type


@dataclass(slots=True)
class _Pair:
    reader: Schema
    writer: Schema
    comparison: Comparison[Type] = field(default_factory=lambda: Comparison[Type](_itself))
    shelves: dict[Union, dict[str, list[Type]]] = field(default_factory=dict)

    def types(self, reader: Type, writer: Type) -> Iterator[Finding]:
        """A reader's type beside a writer's."""
        match reader, writer:
            case _, Union(branches):
                yield from self._each(reader, branches)
            case Union(), _:
                if all(self.comparison.refutes(branch, writer) for branch in self._likely(reader, writer)):
                    yield Difference("MISSING_UNION_BRANCH")
            case Primitive(), Primitive():
                if _offered(reader, self.reader).isdisjoint(_wanted(writer, self.writer)):
                    yield Difference("TYPE_MISMATCH")
            case Array(read), Array(written):
                yield from self.comparison.within(read, written, "items")
            case Map(read), Map(written):
                yield from self.comparison.within(read, written, "values")
            case Ref(), Ref():
                yield from self._named(reader, writer)
            case _:
                yield Difference("TYPE_MISMATCH")

    def _each(self, reader: Type, branches: tuple[Type, ...]) -> Iterator[Finding]:
        """Every branch of the writer's union must be read."""
        for index, branch in enumerate(branches):
            if isinstance(reader, Union):
                if self.comparison.refutes(reader, branch):
                    yield Difference("MISSING_UNION_BRANCH", (str(index),))
            else:
                yield from self.comparison.within(reader, branch, str(index))

    def _likely(self, reader: Union, writer: Type) -> Iterator[Type]:
        """The branches against which nothing stands at first sight; of a large union few."""
        if reader not in self.shelves:
            shelf: dict[str, list[Type]] = {}
            for branch in reader.branches:
                for label in _offered(branch, self.reader):
                    shelf.setdefault(label, []).append(branch)
            self.shelves[reader] = shelf
        found = (branch for label in _wanted(writer, self.writer) for branch in self.shelves[reader].get(label, ()))
        yield from dict.fromkeys(found)

    def _named(self, reader: Ref, writer: Ref) -> Iterator[Finding]:
        read, written = self.reader.definitions.get(reader.name), self.writer.definitions.get(writer.name)
        match read, written:
            case Record(), Record():
                yield from _names(read, written)
                yield from self._fields(read, written)
            case Enum(), Enum():
                yield from _names(read, written)
                if read.default is None and not set(written.symbols) <= set(read.symbols):
                    yield Difference("MISSING_ENUM_SYMBOLS", ("symbols",))
            case Fixed(), Fixed():
                yield from _names(read, written)
                if read.size != written.size:
                    yield Difference("FIXED_SIZE_MISMATCH", ("size",))
            case None, None:
                if reader != writer:
                    yield Difference("TYPE_MISMATCH")
            case _:
                yield Difference("TYPE_MISMATCH")

    def _fields(self, reader: Record, writer: Record) -> Iterator[Finding]:
        """Each of the reader's fields is filled by the writer's of its name or of an alias, or by its default."""
        written = {each.name: each for each in reversed(writer.fields)}
        for index, wanted in enumerate(reader.fields):
            sent = _sent(wanted, written)
            if sent is not None and not _same_word(wanted.type, sent.type):
                yield from self.comparison.within(wanted.type, sent.type, "fields", str(index), "type")
            elif sent is None and wanted.default is None:
                yield Difference("READER_FIELD_MISSING_DEFAULT_VALUE", ("fields", str(index)))


def _offered(type: Type, schema: Schema) -> frozenset[str]:
    """Labels under which a reader's type is found; one that begins with a dot is a full name."""
    match type:
        case Ref(name):
            named = schema.definitions.get(name)
            if named is None:
                return frozenset({name})
            return frozenset({named.short, *(f".{alias}" for alias in named.aliases)})
        case Primitive(word):
            return frozenset({f"<{word}>"})
        case _:
            return frozenset({f"<{_kind(type)}>"})


def _wanted(type: Type, schema: Schema) -> tuple[str, ...]:
    """Labels under which a writer's type is looked for."""
    match type:
        case Ref(name):
            return (name.rpartition(".")[2], f".{name}") if name in schema.definitions else (name,)
        case Primitive(word):
            wider = (wide for wide, narrow in _WIDENS.items() if word in narrow)
            return tuple(f"<{each}>" for each in (word, *wider))
        case _:
            return (f"<{_kind(type)}>",)


def _kind(type: Type) -> str:
    return type.__class__.__name__


def _names(reader: Definition, writer: Definition) -> Iterator[Finding]:
    if reader.short != writer.short and writer.name not in reader.aliases:
        yield Difference("NAME_MISMATCH", ("name",))


def _same_word(reader: Type, writer: Type) -> bool:
    """Whether two types are the same primitive one, as most are: no pair needs to be made of them."""
    return reader.__class__ is Primitive and reader == writer


def _sent(wanted: Field, written: Mapping[str, Field]) -> Field | None:
    return next((written[name] for name in (wanted.name, *wanted.aliases) if name in written), None)
