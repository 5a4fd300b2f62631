"""What Confluent's registry finds between two `.proto` files: fields by number, types by name.

Names of fields, values of enumerations, `reserved`, services and options are not compared; that a message is used by
nobody is not asked.
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


def differences(original: File, update: File) -> list[Reason]:
    """All that stands against reading with the update what was written with the original."""
    return list(dict.fromkeys(_Comparison(original, update).files()))


def because(kind: str, path: Path) -> Iterator[Reason]:
    """One reason."""
    yield Reason(kind, f"#/{'/'.join(path)}")


@dataclass(slots=True)
class _Comparison:
    """`pending` are pairs of messages that fields have met; each pair is compared once."""

    original: File
    update: File
    effort: Effort = field(default_factory=Effort)
    pending: deque[tuple[Message, Message, Path]] = field(default_factory=deque)
    seen: set[tuple[int, int]] = field(default_factory=set)

    def files(self) -> Iterator[Reason]:
        if self.original.package != self.update.package:
            yield from because("PACKAGE_CHANGED", ())
        yield from self._messages(self.original.messages, self.update.messages, ())
        while self.pending:
            yield from self._message(*self.pending.popleft())

    def _messages(self, before: Mapping[str, Message], after: Mapping[str, Message], path: Path) -> Iterator[Reason]:
        for name, message in before.items():
            if name in after:
                yield from self._message(message, after[name], (*path, name))
            else:
                yield from because("MESSAGE_REMOVED", (*path, name))

    def _message(self, before: Message, after: Message, path: Path) -> Iterator[Reason]:
        pair = id(before), id(after)
        if pair in self.seen:
            return
        self.seen.add(pair)
        self.effort.spend(1 + len(before.all_fields))
        yield from self._oneofs(before, after, path)
        yield from self._fields(before, after, path)
        yield from self._messages(before.messages, after.messages, path)

    def _oneofs(self, before: Message, after: Message, path: Path) -> Iterator[Reason]:
        """A `oneof` may hold what was in one before; fields that could be set together may not come into one."""
        homes = {each.number: name for name, members in before.oneofs.items() for each in members}
        outside = {each.number for each in before.fields}
        for name, members in after.oneofs.items():
            moved = sum(each.number in outside for each in members)
            origins = {homes[each.number] for each in members if each.number in homes}
            if moved > 1:
                yield from because("MULTIPLE_FIELDS_MOVED_TO_ONEOF", (*path, name))
            elif moved + len(origins) > 1:
                yield from because("FIELD_MOVED_TO_EXISTING_ONEOF", (*path, name))
        yield from self._gone(before, after, path)

    def _gone(self, before: Message, after: Message, path: Path) -> Iterator[Reason]:
        """Members that are nowhere any more, of a `oneof` that is still there, be it under another name."""
        left = {each.number for each in after.all_fields}
        inside = {each.number for members in after.oneofs.values() for each in members}
        for name, members in before.oneofs.items():
            stays = name in after.oneofs or any(each.number in inside for each in members)
            for each in members if stays else ():
                if each.number not in left:
                    yield from because("ONEOF_FIELD_REMOVED", (*path, name, str(each.number)))

    def _fields(self, before: Message, after: Message, path: Path) -> Iterator[Reason]:
        old = {each.number: each for each in before.all_fields}
        new = {each.number: each for each in after.all_fields}
        for number, was in old.items():
            if number in new:
                yield from self._field(was, new[number], (*path, str(number)))
            elif was.label is Label.REQUIRED:
                yield from because("REQUIRED_FIELD_REMOVED", (*path, str(number)))
        for number, is_ in new.items():
            if number not in old and is_.label is Label.REQUIRED:
                yield from because("REQUIRED_FIELD_ADDED", (*path, str(number)))

    def _field(self, before: Field, after: Field, path: Path) -> Iterator[Reason]:
        labels = before.label, after.label
        yield from self._types(before.type, after.type, path)
        kinds = kind(before.type, self.original), kind(after.type, self.update)
        if kinds == (SCALAR, SCALAR) and None not in labels and labels[0] is not labels[1]:
            group = scalar_kind(before.type)
            if group == scalar_kind(after.type) != STRING_OR_BYTES:
                yield from because("FIELD_NUMERIC_LABEL_CHANGED", path)

    def _types(self, before: FieldType, after: FieldType, path: Path) -> Iterator[Reason]:
        kinds = kind(before, self.original), kind(after, self.update)
        if kinds[0] != kinds[1]:
            yield from because("FIELD_KIND_CHANGED", path)
        elif kinds[0] == SCALAR:
            if scalar_kind(before) != scalar_kind(after):
                yield from because("FIELD_SCALAR_KIND_CHANGED", path)
        elif kinds[0] == MAP and isinstance(before, MapOf) and isinstance(after, MapOf):
            yield from self._types(before.key, after.key, path)
            yield from self._types(before.value, after.value, path)
        elif isinstance(before, Named) and isinstance(after, Named):
            yield from self._named(before, after, path)

    def _named(self, before: Named, after: Named, path: Path) -> Iterator[Reason]:
        """Messages by their names without the package, and by what is in them."""
        if self.original.local_name(before.name) != self.update.local_name(after.name):
            yield from because("FIELD_NAMED_TYPE_CHANGED", path)
            return
        messages = self.original.known.get(before.name), self.update.known.get(after.name)
        if messages[0] is None or messages[1] is None:
            return
        was, is_ = messages[0][0], messages[1][0]
        if isinstance(was, Message) and isinstance(is_, Message):
            self.pending.append((was, is_, path))
