"""`treaty registry status` end to end: what answers, who we are to it, and what it has of ours (BROKERS.md 3.3)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from click.testing import CliRunner, Result

from tests.brokers.registering import record, register
from tests.unit.registry.answering import Answer, Question, Said, answering
from treatyc.cli.group import group

PROJECT = """\
treaty: 1
name: shop
compatibility: backward
targets:
  dev: {broker: memory, prefix: "PREFIX.", registry: {url: "${REGISTRY_URL}", keys: avro}}
  signed: {broker: memory, registry: "http://${REGISTRY_USER}:${REGISTRY_PASSWORD}@${REGISTRY_HOST}"}
  token: {broker: memory, registry: {url: "${REGISTRY_URL}", authentication: {token: "${TOKEN}"}}}
channels:
  events.placed:
    {kind: event, message: looked.v1.Placed, key: id, retain: 1d, owner: shop, description: An order was placed.}
  events.paid: {kind: event, message: looked.v1.Paid, retain: 1d, owner: shop, description: An order was paid for.}
agents:
  shop: {sends: [events.placed, events.paid], owner: shop, description: It sells.}
  audit: {receives: [events.placed, events.paid], owner: shop, description: It counts.}
"""


@pytest.fixture
def prefix() -> str:
    """Subjects of this test's own: registries are shared."""
    return f"s{uuid4().hex[:12]}"


@pytest.fixture
def project(tmp_path: Path, prefix: str) -> Path:
    folder = tmp_path / "schemas/looked/v1"
    folder.mkdir(parents=True)
    (tmp_path / "treaty.yaml").write_text(PROJECT.replace("PREFIX", prefix))
    for name in ("Placed", "Paid"):
        (folder / f"{name}.avsc").write_text(record(f"looked.v1.{name}", "id", "a"))
    return tmp_path


def status(project: Path, target: str, environment: Mapping[str, str], *words: str) -> Result:
    where = ["--project", str(project / "treaty.yaml"), "--root", str(project)]
    arguments = ["registry", "status", "--target", target, *where, *words]
    return CliRunner().invoke(group, arguments, env=dict(environment), catch_exceptions=False)


def facts(project: Path, target: str, environment: Mapping[str, str]) -> dict[str, Any]:
    found = json.loads(status(project, target, environment, "--format", "json").output)
    assert isinstance(found, dict)
    return found


def test_what_a_registry_has_of_ours(registry_url: str, project: Path, prefix: str) -> None:
    placed = f"{prefix}.events.placed"
    register(registry_url, f"{placed}-value", record("looked.v1.Placed", "id", "a"))
    register(registry_url, f"{prefix}.events.paid-value", record("looked.v1.Paid", "id"))

    found = facts(project, "dev", {"REGISTRY_URL": registry_url})

    assert {
        f"{placed}-key": ("key", "missing", None),
        f"{placed}-value": ("message", "registered", 1),
        f"{prefix}.events.paid-value": ("message", "differs", 1),
    } == {each["subject"]: (each["role"], each["standing"], each["version"]) for each in found["texts"]}
    assert {"registered": 1, "differs": 1, "missing": 1} == found["counts"]
    assert ("nothing", "READWRITE") == (found["login"], found["access"])
    # Nobody registered the owner; a registry that keeps such things is seen to lack it.
    keeps = any(each["guid"] for each in found["texts"])
    assert [["metadata"]] * keeps == [each["beside"] for each in found["texts"] if each["beside"]]
    assert found["subjects"] >= 2


def test_after_a_push_there_is_nothing_to_say(registry_url: str, project: Path, prefix: str) -> None:
    environment = {"REGISTRY_URL": registry_url}
    where = ["--target", "dev", "--project", str(project / "treaty.yaml"), "--root", str(project)]
    pushed = CliRunner().invoke(group, ["registry", "push", *where], env=environment, catch_exceptions=False)
    assert (0, "") == (pushed.exit_code, pushed.stderr)

    result = status(project, "dev", environment)

    lines = [line for line in result.output.splitlines() if line.startswith(f"    {prefix}.")]
    assert [f"{prefix}.{topic}" for topic in ("events.paid-value", "events.placed-key", "events.placed-value")] == [
        line.split()[0] for line in lines
    ]
    assert [] == [line for line in lines if not line.endswith(", locked")]
    assert "status: 3 registered;" in result.output
    assert result.exit_code == 0


def test_a_lock_that_contradicts_the_registry_is_told(registry_url: str, project: Path, prefix: str) -> None:
    environment = {"REGISTRY_URL": registry_url}
    where = ["--target", "dev", "--project", str(project / "treaty.yaml"), "--root", str(project)]
    CliRunner().invoke(group, ["registry", "push", *where], env=environment, catch_exceptions=False)
    lock = project / "treaty.lock"
    text = lock.read_text()
    [line] = [each for each in text.splitlines() if f"{prefix}.events.placed-value" in each]
    words = line.split(" ")
    words[-2] = str(int(words[-2]) + 1_000)
    lock.write_text(text.replace(line, " ".join(words)))

    result = status(project, "dev", environment)

    assert "error[lock-contradicts]" in result.output
    assert result.exit_code == 1


def test_what_answers_is_told(registry_url: str, project: Path, request: pytest.FixtureRequest) -> None:
    found = facts(project, "dev", {"REGISTRY_URL": registry_url})

    known = {"apicurio": "Apicurio Registry", "embedded": "treaty registry serve"}
    expected = known.get(request.node.callspec.id)
    if expected is not None:
        assert expected == found["software"]["name"]
        assert found["software"]["version"]
    told = [each["rule"] for each in found["findings"]]
    assert (["registry-dialect"] if expected == "Apicurio Registry" else []) == told


def guarded(secret: str, *, asks_nobody: bool = False) -> Answer:
    """A registry without subjects that wants to know who asks, or only says so."""

    def answer(question: Question, _number: int) -> Said:
        if question.authorization != secret and not asks_nobody:
            return Said(401, b'{"error_code": 40101, "message": "hunter2 is unknown"}')
        found = {"/subjects": [], "/config": {"compatibilityLevel": "BACKWARD"}, "/mode": {"mode": "READONLY"}}
        if question.path not in found:
            return Said(404, b'{"error_code": 40401, "message": "no"}')
        return Said(body=json.dumps(found[question.path]).encode())

    return answer


BASIC = "Basic bWU6aHVudGVyMg=="  # me:hunter2


def test_a_registry_that_asks_who_we_are_is_told_so(project: Path) -> None:
    with answering(guarded(BASIC)) as server:
        host = server.url.removeprefix("http://")
        secrets = {"REGISTRY_USER": "me", "REGISTRY_PASSWORD": "hunter2", "REGISTRY_HOST": host}
        result = status(project, "signed", secrets)

    lines = result.output.splitlines()
    assert "status: target `signed`: a registry that is not known answers and is READONLY; mode backward" in lines[0]
    assert "status: we show a name and a password and are let in; who shows nothing is refused" == lines[1]
    assert [
        "  + events.paid-value    missing",
        "  + events.placed-value  missing",
        "status: 2 missing; 0 subjects in all",
    ] == lines[2:]
    assert "hunter2" not in result.output
    assert result.exit_code == 1


def test_a_registry_that_lets_anybody_in_is_warned_of(project: Path) -> None:
    """CVE-2025-61673: requests without credentials went through."""
    with answering(guarded("Bearer hunter2", asks_nobody=True)) as server:
        found = facts(project, "token", {"REGISTRY_URL": server.url, "TOKEN": "hunter2"})

    assert ("token", "let_in") == (found["login"], found["anonymous"])
    assert ["registry-anonymous"] == [each["rule"] for each in found["findings"]]
    assert {None, "Bearer hunter2"} == {question.authorization for question in server.asked}


def test_wrong_credentials_are_told(project: Path) -> None:
    with answering(guarded("Bearer right")) as server:
        result = status(project, "token", {"REGISTRY_URL": server.url, "TOKEN": "wrong-hunter2"})

    assert "error[registry-refused]" in result.output
    assert "hunter2" not in result.output
    assert result.exit_code == 2


def test_a_registry_that_is_down_is_told(project: Path) -> None:
    result = status(project, "dev", {"REGISTRY_URL": "http://127.0.0.1:1"}, "--format", "json")

    assert ["registry-unreachable"] == [each["rule"] for each in json.loads(result.output)["findings"]]
    assert result.exit_code == 2
