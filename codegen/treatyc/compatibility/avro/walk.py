"""The walk through a writer's and a reader's schema: each pair of definitions once, the nearest to the root first.

It goes where a message goes: a writer's type meets the reader's type that takes its values (Avro 1.12, Schema
Resolution). So every way that it notes is one that a message can take, and the first is a short one.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from treatyc.compatibility.avro.library import Library, Root
from treatyc.compatibility.avro.meeting import (
    At,
    Both,
    Enums,
    Exhausted,
    Meeting,
    Misnamed,
    Missized,
    Moved,
    Named,
    Records,
    Scalars,
    Shapes,
    Unread,
)
from treatyc.compatibility.avro.words import label
from treatyc.load.avro.matching import Matching, aliases_of, primitive, same_name, targets
from treatyc.system.schema import (
    Array,
    Bytes,
    Decimal,
    Definition,
    Duration,
    Enumeration,
    Field,
    Fixed,
    Map,
    Null,
    Record,
    Ref,
    Type,
    Union,
    Uuid,
)


def walk(writer: Library, reader: Library, roots: tuple[Root, Root], work: int) -> Iterator[Meeting]:
    """All meetings, in an order that depends on the schemas alone."""
    written, read = roots
    return _Walk(Matching(writer.definitions, reader.definitions), work).all(written, read)


@dataclass(slots=True)
class _Walk:
    matching: Matching
    left: int
    seen: set[tuple[str, str]] = field(default_factory=set)
    pending: deque[tuple[Definition, Definition, At]] = field(default_factory=deque)
    stopped: At | None = None

    def all(self, writer: Root, reader: Root) -> Iterator[Meeting]:
        at = At("", None, writer.place, reader.place)
        yield from self._types(writer.type, reader.type, at)
        while self.pending and self.stopped is None:
            written, read, there = self.pending.popleft()
            yield from self._definitions(written, read, replace(there, writer=written.place, reader=read.place))
        if self.stopped is not None:
            yield Exhausted(self.stopped)

    def _types(self, writer: Type, reader: Type, at: At) -> Iterator[Meeting]:
        if self.left < 0:
            self.stopped = self.stopped or at
            return
        if not isinstance(writer, Union):
            if isinstance(reader, Union):
                yield Shapes(at, writer, reader)
            yield from self._one(writer, reader, at, in_union=False)
            return
        if not isinstance(reader, Union) or list(map(label, writer.branches)) != list(map(label, reader.branches)):
            yield Shapes(at, writer, reader)
        proper = [branch for branch in writer.branches if branch != Null()]
        for index, branch in enumerate(writer.branches):
            several = len(proper) > 1
            mark = label(branch) if several and branch != Null() else ""
            yield from self._one(branch, reader, at.branch(index, mark), in_union=several or branch == Null())

    def _one(self, writer: Type, reader: Type, at: At, *, in_union: bool) -> Iterator[Meeting]:
        """A writer's type that is no union, into whatever takes it."""
        self.left -= 1
        if isinstance(reader, Union):
            self.left -= len(reader.branches)
            index = self.matching.branch(writer, reader)
            if index is not None:
                branch, inside = reader.branches[index], at.reader_branch(index)
                yield from self._moved(writer, branch, inside)
                yield from self._pair(writer, branch, inside)
                return
        elif self.matching.takes(writer, reader):
            yield from self._pair(writer, reader, at)
            return
        yield self._unread(writer, reader, at, in_union=in_union)

    def _moved(self, writer: Type, branch: Type, at: At) -> Iterator[Meeting]:
        """Records are told apart by their fields where names fail; enums and `fixed` by their full names alone."""
        if isinstance(writer, Ref) and isinstance(branch, Ref):
            written, read = self.matching.writer[writer.name], self.matching.reader[branch.name]
            if not isinstance(read, Record) and written.name not in (read.name, *aliases_of(read)):
                yield Moved(at, written, read)

    def _pair(self, writer: Type, reader: Type, at: At) -> Iterator[Meeting]:
        match writer, reader:
            case Array(written), Array(read):
                yield from self._types(written, read, at.item())
            case Map(written), Map(read):
                yield from self._types(written, read, at.value())
            case Ref(), Ref():
                if (writer.name, reader.name) not in self.seen:
                    self.seen.add((writer.name, reader.name))
                    definitions = self.matching.writer[writer.name], self.matching.reader[reader.name]
                    self.pending.append((*definitions, at))
            case _ if writer != reader:
                yield Scalars(at, writer, reader, primitive(writer) or "", primitive(reader) or "")

    def _unread(self, writer: Type, reader: Type, at: At, *, in_union: bool) -> Meeting:
        """Why nothing takes a type: the reader's only candidate has another name or size, or there is none."""
        candidates = [branch for branch in _branches(reader) if isinstance(branch, Ref)]
        if isinstance(writer, Ref):
            written = self.matching.writer[writer.name]
            same_kind = [each for ref in candidates if type(each := self.matching.reader[ref.name]) is type(written)]
            for read in same_kind:
                if isinstance(written, Fixed) and isinstance(read, Fixed) and same_name(written, read):
                    return Missized(at, written, read)
            if len(same_kind) == 1 and not in_union:
                return Misnamed(at, written, same_kind[0])
        return Unread(at, writer, reader, in_union)

    def _definitions(self, writer: Definition, reader: Definition, at: At) -> Iterator[Meeting]:
        yield Named(at, writer, reader)
        match writer, reader:
            case Record(), Record():
                yield from self._records(writer, reader, at)
            case Enumeration(), Enumeration():
                self.left -= len(writer.symbols)
                yield Enums(at, writer, reader)
            case Fixed(), Fixed():
                if _unnamed(writer.type) != _unnamed(reader.type):
                    yield Scalars(at, writer.type, reader.type, "fixed", "fixed")
            case _:
                raise AssertionError("definitions that go together are of one kind")

    def _records(self, writer: Record, reader: Record, at: At) -> Iterator[Meeting]:
        self.left -= len(writer.fields)
        fillable = targets(reader.fields)
        filled: dict[str, tuple[Field, Field]] = {}
        ignored: list[Field] = []
        doubled: list[Both] = []
        for written in writer.fields:
            read = fillable.get(written.name)
            if read is None:
                ignored.append(written)
            elif read.name in filled:
                doubled.append(Both(at.field(written, read), written, read))
            else:
                filled[read.name] = written, read
        missing = tuple(read for read in reader.fields if read.name not in filled)
        together = tuple(read for _, read in filled.values())
        yield Records(at, writer, reader, together, tuple(ignored), missing, tuple(doubled))
        for written, read in filled.values():
            if not _is_same(written, read):
                both = Both(at.field(written, read), written, read)
                yield both
                yield from self._types(written.type, read.type, both.at)


def _is_same(writer: Field, reader: Field) -> bool:
    """Whether two fields are alike in all that a rule looks at; what a name stands for may still differ."""
    alike = (writer.name, writer.type, writer.default, writer.origin)
    return alike == (reader.name, reader.type, reader.default, reader.origin) and not _has_names(reader.type)


def _has_names(type: Type) -> bool:
    match type:
        case Ref():
            return True
        case Array(inner) | Map(inner):
            return _has_names(inner)
        case Union(branches):
            return any(map(_has_names, branches))
        case _:
            return False


def _branches(type: Type) -> tuple[Type, ...]:
    return type.branches if isinstance(type, Union) else (type,)


def _unnamed(type: Type) -> Type:
    """What a `fixed` means, whatever it is called."""
    match type:
        case Bytes():
            return replace(type, name=None)
        case Decimal(carrier=carrier):
            return replace(type, carrier=replace(carrier, name=None))
        case Uuid(carrier=Bytes() as carrier):
            return replace(type, carrier=replace(carrier, name=None))
        case Duration():
            return Duration()
        case _:
            return type
