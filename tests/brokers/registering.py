"""Registering schemas for tests of reading: what `treaty` itself does not do yet."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import quote
from urllib.request import Request, urlopen


@dataclass(frozen=True, slots=True)
class Ref:
    """A reference, as the API has it."""

    name: str
    subject: str
    version: int = 1


def register(url: str, subject: str, text: str, type: str = "AVRO", references: Sequence[Ref] = ()) -> None:
    """Add a version to a subject."""
    refs = [{"name": each.name, "subject": each.subject, "version": each.version} for each in references]
    body = json.dumps({"schema": text, "schemaType": type, "references": refs}).encode()
    headers = {"Content-Type": "application/vnd.schemaregistry.v1+json"}
    address = f"{url}/subjects/{quote(subject, safe='')}/versions"
    with urlopen(Request(address, body, headers), timeout=30) as answer:  # noqa: S310 - a registry that the run started
        assert answer.status == 200


def record(name: str, *fields: str) -> str:
    """An Avro record of integers; `size=0` has a default."""
    namespace, _, short = name.rpartition(".")
    parts = [each.partition("=") for each in fields]
    members = [{"name": field, "type": "int"} | ({"default": int(value)} if value else {}) for field, _, value in parts]
    head = {"type": "record", "name": short, "namespace": namespace, "doc": "It is written by a test."}
    return json.dumps(head | {"fields": members})
