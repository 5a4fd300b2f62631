"""`compose`, read by the Compose project's own loader: what a fleet on one machine is, and what it never is."""

from __future__ import annotations

import dataclasses
import hashlib
import os
import re
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.test_fleet import fleet
from tests.test_injection import ATTACKS
from tools.compose.loader import Refused, load
from tools.nats.server import executable as nats_server
from treatyc.emit.topology import compose
from treatyc.emit.topology.compose_text import filled, literal, only_reference, references, required
from treatyc.emit.topology.manifest import Manifest
from treatyc.emit.topology.yaml_text import document
from treatyc.system.registry import Dialect
from treatyc.system.target import Broker, Target
from treatyc.topology.brokers import derive
from treatyc.topology.principals import password_name, principal

LOCAL = sorted({target.name for target in fleet().targets} - {"dev", "prod"})
PASSWORD = "a $b 'c' \"d\" %s"  # noqa: S105 - what must stay one text
REQUIRED = re.compile(r"\$\{(\w+):\?")


def target_of(name: str) -> Target:
    return next(each for each in fleet().targets if each.name == name)


def written(target: Target, folder: Path) -> Path:
    """The file, with what it mounts, in a folder."""
    resources = derive(fleet(), target)
    for file in compose.files(Manifest(fleet(), target, resources, "shop", "", f"generated/topology/{target.name}")):
        (folder / file.path).write_bytes(file.content)
    return folder / compose.FILE


def head_of(target: Target, folder: Path) -> list[str]:
    """The comments that it begins with."""
    return [line for line in written(target, folder).read_text().split("\n") if line.startswith("#")]


def loaded(target: Target, folder: Path) -> dict[str, Any]:
    """What it means where every variable that it needs is set, each to a text that must stay what it is."""
    path = written(target, folder)
    return load(path, {name: f"{name} $$ ${{x}}" for name in REQUIRED.findall(path.read_text())})


@pytest.mark.usefixtures("compose_loader")
@pytest.mark.parametrize("name", LOCAL)
def test_it_is_read_by_compose_and_is_as_safe_as_it_should_be(name: str, tmp_path: Path) -> None:
    found = loaded(target_of(name), tmp_path)

    assert f"storefront-{name}" == found["name"]
    for service in found["services"].values():
        assert re.search(r":(local|[0-9][\w.-]*)$", service["image"]), "a version of its own"
        assert {"127.0.0.1"} >= {port["host_ip"] for port in service.get("ports", ())}
        assert "healthcheck" in service or ["agents"] == service["profiles"]
        for mount in service.get("volumes", ()):
            assert mount["source"] in found["volumes"] or Path(mount["source"]).is_file()
            assert mount["type"] == "volume" or mount["read_only"]


@pytest.mark.usefixtures("compose_loader")
@pytest.mark.parametrize("name", LOCAL)
def test_no_secret_is_in_it_and_nothing_starts_without_one(name: str, tmp_path: Path) -> None:
    target = target_of(name)
    path = written(target, tmp_path)
    secret = {only_reference(text) for _, text in target.security} - {None}
    if not secret:
        assert [] == REQUIRED.findall(path.read_text())
        return
    given = {each: f"{each} $$ ${{x}}" for each in REQUIRED.findall(path.read_text())}

    assert secret <= given.keys()
    for missing in sorted(given):
        with pytest.raises(Refused, match=f"required variable {missing} is missing a value"):
            load(path, {each: value for each, value in given.items() if each != missing})
    environment = load(path, given)["services"]["broker"]["environment"]
    assert {given[each] for each in given} <= set(environment.values())


@pytest.mark.usefixtures("compose_loader")
def test_every_agent_runs_when_it_is_asked_for_as_often_as_declared(tmp_path: Path) -> None:
    services = loaded(target_of("local"), tmp_path)["services"]
    agents = {name: service for name, service in services.items() if name.startswith("agent-")}
    worker = agents["agent-tool_worker"]

    assert {f"agent-{agent.name}": agent.instances for agent in fleet().agents} == {
        name: service["deploy"]["replicas"] for name, service in agents.items()
    }
    assert ["python", "-m", "storefront_tool_worker", "agents.tool_worker.handlers:ToolWorker"] == worker["command"]
    assert {
        "TREATY_BROKER": "kafka://broker:19092",
        "TREATY_TARGET": "local",
        "REGISTRY_URL": "http://registry:8081",
    } == worker["environment"]
    assert {"broker", "registry"} == worker["depends_on"].keys()
    assert "contracts/domains/conversations.yaml" == worker["labels"]["treaty.declared"].partition(":")[0]


LOCALLY = target_of("local")
NOT_HERE = {
    "production": dataclasses.replace(LOCALLY, production=True),
    "three replicas": dataclasses.replace(LOCALLY, replicas=3),
    "TLS": dataclasses.replace(target_of("redis"), security=(("protocol", "tls"),)),
    "users of a Kafka": dataclasses.replace(LOCALLY, security=(("protocol", "sasl_plaintext"),)),
}


@pytest.mark.parametrize("why", NOT_HERE)
def test_what_one_machine_cannot_be_is_not_pretended(why: str, tmp_path: Path) -> None:
    assert not written(NOT_HERE[why], tmp_path).exists()


@pytest.mark.usefixtures("compose_loader")
@pytest.mark.parametrize(
    ("broker", "dialect", "image", "agents"),
    [
        (Broker.KAFKA, Dialect.CONFLUENT, "confluentinc/cp-schema-registry", "http://registry:8081"),
        (Broker.KAFKA, Dialect.APICURIO, "apicurio/apicurio-registry", "http://registry:8080/apis/ccompat/v7"),
        (Broker.NATS, Dialect.CONFLUENT, "apicurio/apicurio-registry", None),
    ],
)
def test_the_registry_is_the_one_that_the_target_is_checked_by(
    broker: Broker, dialect: Dialect, image: str, agents: str | None, tmp_path: Path
) -> None:
    """Confluent's needs a Kafka. What a Kafka keeps, its registry keeps there too; elsewhere in a volume."""
    assert LOCALLY.registry is not None
    target = dataclasses.replace(
        LOCALLY, broker=broker, registry=dataclasses.replace(LOCALLY.registry, dialect=dialect)
    )

    found = loaded(target, tmp_path)

    assert image == found["services"]["registry"]["image"].partition(":")[0]
    assert (broker is not Broker.KAFKA) == ("schemas" in found["volumes"])
    asked = {service.get("environment", {}).get("REGISTRY_URL") for service in found["services"].values()}
    assert agents in asked


def test_a_registry_behind_tls_is_somewhere_else(tmp_path: Path) -> None:
    assert LOCALLY.registry is not None
    tls = dataclasses.replace(LOCALLY.registry, tls=(("ca", "${CA}"),))

    text = written(dataclasses.replace(LOCALLY, registry=tls), tmp_path).read_text()

    assert "registry:" not in text
    assert "REGISTRY_URL" not in text


def test_its_head_says_how_it_is_reached(tmp_path: Path) -> None:
    """`docker compose up`, and then what a plan needs to know."""
    assert [
        "#   export RABBITMQ_ADMIN_URL=http://127.0.0.1:15672",
        "#   export RABBITMQ_URL=amqp://127.0.0.1:5672",
        "#   treaty apply --target rabbitmq",
    ] == head_of(target_of("rabbitmq"), tmp_path)[-3:]


@pytest.mark.parametrize("name", LOCAL)
def test_its_head_names_everything_that_has_to_be_set(name: str, tmp_path: Path) -> None:
    """Neither `docker compose up` nor `treaty apply` says that a variable is missing which the head did not name."""
    target = target_of(name)
    own = {reference for _, text in target.security for reference in references(text)}
    agents = {password_name(target, principal(fleet(), agent)) for agent in fleet().agents} - {None}
    read = {reference for text in (target.url, target.admin_url) for reference in references(text or "")}
    needed = own | agents | read | set(REQUIRED.findall(written(target, tmp_path).read_text()))

    head = "\n".join(head_of(target, tmp_path))

    assert set() == needed - set(re.findall(r"export (\w+)=", head))


def test_a_project_on_this_machine_has_the_name_and_a_number_as_a_target_asks(tmp_path: Path) -> None:
    url = "pubsub://${PROJECT}?number=${NUMBER}"
    here = dataclasses.replace(target_of("google"), url=url)

    assert ["#   export NUMBER=1", "#   export PROJECT=local"] == head_of(here, tmp_path)[2:4]
    there = dataclasses.replace(here, cluster="shop-test")
    assert ["#   export NUMBER=1", "#   export PROJECT=shop-test"] == head_of(there, tmp_path)[2:4]


@pytest.mark.parametrize(
    ("version", "image"),
    [
        (None, "apache/kafka:4.3.1"),
        ("3.9", "apache/kafka:3.9.0"),
        ("4.0.1", "apache/kafka:4.0.1"),
        ("3.3", "apache/kafka:3.7.0"),
    ],
)
def test_the_image_is_of_the_version_that_the_target_has(version: str | None, image: str, tmp_path: Path) -> None:
    text = written(dataclasses.replace(LOCALLY, broker_version=version), tmp_path).read_text()

    assert f'image: "{image}"' in text


@pytest.mark.nats
def test_a_nats_takes_the_configuration_that_is_mounted(tmp_path: Path) -> None:
    path = written(target_of("nats"), tmp_path)
    secrets = dict.fromkeys(REQUIRED.findall(path.read_text()), "secret")
    command = [str(nats_server()), "-t", "-c", str(tmp_path / "nats-server.conf")]

    taken = subprocess.run(command, capture_output=True, text=True, check=False, env=secrets)
    refused = subprocess.run(command, capture_output=True, text=True, check=False, env={})

    assert (0, True) == (taken.returncode, refused.returncode != 0), taken.stderr


def test_a_redis_starts_with_the_one_user_who_makes_the_others(tmp_path: Path) -> None:
    """Its password is in no argument and in no file; at the next start its users are what they had become."""
    scripts = {"redis": "someone", "default": "default"}
    [text] = re.findall(r'- "(if .*)"\n', written(target_of("redis"), tmp_path).read_text())
    script = text.encode().decode("unicode_escape").replace("$$", "$").replace("/data", str(tmp_path))
    (tmp_path / "docker-entrypoint.sh").write_text('#!/bin/sh\necho "$@"\n')
    (tmp_path / "docker-entrypoint.sh").chmod(0o755)
    acl = tmp_path / "users.acl"

    for name, user in scripts.items():
        acl.unlink(missing_ok=True)
        environment = {"PATH": f"{tmp_path}:{os.environ['PATH']}", "ADMIN": user, "ADMIN_PASSWORD": PASSWORD}
        run = ["sh", "-eu", "-c", script]
        first = subprocess.run(run, env=environment, capture_output=True, text=True, check=True)
        made = acl.read_text()
        acl.write_text(made + "user agent off\n")
        subprocess.run(run, env=environment, capture_output=True, text=True, check=True)

        assert f"redis-server --appendonly yes --aclfile {acl}\n" == first.stdout, name
        assert made + "user agent off\n" == acl.read_text()
        off = "" if user == "default" else "user default off\n"
        assert f"{off}user {user} on #{hashlib.sha256(PASSWORD.encode()).hexdigest()} ~* &* +@all\n" == made


@pytest.mark.usefixtures("compose_loader")
def test_whatever_is_in_a_text_stays_that_text(tmp_path: Path) -> None:
    """BROKERS.md 3.1: `$` is a variable to Compose, in every value of every line."""
    texts = [*ATTACKS.values(), "$", "$$", "${HOME}", "$HOME", "${HOME:-x}", "no", "0x10", "1_000", "12:30", "~", "- a"]
    texts = [text for text in texts if "\0" not in text]
    labels = {f"label{index}": literal(text) for index, text in enumerate(texts)}
    path = tmp_path / "compose.yaml"
    path.write_text(document({"name": "shop", "services": {"a": {"image": "a:1", "labels": labels}}}, *texts))

    found = load(path, {"HOME": "/canary"})["services"]["a"]["labels"]

    assert texts == [found[name] for name in labels]


@pytest.mark.parametrize(
    ("text", "means"),
    [("a $b", "a $$b"), ("${A}", required("A")), ("a${A}$b${C}", f"a{required('A')}$$b{required('C')}"), ("", "")],
)
def test_references_are_required(text: str, means: str) -> None:
    assert means == filled(text)
