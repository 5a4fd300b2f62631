"""A project of three formats on disk, with names of its own, and what a registry has of it."""

from __future__ import annotations

import json
import secrets
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.parse import quote
from urllib.request import Request, urlopen

from click.testing import CliRunner

from treatyc.cli.group import group

PROJECT = """\
treaty: 1
name: shop
compatibility: backward_transitive
targets:
  dev:
    broker: memory
    registry: {{url: "${{REGISTRY_URL}}"{settings}}}
channels:
  {space}.placed: {{kind: event, message: {space}.v1.Placed, retain: 1d, owner: shop, description: Placed., key: id}}
  {space}.paid: {{kind: event, message: {space}.v1.Paid, retain: 1d, owner: shop, description: Paid.}}
  {space}.moved: {{kind: event, message: {space}.v1.Moved, retain: 1d, owner: shop, description: Moved.}}
agents:
  shop: {{sends: [{space}.placed, {space}.paid, {space}.moved], owner: shop, description: It sells.}}
  audit: {{receives: [{space}.placed, {space}.paid, {space}.moved], owner: shop, description: It counts.}}
"""
DRAFT = "http://json-schema.org/draft-07/schema#"


class Project:
    """Avro, Protobuf and JSON Schema, each message of which refers to a part in a file of its own."""

    def __init__(self, folder: Path, url: str, settings: str = ", dialect: apicurio", space: str | None = None) -> None:
        self.folder = folder
        self.url = url
        self.space = space or f"s{secrets.token_hex(4)}"
        folder.mkdir(exist_ok=True)
        (folder / "treaty.yaml").write_text(PROJECT.format(space=self.space, settings=settings))
        self.avro("Money", units="long")
        self.avro("Placed", id="string", total=f"{self.space}.v1.Money")
        self.proto("coin", "message Coin { int64 units = 1; }")
        self.proto("paid", "message Paid { Coin coin = 1; }", "coin")
        self.json("Street", name={"type": "string"})
        self.json("Moved", to={"$ref": "Street.schema.json"})

    @property
    def subjects(self) -> dict[str, int]:
        """Every subject that a push makes, with one version."""
        names = [f"{self.space}.{each}-value" for each in ("placed", "paid", "moved")]
        parts = [f"{self.space}.v1.Money", f"{self.space}.v1.Street", f"{self.space}/v1/coin.proto"]
        return dict.fromkeys([*names, *parts], 1)

    def avro(self, name: str, /, **fields: object) -> None:
        members = [
            {"name": key, **(each if isinstance(each, dict) else {"type": each})} for key, each in fields.items()
        ]
        self._write(
            f"{name}.avsc",
            json.dumps(
                {"type": "record", "name": name, "namespace": f"{self.space}.v1", "doc": name, "fields": members}
            ),
        )

    def proto(self, name: str, body: str, /, *imports: str) -> None:
        lines = "".join(f'import "{self.space}/v1/{each}.proto";\n' for each in imports)
        self._write(f"{name}.proto", f'syntax = "proto3";\npackage {self.space}.v1;\n{lines}// It is {name}.\n{body}\n')

    def json(self, name: str, /, **properties: object) -> None:
        document = {"$schema": DRAFT, "type": "object", "description": name, "properties": properties}
        self._write(f"{name}.schema.json", json.dumps(document))

    def _write(self, name: str, text: str) -> None:
        folder = self.folder / "schemas" / self.space / "v1"
        folder.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)

    def command(self, verb: str, *words: str) -> list[str]:
        where = ["--project", str(self.folder / "treaty.yaml"), "--root", str(self.folder)]
        return [sys.executable, "-m", "treatyc.cli", "registry", verb, "--target", "dev", *where, *words]

    def environment(self) -> dict[str, str]:
        return {"REGISTRY_URL": self.url, "PATH": "/usr/bin:/bin"}

    def run(self, verb: str, *words: str, code: int = 0) -> str:
        """What a verb says; it must end with this code."""
        done = CliRunner().invoke(group, self.command(verb, *words)[3:], env=self.environment(), catch_exceptions=False)
        assert code == done.exit_code, done.output
        return done.output

    def start(self, verb: str, *words: str) -> subprocess.Popen[str]:
        """A verb in a process of its own."""
        said = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
        return subprocess.Popen(self.command(verb, *words), env=self.environment(), **said)

    def facts(self, verb: str, *words: str, code: int = 0) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.run(verb, *words, "--format", "json", code=code))
        return found

    def there(self) -> dict[str, int]:
        """The subjects of this project at the registry, and how many versions each has."""
        listed = [each for each in asked(self.url, "GET", "/subjects") if self.space in each]
        return {each: len(asked(self.url, "GET", f"/subjects/{quote(each, safe='')}/versions")) for each in listed}

    def modes(self) -> Mapping[str, str]:
        """The mode of each subject of this project that a push makes, where one is set."""
        found = {each: self._mode(each) for each in self.subjects}
        return {each: mode for each, mode in found.items() if mode is not None}

    def _mode(self, subject: str) -> str | None:
        try:
            mode: str = asked(self.url, "GET", f"/config/{quote(subject, safe='')}")["compatibilityLevel"]
        except HTTPError as error:
            if error.code != 404:
                raise
            return None
        return mode


def asked(url: str, method: str, path: str, value: object = None) -> Any:
    """A registry's answer."""
    body = json.dumps(value).encode() if value is not None else None
    headers = {"Content-Type": "application/vnd.schemaregistry.v1+json"}
    with urlopen(Request(url + path, body, headers, method=method), timeout=30) as answer:  # noqa: S310 - the run's own
        return json.loads(answer.read() or b"null")
