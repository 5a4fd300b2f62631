"""What `generate` writes for a Kafka: valid by Strimzi's own definitions made strict, and the same as what is applied.

BROKERS.md 1.3 and 1.4; of a contract's text nothing is evaluated (BROKERS.md 3.1).
"""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.brokers.kafka_shop import compile_shop, shop
from tests.official import official, refusals
from treatyc.emit.topology.emit import emit
from treatyc.system.system import Output, System
from treatyc.topology.kafka.derive import derive
from treatyc.topology.kafka.objects import Permissions, Topic
from treatyc.topology.kafka.rights import Right

RATED = """
treaty: 1
name: s
channels:
  s.events.sent: {kind: event, message: shop.v1.OrderPlaced, rate: 10/s}
  s.state.kept: {kind: state, message: shop.v1.OrderPlaced, key: order_id, rate: 1/s}
agents:
  sender: {sends: [s.events.sent, s.state.kept]}
  owner: {sends: [s.events.sent], principal: "CN=owner"}
  odd: {sends: [s.events.sent], principal: "CN=Odd,O=Us"}
targets:
  secured: {broker: kafka, url: "${KAFKA_URL}", replicas: 3, broker_version: "2.7", security: {protocol: sasl_tls}}
"""


def written(system: System, form: str, **options: str) -> dict[str, bytes]:
    """The files of a format for the target `secured`, by name."""
    asked = (("format", form), ("target", "secured"), *options.items())
    return {
        Path(file.path).name: file.content
        for file in emit(system, Output("topology", "generated", system.place, asked))
    }


def documents(content: bytes) -> list[dict[str, Any]]:
    return list(yaml.safe_load_all(content))


@official
@pytest.mark.parametrize("system", [shop("s"), compile_shop(RATED.lstrip())], ids=["shop", "rated"])
def test_the_resources_of_strimzi_are_valid_by_its_definitions_made_strict(system: System) -> None:
    files = written(system, "strimzi", namespace="fleet", cluster="events")
    found = [document for content in files.values() for document in documents(content)]

    assert {"KafkaTopic", "KafkaUser"} == {each["kind"] for each in found}
    for document in found:
        assert [] == refusals(document)
        assert ("fleet", {"strimzi.io/cluster": "events"}) == (
            document["metadata"]["namespace"],
            document["metadata"]["labels"],
        )
    assert len(found) == len({(each["kind"], each["metadata"]["name"]) for each in found})


@pytest.mark.parametrize("system", [shop("s"), compile_shop(RATED.lstrip())], ids=["shop", "rated"])
def test_strimzi_is_told_what_would_be_applied(system: System) -> None:
    """Read back: topics and rights, word for word."""
    [where] = [target for target in system.targets if target.name == "secured"]
    wanted = derive(system, where)
    files = written(system, "strimzi")

    topics = {
        each["spec"]["topicName"]: (
            each["spec"]["partitions"],
            each["spec"]["replicas"],
            {
                key: str(value).lower() if isinstance(value, bool) else str(value)
                for key, value in each["spec"]["config"].items()
            },
        )
        for each in documents(files["topics.yaml"])
    }
    assert {
        each.name: (each.partitions, each.replicas, dict(each.config)) for each in wanted if isinstance(each, Topic)
    } == topics

    rights = {each["metadata"]["name"]: read_back(each) for each in documents(files["users.yaml"])}
    expected = {each.name.removeprefix("CN="): list(each.rights) for each in wanted if isinstance(each, Permissions)}
    expected.pop("Odd,O=Us", None)
    assert expected == rights


def read_back(user: Mapping[str, Any]) -> list[str]:
    """The lines that a `KafkaUser` says."""
    found = []
    for acl in user["spec"]["authorization"]["acls"]:
        thing = acl["resource"]
        for operation in acl["operations"]:
            right = Right(
                thing["type"],
                thing.get("name", "kafka-cluster"),
                operation,
                acl["host"],
                prefixed=thing.get("patternType") == "prefix",
                allowed=acl["type"] == "allow",
            )
            found.append(str(right))
    return sorted(found)


def test_users_of_strimzi_show_who_they_are_and_send_so_much() -> None:
    users = written(compile_shop(RATED.lstrip()), "strimzi")["users.yaml"]
    found = {each["metadata"]["name"]: each["spec"] for each in documents(users)}

    assert {"owner": {"type": "tls"}, "s.sender": {"type": "scram-sha-512"}} == {
        name: spec["authentication"] for name, spec in found.items()
    }
    assert {"producerByteRate": (256 + 64) * 1024 * 11} == found["s.sender"]["quotas"]
    assert b"# CN=Odd,O=Us can be no KafkaUser" in users, "what cannot be written is said"


def test_terraform_is_told_what_would_be_applied_and_destroys_no_topic() -> None:
    system = compile_shop(RATED.lstrip())
    [where] = system.targets
    wanted = derive(system, where)
    resources = json.loads(written(system, "terraform")["main.tf.json"])["resource"]

    assert {each.name: dict(each.config) for each in wanted if isinstance(each, Topic)} == {
        each["name"]: each["config"] for each in resources["kafka_topic"].values()
    }
    assert all(each["lifecycle"] == {"prevent_destroy": True} for each in resources["kafka_topic"].values())
    lines = {
        (
            each["acl_principal"],
            str(Right(each["resource_type"].lower(), each["resource_name"], each["acl_operation"], each["acl_host"])),
        )
        for each in resources["kafka_acl"].values()
    }
    assert {
        (f"User:{each.name}", line) for each in wanted if isinstance(each, Permissions) for line in each.rights
    } == lines
    assert {"CN=Odd,O=Us", "CN=owner", "s.sender"} == {
        each["entity_name"] for each in resources["kafka_quota"].values()
    }


SHAPES: dict[str, dict[str, type]] = {
    "kafka_topic": {
        "name": str,
        "partitions": int,
        "replication_factor": int,
        "config": dict,
        "lifecycle": dict,
    },
    "kafka_acl": {
        "acl_principal": str,
        "acl_host": str,
        "acl_operation": str,
        "acl_permission_type": str,
        "resource_name": str,
        "resource_type": str,
        "resource_pattern_type_filter": str,
    },
    "kafka_quota": {"entity_name": str, "entity_type": str, "config": dict},
}
"""The arguments that we use, with their types, as version 0.8 of the provider has them; it cannot be fetched here."""


def test_terraform_gets_the_arguments_that_its_provider_has() -> None:
    resources = json.loads(written(compile_shop(RATED.lstrip()), "terraform")["main.tf.json"])["resource"]

    shapes = {
        kind: {name: type(value) for block in blocks.values() for name, value in block.items() if name != "//"}
        for kind, blocks in resources.items()
    }
    assert shapes == SHAPES
    assert all("treaty.yaml" in block["//"] for blocks in resources.values() for block in blocks.values())


HOSTILE = '${file("/etc/hostname")} %{ for x in y } {{ x }} "\'\\ \n---\nkind: KafkaUser'


def test_a_text_of_a_contract_stays_a_text() -> None:
    """What a principal is called comes from the contracts, and nothing evaluates it."""
    system = shop("s")
    agents = tuple(dataclasses.replace(agent, principal=HOSTILE) for agent in system.agents)
    hostile = dataclasses.replace(system, agents=agents)

    resources = json.loads(written(hostile, "terraform")["main.tf.json"])["resource"]
    users = written(hostile, "strimzi")["users.yaml"].decode()

    literal = HOSTILE.replace("${", "$${").replace("%{", "%%{")
    assert {f"User:{literal}"} == {each["acl_principal"] for each in resources["kafka_acl"].values()}
    assert all(line.startswith("#") for line in users.splitlines())


@pytest.mark.parametrize("form", ["strimzi", "terraform"])
def test_it_is_written_byte_for_byte_again(form: str) -> None:
    assert written(shop("s"), form) == written(shop("s"), form)
