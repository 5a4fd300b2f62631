"""What Karapace finds between two `.proto` files.

Packages, required fields, names of types and moves between `oneof`s are not compared.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from treatyc.dialects.dialect import Reason
from treatyc.dialects.limits import Effort
from treatyc.dialects.protobuf.kinds import MAP, SCALAR, STRING_OR_BYTES, kind, scalar_kind
from treatyc.dialects.protobuf.model import Field, FieldType, File, Label, MapOf, Message, Named

Path = tuple[str, ...]


def differences(writer: File, reader: File) -> list[Reason]:
    """All that stands against reading with the one file what was written with the other."""
    return list(dict.fromkeys(_Comparison(writer, reader).files()))


def because(kind: str, path: Path) -> Iterator[Reason]:
    """One reason; Karapace joins its paths with dots."""
    yield Reason(kind, ".".join(path))


@dataclass(slots=True)
class _Comparison:
    """`pending` are pairs of messages that fields have met; each pair is compared once."""

    writer: File
    reader: File
    effort: Effort = field(default_factory=Effort)
    pending: deque[tuple[Message, Message, Path]] = field(default_factory=deque)
    seen: set[tuple[int, int]] = field(default_factory=set)

    def files(self) -> Iterator[Reason]:
        yield from self._messages(self.writer.messages, self.reader.messages, ())
        while self.pending:
            yield from self._message(*self.pending.popleft())

    def _messages(self, before: Mapping[str, Message], after: Mapping[str, Message], path: Path) -> Iterator[Reason]:
        for name, message in before.items():
            if name in after:
                yield from self._message(message, after[name], (*path, name))
            else:
                yield from because("MESSAGE_DROP", (*path, name))

    def _message(self, before: Message, after: Message, path: Path) -> Iterator[Reason]:
        pair = id(before), id(after)
        if pair in self.seen:
            return
        self.seen.add(pair)
        self.effort.spend(1 + len(before.all_fields))
        yield from self._fields(before, after, path)
        yield from self._oneofs(before, after, path)
        yield from self._messages(before.messages, after.messages, path)

    def _fields(self, before: Message, after: Message, path: Path) -> Iterator[Reason]:
        """Fields outside of any `oneof`; what moves into one is counted and not compared."""
        old = {each.number: each for each in before.fields}
        new = {each.number: each for each in after.fields}
        names = {each.name: each for each in after.fields}
        for oneof, members in after.oneofs.items():
            moved = [each for each in members if old.pop(each.number, None) is not None]
            if len(moved) > 1:
                yield from because("FEW_FIELDS_CONVERTED_TO_ONE_OF", (*path, oneof))
        for number, was in old.items():
            namesake = names.get(was.name)
            if namesake is not None and namesake.number != number:
                yield from because("FIELD_TAG_ALTER", (*path, was.name))
            if number in new:
                yield from self._field(was, new[number], (*path, str(number)))

    def _oneofs(self, before: Message, after: Message, path: Path) -> Iterator[Reason]:
        for name, members in before.oneofs.items():
            new = {each.number: each for each in after.oneofs.get(name, ())}
            for was in members if name in after.oneofs else ():
                inner = (*path, name, str(was.number))
                if was.number in new:
                    yield from self._field(was, new[was.number], inner)
                else:
                    yield from because("ONE_OF_FIELD_DROP", inner)

    def _field(self, before: Field, after: Field, path: Path) -> Iterator[Reason]:
        yield from self._types(before.type, after.type, (before.label, after.label), path)

    def _types(
        self, before: FieldType, after: FieldType, labels: tuple[Label | None, Label | None], path: Path
    ) -> Iterator[Reason]:
        kinds = kind(before, self.writer), kind(after, self.reader)
        if kinds[0] != kinds[1]:
            yield from because("FIELD_KIND_ALTER", path)
        elif kinds[0] == SCALAR:
            group = scalar_kind(before)
            # `optional` in proto3 is another label than none.
            if labels[0] is not labels[1] and group != STRING_OR_BYTES:
                yield from because("FIELD_LABEL_ALTER", path)
            if group != scalar_kind(after):
                yield from because("FIELD_KIND_ALTER", path)
        elif kinds[0] == MAP and isinstance(before, MapOf) and isinstance(after, MapOf):
            yield from self._types(before.key, after.key, (None, None), path)
            yield from self._types(before.value, after.value, (None, None), path)
        elif isinstance(before, Named) and isinstance(after, Named):
            yield from self._named(before, after, path)

    def _named(self, before: Named, after: Named, path: Path) -> Iterator[Reason]:
        """That a field has a message of another name is fine, and what is in it is then not compared."""
        messages = self.writer.known.get(before.name), self.reader.known.get(after.name)
        if messages[0] is None or messages[1] is None:
            if before != after:
                yield from because("FIELD_TYPE_ALTER", path)
        elif self.writer.local_name(before.name) == self.reader.local_name(after.name):
            was, is_ = messages[0][0], messages[1][0]
            if isinstance(was, Message) and isinstance(is_, Message):
                self.pending.append((was, is_, path))
