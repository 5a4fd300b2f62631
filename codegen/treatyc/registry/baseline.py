"""A registry as the baseline of a comparison: its versions loaded, and told apart by the schemas that they are of."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from treaty.registry.problem import WrongAnswer, said
from treatyc.diagnostics import Diagnostic, Related, Report, Severity
from treatyc.gate.baseline import Baseline, Contracts, Former, Histories
from treatyc.gate.pairs import spelled_place
from treatyc.load.loaders import load_schemas
from treatyc.registry.folders import Laid, folder_of, lay_out, path_of
from treatyc.registry.protocol import RegisteredVersion
from treatyc.registry.reading import Reading, Subject
from treatyc.source import Place, SourceTree
from treatyc.system.schema import Format, Schema
from treatyc.system.target import Target

Compile = Callable[[SourceTree, Iterable[str], Report], SourceTree]
"""What adds the descriptors of each folder's Protobuf files; running protoc is not this package's work."""


@dataclass(frozen=True, slots=True)
class _Old:
    """A version with its files, and the schemas that it is of once they are loaded."""

    subject: Subject
    version: RegisteredVersion
    laid: Laid
    schemas: tuple[Schema, ...] = ()


def digest(reading: Reading) -> str:
    """What tells this reading from any other."""
    facts = [(str(key), version.text, str(version.references)) for key, version in sorted(reading.versions.items())]
    return hashlib.sha256(json.dumps(facts).encode()).hexdigest()


def baseline(reading: Reading, target: Target, present: Contracts, compile: Compile, report: Report) -> Baseline | None:
    """What was read of a target's registry, as histories; None where the report says what is wrong with a version."""
    outer, inner = Report(), Report()
    title = f"registry:{target.name}"
    laid = [old for subject in reading.subjects for old in _laid(subject, reading, present, outer, target.place)]
    files = {source.path: source for old in laid for source in old.laid.files}
    tree = SourceTree("", dict(sorted(files.items())))
    tree = compile(tree, [old.laid.folder for old in laid if old.version.format is Format.PROTOBUF], inner)
    loaded = [_loaded(old, tree, inner) for old in laid]
    if not (outer.failed or inner.failed):
        _tell_strangers(reading, loaded, target.place, outer)
        if not any(schema.name in old.subject.schemas for old in loaded for schema in old.schemas):
            message = f"`{title}` holds no version of a schema of this project, so that nothing was compared"
            outer.add(Diagnostic("registry-empty", Severity.INFO, message, target.place, _EMPTY))
    histories = _histories(loaded, tree, f"{title}/", target.place, outer)
    for each in (*outer.diagnostics, *(_spelled(each, f"{title}/") for each in inner.diagnostics)):
        report.add(each)
    return None if outer.failed or inner.failed else Baseline(title, histories)


_EMPTY = "see that the address and its context are right; a schema that is new is under none of its subjects yet"


def _laid(subject: Subject, reading: Reading, present: Contracts, report: Report, at: Place) -> Iterator[_Old]:
    for version in subject.versions:
        path = _path(version, subject, present)
        if path is None:
            message = f"{said(str(version.key))} may be of several schemas, and no `title` says of which"
            help_ = f"give the text one of these titles: {', '.join(subject.schemas)}"
            report.error("registry-ambiguous", message, at=at, help=help_)
            continue
        try:
            yield _Old(subject, version, lay_out(folder_of(version.key), path, version, reading.versions))
        except WrongAnswer as wrong:
            help_ = "see who registered it, and whether other clients can read it"
            report.error("registry-answer", said(str(wrong)), at=at, help=help_)


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


def _loaded(old: _Old, tree: SourceTree, report: Report) -> _Old:
    units = load_schemas(tree, old.laid.folder, report)
    return replace(old, schemas=tuple(each for unit in units if unit.path in old.laid.mains for each in unit.schemas))


def _tell_strangers(reading: Reading, olds: Sequence[_Old], at: Place, report: Report) -> None:
    """A subject whose versions are of nothing that the project has would else be passed over in silence."""
    for subject in reading.subjects:
        names = {schema.name for old in olds if old.subject is subject for schema in old.schemas}
        if names and not names & set(subject.schemas):
            message = f"subject `{said(subject.name)}` holds `{min(names)}`, which the project does not have there"
            help_ = "a schema that was renamed is another one: nothing was compared with it"
            report.add(Diagnostic("registry-stranger", Severity.INFO, message, at, help_))


def _histories(olds: Sequence[_Old], tree: SourceTree, spelling: str, at: Place, report: Report) -> Histories:
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
        histories[name] = tuple(Former(_label(old), schema, tree, old.laid.folder, spelling) for old, schema in several)
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


def _spelled(diagnostic: Diagnostic, spelling: str) -> Diagnostic:
    related = tuple(Related(each.message, spelled_place(each.place, spelling)) for each in diagnostic.related)
    return replace(diagnostic, place=spelled_place(diagnostic.place, spelling), related=related)
