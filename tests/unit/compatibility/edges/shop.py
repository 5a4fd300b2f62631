"""A shop of two agents that speak Avro or JSON, as it is declared and as it runs."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from treatyc.compatibility.edges import Edge, Known
from treatyc.diagnostics import Report
from treatyc.pipeline import compile_tree
from treatyc.source import Source, SourceTree, Span
from treatyc.system.deployment import Carried, Deployment, Manifest
from treatyc.system.system import System

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
PLACED = "shop.v1.OrderPlaced"
CHANNEL = "events.order.placed"
OLD = Known("1.0", "a" * 16)
NEWER = Known("1.1", "b" * 16)

PROJECT = """\
treaty: 1
name: shop
channels:
  events.order.placed: {kind: event, message: shop.v1.OrderPlaced, key: order_id, retain: 30d}
agents:
  orders: {sends: [events.order.placed]}
  billing: {receives: [events.order.placed]}
targets:
  prod: {broker: kafka, url: "${URL}", production: true, registry: "${REGISTRY}"}
"""


def compiled(project: str = PROJECT, lock: str = "", avro: Iterable[str] = ("OrderPlaced",)) -> System:
    """A project, its lock, and an Avro record of one field for each message."""
    files = {"treaty.yaml": project, "deployed.lock": lock}
    for name in avro:
        schema = {
            "type": "record",
            "name": name,
            "namespace": "shop.v1",
            "fields": [{"name": "order_id", "type": "string"}],
        }
        files[f"schemas/shop/v1/{name}.avsc"] = json.dumps(schema)
    report = Report()
    system = compile_tree(SourceTree("treaty.yaml", {path: Source(path, text) for path, text in files.items()}), report)
    assert system is not None, report.diagnostics
    return system


def deployed(
    agent: str,
    label: str,
    *,
    sends: Iterable[tuple[str, str, Known]] = (),
    receives: Iterable[tuple[str, str, Known]] = (),
    ended: timedelta | None = None,
) -> Deployment:
    """A release in `prod` since two months ago, and until `ended` ago."""
    manifest = Manifest(agent, f"{abs(hash((agent, label))):016x}"[:16], _carried(receives), _carried(sends))
    until = None if ended is None else NOW - ended
    return Deployment("prod", label, manifest, NOW - timedelta(days=60), until, Span("deployed.lock"))


def _carried(lines: Iterable[tuple[str, str, Known]]) -> tuple[Carried, ...]:
    return tuple(Carried(channel, message, known.version, known.fingerprint) for channel, message, known in lines)


def shown(edges: Iterable[Edge]) -> list[str]:
    """Who writes what, and who reads it as what."""
    return [
        f"{edge.writer.agent} {edge.writer.label or edge.writer.standing.value} {edge.writer.version[:3]}"
        f" -> {edge.reader.agent} {edge.reader.label or edge.reader.standing.value} {edge.reader.version[:3] or '-'}"
        for edge in edges
    ]
