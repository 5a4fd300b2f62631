"""One version held against the present text: each pair is asked once, however many modes and edges ask for it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import cached_property
from typing import Any

from treatyc.compatibility.engines import engine
from treatyc.compatibility.finding import Category, Direction, Effect, Finding, Scope
from treatyc.compatibility.judge import Past, one_way
from treatyc.compatibility.settings import Settings
from treatyc.compatibility.subject import Everything, Named, Root, Subject
from treatyc.diagnostics import Report
from treatyc.gate.baseline import Contracts, Former
from treatyc.gate.reach import Reach
from treatyc.source import Place, Pointer, SourceTree, Span
from treatyc.system.schema import Format, Schema
from treatyc.system.version import fingerprint

EVERY_SCOPE = frozenset(Scope)

Scopes = frozenset[Scope]


class Pairs:
    """The comparisons of one run; what an engine refuses to read is in `report`.

    Protobuf folders are compared as wholes where there are two: its files, packages and services matter to code, and a
    type that every message holds is looked at once.
    """

    def __init__(self, present: Contracts, before: Contracts | None, settings: Settings, report: Report) -> None:
        self._present = present
        self._before = before
        self._settings = settings
        self._report = report
        self._read: dict[tuple[Format, int, str], Any] = {}
        self._found: dict[tuple[str, str, str, Direction, Scopes], tuple[Finding, ...]] = {}
        self._whole: dict[tuple[Direction, Scopes], tuple[Finding, ...]] = {}

    def between(
        self, former: Former, schema: Schema, direction: Direction, scopes: Scopes = EVERY_SCOPE
    ) -> tuple[Finding, ...]:
        """What is found in one direction between a version and the present text of the same schema."""
        # A label alone may be two texts: the baseline's 1.2, and another one that the change calls so.
        key = (schema.name, former.label, fingerprint(former.schema), direction, scopes)
        if key not in self._found:
            self._found[key] = tuple(self._between(former, schema, direction, scopes))
        return self._found[key]

    def same(self, former: Former, schema: Schema) -> bool:
        """Whether nothing can be found: the same texts. An equal meaning may still say `deprecated` from now on."""
        old = _texts(former.schema, former.tree, former.folder)
        return fingerprint(former.schema) == fingerprint(schema) and old == _texts(
            schema, self._present.tree, self._present.folder
        )

    def beside(self) -> Iterator[Finding]:
        """What comparing whole folders found of things that are no messages, such as services and files."""
        for findings in self._whole.values():
            yield from (finding for finding in findings if finding.schema not in self._present.schemas)

    def _between(self, former: Former, schema: Schema, direction: Direction, scopes: Scopes) -> Iterator[Finding]:
        if self.same(former, schema):
            return
        if former.schema.format is not schema.format:
            yield spelled(_problem("schema-format-changed", former, schema, direction), former.spelling)
        elif former.schema.format is Format.PROTOBUF and self._is_whole(former):
            found = self._in_whole(former, direction, scopes)
            yield from (finding for finding in found if schema.name in self._holders(finding.schema))
        else:
            yield from self._compared(former, Named(schema.name), direction, scopes)

    def _is_whole(self, former: Former) -> bool:
        return self._before is not None and former.tree is self._before.tree and former.folder == self._before.folder

    def _in_whole(self, former: Former, direction: Direction, scopes: Scopes) -> tuple[Finding, ...]:
        key = (direction, scopes)
        if key not in self._whole:
            self._whole[key] = tuple(self._compared(former, Everything(), direction, scopes))
        return self._whole[key]

    def _holders(self, name: str) -> frozenset[str]:
        """What held a schema before and still does."""
        there, before = self._graphs
        return there.holders(name) & before.holders(name)

    @cached_property
    def _graphs(self) -> tuple[Reach, Reach]:
        before = self._before.schemas if self._before is not None else {}
        return Reach(self._present.schemas), Reach(before)

    def _compared(self, former: Former, root: Root, direction: Direction, scopes: Scopes) -> Iterator[Finding]:
        language = former.schema.format
        past = Past(former.label, self._subject(language, former.tree, former.folder, root))
        candidate = self._subject(language, self._present.tree, self._present.folder, root)
        settings = replace(self._settings, scopes=scopes)
        for finding in one_way(engine(language), past, candidate, direction, settings):
            yield spelled(finding, former.spelling)

    def _subject(self, format: Format, tree: SourceTree, folder: str, root: Root) -> Subject[Any]:
        # Trees outlive a run, so that each is known by its identity.
        key = (format, id(tree), folder)
        if key not in self._read:
            self._read[key] = engine(format).read(tree, folder, self._report)
        return Subject(self._read[key], root)


def _texts(schema: Schema, tree: SourceTree, folder: str) -> dict[str, str]:
    """The texts that a schema is made of, by their paths beneath the folder."""
    sources = (tree.get(path) for path in (schema.path, *schema.imports))
    return {each.path.removeprefix(f"{folder}/"): each.text for each in sources if each is not None}


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


def _problem(rule: str, former: Former, schema: Schema, direction: Direction) -> Finding:
    """Two formats under one name."""
    old, new = former.schema, schema
    writer, reader = (old, new) if direction is Direction.BACKWARD else (new, old)
    return Finding(
        rule=rule,
        category=Category.WIRE,
        effect=Effect.BREAKS,
        message=f"the format was {old.format.value} and is {new.format.value}",
        schema=schema.name,
        path="",
        writer=writer.place,
        reader=reader.place,
        help="give the new format a name or a major of its own, and send both until nobody reads the old one",
        unproven="the formats have no messages in common",
        direction=direction,
        version=former.label,
    )
