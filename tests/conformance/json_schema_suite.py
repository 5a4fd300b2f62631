"""The official JSON-Schema-Test-Suite as treaty projects: each schema a file, each remote document a file beside it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from treatyc.load.jsonschema import uri
from treatyc.load.jsonschema.dialect import DRAFT_7, DRAFT_2019_09, DRAFT_2020_12
from treatyc.source import Source

SUITE = Path(__file__).parents[3] / "shared" / "vectors" / "json-schema-test-suite"
DRAFTS = {"draft7": DRAFT_7, "draft2019-09": DRAFT_2019_09, "draft2020-12": DRAFT_2020_12}

_SERVED = "http://localhost:1234/"


@dataclass(frozen=True)
class Case:
    """A document, and whether the schema accepts it."""

    description: str
    document: Any
    valid: bool


@dataclass(frozen=True)
class Group:
    """A schema with its cases; `remote` says that it refers to documents which the suite serves."""

    draft: str
    file: str
    number: int
    description: str
    schema: Any
    cases: tuple[Case, ...]

    @property
    def name(self) -> str:
        """The full name that the schema gets."""
        return f"{_token(self.draft)}.{_token(self.file)}.v1.Group{self.number:02}"

    @property
    def label(self) -> str:
        """What exceptions and messages call it."""
        return f"{self.draft}/{self.file}/{self.description}"

    @property
    def remote(self) -> bool:
        """Whether documents of the suite's server are needed."""
        return _SERVED in json.dumps(self.schema)

    def source(self) -> Source:
        """The schema as a file of a project."""
        return _source(f"{self.name.replace('.', '/')}.schema.json", self.schema, self.draft)


def groups(draft: str) -> Iterator[Group]:
    """All schemas of a draft's required tests."""
    for path in sorted((SUITE / draft).glob("*.json")):
        for number, group in enumerate(json.loads(path.read_text())):
            cases = tuple(Case(case["description"], case["data"], case["valid"]) for case in group["tests"])
            yield Group(draft, path.stem, number, group["description"], group["schema"], cases)


def remotes(draft: str) -> list[Source]:
    """The documents of the suite's server as files; each is known by the URI that it is served under."""
    sources = []
    others = {path.name for path in (SUITE / "remotes").iterdir() if path.is_dir() and path.name.startswith("draft")}
    for path in sorted((SUITE / "remotes").rglob("*.json")):
        inner = path.relative_to(SUITE / "remotes")
        if inner.parts[0] in (others - {draft}) | {"v1"}:
            continue
        served = f"{_SERVED}{inner.as_posix()}"
        value = json.loads(path.read_text())
        folder = "/".join(_token(part) for part in inner.parts[:-1])
        place = "/".join(part for part in ("remotes", folder, _token(inner.stem)) if part)
        if isinstance(value, dict) and "$id" not in value:
            value = {"$id": served, **value}
        elif isinstance(value, dict) and uri.resolve(served, value["$id"]) != served:
            value["$id"] = uri.resolve(served, value["$id"])
            alias = {"$id": served, "$ref": value["$id"]}
            sources.append(_source(f"{place}_as_served.schema.json", alias, draft))
        sources.append(_source(f"{place}.schema.json", value, draft))
    return sources


def _source(path: str, schema: Any, draft: str) -> Source:
    value = {"$schema": DRAFTS[draft].uri, **schema} if isinstance(schema, dict) else schema
    return Source(f"schemas/{path}", json.dumps(value))


def _token(text: str) -> str:
    return re.sub(r"[^a-z0-9]+", "_", text.lower())
