"""The gate: the schemas that changed since a baseline, each asked what its modes ask, and what was found of each."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import assert_never

from treatyc.compatibility import removed
from treatyc.compatibility.diagnose import FAILING
from treatyc.compatibility.edges import Edge
from treatyc.compatibility.finding import Category, Direction, Finding, Scope
from treatyc.compatibility.mode import MEANINGS, Mode
from treatyc.compatibility.settings import Settings
from treatyc.compatibility.topology.changes import topology_changes
from treatyc.diagnostics import Report
from treatyc.gate.baseline import Baseline, Contracts, Former
from treatyc.gate.meeting import meetings, met
from treatyc.gate.pairs import EVERY_SCOPE, Pairs, spelled
from treatyc.gate.question import Edges, Question, questions
from treatyc.gate.reach import Reach
from treatyc.system.schema import Schema
from treatyc.system.system import System
from treatyc.system.version import fingerprint


@dataclass(frozen=True, slots=True)
class Choice:
    """How one run asks: `mode` in place of the contracts' own, `failing` the categories whose breaks fail."""

    now: datetime
    mode: Question | None = None
    settings: Settings = field(default_factory=Settings)
    failing: frozenset[Category] = FAILING


@dataclass(frozen=True, slots=True)
class Met:
    """Two versions that can meet, and what was found of them."""

    edge: Edge
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What was found of one schema that changed or can meet another version; `history` is empty where it is new.

    `asked` is what the modes of the registry world and the change itself find, whoever meets whom; `questions` are what
    was asked.
    """

    schema: Schema
    history: tuple[Former, ...]
    asked: tuple[Finding, ...] = ()
    met: tuple[Met, ...] = ()
    questions: frozenset[Question] = frozenset()

    @property
    def unasked(self) -> bool:
        """Whether there was something to hold it against, and nobody wanted to know."""
        return bool(self.history) and self.questions == {Mode.NONE}

    @property
    def changed(self) -> bool:
        """Whether its meaning is another than that of the version before."""
        return not self.history or fingerprint(self.history[-1].schema) != fingerprint(self.schema)

    @property
    def findings(self) -> tuple[Finding, ...]:
        """All that was found of it, each once."""
        return tuple(dict.fromkeys((*self.asked, *(each for met in self.met for each in met.findings))))


@dataclass(frozen=True, slots=True)
class Gated:
    """What one run of the gate came to; `gone` and `others` are about no schema that is still there."""

    outcomes: tuple[Outcome, ...]
    gone: tuple[Met, ...] = ()
    others: tuple[Finding, ...] = ()

    @property
    def findings(self) -> tuple[Finding, ...]:
        """All that was found, each once."""
        found = [each for outcome in self.outcomes for each in outcome.findings]
        found += [each for met in self.gone for each in met.findings]
        return tuple(dict.fromkeys((*found, *self.others)))

    @property
    def met(self) -> tuple[Met, ...]:
        """All versions that can meet."""
        return (*(met for outcome in self.outcomes for met in outcome.met), *self.gone)


def gate(present: Contracts, system: System, baseline: Baseline, choice: Choice, report: Report) -> Gated:
    """Hold the present contracts against a baseline; what an engine cannot read is in the report."""
    pairs = Pairs(present, baseline.before, choice.settings, report)
    edges = meetings(system, baseline, choice.now, choice.mode)
    outcomes = []
    for name, schema in sorted(_whole_messages(present, system).items()):
        history = baseline.histories.get(name, ())
        unchanged = bool(history) and pairs.same(history[-1], schema)
        if not unchanged or name in edges:
            modes = questions(system, name, choice.mode)
            asked = _asked(modes, history, schema, pairs)
            formers = baseline.at_hand(name)
            several = tuple(Met(edge, tuple(met(edge, schema, formers, pairs))) for edge in edges.get(name, ()))
            outcomes.append(Outcome(schema, history, tuple(dict.fromkeys(asked)), several, modes))
    gone = [
        Met(edge, tuple(met(edge, None, baseline.at_hand(name), pairs)))
        for name, several in edges.items()
        if name not in present.schemas
        for edge in several
    ]
    others = dict.fromkeys((*_gone(present, baseline), *pairs.beside(), *_topology(system, baseline)))
    return Gated(tuple(outcomes), tuple(gone), tuple(others))


def _whole_messages(present: Contracts, system: System) -> dict[str, Schema]:
    """What travels, and what nothing that travels holds: parts are looked at in the messages that hold them."""
    carried = {message.value for channel in system.channels for message in channel.messages}
    parts = Reach(present.schemas).parts(carried) - carried
    return {name: schema for name, schema in present.schemas.items() if name not in parts}


def _asked(asked: Collection[Question], history: tuple[Former, ...], schema: Schema, pairs: Pairs) -> Iterator[Finding]:
    """What the modes find beside what meets; what the change itself does to code is asked in each of them."""
    for question in sorted(asked, key=lambda each: each.value):
        match question:
            case Mode():
                yield from _judged(question, history, schema, pairs)
            case Edges():
                for former in history[-1:]:
                    yield from pairs.between(former, schema, Direction.BACKWARD, frozenset({Scope.CHANGE}))
            case _:
                assert_never(question)


def _judged(mode: Mode, history: tuple[Former, ...], schema: Schema, pairs: Pairs) -> Iterator[Finding]:
    """What a mode of the registry world finds."""
    meaning = MEANINGS[mode]
    for former in meaning.of(history):
        if Direction.BACKWARD in meaning.directions:
            yield from pairs.between(former, schema, Direction.BACKWARD, EVERY_SCOPE)
        if Direction.FORWARD in meaning.directions:
            yield from pairs.between(former, schema, Direction.FORWARD, frozenset({Scope.EDGE}))
        if meaning.directions == {Direction.FORWARD}:
            yield from pairs.between(former, schema, Direction.BACKWARD, frozenset({Scope.CHANGE}))


def _gone(present: Contracts, baseline: Baseline) -> Iterator[Finding]:
    """The schemas that the baseline has and the present contracts do not."""
    last = {name: history[-1] for name, history in baseline.histories.items() if history}
    writer = {name: former.schema.path for name, former in last.items()}
    reader = {name: schema.path for name, schema in present.schemas.items()}
    for finding in removed.look(removed.Names(writer, reader)):
        yield spelled(finding, last[finding.schema].spelling)


def _topology(system: System, baseline: Baseline) -> Iterator[Finding]:
    """What became of the channels and agents of a baseline that is a whole project."""
    before = baseline.before
    if before is not None and before.system is not None:
        for finding in topology_changes(before.system, system):
            yield spelled(finding, before.spelling)
