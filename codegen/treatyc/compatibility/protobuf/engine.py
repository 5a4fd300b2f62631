"""The Protobuf engine: what protoc made of two folders in, findings out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import chain
from typing import TypeVar, assert_never

from treatyc.compatibility.engine import Engine
from treatyc.compatibility.finding import Effect, Finding, Scope
from treatyc.compatibility.protobuf.fingerprint import fingerprint
from treatyc.compatibility.protobuf.library import Library
from treatyc.compatibility.protobuf.pairs import Both
from treatyc.compatibility.protobuf.rule import (
    AnyRule,
    Breadth,
    ForEnums,
    ForFields,
    ForFiles,
    ForFolders,
    ForGone,
    ForMessages,
    ForRoots,
    ForServices,
    Hit,
    Unshown,
)
from treatyc.compatibility.protobuf.rules import RULES
from treatyc.compatibility.protobuf.shape import Enum, Message
from treatyc.compatibility.protobuf.walk import Meeting, meet
from treatyc.compatibility.protobuf.witness import witness
from treatyc.compatibility.settings import Settings
from treatyc.compatibility.subject import Named, Subject
from treatyc.diagnostics import Report
from treatyc.source import SourceTree
from treatyc.system.schema import Format

Found = Iterator[tuple[AnyRule, Hit]]

P = TypeVar("P")

NOT_SHOWN = "none of the messages tried shows it"
TOO_MUCH = "there are more breaks than one comparison may prove"

WITNESS_COST = 500
"""What a witness costs of a comparison's work, in steps."""


def read(tree: SourceTree, folder: str, report: Report) -> Library:
    """The folder's files; what is wrong with them was said by whoever ran protoc."""
    del report
    return Library(tree, folder)


def names(library: Library) -> tuple[tuple[str, str], ...]:
    """The top-level messages and enumerations of the folder's own files."""
    found: list[tuple[str, str]] = []
    for path in library.own:
        declared: tuple[Message | Enum, ...] = (*library.declared(path).messages, *library.declared(path).enums)
        found += [(each.name, f"{library.prefix}{path}") for each in declared if "." not in each.local]
    return tuple(sorted(found))


def compare(writer: Subject[Library], reader: Subject[Library], settings: Settings) -> tuple[Finding, ...]:
    """Everything that a reader's schema makes of a writer's messages, and of code that was written against it."""
    meeting = meet(writer, reader)
    rules = tuple(rule for rule in RULES if rule.scope in settings.scopes)
    if isinstance(writer.root, Named):
        rules = tuple(rule for rule in rules if rule.breadth is Breadth.MESSAGE)
    both, budget = meeting.both, settings.work // WITNESS_COST
    findings: dict[Finding, None] = {}
    for rule, hit in _hits(meeting, rules):
        finding = _finding(rule, hit, both, budget)
        budget -= hit.proof is not None
        if finding is not None:
            findings[finding] = None
    return tuple(sorted(findings, key=_order))


def _hits(meeting: Meeting, rules: tuple[AnyRule, ...]) -> Found:
    for rule in rules:
        for hit in _of_rule(meeting, rule):
            yield rule, hit


def _of_rule(meeting: Meeting, rule: AnyRule) -> Iterator[Hit]:
    edge = rule.scope is Scope.EDGE
    match rule:
        case ForMessages():
            return _each(rule.look, (meeting.wire if edge else meeting.declared).values())
        case ForFields():
            messages = (meeting.wire if edge else meeting.declared).values()
            met = (fields for pair in messages for fields in pair.changed)
            return _each(rule.look, chain(met, (each for each in meeting.extensions if each.writer != each.reader)))
        case ForEnums():
            enums = (meeting.wire_enums if edge else meeting.declared_enums).values()
            return _each(rule.look, (each for each in enums if each.writer.meaning != each.reader.meaning))
        case ForServices():
            return _each(rule.look, meeting.services)
        case ForFiles():
            return _each(rule.look, meeting.files)
        case ForGone():
            return _each(rule.look, meeting.gone.values())
        case ForFolders():
            return _each(rule.look, meeting.folders)
        case ForRoots():
            return _each(rule.look, meeting.missing)
    assert_never(rule)


def _each(look: Callable[[P], Iterator[Hit]], pairs: Iterable[P]) -> Iterator[Hit]:
    return (hit for pair in pairs for hit in look(pair))


def _finding(rule: AnyRule, hit: Hit, both: Both, budget: int) -> Finding | None:
    """A hit with its places and its witness; None where it matters only with a witness and there is none."""
    effect, unproven = hit.effect or rule.effect, hit.unproven
    shown = witness(hit.proof) if hit.proof is not None and budget > 0 else None
    if hit.proof is not None and shown is None:
        unproven = NOT_SHOWN if budget > 0 else TOO_MUCH
        match hit.unshown:
            case Unshown.UNPROVEN:
                effect = Effect.UNPROVEN if effect is Effect.BREAKS else effect
            case Unshown.NOTED:
                effect = Effect.NOTES if budget > 0 else Effect.UNPROVEN
            case Unshown.SILENT if budget > 0:
                return None
            case Unshown.SILENT:
                effect = Effect.UNPROVEN
    return Finding(
        rule=rule.id,
        category=rule.category,
        effect=effect,
        message=hit.message,
        schema=hit.owner,
        path=hit.path,
        writer=both.writer.place(hit.writer) if hit.writer else None,
        reader=both.reader.place(hit.reader) if hit.reader else None,
        help=hit.help,
        witness=shown,
        unproven="" if shown is not None else unproven or "no message alone shows it",
    )


def _order(finding: Finding) -> tuple[str, str, str, str]:
    return finding.schema, finding.path, finding.rule, finding.message


ENGINE: Engine[Library] = Engine(Format.PROTOBUF, ".proto", read, names, fingerprint, compare, fingerprint)
