"""How a reader's type is filled from a writer's bytes (Avro 1.12, Schema Resolution): two types in, a plan out.

A plan is what the generated decoder does, before it is text. Reading one's own version is the same plan with the same
schema on both sides. Python's unions have no wrapper, so a writer's union is one plan a branch, and a reader's union is
the plan of the branch that was chosen.

Which type of the reader takes a value is decided in `load/avro/matching.py`, as the gate decides it. A logical type is
the reader's, laid over the writer's plain value.
"""

from __future__ import annotations

from dataclasses import dataclass

from treatyc.load.avro.matching import PROMOTIONS, Definitions, Matching, primitive, same_name, targets
from treatyc.system.schema import (
    Array,
    Definition,
    Enumeration,
    Field,
    Fixed,
    Map,
    Null,
    Record,
    Ref,
    Type,
    Union,
)


@dataclass(frozen=True, slots=True)
class Scalar:
    """A value of the primitive type `wire` (a `fixed` has its size) that the reader takes for `type`."""

    wire: str
    size: int
    type: Type


@dataclass(frozen=True, slots=True)
class Symbols:
    """The reader's symbol for each of the writer's, None where it has none and no default."""

    enumeration: str
    symbols: tuple[str | None, ...]


@dataclass(frozen=True, slots=True)
class Items:
    """A list; `empty_items` says that an item may take no byte."""

    item: Plan
    item_type: Type
    empty_items: bool


@dataclass(frozen=True, slots=True)
class Entries:
    """A map from text."""

    value: Plan
    value_type: Type


@dataclass(frozen=True, slots=True)
class Branches:
    """One plan for each branch of the writer's union; `type` is what the reader gets."""

    plans: tuple[Plan, ...]
    type: Type


@dataclass(frozen=True, slots=True)
class Structure:
    """A record, read by a function of its own: the names of the writer's and of the reader's definition."""

    writer: str
    reader: str


@dataclass(frozen=True, slots=True)
class Impossible:
    """What no value of the writer's type can become; it fails only when such a value is met."""

    reason: str


Plan = Scalar | Symbols | Items | Entries | Branches | Structure | Impossible


@dataclass(frozen=True, slots=True)
class Fill:
    """A writer's field that fills the reader's."""

    field: Field
    plan: Plan


@dataclass(frozen=True, slots=True)
class Skip:
    """A writer's field that the reader does not have."""

    name: str
    type: Type


@dataclass(frozen=True, slots=True)
class Steps:
    """A record's reading: the writer's fields in their order, then the reader's fields that only a default fills."""

    steps: tuple[Fill | Skip, ...]
    defaults: tuple[Field, ...]


@dataclass(frozen=True, slots=True)
class Resolution:
    """A writer's definitions beside a reader's; every question about the pair is asked here."""

    writer: Definitions
    reader: Definitions

    def plan(self, writer: Type, reader: Type) -> Plan:
        """How a value of `writer` becomes one of `reader`."""
        if isinstance(writer, Union):
            return Branches(tuple(self.plan(branch, reader) for branch in writer.branches), reader)
        if isinstance(reader, Union):
            return self._into_branch(writer, reader)
        match writer, reader:
            case Array(written), Array(read):
                return Items(self.plan(written, read), read, may_be_empty(written, self.writer))
            case Map(written), Map(read):
                return Entries(self.plan(written, read), read)
            case Ref(), Ref():
                return self._named(self.writer[writer.name], self.reader[reader.name])
            case _:
                return self._scalar(writer, reader)

    def steps(self, structure: Structure) -> Steps | Impossible:
        """How a record is read, by the names of its definitions."""
        writer, reader = self.writer[structure.writer], self.reader[structure.reader]
        assert isinstance(writer, Record)  # noqa: S101 - `_named` made the structure
        assert isinstance(reader, Record)  # noqa: S101 - likewise
        fillable = targets(reader.fields)
        filled: dict[str, Field] = {}
        steps: list[Fill | Skip] = []
        for field in writer.fields:
            target = fillable.get(field.name)
            if target is None or target.name in filled:
                steps.append(Skip(field.name, field.type))
            else:
                filled[target.name] = target
                steps.append(Fill(target, self.plan(field.type, target.type)))
        missing = tuple(field for field in reader.fields if field.name not in filled)
        for field in missing:
            if field.default is None:
                return Impossible(f"`{reader.name}` needs `{field.name}`, which the writer does not send")
        return Steps(tuple(steps), missing)

    def _named(self, writer: Definition, reader: Definition) -> Plan:
        mismatch = Impossible(f"`{writer.name}` cannot be read as `{reader.name}`")
        if not same_name(writer, reader):
            return mismatch
        match writer, reader:
            case Record(), Record():
                return Structure(writer.name, reader.name)
            case Enumeration(), Enumeration():
                return Symbols(reader.name, tuple(_symbol(symbol.name, reader) for symbol in writer.symbols))
            case Fixed(size=written), Fixed(size=read) if written == read:
                return Scalar("fixed", read, reader.type)
            case _:
                return mismatch

    def _scalar(self, writer: Type, reader: Type) -> Plan:
        written, read = primitive(writer), primitive(reader)
        if written is not None and (written == read or read in PROMOTIONS.get(written, ())):
            return Scalar(written, 0, reader)
        return Impossible(f"{self._writers_word(writer)} cannot be read as {_word(reader, self.reader)}")

    def _into_branch(self, writer: Type, union: Union) -> Plan:
        index = self._matching.branch(writer, union)
        if index is None:
            return Impossible(f"the reader's union has no branch for {self._writers_word(writer)}")
        return self.plan(writer, union.branches[index])

    @property
    def _matching(self) -> Matching:
        return Matching(self.writer, self.reader)

    def _writers_word(self, type: Type) -> str:
        return _word(type, self.writer)


def _symbol(name: str, reader: Enumeration) -> str | None:
    return name if any(symbol.name == name for symbol in reader.symbols) else reader.default


def _word(type: Type, definitions: Definitions) -> str:
    match type:
        case Ref(name=name):
            return f"`{definitions[name].name}`"
        case Array():
            return "an array"
        case Map():
            return "a map"
        case Union():
            return "a union"
        case _:
            return f"`{primitive(type)}`"


def may_be_empty(type: Type, definitions: Definitions) -> bool:
    """Whether a value can take no byte at all, so that a count of many costs their writer nothing."""
    return _is_empty(type, definitions, {})


def _is_empty(type: Type, definitions: Definitions, known: dict[str, bool]) -> bool:
    match type:
        case Null():
            return True
        case Ref(name=name):
            if name not in known:
                known[name] = _is_definition_empty(definitions[name], definitions, known)
            return known[name]
        case _:
            return False


def _is_definition_empty(definition: Definition, definitions: Definitions, known: dict[str, bool]) -> bool:
    match definition:
        case Record(fields=fields):
            return all(_is_empty(field.type, definitions, known) for field in fields)
        case Fixed(size=size):
            return size == 0
        case _:
            return False
