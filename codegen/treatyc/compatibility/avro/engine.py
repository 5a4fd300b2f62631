"""Avro's engine: a walk through both schemas, the rules that look at what it meets, and the trial of what they find."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from treatyc.compatibility.avro.library import Library, fingerprint, meaning, names, read
from treatyc.compatibility.avro.proof import Trial, Unshown
from treatyc.compatibility.avro.rule import AvroRule, Hit
from treatyc.compatibility.avro.rules import RULES
from treatyc.compatibility.avro.walk import walk
from treatyc.compatibility.engine import Engine
from treatyc.compatibility.finding import Effect, Finding, Scope, Witness
from treatyc.compatibility.settings import Settings
from treatyc.compatibility.subject import Everything, Named, Subject
from treatyc.system.schema import Format


def compare(writer: Subject[Library], reader: Subject[Library], settings: Settings) -> tuple[Finding, ...]:
    """All findings between a writer and a reader, sorted; of two folders, those of each schema and its namesake."""
    match writer.root, reader.root:
        case Everything(), Everything():
            both = sorted(writer.library.roots.keys() & reader.library.roots.keys())
            pairs = [(Subject(writer.library, Named(name)), Subject(reader.library, Named(name))) for name in both]
            return tuple(finding for pair in pairs for finding in compare(*pair, settings))
        case (Everything(), _) | (_, Everything()):
            raise ValueError("a whole folder is compared with a whole folder")
        case written, read:
            if fingerprint(writer) == fingerprint(reader):
                return ()
            roots = writer.library.root(written), reader.library.root(read)
            trial = Trial(writer.library, reader.library, roots)
            found = {_finding(rule, hit, trial) for rule, hit in _hits(trial, settings)}
            return tuple(sorted(found, key=_in_order))


def _hits(trial: Trial, settings: Settings) -> Iterator[tuple[AvroRule[Any], Hit]]:
    table = _table(settings.scopes)
    for meeting in walk(trial.writer, trial.reader, trial.roots, settings.work):
        for rule in table.get(type(meeting), ()):
            for hit in rule.look(meeting):
                yield rule, hit


@cache
def _table(scopes: frozenset[Scope]) -> Mapping[type, tuple[AvroRule[Any], ...]]:
    """The rules that run, by what they look at."""
    kinds = {rule.of for rule in RULES}
    return {kind: tuple(rule for rule in RULES if rule.of is kind and rule.scope in scopes) for kind in kinds}


def _finding(rule: AvroRule[Any], hit: Hit, trial: Trial) -> Finding:
    """What a hit comes to when it has been tried: without a message that shows it, a break of messages is unproven."""
    shown = trial.witness(hit.proof)
    effect = Effect.UNPROVEN if rule.effect is Effect.BREAKS and isinstance(shown, str) else rule.effect
    why = shown.why if isinstance(shown, Unshown) else shown
    return Finding(
        rule.id,
        rule.category,
        effect,
        hit.message,
        trial.roots[0].name or trial.roots[1].name or "schema",
        hit.at.path,
        hit.at.writer,
        hit.at.reader,
        hit.help,
        witness=why if isinstance(why, Witness) else None,
        unproven=why if isinstance(why, str) else "",
    )


_EFFECTS = tuple(Effect)


def _in_order(finding: Finding) -> tuple[int, str, str, str]:
    return _EFFECTS.index(finding.effect), finding.path, finding.rule, finding.message


ENGINE = Engine(Format.AVRO, ".avsc", read, names, fingerprint, compare, meaning)
