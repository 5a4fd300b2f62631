"""What a target's registry shall hold: pure, from the contracts alone, in the order in which it can be registered."""

from __future__ import annotations

import enum
import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter

from treatyc.compatibility.mode import Mode
from treatyc.diagnostics import Report
from treatyc.gate.question import at_registry, question
from treatyc.load import json_text, paths
from treatyc.load.files import RULE_SETS
from treatyc.registry.wanted.referring import SchemaFiles, referred
from treatyc.registry.wanted.text import text_path
from treatyc.source import Place, SourceTree, Span
from treatyc.system.channel import Channel
from treatyc.system.schema import Format, Schema
from treatyc.system.system import System
from treatyc.system.target import Target
from treatyc.topology.subjects import KEY_TYPE, Subject, clashes, subjects


class Role(enum.Enum):
    """What a text is there for."""

    MESSAGE = "message"
    REFERENCE = "reference"
    KEY = "key"


@dataclass(frozen=True, slots=True, order=True)
class WantedReference:
    """What a text calls another one: an import path, a type's name or a `$ref`, and the subject of that one."""

    name: str
    subject: str


@dataclass(frozen=True, slots=True)
class Metadata:
    """What a registry may keep beside a text: sorted properties, and tags by the path of a field."""

    properties: tuple[tuple[str, str], ...] = ()
    tags: tuple[tuple[str, tuple[str, ...]], ...] = ()


@dataclass(frozen=True, slots=True)
class Wanted:
    """A text under a subject. `schemas` are the full names that it is registered for; a key's is a primitive's.

    `path` is where its file lies below the folder of schemas, None for a key's. `rule_set` is the JSON text of its
    file, or None where the contracts say nothing and the registry's stays.
    """

    subject: str
    role: Role
    schemas: tuple[str, ...]
    format: Format
    text: str
    references: tuple[WantedReference, ...]
    mode: Mode
    place: Place
    metadata: Metadata = Metadata()
    rule_set: str | None = None
    path: str | None = None


def desired(system: System, target: Target, tree: SourceTree, folder: str, report: Report) -> tuple[Wanted, ...]:
    """All texts of a target, each after those that it refers to; none where the report says what is in the way.

    `folder` is where the schema files lie in the tree, `gate.baseline.Contracts.folder`.
    """
    inner = Report()
    for clash in clashes(system, target):
        message = f"subject `{clash.name}` would hold {' and '.join(f'`{name}`' for name in clash.messages)}"
        help_ = "a registry would compare them: write `subjects: topic-record` in the target's `registry`"
        inner.error("registry-subject-shared", message, at=target.place, help=help_)
    found = () if inner.diagnostics else _Desired(system, target, _files(system, tree, folder), inner).all()
    for each in inner.diagnostics:
        report.add(each)
    return () if inner.diagnostics else found


def text_fingerprint(text: str) -> str:
    """The fingerprint of a text that is no schema of the project, such as a key's."""
    return hashlib.sha256(text.encode()).hexdigest()


def _files(system: System, tree: SourceTree, folder: str) -> SchemaFiles:
    found: dict[str, list[Schema]] = {}
    for schema in system.schemas:
        found.setdefault(text_path(schema, folder), []).append(schema)
    return SchemaFiles(tree, folder, {path: tuple(several) for path, several in sorted(found.items())})


@dataclass(frozen=True, slots=True)
class _Desired:
    system: System
    target: Target
    files: SchemaFiles
    report: Report

    def all(self) -> tuple[Wanted, ...]:
        """The texts; those that are referred to come first, as deep as they lie, then by subject."""
        found: dict[str, Wanted] = {}
        for subject in subjects(self.target):
            if not subject.messages:
                found[subject.name] = self._key(subject)
                continue
            path = self.files.path(self.system.schema(subject.messages[0]))
            for inner in self._needed(path):
                found.setdefault(self._name(inner), self._reference(inner))
            found[subject.name] = self._message(subject, path)
        if (cycle := _cycle(found)) is not None:
            way = " refers to ".join(f"`{subject}`" for subject in cycle)
            help_ = "a registry takes a text after those that it refers to: define one of them within the other"
            self.report.error("registry-cycle", way, at=found[cycle[0]].place, help=help_)
            return ()
        depths: dict[str, int] = {}
        return tuple(sorted(found.values(), key=lambda each: (_depth(each, found, depths), each.subject)))

    def _needed(self, path: str) -> Iterable[str]:
        """All files that one refers to, however far away."""
        seen, pending = {path}, [path]
        for each in pending:
            new = [found.path for found in referred(self.files, each) if found.path not in seen]
            seen.update(new)
            pending += new
        return [each for each in pending if each != path]

    def _name(self, path: str) -> str:
        """The subject of a file that others refer to: its import path, or the name of its schema."""
        schema = self.files.schemas[path][0]
        return path if schema.format is Format.PROTOBUF else schema.name

    def _reference(self, path: str) -> Wanted:
        declared = self.files.schemas[path]
        names = tuple(schema.name for schema in declared)
        return self._wanted(Subject(self._name(path), names, ()), Role.REFERENCE, path, ())

    def _message(self, subject: Subject, path: str) -> Wanted:
        channels = tuple(channel for channel in self.target.channels if channel.address in subject.channels)
        return self._wanted(subject, Role.MESSAGE, path, channels)

    def _wanted(self, subject: Subject, role: Role, path: str, channels: tuple[Channel, ...]) -> Wanted:
        declared = self.files.schemas[path][0]
        return Wanted(
            subject=subject.name,
            role=role,
            schemas=subject.messages,
            format=declared.format,
            text=self.files.text(path),
            references=tuple(WantedReference(each.name, self._name(each.path)) for each in referred(self.files, path)),
            mode=self._mode(channels),
            place=declared.place,
            metadata=_metadata(channels),
            rule_set=self._rule_set(subject) if role is Role.MESSAGE else None,
            path=path,
        )

    def _key(self, subject: Subject) -> Wanted:
        channel = next(each for each in self.target.channels if each.address in subject.channels)
        text = json.dumps(KEY_TYPE)
        return Wanted(subject.name, Role.KEY, (KEY_TYPE,), Format.AVRO, text, (), Mode.FULL_TRANSITIVE, channel.place)

    def _mode(self, channels: tuple[Channel, ...]) -> Mode:
        """The mode of a subject; where its channels differ, the one that asks for all that they ask for."""
        words = {channel.compatibility or self.system.compatibility for channel in channels}
        return at_registry([question(word) for word in words or {self.system.compatibility}])

    def _rule_set(self, subject: Subject) -> str | None:
        if len(subject.messages) != 1:
            return None
        tree = self.files.tree
        path = paths.inside(tree.project, f"{RULE_SETS}/{subject.messages[0]}.json")
        source = tree.get(path) if path is not None else None
        if source is None:
            return None
        value = json_text.parse(source, self.report)
        if value is not None and not isinstance(value, dict):
            help_ = 'write the object that the registry takes as `ruleSet`, such as `{"domainRules": [...]}`'
            self.report.error("rule-set", "a rule set is a JSON object", at=Span(source.path), help=help_)
        return source.text


def _metadata(channels: tuple[Channel, ...]) -> Metadata:
    """Who answers for a message, and which of its fields hold personal data."""
    owners = sorted({channel.owner for channel in channels if channel.owner is not None})
    personal = sorted({field.value for channel in channels for field in channel.personal})
    properties = {"owner": ",".join(owners)} if owners else {}
    if personal:
        properties["sensitivity"] = "personal"
    return Metadata(tuple(sorted(properties.items())), tuple((field, ("PII",)) for field in personal))


def _cycle(found: Mapping[str, Wanted]) -> tuple[str, ...] | None:
    """Subjects that refer to each other in a circle, the first one again at the end; None where there are none."""
    below = {subject: sorted({each.subject for each in found[subject].references}) for subject in sorted(found)}
    try:
        TopologicalSorter(below).prepare()
    except CycleError as error:
        # Each stands before what needs it.
        way: list[str] = error.args[1][::-1]
        start = way.index(min(way))
        return (*way[start:-1], *way[:start], way[start])
    return None


def _depth(wanted: Wanted, all_: Mapping[str, Wanted], known: dict[str, int]) -> int:
    """How many texts must be registered one after the other before this one can be."""
    if wanted.subject not in known:
        below = [_depth(all_[each.subject], all_, known) for each in wanted.references]
        known[wanted.subject] = 1 + max(below, default=-1)
    return known[wanted.subject]
