"""What `generate` writes for a RabbitMQ: valid by the official schemas, and a server that read it needs no plan."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pika.exceptions
import pytest
import yaml

from tests.brokers.rabbit_shop import PROJECT, WITH_USERS, Place, apply, drifted, look, place, summary
from tests.official import official, refusals
from tools.rabbitmq.broker import ADMINISTRATOR, RabbitMQ, running
from treatyc.emit.file import File
from treatyc.emit.topology.emit import emit
from treatyc.system.system import Output, System

ORDERED = PROJECT.replace("retain: 30d", "retain: 30d, order: key, key: order_id")


@pytest.fixture
def here(rabbitmq: RabbitMQ, vhost: str) -> Iterator[Place]:
    with place(rabbitmq, vhost) as found:
        yield found


def written(system: System, form: str) -> dict[str, File]:
    files = emit(system, Output("topology", "generated", system.place, (("format", form),)))
    return {file.path.rpartition("/")[2]: file for file in files}


def imported(here: Place, file: File) -> None:
    as_json = {"Content-Type": "application/json"}
    here.http.post("/api/definitions", content=file.content, headers=as_json).raise_for_status()


@pytest.mark.rabbitmq
@pytest.mark.parametrize("project", [PROJECT, ORDERED], ids=["plain", "ordered"])
def test_a_broker_that_read_the_definitions_is_ours_and_as_it_should_be(here: Place, project: str) -> None:
    system = here.system(project, WITH_USERS)
    files = written(system, "rabbitmq-definitions")
    imported(here, files["access.json"])
    imported(here, files["definitions.json"])
    broker = here.opened(system, {})

    assert {} == summary(look(broker, system))
    assert [] == drifted(broker, system)
    assert [] == [name for name in look(broker, system).unmanaged if here.vhost in name]


@pytest.mark.rabbitmq
def test_a_broker_that_boots_with_the_definitions_is_ours_and_as_it_should_be(tmp_path: Path) -> None:
    whole = Place(None, "booted", None, {})  # type: ignore[arg-type]  # what is written needs no server
    for file in written(whole.system(target=WITH_USERS), "rabbitmq-definitions").values():
        (tmp_path / Path(file.path).name).write_bytes(file.content)
    (tmp_path / "admin.json").write_text(json.dumps(ADMINISTRATOR))

    with running(tmp_path) as server, place(server, "booted") as here:
        system = here.system(target=WITH_USERS)
        broker = here.opened(system, {})
        assert {} == summary(look(broker, system))
        assert [] == drifted(broker, system)
        assert ("user:admin",) == look(broker, system).unmanaged


@pytest.mark.rabbitmq
def test_users_of_a_file_log_in_when_apply_has_given_them_a_password(here: Place) -> None:
    system = here.system(target=WITH_USERS)
    imported(here, written(system, "rabbitmq-definitions")["access.json"])
    user = f"{here.vhost}.web"
    for guess in ("", "guest"):
        with pytest.raises(pika.exceptions.ProbableAuthenticationError), here.channel(user, guess):
            pytest.fail("a user without a password is in")
    imported(here, written(system, "rabbitmq-definitions")["definitions.json"])
    made = apply(here.broker, system)

    assert {f"user:{each}": "update" for each in here.passwords} == summary(made)
    with here.channel(user, here.passwords[user]) as channel:
        assert channel.is_open


@pytest.mark.rabbitmq
def test_reading_the_definitions_again_takes_no_password_away(here: Place) -> None:
    system = here.system(target=WITH_USERS)
    apply(here.broker, system)
    imported(here, written(system, "rabbitmq-definitions")["definitions.json"])

    assert {} == summary(look(here.broker, system))


@official
@pytest.mark.parametrize("project", [PROJECT, ORDERED], ids=["plain", "ordered"])
def test_the_resources_of_the_operator_are_valid_by_its_definitions_made_strict(project: str) -> None:
    seen: set[str] = set()
    names: list[tuple[str, str]] = []
    for file in written(shop(project), "rabbitmq-operator").values():
        for resource in yaml.safe_load_all(file.content):
            assert [] == refusals(resource)
            seen.add(resource["kind"])
            names.append((resource["kind"], resource["metadata"]["name"]))

    assert {"Binding", "Exchange", "Permission", "Policy", "Queue", "TopicPermission", "User", "Vhost"} == seen
    assert len(names) == len(set(names))


def test_a_file_of_definitions_has_no_secret_and_says_where_everything_was_declared() -> None:
    system = shop()
    files = written(system, "rabbitmq-definitions")
    access, definitions = (json.loads(files[name].content) for name in ("access.json", "definitions.json"))

    assert {""} == {user["password_hash"] for user in access["users"]}
    assert "users" not in definitions
    sources = {**access["treaty_sources"], **definitions["treaty_sources"]}
    assert all("treaty.yaml:" in each for each in sources.values())
    assert files == written(shop(), "rabbitmq-definitions")


def shop(project: str = PROJECT) -> System:
    """The shop, for which no server is asked."""
    return Place(None, "shop", None, {}).system(project, WITH_USERS)  # type: ignore[arg-type]  # nor is one needed
