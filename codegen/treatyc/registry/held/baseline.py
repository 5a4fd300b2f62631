"""A registry as the baseline of a comparison: its versions loaded, and told apart by the schemas that they are of."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from treaty.registry.problem import said
from treatyc.compatibility.mode import MEANINGS, Mode
from treatyc.diagnostics import Diagnostic, Report, Severity
from treatyc.gate.baseline import Baseline, Contracts, Former, Histories
from treatyc.gate.question import Question, questions
from treatyc.registry.held.folders import path_of
from treatyc.registry.held.reading import Reading, Subject
from treatyc.registry.held.understanding import Compile, Understanding, Understood, understand
from treatyc.registry.protocol import RegisteredVersion, VersionKey
from treatyc.source import Place
from treatyc.system.schema import Format, Schema
from treatyc.system.target import Target


@dataclass(frozen=True, slots=True)
class _Old:
    """A version that was understood, and the subject that it is of."""

    subject: Subject
    understood: Understood

    @property
    def version(self) -> RegisteredVersion:
        return self.understood.version

    @property
    def schemas(self) -> tuple[Schema, ...]:
        """The schemas that it is of."""
        return self.understood.schemas


def digest(reading: Reading) -> str:
    """What tells this reading from any other."""
    facts = [(str(key), version.text, str(version.references)) for key, version in sorted(reading.versions.items())]
    return hashlib.sha256(json.dumps(facts).encode()).hexdigest()


def baseline(
    reading: Reading,
    target: Target,
    present: Contracts,
    compile: Compile,
    report: Report,
    *,
    override: Question | None = None,
) -> Baseline | None:
    """What was read of a target's registry, as histories; None where a version may be of several schemas.

    A version that our loaders refuse is left out and told: as a warning where what is asked of its schemas, or else
    `override`, may be about it.
    """
    title = f"registry:{target.name}"
    paths = dict(_paths(reading, present, report, target.place))
    if report.failed:
        return None
    understanding = understand(paths, reading.versions, compile)
    for each in _unread(reading, understanding, present, override, target.place):
        report.add(each)
    olds = [
        _Old(subject, understanding.versions[version.key])
        for subject in reading.subjects
        for version in subject.versions
        if understanding.versions[version.key].schemas
    ]
    _tell_strangers(reading, olds, target.place, report)
    if not any(schema.name in old.subject.schemas for old in olds for schema in old.schemas):
        message = f"`{title}` holds no version of a schema of this project, so that nothing was compared"
        report.add(Diagnostic("registry-empty", Severity.INFO, message, target.place, _EMPTY))
    return Baseline(title, _histories(olds, understanding, f"{title}/", target.place, report))


_EMPTY = "see that the address and its context are right; a schema that is new is under none of its subjects yet"


def _paths(reading: Reading, present: Contracts, report: Report, at: Place) -> Iterator[tuple[VersionKey, str]]:
    """Where the text of each version lies."""
    for subject in reading.subjects:
        for version in subject.versions:
            path = _path(version, subject, present)
            if path is not None:
                yield version.key, path
                continue
            message = f"{said(str(version.key))} may be of several schemas, and no `title` says of which"
            help_ = f"give the text one of these titles: {', '.join(subject.schemas)}"
            report.error("registry-ambiguous", message, at=at, help=help_)


def _unread(
    reading: Reading, understanding: Understanding, present: Contracts, override: Question | None, at: Place
) -> Iterator[Diagnostic]:
    """The versions that our loaders refuse."""
    for subject in reading.subjects:
        last = max((each.key for each in subject.versions if understanding.versions[each.key].schemas), default=None)
        asked = {
            each
            for name in subject.schemas
            for each in (questions(present.system, name, override) if present.system is not None else (override,))
        }
        of_the_last = all(isinstance(each, Mode) and MEANINGS[each].last is not None for each in asked)
        for version in subject.versions:
            wrong = understanding.versions[version.key].wrong
            if wrong:
                superseded = of_the_last and last is not None and version.key < last
                severity, what = (Severity.INFO, _UNASKED) if superseded else (Severity.WARNING, _UNHELD)
                message = f"{said(str(version.key))} cannot be read: {wrong}; {what}"
                yield Diagnostic("registry-version-unread", severity, message, at, _UNREAD)


_UNASKED = "a later one is what the mode asks about"
_UNHELD = "nothing was held against it"
_UNREAD = "see who registered it: delete it if no message of it is left, else hold it against the present text by hand"


def _path(version: RegisteredVersion, subject: Subject, present: Contracts) -> str | None:
    """Where the text of a version lies: where the project has it, for it may be that the path counts."""
    own = [present.schemas.get(name) for name in subject.schemas]
    alike = [schema for schema in own if schema is not None and schema.format is version.format]
    match version.format:
        case Format.AVRO:
            return path_of(subject.schemas[0], Format.AVRO)
        case Format.PROTOBUF:
            within = f"{present.folder}/" if present.folder else ""
            return alike[0].path.removeprefix(within) if alike else path_of(subject.schemas[0], Format.PROTOBUF)
        case Format.JSONSCHEMA:
            names = [schema.name for schema in alike] or list(subject.schemas)
            name = names[0] if len(names) == 1 else _titled(version.text, names)
            return path_of(name, Format.JSONSCHEMA) if name is not None else None


def _titled(text: str, names: Sequence[str]) -> str | None:
    """Which of several names a document's title gives, in full or by its last token."""
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return None
    title = value.get("title") if isinstance(value, dict) else None
    found = [name for name in names if title in (name, name.rpartition(".")[2])]
    return found[0] if len(found) == 1 else None


def _tell_strangers(reading: Reading, olds: Sequence[_Old], at: Place, report: Report) -> None:
    """A subject whose versions are of nothing that the project has would else be passed over in silence."""
    for subject in reading.subjects:
        names = {schema.name for old in olds if old.subject is subject for schema in old.schemas}
        if names and not names & set(subject.schemas):
            message = f"subject `{said(subject.name)}` holds `{min(names)}`, which the project does not have there"
            help_ = "a schema that was renamed is another one: nothing was compared with it"
            report.add(Diagnostic("registry-stranger", Severity.INFO, message, at, help_))


def _histories(
    olds: Sequence[_Old], understanding: Understanding, spelling: str, at: Place, report: Report
) -> Histories:
    """The versions of each schema, oldest first.

    Within a subject the numbers say what is older; between subjects the ids do, for they are given in turn, one a text.
    """
    found: dict[str, dict[str, list[tuple[_Old, Schema]]]] = {}
    for old in olds:
        for schema in old.schemas:
            if schema.name in old.subject.schemas:
                found.setdefault(schema.name, {}).setdefault(old.subject.name, []).append((old, schema))
    histories = {}
    for name, subjects in sorted(found.items()):
        several = [each for subject in subjects.values() for each in subject]
        if len(subjects) > 1:
            first = {old.version.id: (old, schema) for old, schema in reversed(several)}
            several = [first[number] for number in sorted(first)]
            _tell_difference(name, [subject[-1][0] for subject in subjects.values()], at, report)
        tree = understanding.tree
        histories[name] = tuple(
            Former(_label(old), schema, tree, old.understood.laid.folder, spelling) for old, schema in several
        )
    return histories


def _tell_difference(name: str, last: Sequence[_Old], at: Place, report: Report) -> None:
    """Where the subjects of a schema do not end alike, there are several last versions, and one of them counts."""
    newest = max(last, key=lambda old: old.version.id)
    behind = sorted(_label(old) for old in last if old.version.id != newest.version.id)
    if behind:
        message = f"`{name}` ends at `{_label(newest)}` and, under another subject, at `{behind[0]}`"
        help_ = "the newer one counts as the last version; a transitive mode asks about both"
        report.add(Diagnostic("registry-subjects", Severity.INFO, message, at, help_))


def _label(old: _Old) -> str:
    return f"{said(old.version.key.subject)}/{old.version.key.version}"
