"""One version held against the present text: each pair is asked once, however many modes and edges ask for it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from treatyc.compatibility.engines import engine
from treatyc.compatibility.finding import Direction, Finding, Scope
from treatyc.compatibility.judge import Past, one_way
from treatyc.compatibility.settings import Settings
from treatyc.compatibility.subject import Named, Subject
from treatyc.diagnostics import Report
from treatyc.gate.baseline import Contracts, Former
from treatyc.source import Place, Pointer, SourceTree, Span
from treatyc.system.schema import Format, Schema

EVERY_SCOPE = frozenset(Scope)

_Key = tuple[str, str, Direction, frozenset[Scope]]


class Pairs:
    """The comparisons of one run; what an engine refuses to read is in `report`."""

    def __init__(self, present: Contracts, settings: Settings, report: Report) -> None:
        self._present = present
        self._settings = settings
        self._report = report
        self._read: dict[tuple[Format, int, str], Any] = {}
        self._found: dict[_Key, tuple[Finding, ...]] = {}

    def between(
        self, former: Former, schema: Schema, direction: Direction, scopes: frozenset[Scope] = EVERY_SCOPE
    ) -> tuple[Finding, ...]:
        """What is found in one direction between a version and the present text of the same schema."""
        key = (schema.name, former.label, direction, scopes)
        if key not in self._found:
            self._found[key] = tuple(self._compared(former, schema, direction, scopes))
        return self._found[key]

    def _compared(
        self, former: Former, schema: Schema, direction: Direction, scopes: frozenset[Scope]
    ) -> Iterator[Finding]:
        if former.schema.canonical == schema.canonical:
            return
        past = Past(former.label, self._subject(former.schema.format, former.tree, former.folder, schema.name))
        candidate = self._subject(schema.format, self._present.tree, self._present.folder, schema.name)
        settings = replace(self._settings, scopes=scopes)
        for finding in one_way(engine(schema.format), past, candidate, direction, settings):
            yield spelled(finding, former.spelling)

    def _subject(self, format: Format, tree: SourceTree, folder: str, name: str) -> Subject[Any]:
        # Trees outlive a run, so that each is known by its identity.
        key = (format, id(tree), folder)
        if key not in self._read:
            self._read[key] = engine(format).read(tree, folder, self._report)
        return Subject(self._read[key], Named(name))


def spelled(finding: Finding, spelling: str) -> Finding:
    """A finding whose older side is shown as a person would write its path."""
    writer, reader = finding.writer, finding.reader
    if finding.direction is Direction.BACKWARD:
        return replace(finding, writer=spelled_place(writer, spelling) if writer is not None else None)
    return replace(finding, reader=spelled_place(reader, spelling) if reader is not None else None)


def spelled_place(place: Place, spelling: str) -> Place:
    """A place, likewise."""
    match place:
        case Span():
            return replace(place, path=f"{spelling}{place.path}")
        case Pointer():
            return replace(place, path=f"{spelling}{place.path}")
