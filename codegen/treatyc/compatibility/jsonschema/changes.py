"""What changed between two versions beside what is accepted: meaning, and code."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass

from treatyc.compatibility.jsonschema.hybrid import question
from treatyc.compatibility.jsonschema.position import Member, Position, nested
from treatyc.compatibility.jsonschema.resemble import pairs
from treatyc.compatibility.jsonschema.rules import CHANGES
from treatyc.compatibility.jsonschema.seen import Change, Hit, Shows
from treatyc.compatibility.jsonschema.side import side
from treatyc.compatibility.jsonschema.solve import Node, Refuted, solve
from treatyc.compatibility.rule import Rule
from treatyc.compatibility.settings import Settings
from treatyc.load.json_text import JsonValue
from treatyc.source import Pointer

POSITIONS_MAX = 2_000


@dataclass(frozen=True, slots=True)
class Shown:
    """A document of the writer."""

    value: JsonValue


@dataclass(frozen=True, slots=True)
class Changed:
    """A rule that hit, and a document that shows what it says, where one can."""

    rule: Rule[Change, Hit]
    hit: Hit
    document: Shown | None


def changes(writer: Node, reader: Node, settings: Settings) -> Iterator[Changed]:
    """Everything that the rules about changes say, outer positions first."""
    for position in _both(writer, reader):
        for rule in CHANGES:
            for hit in rule.look(Change(position)):
                yield Changed(rule, hit, _document(writer, position, hit, settings))


def _both(writer: Node, reader: Node) -> Iterator[Position]:
    """The positions at which both versions say something."""
    pending = deque([Position((), side(writer.library, [writer.place]), side(reader.library, [reader.place]))])
    seen: set[tuple[tuple[Pointer, ...], tuple[Pointer, ...]]] = set()
    while pending and len(seen) < POSITIONS_MAX:
        position = pending.popleft()
        key = (position.writer.places, position.reader.places)
        if key not in seen and position.writer.layers and position.reader.layers:
            seen.add(key)
            yield position
            pending.extend(position.all_children())
            pending.extend(_branches(position))


def _branches(position: Position) -> Iterator[Position]:
    """The branches of the writer's unions, each with the one of the reader that is most like it."""
    for branch, nearest in pairs(list(position.writer.options()), list(position.reader.options())):
        if nearest is not None:
            yield Position(position.steps, branch, nearest)


def _document(writer: Node, position: Position, hit: Hit, settings: Settings) -> Shown | None:
    """A document of the writer with the value, or without it."""
    dialect = writer.library.documents[writer.place.path].dialect
    steps = position.steps
    if hit.shows is Shows.PRESENT:
        asked = nested(steps, schema=False, dialect=dialect)
    elif hit.shows is Shows.ABSENT and steps and isinstance(steps[-1], Member):
        asked = nested(steps[:-1], {"required": [steps[-1].name]}, dialect)
    else:
        return None
    answer = solve(writer, question(writer, asked), settings)
    return Shown(answer.document) if isinstance(answer, Refuted) else None
