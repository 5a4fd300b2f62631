"""The example fleet's manifests, as they are checked in, are valid by the official schemas and validators."""

from __future__ import annotations

import copy
import functools
import json
import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.official import EXPRESSIONS, linted, nats, official, refusals

GENERATED = Path(__file__).parents[2] / "generated" / "topology"
RESOURCES = sorted(
    path for form in ("strimzi", "nack", "rabbitmq-operator") for path in GENERATED.glob(f"*/{form}/*.yaml")
)
STREAMS = sorted(GENERATED.glob("*/nats-json/streams/*.json"))
CONSUMERS = sorted(GENERATED.glob("*/nats-json/consumers/*/*.json"))
TEMPLATES = sorted(GENERATED.glob("*/cloudformation/*.json"))


@functools.cache
def documents(path: Path) -> list[dict[str, Any]]:
    return list(yaml.load_all(path.read_bytes(), yaml.CSafeLoader))


def named(path: Path) -> str:
    return path.relative_to(GENERATED).as_posix()


@official
@pytest.mark.parametrize("path", RESOURCES, ids=named)
def test_kubernetes_takes_every_resource_and_drops_nothing_of_it(path: Path) -> None:
    found = documents(path)

    assert found
    assert [] == [(each["metadata"]["name"], why) for each in found for why in refusals(each)]
    assert len(found) == len({(each["kind"], each["metadata"]["name"]) for each in found})


def test_all_of_them_are_looked_at() -> None:
    kinds = {each["kind"] for path in RESOURCES for each in documents(path)}
    of_rabbitmq = {"Binding", "Exchange", "Permission", "Policy", "Queue", "TopicPermission", "User"}

    assert {"KafkaTopic", "KafkaUser", "Stream", "Consumer", *of_rabbitmq} == kinds
    assert STREAMS
    assert CONSUMERS
    assert TEMPLATES


@official
def test_jetstream_takes_every_stream_and_consumer() -> None:
    by_schema = {"stream": STREAMS, "consumer": CONSUMERS}
    wrong = [
        (named(path), error.message)
        for name, paths in by_schema.items()
        for path in paths
        for error in nats(name).iter_errors(json.loads(path.read_bytes()))
    ]

    assert wrong == []


@pytest.mark.parametrize("path", TEMPLATES, ids=named)
def test_cloudformation_takes_every_template(path: Path) -> None:
    """By Amazon's own linter, which looks at each resource for long: so at one of those that have the same values."""
    whole = json.loads(path.read_bytes())
    resources = whole["Resources"]
    wanted = {_values(each): name for name, each in resources.items()}.values()
    asked = {name for each in wanted for name in _with_what_it_refers_to(each, resources)}
    text = json.dumps({**whole, "Resources": {name: resources[name] for name in sorted(asked)}})

    assert len(asked) < len(resources)
    assert [] == linted(text)


def _values(resource: dict[str, Any]) -> str:
    """What differs in more than names: the type, the keys, and all numbers and words."""
    properties = resource["Properties"]
    plain = {
        key: "" if key.endswith("Name") or not isinstance(value, str | int) else value
        for key, value in properties.items()
    }
    return json.dumps([resource["Type"], plain], sort_keys=True)


def _with_what_it_refers_to(name: str, resources: dict[str, Any]) -> set[str]:
    found, ahead = set(), {name}
    while ahead:
        found |= ahead
        text = json.dumps([resources[each] for each in sorted(ahead)])
        ahead = {each for each in re.findall(r'(?:"Ref": |GetAtt": \[)"(\w+)"', text) if each in resources} - found
    return found


def user(**authentication: object) -> dict[str, Any]:
    return {
        "apiVersion": "kafka.strimzi.io/v1",
        "kind": "KafkaUser",
        "metadata": {"name": "shop"},
        "spec": {"authentication": authentication},
    }


@official
@pytest.mark.parametrize(
    ("authentication", "why"),
    [
        ({"type": "scram-sha-512", "validityDays": 3, "renewalDays": 1}, "only with 'type: tls'"),
        ({"type": "tls", "validityDays": 3}, "must be set together"),
        ({"type": "tls", "validityDays": 3, "renewalDays": 3}, "must be less than"),
        ({"type": "tls", "validityDays": 3, "renewalDays": 2}, None),
        ({"type": "tls"}, None),
        ({"type": "scram-sha-512"}, None),
        ({"type": "scram-sha-256"}, "'scram-sha-256' is not one of"),
        ({"type": "tls", "validitydays": 3}, "Additional properties are not allowed"),
    ],
)
def test_what_a_schema_cannot_say_is_held_to_as_well(authentication: dict[str, object], why: str | None) -> None:
    """The rules of `KafkaUser` in Kubernetes' expression language, coded anew (BROKERS.md 1.4)."""
    found = refusals(user(**authentication))

    assert (why is None) == (found == [])
    assert why is None or any(why in each for each in found)
    assert len(EXPRESSIONS) == 3


@official
@pytest.mark.parametrize("path", RESOURCES, ids=named)
def test_a_misspelt_key_would_be_seen(path: Path) -> None:
    wrong = copy.deepcopy(documents(path)[0])
    wrong["spec"]["misspelt"] = 1

    assert ["$.spec: Additional properties are not allowed ('misspelt' was unexpected)"] == refusals(wrong)


@official
@pytest.mark.parametrize("name", ["Upper", "a_b", "-a", "a" * 254, "a\n", ""])
def test_a_name_that_is_none_in_kubernetes_would_be_seen(name: str) -> None:
    wrong = user(type="tls")
    wrong["metadata"]["name"] = name

    assert [why for why in refusals(wrong) if why.startswith("$.metadata.name: ")]
