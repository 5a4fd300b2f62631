"""`treaty check --against registry:TARGET --dialect apicurio`: what is foretold is what Apicurio then says."""

from __future__ import annotations

import json
import uuid
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest
from click.testing import CliRunner

from tests.brokers.registering import Ref, register
from tools.apicurio.registry import Apicurio
from treatyc.cli.group import group

PROJECT = """\
treaty: 1
name: shop
compatibility: {mode}
targets:
  dev: {{broker: memory, registry: {{url: "${{REGISTRY_URL}}", subjects: record, dialect: apicurio}}}}
channels:
  events.placed: {{kind: event, message: {name}, retain: 1d, owner: shop, description: An order was placed.}}
agents:
  shop: {{sends: [events.placed], owner: shop, description: It sells.}}
  audit: {{receives: [events.placed], owner: shop, description: It counts.}}
"""
MONEY = 'syntax = "proto3";\npackage {space};\n// An amount.\nmessage Money {{ string {field} = 1; }}\n'
PLACED = (
    'syntax = "proto3";\npackage {space};\nimport "{folder}/money.proto";\n// Placed.\n'
    "message Placed {{ Money total = 1;{more} }}\n"
)


class Shop:
    """A project whose schemas nobody else has."""

    def __init__(self, folder: Path, url: str, mode: str) -> None:
        self._folder, self._url = folder, url
        self.space = f"foretold{uuid.uuid4().hex[:8]}.v1"
        self.placed, self.money = f"{self.space}.Placed", f"{self.path}/money.proto"
        (folder / "schemas" / self.path).mkdir(parents=True)
        (folder / "treaty.yaml").write_text(PROJECT.format(mode=mode, name=self.placed))

    @property
    def path(self) -> str:
        return self.space.replace(".", "/")

    def write(self, field: str, more: str = "") -> tuple[str, str]:
        """The part and the message that uses it."""
        texts = (
            MONEY.format(space=self.space, field=field),
            PLACED.format(space=self.space, folder=self.path, more=more),
        )
        for name, text in zip(("money", "placed"), texts, strict=True):
            (self._folder / "schemas" / self.path / f"{name}.proto").write_text(text)
        return texts

    def register(self, money: str, placed: str) -> None:
        register(self._url, self.money, money, "PROTOBUF")
        register(self._url, self.placed, placed, "PROTOBUF", (Ref(self.money, self.money),))
        for subject in (self.money, self.placed):
            self.ask("PUT", f"/config/{subject.replace('/', '%2F')}", {"compatibility": "BACKWARD"})

    def ask(self, method: str, path: str, body: object) -> int:
        headers = {"Content-Type": "application/json"}
        address = f"{self._url}{path}"
        question = Request(address, json.dumps(body).encode(), headers, method=method)  # noqa: S310 - as below
        try:
            with urlopen(question, timeout=30) as answer:  # noqa: S310 - a registry that the run started
                return int(answer.status)
        except HTTPError as refused:
            return refused.code

    def check(self) -> dict[str, Any]:
        """What is reported, against what was registered."""
        where = ["--project", str(self._folder / "treaty.yaml"), "--root", str(self._folder), "--format", "json"]
        words = ["check", *where, "--against", "registry:dev", "--dialect", "apicurio"]
        result = CliRunner().invoke(group, words, env={"REGISTRY_URL": self._url}, catch_exceptions=False)
        found: dict[str, Any] = json.loads(result.output)
        return found

    def taken(self, subject: str, text: str, references: list[dict[str, object]]) -> bool:
        """Whether the registry takes a new version."""
        body = {"schema": text, "schemaType": "PROTOBUF", "references": references}
        return self.ask("POST", f"/subjects/{subject.replace('/', '%2F')}/versions", body) == 200


@pytest.mark.registry
def test_what_is_foretold_of_a_part_and_of_what_holds_it_is_what_apicurio_says(
    apicurio: Apicurio, tmp_path: Path
) -> None:
    """COMPATIBILITY.md 4: a field was renamed, which Apicurio refuses and no reader of the wire notices."""
    shop = Shop(tmp_path, apicurio.url, "backward")
    shop.register(*shop.write("currency"))
    money, placed = shop.write("currency_code", " string note = 2;")
    report = shop.check()
    foretold = {answer["schema"]: answer["compatible"] for answer in report["answers"]}
    reference: dict[str, object] = {"name": shop.money, "subject": shop.money, "version": 1}

    assert {f"{shop.space}.Money": False, shop.placed: True} == foretold
    assert foretold == {
        f"{shop.space}.Money": shop.taken(shop.money, money, []),
        shop.placed: shop.taken(shop.placed, placed, [reference]),
    }
    assert [f"schemas/{shop.path}/money.proto"] == [
        found["place"]["path"] for found in report["findings"] if found["rule"] == "registry-would-refuse"
    ]
