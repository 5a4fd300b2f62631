"""`registry.json` of an agent's package. No case shows it: a registry gives the ids, which `treaty.lock` keeps."""

from __future__ import annotations

import json
from uuid import UUID

import pytest

from tests.shop import compiled, tree_of
from treaty.registry.bundle import Bundle, ChannelIds, Ids, Keys, Where, read_bundle
from treaty.registry.connection import Address
from treatyc.checks.page import ExampleFile
from treatyc.diagnostics import Report
from treatyc.emit.python.registry import registry_file
from treatyc.system.system import System
from treatyc.system.version import fingerprint

PROJECT = """\
treaty: 1
name: shop
targets:
  dev: {broker: memory}
  prod:
    broker: memory
    prefix: eu.
    security: {ca: "${CA}"}
    registry: {url: "https://${USER}:${PASSWORD}@registry", context: team, frame: headers, keys: avro}
channels:
  events.placed: {kind: event, message: shop.v1.Placed, key: id}
  events.moved: {kind: event, message: shop.v1.Moved}
  commands.ask: {kind: command, message: shop.v1.Placed, reply: replies.told}
  replies.told: {kind: reply, message: shop.v1.Placed}
agents:
  desk: {sends: [events.placed], receives: [events.moved]}
  clerk: {serves: [commands.ask]}
  boss: {calls: [commands.ask]}
"""
PLACED = {"type": "record", "name": "Placed", "namespace": "shop.v1", "fields": [{"name": "id", "type": "string"}]}
MOVED = """\
syntax = "proto3";
package shop.v1;
message First { map<string, int32> counts = 1; message Inner { int32 a = 1; } }
message Moved { First first = 1; }
"""
GUID = "8f0c7a0e-3a57-4d6f-9a51-0b6a5c1f2e3d"


def system(lock: str = "", project: str = PROJECT) -> System:
    """The shop with some lines in its lock."""
    files = [
        ExampleFile("treaty.yaml", project),
        ExampleFile("schemas/shop/v1/placed.avsc", json.dumps(PLACED)),
        ExampleFile("schemas/shop/v1/moved.proto", MOVED),
        ExampleFile("treaty.lock", lock),
    ]
    report = Report()
    found = compiled(tree_of(files), report)
    assert () == report.diagnostics
    assert found is not None
    return found


def bundle(found: System, agent: str = "desk", target: str = "prod") -> Bundle | None:
    """What the runtime reads of what was written."""
    [declared] = [each for each in found.agents if each.name == agent]
    [file] = registry_file(found, declared, "registry.json")
    return read_bundle(file.content, target)


def channel(found: System, agent: str, address: str) -> ChannelIds:
    known = bundle(found, agent)
    assert known is not None
    return known.channels[address]


def lock(*lines: tuple[str, str, str, str]) -> str:
    """Lines for a name and a version with a fingerprint; each is where it stands."""
    return "\n".join(f"schema {name} {version} {meaning}\n  {where}" for name, version, meaning, where in lines) + "\n"


def meaning(name: str) -> str:
    return fingerprint(system().schema(name))


OTHER = "0" * 64


def test_a_project_without_a_registry_writes_none() -> None:
    found = system(project="\n".join(line for line in PROJECT.split("\n") if "registry:" not in line))
    assert () == registry_file(found, found.agents[0], "registry.json")


def test_a_target_says_how_its_registry_is_reached_and_keeps_its_secrets() -> None:
    found = bundle(system())
    assert found is not None
    address = Address(target="prod", url="https://${USER}:${PASSWORD}@registry", context="team", ca="${CA}")
    assert (address, Where.HEADERS, Keys.AVRO) == (found.address, found.frame, found.keys)
    assert bundle(system(), target="dev") is None


def test_a_channel_has_its_subjects_before_anything_was_pushed() -> None:
    assert ChannelIds({"shop.v1.Placed": "eu.events.placed-value"}, {}, (), "eu.events.placed-key") == channel(
        system(), "desk", "events.placed"
    )


def test_ids_come_from_the_lock_by_what_a_text_means() -> None:
    """One that was pushed before its release keeps the ids that it was given then; of two the later version counts."""
    subject = "prod eu.events.placed-value"
    found = system(
        lock(
            ("shop.v1.Placed", "0.9", OTHER, f"{subject} 1 7 -"),
            (
                "shop.v1.Placed",
                "1.0-dev+00000000",
                meaning("shop.v1.Placed"),
                f"{subject} 3 9 {GUID}\n  {subject} 2 8 -",
            ),
            ("string", "-", OTHER, "prod eu.events.placed-key 1 3 -"),
        )
    )
    placed = channel(found, "desk", "events.placed")
    [schema] = [each for each in found.schemas if each.name == "shop.v1.Placed"]
    present = f"1.0-dev+{fingerprint(schema)[:8]}"
    assert {"shop.v1.Placed": Ids(9, UUID(GUID))} == placed.writes
    assert Ids(3) == placed.key
    assert [("0.9", 7), (present, 8), (present, 9)] == [(each.version, each.ids.id) for each in placed.reads]


def test_ids_of_other_targets_and_subjects_are_left_out() -> None:
    text = meaning("shop.v1.Placed")
    for where in ("dev eu.events.placed-value 1 9 -", "prod events.placed-value 1 9 -"):
        found = channel(system(lock(("shop.v1.Placed", "1.0", text, where))), "desk", "events.placed")
        assert ({}, ()) == (found.writes, found.reads)


def test_a_protobuf_message_has_the_way_to_it_within_its_file() -> None:
    """A text of which the file is gone is left to be looked up."""
    subject, name = "prod eu.events.moved-value", "shop.v1.Moved"
    found = system(lock((name, "0.9", OTHER, f"{subject} 1 7 -"), (name, "1.0", meaning(name), f"{subject} 2 8 -")))
    assert [Ids(8, None, (1,))] == [each.ids for each in channel(found, "desk", "events.moved").reads]


@pytest.mark.parametrize(
    ("agent", "writes"),
    [("clerk", {"replies.told"}), ("boss", {"commands.ask"}), ("desk", {"events.placed"})],
)
def test_an_agent_writes_what_it_sends_calls_and_answers(agent: str, writes: set[str]) -> None:
    text = meaning("shop.v1.Placed")
    topics = [f"prod eu.{topic}-value 1 5 -" for topic in ("commands.ask", "events.placed", "replies.told")]
    known = bundle(system(lock(("shop.v1.Placed", "1.0", text, "\n  ".join(topics)))), agent)
    assert known is not None
    assert writes == {address for address, ids in known.channels.items() if ids.writes}
    assert all(ids.reads for address, ids in known.channels.items() if address != "events.moved")


def test_the_same_contracts_write_the_same_bytes() -> None:
    [one], [other] = (registry_file(found, found.agents[0], "x") for found in (system(), system()))
    assert one == other
