"""With `deployed.lock` the gate asks about what runs and what is retained, and about nothing else (DESIGN, "edge")."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.unit.gate.repositories import treaty, write
from treatyc.diagnostics import Report
from treatyc.pipeline import compile_tree
from treatyc.system.deployment import SHORT
from treatyc.system.version import fingerprint
from treatyc.workspace.opening import open_project

PROJECT = """treaty: 1
name: shop
channels:
  events.order.placed: {kind: event, message: shop.v1.OrderPlaced, retain: 7d, policy: quick}
policies:
  quick: {ack_wait: 10s, max_deliver: 1, dead_letter: {retain: 1m}}
agents:
  shop: {sends: [events.order.placed]}
  parcel: {receives: [events.order.placed]}
targets:
  prod: {broker: kafka, url: "${KAFKA_URL}", production: true}
rules:
  select: [production-unreleased]
  ignore: [{rule: production-anonymous, reason: a test}, {rule: production-replicas, reason: a test}]
"""
SCHEMA = "schemas/shop/v1/OrderPlaced.schema.json"
NAME = "shop.v1.OrderPlaced"


def order(required: list[str]) -> str:
    """An order whose documents need these members."""
    text = {"type": "string", "maxLength": 40, "description": "A word."}
    schema = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "description": "Placed.",
        "type": "object",
        "properties": {"order_id": text, "note": text},
        "required": required,
    }
    return json.dumps(schema, indent=2) + "\n"


def text_of(folder: Path) -> str:
    """The fingerprint of what lies there now."""
    report = Report()
    opened = open_project(folder / "treaty.yaml", report, folder)
    system = compile_tree(opened.tree, report) if opened is not None else None
    assert system is not None, report.diagnostics
    return fingerprint(system.schema(NAME))[:SHORT]


@pytest.fixture
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """1.0 needs no note; 1.1, which `shop` sends since the 20th of November, and the text at hand do."""
    monkeypatch.setenv("TREATY_CACHE", str(tmp_path / "cache"))
    texts = []
    for required in (["order_id"], ["order_id", "note"]):
        write(tmp_path, {"treaty.yaml": f"{PROJECT}compatibility: none\n", SCHEMA: order(required)})
        said = treaty(tmp_path, "release")
        assert 0 == said.exit_code, said.output
        texts.append(text_of(tmp_path))
    write(tmp_path, {"treaty.yaml": PROJECT, "deployed.lock": lock(*texts)})
    return tmp_path


def lock(old: str, new: str) -> str:
    """Who wrote which version when."""
    channel = f"events.order.placed {NAME}"
    return "\n".join(
        [
            "deployment prod parcel p1 00000000000000aa 2026-10-01T00:00:00Z -",
            "deployment prod shop s1 00000000000000bb 2026-10-01T00:00:00Z 2026-11-20T00:00:00Z",
            "deployment prod shop s2 00000000000000cc 2026-11-20T00:00:00Z -",
            "",
            "manifest 00000000000000aa parcel",
            f"  receives {channel} 1.0 {old}",
            "",
            "manifest 00000000000000bb shop",
            f"  sends {channel} 1.0 {old}",
            "",
            "manifest 00000000000000cc shop",
            f"  sends {channel} 1.1 {new}",
            "",
        ]
    )


def test_what_is_retained_still_counts_and_then_no_more(shop: Path) -> None:
    """`parcel` has not been deployed with 1.1: what `shop` 1.0 wrote until the 20th is there for seven days."""
    said = {day: treaty(shop, "check", "--against", "releases", "--today", f"2026-11-{day}") for day in (26, 28)}

    assert [1, 0] == [each.exit_code for each in said.values()], said[28].output
    assert "error[json-required-added]" in said[26].output
    assert (
        "1. wait 2 days, until nothing older is kept on `events.order.placed`\n  2. deploy `parcel`" in said[26].output
    )


def test_a_text_that_nobody_has_is_not_taken_for_compatible(shop: Path) -> None:
    path = shop / "deployed.lock"
    path.write_text(path.read_text().replace("1.0 ", "1.0-dev+01234567 ").replace(text_of(shop), "f" * SHORT))
    text = path.read_text().split("\n")
    path.write_text(
        "\n".join(line.replace(line[-SHORT:], "e" * SHORT) if "receives" in line else line for line in text)
    )
    said = treaty(shop, "check", "--against", "releases", "--today", "2026-11-28")

    assert (1, True) == (said.exit_code, "error[edge-unknown]" in said.output), said.output
