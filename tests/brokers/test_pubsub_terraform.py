"""Terraform's configuration for Pub/Sub makes what `apply` makes.

The provider cannot be fetched everywhere. So Terraform itself evaluates every expression, with values in place of what
it refers to, and what comes out is made by the calls of the API that the provider makes.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from google.cloud import pubsub_v1
from google.protobuf.duration_pb2 import Duration
from google.pubsub_v1 import SchemaServiceClient
from google.pubsub_v1.services.schema_service.transports import SchemaServiceGrpcTransport
from grpc import insecure_channel

from tests.brokers.pubsub_fleet import NUMBER, SEEN, fleet, opened, wish
from tools.pubsub.fake import PubSub
from treatyc.brokers.applying import look
from treatyc.emit.topology import terraform
from treatyc.emit.topology.manifest import Manifest
from treatyc.emit.topology.terraform_text import label
from treatyc.topology.drift import drift
from treatyc.topology.plan import Scope
from treatyc.topology.pubsub.semantics import SEMANTICS

SHAPES = {
    "google_pubsub_topic": {
        "//": str,
        "labels": dict,
        "lifecycle": dict,
        "message_retention_duration": str,
        "name": str,
        "project": str,
        "schema_settings": dict,
    },
    "google_pubsub_schema": {"//": str, "definition": str, "name": str, "project": str, "type": str},
    "google_pubsub_subscription": {
        "//": str,
        "ack_deadline_seconds": int,
        "dead_letter_policy": dict,
        "enable_exactly_once_delivery": bool,
        "enable_message_ordering": bool,
        "expiration_policy": dict,
        "filter": str,
        "labels": dict,
        "lifecycle": dict,
        "message_retention_duration": str,
        "name": str,
        "project": str,
        "retain_acked_messages": bool,
        "retry_policy": dict,
        "topic": str,
    },
    "google_pubsub_topic_iam_member": {"//": str, "member": str, "project": str, "role": str, "topic": str},
    "google_pubsub_subscription_iam_member": {
        "//": str,
        "member": str,
        "project": str,
        "role": str,
        "subscription": str,
    },
    "google_service_account": {"//": str, "account_id": str, "display_name": str, "project": str},
}
"""The arguments that we use, with their types, as version 6 of the provider has them."""

_REFERENCE = re.compile(r"(\$\{)(?:data\.)?(google_\w+)\.(?=\w+\.)")


def configuration() -> dict[str, Any]:
    system = fleet()
    target = system.targets[0]
    resources = SEMANTICS.derive(system, target)
    (file,) = terraform.files(Manifest(system, target, resources, "shop", "", "generated/topology/prod"))
    found: dict[str, Any] = json.loads(file.content)
    return found


def test_terraform_gets_only_what_the_provider_knows() -> None:
    resources = configuration()["resource"]

    assert SHAPES.keys() == resources.keys()
    for kind, blocks in resources.items():
        for block in blocks.values():
            assert {} == {key: value for key, value in block.items() if type(value) is not SHAPES[kind].get(key)}


def test_terraform_destroys_nothing_that_holds_messages() -> None:
    resources = configuration()["resource"]

    for kind in ("google_pubsub_subscription", "google_pubsub_topic"):
        assert {True} == {block["lifecycle"]["prevent_destroy"] for block in resources[kind].values()}


@pytest.mark.pubsub
def test_terraform_makes_what_apply_makes(
    pubsub: PubSub, pubsub_project: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PUBSUB_EMULATOR_HOST", pubsub.host)
    found = evaluated(configuration(), pubsub_project, tmp_path)
    wanted = wish(fleet())

    make(found, pubsub_project, pubsub.host)

    broker = opened(pubsub_project)
    plan = look(broker, wanted)
    drifted = drift(wanted.wanted, broker.observe(wanted.wanted, plan.scope), Scope("shop", "prod"))
    broker.close()
    assert [] == [(step.address, step.changes) for step in (*plan.todo, *plan.blocked)]
    assert () == drifted


def make(found: Mapping[str, Any], project: str, host: str) -> None:
    """What the provider does with it."""
    schemas = SchemaServiceClient(transport=SchemaServiceGrpcTransport(channel=insecure_channel(host)))
    for block in found["google_pubsub_schema"].values():
        schema = {"type_": block["type"], "definition": block["definition"]}
        schemas.create_schema(request={"parent": f"projects/{project}", "schema": schema, "schema_id": block["name"]})
    schemas.transport.close()
    with pubsub_v1.SubscriberClient() as subscriber:
        publisher = pubsub_v1.PublisherClient()
        for block in found["google_pubsub_topic"].values():
            publisher.create_topic(request={**plain(block), "name": f"projects/{project}/topics/{block['name']}"})
        for block in found["google_pubsub_subscription"].values():
            whole = {**plain(block), "name": f"projects/{project}/subscriptions/{block['name']}"}
            subscriber.create_subscription(request=whole)
        for kind, key in (("topic", "topics"), ("subscription", "subscriptions")):
            for block in found[f"google_pubsub_{kind}_iam_member"].values():
                resource = f"projects/{project}/{key}/{block[kind]}"
                policy = publisher.get_iam_policy(request={"resource": resource})
                policy.bindings.add(role=block["role"], members=[block["member"]])
                publisher.set_iam_policy(request={"resource": resource, "policy": policy})
        publisher.transport.close()
        publisher.stop()


def plain(block: Mapping[str, Any]) -> dict[str, Any]:
    """Arguments as the API takes them: durations, and a policy that says never."""
    found = {key: value for key, value in block.items() if key not in ("//", "lifecycle", "project")}
    for name in ("message_retention_duration",):
        if name in found:
            found[name] = duration(found[name])
    if "expiration_policy" in found:
        assert {"ttl": ""} == found["expiration_policy"]
        found["expiration_policy"] = {}
    if "retry_policy" in found:
        found["retry_policy"] = {key: duration(value) for key, value in found["retry_policy"].items()}
    return found


def duration(text: str) -> Duration:
    found = Duration()
    found.FromJsonString(text)
    return found


def evaluated(whole: Mapping[str, Any], project: str, folder: Path) -> dict[str, Any]:
    """All resources with every expression carried out by Terraform; what they refer to are values of ours."""
    executable = shutil.which("terraform")
    if executable is None:
        pytest.skip("not applicable: there is no Terraform on this machine, and no package of it")
    rewritten = json.loads(_REFERENCE.sub(r"\1local.\2.", json.dumps(whole["resource"])))
    stubs: dict[str, Any] = {"google_project": {"this": {"number": NUMBER}}}
    for kind, collection in (("topic", "topics"), ("subscription", "subscriptions"), ("schema", "schemas")):
        for name, block in whole["resource"][f"google_pubsub_{kind}"].items():
            assert name == label(block["name"])
            made = {"id": f"projects/{project}/{collection}/{block['name']}", "name": block["name"]}
            stubs.setdefault(f"google_pubsub_{kind}", {})[name] = made
    for name, block in whole["resource"]["google_service_account"].items():
        member = f"serviceAccount:{block['account_id']}@{project}.iam.gserviceaccount.com"
        stubs.setdefault("google_service_account", {})[name] = {"member": member}
    variable = {"project": {**whole["variable"]["project"], "default": project}}
    document = {"variable": variable, "locals": {**stubs, "resources": rewritten}}
    (folder / "main.tf.json").write_text(json.dumps(document))
    ran = subprocess.run(
        [executable, "console"],
        cwd=folder,
        input="jsonencode(local.resources)",
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    found: dict[str, Any] = json.loads(json.loads(ran.stdout))
    return found


def test_a_topic_bears_the_marks_of_its_schema_and_of_who_may_use_it() -> None:
    """They have no labels of their own."""
    topics = configuration()["resource"]["google_pubsub_topic"]

    expected = {"treaty-project", "treaty-target", "treaty-applied", "treaty-schema", "treaty-access"}
    assert expected == topics[label(SEEN)]["labels"].keys()
