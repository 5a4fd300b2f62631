"""What a walk through two schemas meets: a part of the writer's beside the part of the reader's that takes it.

A rule sees one meeting. Only what differs, or may differ, is a meeting; equal types are passed over.
"""

from __future__ import annotations

from dataclasses import dataclass

from treatyc.source import Place, Pointer
from treatyc.system.schema import Definition, Enumeration, Field, Fixed, Record, Type


@dataclass(frozen=True, slots=True)
class IntoField:
    """A record's field, by the writer's name and, where the reader has it, the reader's."""

    name: str
    read_as: str | None


@dataclass(frozen=True, slots=True)
class IntoItem:
    """An item of an array."""


@dataclass(frozen=True, slots=True)
class IntoValue:
    """A value of a map."""


@dataclass(frozen=True, slots=True)
class IntoBranch:
    """A branch of the writer's union."""

    index: int


Step = IntoField | IntoItem | IntoValue | IntoBranch


@dataclass(frozen=True, slots=True)
class Trail:
    """One step of the way from the writer's root to a meeting, and the steps before it; None is the root itself."""

    before: Trail | None
    step: Step

    def steps(self) -> tuple[Step, ...]:
        """All steps, the first one first."""
        found = []
        at: Trail | None = self
        while at is not None:
            found.append(at.step)
            at = at.before
        return tuple(reversed(found))


@dataclass(frozen=True, slots=True)
class At:
    """Where two types meet: the path that people read, the writer's way there, and both places."""

    path: str
    trail: Trail | None
    writer: Place
    reader: Place

    @property
    def steps(self) -> tuple[Step, ...]:
        """The way from the writer's root."""
        return self.trail.steps() if self.trail is not None else ()

    def field(self, writer: Field, reader: Field) -> At:
        """The type of a field that both have."""
        trail = Trail(self.trail, IntoField(writer.name, reader.name))
        return At(self._inner(reader), trail, type_place(writer), type_place(reader))

    def item(self) -> At:
        """The items of two arrays."""
        return self._part("[]", IntoItem(), "items")

    def value(self) -> At:
        """The values of two maps."""
        return self._part("{}", IntoValue(), "values")

    def gone(self, field: Field) -> At:
        """A field that the writer's record alone has."""
        return At(self._inner(field), Trail(self.trail, IntoField(field.name, None)), field.place, self.reader)

    def new(self, field: Field) -> At:
        """A field that the reader's record alone has: the way leads to the record."""
        return At(self._inner(field), self.trail, self.writer, field.place)

    def branch(self, index: int, label: str) -> At:
        """A branch of the writer's union; `label` tells it from the others where there are several."""
        path = f"{self.path}<{label}>" if label else self.path
        return At(path, Trail(self.trail, IntoBranch(index)), _below(self.writer, index), self.reader)

    def reader_branch(self, index: int) -> At:
        """The branch of the reader's union that takes the writer's value."""
        return At(self.path, self.trail, self.writer, _below(self.reader, index))

    def _part(self, mark: str, step: Step, token: str) -> At:
        return At(self.path + mark, Trail(self.trail, step), _below(self.writer, token), _below(self.reader, token))

    def _inner(self, field: Field) -> str:
        return f"{self.path}.{field.name}" if self.path else field.name


def type_place(field: Field) -> Place:
    """Where a field's type stands."""
    match field.place:
        case Pointer(path, tokens):
            return Pointer(path, (*tokens[:-1], "type"))
        case span:
            return span


def _below(place: Place, token: str | int) -> Place:
    """A part of a type that has no name: the key or the index of its JSON."""
    return place.child(token) if isinstance(place, Pointer) else place


@dataclass(frozen=True, slots=True)
class Unread:
    """A writer's type that the reader has no type for; `in_union` says that it is one of several branches."""

    at: At
    writer: Type
    reader: Type
    in_union: bool


@dataclass(frozen=True, slots=True)
class Misnamed:
    """Two definitions of one kind that would go together, were it not for their names."""

    at: At
    writer: Definition
    reader: Definition


@dataclass(frozen=True, slots=True)
class Missized:
    """Two `fixed` of one name whose sizes differ."""

    at: At
    writer: Fixed
    reader: Fixed


@dataclass(frozen=True, slots=True)
class Moved:
    """An enum or a `fixed` that a branch of the reader's union takes by its short name alone."""

    at: At
    writer: Definition
    reader: Definition


@dataclass(frozen=True, slots=True)
class Scalars:
    """Two types without parts that differ; the reader takes the writer's values.

    `written` and `read` are the plain types that carry them, `fixed` where a definition does.
    """

    at: At
    writer: Type
    reader: Type
    written: str
    read: str


@dataclass(frozen=True, slots=True)
class Shapes:
    """Two types of which at least one is a union, and that differ as such."""

    at: At
    writer: Type
    reader: Type


@dataclass(frozen=True, slots=True)
class Named:
    """Two definitions that go together, of whatever kind."""

    at: At
    writer: Definition
    reader: Definition


@dataclass(frozen=True, slots=True)
class Enums:
    """Two enums that go together."""

    at: At
    writer: Enumeration
    reader: Enumeration


@dataclass(frozen=True, slots=True)
class Both:
    """A field of the writer's record and the one of the reader's that it fills; `at` is their types' place."""

    at: At
    writer: Field
    reader: Field


@dataclass(frozen=True, slots=True)
class Records:
    """Two records that go together.

    `filled` are the reader's fields that the writer fills, in the writer's order; `ignored` those of the writer that
    the reader does not have, `missing` those of the reader that the writer does not send. `doubled` are writer's
    fields that fill a field which another one fills already, by an alias.
    """

    at: At
    writer: Record
    reader: Record
    filled: tuple[Field, ...]
    ignored: tuple[Field, ...]
    missing: tuple[Field, ...]
    doubled: tuple[Both, ...]


@dataclass(frozen=True, slots=True)
class Exhausted:
    """Where the walk stopped because it had taken all steps that it may take."""

    at: At


Meeting = Unread | Misnamed | Missized | Moved | Scalars | Shapes | Named | Enums | Both | Records | Exhausted
