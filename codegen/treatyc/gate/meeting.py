"""The versions that can really meet, found by `edges` and judged here: the texts decide, unless the edge says more."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from treatyc.compatibility.edges import Edge, Known, Standing, edges
from treatyc.compatibility.finding import Category, Direction, Effect, Finding, Scope
from treatyc.gate.baseline import Baseline, Former, Histories
from treatyc.gate.pairs import Pairs, spelled_place
from treatyc.gate.question import Edges, Question, question
from treatyc.system.deployment import SHORT
from treatyc.system.schema import Schema
from treatyc.system.system import System
from treatyc.system.version import fingerprint


def meetings(
    system: System, baseline: Baseline, now: datetime, override: Question | None
) -> Mapping[str, tuple[Edge, ...]]:
    """The edges of the channels whose mode is `edges`, by the name of the schema."""
    asked = {
        channel.address
        for channel in system.channels
        if (override or question(channel.compatibility or system.compatibility)) is Edges.EDGES
    }
    if not asked:
        return {}
    history, later = _known(baseline.histories), _known(baseline.releases)
    before = baseline.before.system if baseline.before is not None else None
    found: dict[str, list[Edge]] = {}
    for edge in edges(system, history, now, before, later):
        if edge.channel in asked:
            found.setdefault(edge.schema, []).append(edge)
    return {name: tuple(several) for name, several in sorted(found.items())}


def _known(histories: Histories) -> dict[str, list[Known]]:
    return {
        name: [Known(former.label, fingerprint(former.schema)) for former in formers]
        for name, formers in histories.items()
    }


def met(edge: Edge, schema: Schema | None, history: tuple[Former, ...], pairs: Pairs) -> Iterator[Finding]:
    """What is found where the two versions of an edge meet."""
    new_reads = edge.reader.standing is Standing.CANDIDATE
    old = edge.writer if new_reads else edge.reader
    direction = Direction.BACKWARD if new_reads else Direction.FORWARD
    former = next((each for each in history if fingerprint(each.schema)[:SHORT] == old.fingerprint), None)
    if not edge.refusal and not edge.doubt and former is not None and schema is not None:
        yield from pairs.between(former, schema, direction, frozenset({Scope.EDGE}))
    elif edge.refusal:
        advice = "deploy the readers first, or keep the old channel or message until nobody uses it"
        yield _problem("edge-refused", _Saying(Effect.BREAKS, edge.refusal, advice), edge, (former, schema))
    else:
        advice = "restore the release that it speaks, or record what really runs with `treaty record`"
        doubt = edge.doubt or f"the text of {old.version} is not at hand"
        yield _problem("edge-unknown", _Saying(Effect.UNPROVEN, doubt, advice), edge, (former, schema))


@dataclass(frozen=True, slots=True)
class _Saying:
    """What an edge says by itself, whatever the texts are."""

    effect: Effect
    message: str
    help: str


def _problem(rule: str, saying: _Saying, edge: Edge, sides: tuple[Former | None, Schema | None]) -> Finding:
    former, schema = sides
    old = spelled_place(former.schema.place, former.spelling) if former is not None else None
    new = schema.place if schema is not None else None
    backward = edge.reader.standing is Standing.CANDIDATE
    return Finding(
        rule=rule,
        category=Category.WIRE,
        effect=saying.effect,
        message=saying.message,
        schema=edge.schema,
        path=edge.channel,
        writer=old if backward else new,
        reader=new if backward else old,
        help=saying.help,
        unproven=f"{edge.why}; no text of a message is needed to see it",
        direction=Direction.BACKWARD if backward else Direction.FORWARD,
        version=(edge.writer if backward else edge.reader).version,
    )
