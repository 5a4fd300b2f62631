"""`generate: - topology`: which manifests are written where, for the example fleet and for what an output asks for."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.shop import compiled, diagnose, tree_of
from tests.test_fleet import fleet
from treatyc.checks.page import PROJECT_FILE, ExampleFile
from treatyc.diagnostics import Report, Severity
from treatyc.emit.topology.emit import emit
from treatyc.emit.topology.formats import FORMATS
from treatyc.system.manifest import BROKERS, ManifestFormat
from treatyc.system.system import System
from treatyc.system.target import Broker
from treatyc.topology.brokers import SEMANTICS, derive

ROOT = Path(__file__).parents[1]
GENERATED = ROOT / "generated" / "topology"
PLACE = re.compile(r"contracts/(?:treaty|domains/\w+)\.yaml:[0-9]+")
UNPLACED = {
    "aws/cloudformation/permissions.json": "a managed policy of IAM has no tags in CloudFormation",
    "redis/redis-acl/users.acl": "a Redis takes no comments there",
    "nats/compose/nats-server.conf": "it is of one machine, and nothing in it is of the contracts",
}


def files() -> Iterator[tuple[str, str]]:
    for path in sorted(GENERATED.rglob("*")):
        if path.is_file() and path.name != ".treaty-files.json":
            yield path.relative_to(GENERATED).as_posix(), path.read_text(encoding="utf-8")


def test_every_format_is_written_for_each_of_its_brokers_in_the_fleet() -> None:
    wanted = {
        f"{target.name}/{form.value}"
        for target in fleet().targets
        for form, brokers in BROKERS.items()
        if target.broker in brokers
    }
    wanted.remove("prod/compose")  # a cluster of three is no broker on one machine

    assert set(ManifestFormat) == FORMATS.keys() == BROKERS.keys()
    assert wanted == {"/".join(path.split("/")[:2]) for path, _ in files()}
    assert SEMANTICS.keys() - {Broker.MEMORY} == {broker for brokers in BROKERS.values() for broker in brokers}


def test_it_is_written_the_same_each_time() -> None:
    output = next(each for each in fleet().outputs if each.emitter == "topology")

    assert emit(fleet(), output) == emit(fleet(), output)
    assert {path for path, _ in files()} == {file.path for file in emit(fleet(), output)}


def test_each_says_where_what_is_in_it_was_declared() -> None:
    """In a comment, a label or a tag: the file and the line that a person changes."""
    without = {path for path, text in files() if not PLACE.search(text)}

    assert UNPLACED.keys() == without


def test_what_is_said_of_a_place_is_true() -> None:
    places = {place for _, text in files() for place in PLACE.findall(text)}
    contracts = {path.relative_to(ROOT).as_posix(): path.read_text() for path in ROOT.glob("contracts/**/*.yaml")}

    wrong = []
    for place in sorted(places):
        path, _, line = place.rpartition(":")
        if not contracts[path].split("\n")[int(line) - 1].strip().rstrip(":"):
            wrong.append(place)
    assert wrong == []
    assert {path for path in contracts if "domains" in path} <= {place.rpartition(":")[0] for place in places}


def test_a_manifest_names_secrets_and_holds_none() -> None:
    """Every word of a target that is secret is a reference, and stays one."""
    secret = re.compile(r'(?i)\b(?:password|secret|token|sasl_password)\b"?\s*[:=]\s*"?([^\s",}]+)')
    comment = re.compile(r"^#.*$", re.MULTILINE)
    found = {value for _, text in files() for value in secret.findall(comment.sub("", text))}

    assert found
    assert {value for value in found if not value.startswith("$")} == set()


TARGETS = """
channels: {events.order.placed: {kind: event, message: shop.v1.OrderPlaced, retain: 1d}}
agents: {web: {sends: [events.order.placed]}, billing: {receives: [events.order.placed]}}
targets:
  dev: {broker: memory}
  one: {broker: nats, url: "${NATS_URL}"}
  two: {broker: nats, url: "${NATS_URL}", prefix: two.}
  three: {broker: kafka, url: "${KAFKA_URL}"}
"""


def project(output: str) -> System:
    report = Report()
    found = compiled(tree_of([ExampleFile(PROJECT_FILE, f"{TARGETS}generate: [{{topology: {output}}}]\n")]), report)
    assert found is not None, report.diagnostics
    return found


@pytest.mark.parametrize(
    ("output", "folders"),
    [
        (
            "{out: generated}",
            {
                *("one/nack", "one/nats-json", "one/compose", "two/nack", "two/nats-json", "two/compose"),
                *("three/strimzi", "three/terraform", "three/compose"),
            },
        ),
        ("{out: generated, targets: [two]}", {"two/nack", "two/nats-json", "two/compose"}),
        ("{out: generated, formats: [nack, strimzi]}", {"one/nack", "two/nack", "three/strimzi"}),
        ("{out: generated, targets: [one], formats: [nack]}", {"one/nack"}),
    ],
)
def test_an_output_may_ask_for_some_targets_and_formats(output: str, folders: set[str]) -> None:
    system = project(output)

    assert folders == {"/".join(file.path.split("/")[:2]) for file in emit(system, system.outputs[0])}


def test_resources_of_kubernetes_are_in_the_cluster_and_namespace_that_are_said() -> None:
    system = project("{out: generated, targets: [three], formats: [strimzi], cluster: events, namespace: fleet}")
    [file] = emit(system, system.outputs[0])

    assert "namespace: fleet\n" in file.content.decode()
    assert "strimzi.io/cluster: events\n" in file.content.decode()


def test_the_broker_is_called_like_its_target_otherwise() -> None:
    system = project("{out: generated, targets: [three], formats: [strimzi]}")
    [file] = emit(system, system.outputs[0])

    assert "strimzi.io/cluster: three\n" in file.content.decode()
    assert "namespace:" not in file.content.decode()


WRONG = {
    "{out: generated, targets: [for]}": ("unknown-target", "no target is called `for`"),
    "{out: generated, targets: [dev, one]}": (
        "output-unused",
        "nothing is written for target `dev`: what runs in memory needs nothing",
    ),
    "{out: generated, targets: [one], formats: [nack, strimzi]}": (
        "output-unused",
        "nothing is written in the format `strimzi`: it is for kafka, and no target has that broker",
    ),
    "{out: generated, formats: [terraform, cloudformation]}": (
        "output-unused",
        "nothing is written in the format `cloudformation`: it is for sqs, and no target has that broker",
    ),
}


@pytest.mark.parametrize("output", WRONG)
def test_what_would_write_nothing_is_told(output: str) -> None:
    found = diagnose([ExampleFile(PROJECT_FILE, f"{TARGETS}generate: [{{topology: {output}}}]\n")])

    assert [WRONG[output]] == [
        (each.rule, each.message) for each in found if each.rule in {"unknown-target", "output-unused"}
    ]
    assert {"unknown-target": Severity.ERROR}.get(WRONG[output][0], Severity.WARNING) in {
        each.severity for each in found
    }


def test_a_target_that_is_not_known_is_said_with_the_one_that_was_meant() -> None:
    [found] = diagnose(
        [ExampleFile(PROJECT_FILE, f"{TARGETS}generate: [{{topology: {{out: generated, targets: [tree]}}}}]\n")]
    )

    assert ("unknown-target", "did you mean `three`?") == (found.rule, found.help)


@pytest.mark.parametrize("broker", sorted(set(Broker) - {Broker.MEMORY}, key=lambda broker: broker.value))
def test_every_object_of_the_fleet_is_in_some_manifest(broker: Broker) -> None:
    """What `apply` makes by name, a manifest makes too."""
    [*_, target] = [target for target in fleet().targets if target.broker is broker]
    text = "".join(text for path, text in files() if path.startswith(f"{target.name}/"))
    texts = text + json.dumps(text)

    assert [] == [each.name for each in derive(fleet(), target) if each.name.split("/")[-1] not in texts]
