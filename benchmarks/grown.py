"""Grows a project of any size, the same one each time: `python -m benchmarks.grown FOLDER [FILES]`.

A domain is one YAML file and the schemas of all formats that its channels carry; its agents listen to the next domain.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from pathlib import Path

FILES_A_DOMAIN = 25
NOUNS = ("Order", "Payment", "Shipment", "Customer", "Invoice", "Stock", "Price", "Ticket")
VERBS = {".proto": "Placed", ".avsc": "Changed", ".schema.json": "Closed"}


def project(files: int = 1000) -> dict[str, str]:
    """The texts of a project of about this many files, by path."""
    domains = [f"d{number:03}" for number in range(max(1, files // FILES_A_DOMAIN))]
    texts = {"treaty.yaml": _treaty()}
    for number, domain in enumerate(domains):
        schemas = {noun + verb: ending for noun in NOUNS for ending, verb in VERBS.items()}
        texts[f"domains/{domain}.yaml"] = _domain(domain, domains[(number + 1) % len(domains)], tuple(schemas))
        for name, ending in schemas.items():
            texts.update(_schema(domain, name, ending))
    return texts


def single(ending: str) -> dict[str, str]:
    """A project of one schema."""
    name = f"Order{VERBS[ending]}"
    return {
        "treaty.yaml": _treaty() + _channels("d000", (name,)) + _agents("d000", "d000", (name,)),
        "domains/empty.yaml": "channels: {}\n",
        **_schema("d000", name, ending),
    }


def write(folder: Path, texts: Mapping[str, str]) -> None:
    """The project on disk; `.git` marks its root."""
    (folder / ".git").mkdir(parents=True, exist_ok=True)
    for path, text in texts.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, "utf-8")


def _treaty() -> str:
    return """\
treaty: 1
name: grown
include: [domains/*.yaml]
schemas: schemas/
policies:
  standard: {ack_wait: 30s, max_deliver: 3, backoff: [5s, 15s], dead_letter: {retain: 7d}}
defaults:
  "events.>": {kind: event, retain: 30d, policy: standard}
targets:
  dev: {broker: memory}
generate:
  - python: {out: generated}
"""


def _domain(domain: str, neighbour: str, schemas: tuple[str, ...]) -> str:
    return _channels(domain, schemas) + _agents(domain, neighbour, schemas)


def _channels(domain: str, schemas: tuple[str, ...]) -> str:
    lines = ["channels:"]
    for name in schemas:
        lines += [
            f"  events.{domain}.{_address(name)}:",
            f"    message: grown.{domain}.v1.{name}",
            f"    description: Tells of {name}.",
            f"    owner: team-{domain}",
            "    key: order_id",
        ]
    return "\n".join(lines) + "\n"


def _agents(domain: str, neighbour: str, schemas: tuple[str, ...]) -> str:
    sends = "".join(f"\n      - events.{domain}.{_address(name)}" for name in schemas)
    return (
        f"agents:\n  {domain}_writer:\n    description: Writes.\n    owner: team-{domain}\n    sends:{sends}\n"
        f"  {domain}_reader:\n    description: Reads.\n    owner: team-{domain}\n    receives: [events.{domain}.*]\n"
        f"  {domain}_neighbour:\n    description: Reads of the next domain.\n    owner: team-{domain}\n"
        f"    receives: [events.{neighbour}.{_address(schemas[0])}]\n"
    )


def _address(name: str) -> str:
    return "".join(f"_{char.lower()}" if char.isupper() else char for char in name).lstrip("_")


def _schema(domain: str, name: str, ending: str) -> dict[str, str]:
    make = {".proto": _proto, ".avsc": _avro, ".schema.json": _json}[ending]
    file = _address(name) if ending == ".proto" else name
    return {f"schemas/grown/{domain}/v1/{file}{ending}": make(domain, name)}


def _proto(domain: str, name: str) -> str:
    return f"""\
syntax = "proto3";

package grown.{domain}.v1;

import "google/protobuf/timestamp.proto";

// Tells that something happened.
message {name} {{
  // The order that it happened to.
  string order_id = 1;
  // When it happened.
  google.protobuf.Timestamp at = 2;
  // How many.
  int32 quantity = 3;
  // What a person wrote about it.
  optional string note = 4;
  // Its parts.
  repeated Part parts = 5;
  // Free labels.
  map<string, string> labels = 6;
  // How far it is.
  State state = 7;
  // Whether it is a test.
  bool rehearsal = 8;

  // One part.
  message Part {{
    // What it is.
    string sku = 1;
    // What it costs, in cents.
    int64 cents = 2;
  }}

  // How far something is.
  enum State {{
    // Not told.
    STATE_UNSPECIFIED = 0;
    // It is open.
    STATE_OPEN = 1;
    // It is done.
    STATE_DONE = 2;
  }}
}}
"""


def _avro(domain: str, name: str) -> str:
    part = {
        "type": "record",
        "name": f"{name}Part",
        "doc": "One part.",
        "fields": [
            {"name": "sku", "type": "string", "doc": "What it is."},
            {"name": "cents", "type": "long", "doc": "What it costs, in cents."},
        ],
    }
    state = {"type": "enum", "name": f"{name}State", "doc": "How far.", "symbols": ["OPEN", "DONE"], "default": "OPEN"}
    moment = {"type": "long", "logicalType": "timestamp-millis"}
    fields = [
        {"name": "order_id", "type": "string", "doc": "The order that it happened to."},
        {"name": "at", "type": moment, "doc": "When it happened."},
        {"name": "quantity", "type": "int", "default": 1, "doc": "How many."},
        {"name": "note", "type": ["null", "string"], "default": None, "doc": "What a person wrote about it."},
        {"name": "parts", "type": {"type": "array", "items": part}, "doc": "Its parts."},
        {"name": "labels", "type": {"type": "map", "values": "string"}, "doc": "Free labels."},
        {"name": "state", "type": state, "doc": "How far it is."},
        {"name": "rehearsal", "type": "boolean", "default": False, "doc": "Whether it is a test."},
    ]
    record = {"type": "record", "namespace": f"grown.{domain}.v1", "name": name, "doc": "Tells.", "fields": fields}
    return json.dumps(record, indent=2) + "\n"


def _json(domain: str, name: str) -> str:
    del domain
    part = {
        "type": "object",
        "description": "One part.",
        "properties": {
            "sku": {"type": "string", "minLength": 1, "maxLength": 64, "description": "What it is."},
            "cents": {"type": "integer", "minimum": 0, "description": "What it costs, in cents."},
        },
        "required": ["sku"],
        "additionalProperties": False,
    }
    schema = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": name,
        "description": "Tells that something happened.",
        "type": "object",
        "properties": {
            "order_id": {"type": "string", "minLength": 1, "maxLength": 64, "description": "The order."},
            "at": {"type": "string", "format": "date-time", "description": "When it happened."},
            "quantity": {"type": "integer", "minimum": 1, "maximum": 1000, "description": "How many."},
            "note": {"type": "string", "maxLength": 500, "description": "What a person wrote about it."},
            "parts": {"type": "array", "items": {"$ref": "#/$defs/Part"}, "description": "Its parts."},
            "labels": {"type": "object", "additionalProperties": {"type": "string"}, "description": "Free labels."},
            "state": {"enum": ["OPEN", "DONE"], "description": "How far it is."},
            "rehearsal": {"type": "boolean", "default": False, "description": "Whether it is a test."},
        },
        "required": ["order_id", "at"],
        "$defs": {"Part": part},
    }
    return json.dumps(schema, indent=2) + "\n"


if __name__ == "__main__":
    write(Path(sys.argv[1]), project(int(sys.argv[2]) if len(sys.argv) > 2 else 1000))
