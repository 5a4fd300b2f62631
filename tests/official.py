"""The official schemas of what we write, as strict as what reads it: `../shared/official-schemas` beside this checkout.

A Kubernetes drops what a definition does not name, without a word, so that a misspelt key is not wrong but gone
(BROKERS.md 1.4). Here such a key is wrong.
"""

from __future__ import annotations

import functools
import json
import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

OFFICIAL = Path(__file__).parents[2] / "shared" / "official-schemas"
official = pytest.mark.skipif(not OFFICIAL.is_dir(), reason="../shared/official-schemas is not beside this checkout")

_PARTS = {
    "kafka.strimzi.io": "strimzi",
    "jetstream.nats.io": "nack",
    "rabbitmq.com": "rabbitmq",
}
"""The folder of each group of resources."""

_NAME = r"[a-z0-9](?:[-a-z0-9]*[a-z0-9])?(?:\.[a-z0-9](?:[-a-z0-9]*[a-z0-9])?)*"
_WORD = r"(?:[A-Za-z0-9](?:[A-Za-z0-9_.-]{0,61}[A-Za-z0-9])?)?"
_METADATA: Mapping[str, Any] = {
    "type": "object",
    "properties": {
        "name": {"type": "string", "pattern": rf"^{_NAME}\Z", "maxLength": 253},
        "namespace": {"type": "string", "pattern": r"^[a-z0-9](?:[-a-z0-9]*[a-z0-9])?\Z", "maxLength": 63},
        "labels": {"type": "object", "additionalProperties": {"type": "string", "pattern": rf"^{_WORD}\Z"}},
        "annotations": {"type": "object", "additionalProperties": {"type": "string"}},
    },
    "required": ["name"],
    "additionalProperties": False,
}
"""What Kubernetes itself asks of each resource."""


def _certificate_alone(authentication: Mapping[str, Any]) -> bool:
    return authentication["type"] == "tls" or not {"validityDays", "renewalDays"} & authentication.keys()


def _both_or_none(authentication: Mapping[str, Any]) -> bool:
    return len({"validityDays", "renewalDays"} & authentication.keys()) != 1


def _renewed_in_time(authentication: Mapping[str, Any]) -> bool:
    if not {"validityDays", "renewalDays"} <= authentication.keys():
        return True
    return bool(authentication["renewalDays"] < authentication["validityDays"])


EXPRESSIONS: Mapping[str, Callable[[Mapping[str, Any]], bool]] = {
    "self.type == 'tls' || (!has(self.validityDays) && !has(self.renewalDays))": _certificate_alone,
    "self.type != 'tls' || (has(self.renewalDays) == has(self.validityDays))": _both_or_none,
    (
        "self.type != 'tls' || !has(self.renewalDays) || !has(self.validityDays)"
        " || self.renewalDays < self.validityDays"
    ): _renewed_in_time,
}
"""The rules that a schema cannot say, in the definitions' own language, and in ours. All are of one object."""


def refusals(resource: Mapping[str, Any]) -> list[str]:
    """Why a Kubernetes with the official definitions would refuse this resource, or drop a part of it."""
    found = [f"{error.json_path}: {error.message}" for error in _validator(*_kind(resource)).iter_errors(resource)]
    return found or list(_untrue(_schema(*_kind(resource)), resource))


def nats(name: str) -> jsonschema.Draft7Validator:
    """The schema by which jsm.go reads the configuration of a `stream` or a `consumer`."""
    path = OFFICIAL / "nats" / f"{name}_configuration.json"
    return jsonschema.Draft7Validator(json.loads(path.read_text(encoding="utf-8")))


def strict(schema: Any) -> Any:
    """A structural schema that takes no key that it does not name, but where it says that it keeps those."""
    if isinstance(schema, list):
        return [strict(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    closed = {key: strict(value) for key, value in schema.items()}
    if schema.get("x-kubernetes-int-or-string"):
        closed["type"] = ["integer", "string"]
    if schema.get("nullable"):
        closed["type"] = [closed["type"], "null"]
    open_ended = schema.get("x-kubernetes-preserve-unknown-fields") or "additionalProperties" in schema
    if isinstance(schema.get("properties"), dict) and schema.get("type") == "object" and not open_ended:
        closed["additionalProperties"] = False
    return closed


def _kind(resource: Mapping[str, Any]) -> tuple[str, str, str]:
    group, _, version = str(resource["apiVersion"]).partition("/")
    return group, version, str(resource["kind"])


@functools.cache
def _validator(group: str, version: str, kind: str) -> jsonschema.Draft202012Validator:
    schema = strict(_schema(group, version, kind))
    named = {"apiVersion": {"const": f"{group}/{version}"}, "kind": {"const": kind}, "metadata": _METADATA}
    properties = {**schema["properties"], **named}
    return jsonschema.Draft202012Validator({**schema, "properties": properties, "required": [*named, "spec"]})


@functools.cache
def _schema(group: str, version: str, kind: str) -> Mapping[str, Any]:
    """The definition's own schema, of a version that is served."""
    for path in sorted((OFFICIAL / _PARTS[group]).glob("*.yaml")):
        for definition in filter(None, yaml.safe_load_all(path.read_text(encoding="utf-8"))):
            spec = definition["spec"]
            if (group, kind) == (spec["group"], spec["names"]["kind"]):
                [found] = [each for each in spec["versions"] if each["served"] and each["name"] == version]
                schema: Mapping[str, Any] = found["schema"]["openAPIV3Schema"]
                return schema
    raise LookupError(f"{group}/{version} has no {kind}")


def _untrue(schema: Mapping[str, Any], value: Any) -> Iterator[str]:
    """The rules of the definition that do not hold; one that is not known here raises `KeyError`."""
    for rule in schema.get("x-kubernetes-validations", ()):
        if not EXPRESSIONS[re.sub(r"\s+", " ", rule["rule"]).strip()](value):
            yield str(rule["message"])
    for key, below in schema.get("properties", {}).items():
        if isinstance(value, dict) and key in value:
            yield from _untrue(below, value[key])
    if isinstance(value, list) and "items" in schema:
        for each in value:
            yield from _untrue(schema["items"], each)


def linted(template: str) -> list[str]:
    """What Amazon's own linter has to say of a template of CloudFormation."""
    from cfnlint.api import lint  # noqa: PLC0415 - heavy, and each process of a run reads this file

    return [f"{match.rule.id} {match.message}" for match in lint(template, regions=["eu-central-1"])]
