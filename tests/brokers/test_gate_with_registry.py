"""`treaty check --against registry:TARGET` end to end: the registry decides, and one that fails is told."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from tests.brokers.registering import record, register
from tests.unit.registry.answering import Answer, Question, Said, answering
from tools.apicurio.registry import Apicurio
from treatyc.cli.group import group

PROJECT = """\
treaty: 1
name: shop
compatibility: backward_transitive
targets:
  dev: {broker: memory, registry: "${REGISTRY_URL}"}
  signed: {broker: memory, registry: "http://${REGISTRY_USER}:${REGISTRY_PASSWORD}@${REGISTRY_HOST}"}
  bare: {broker: memory}
channels:
  events.placed: {kind: event, message: gated.v1.Placed, retain: 1d, owner: shop, description: An order was placed.}
agents:
  shop: {sends: [events.placed], owner: shop, description: It sells.}
  audit: {receives: [events.placed], owner: shop, description: It counts.}
"""
NAME = "gated.v1.Placed"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    folder = tmp_path / "schemas/gated/v1"
    folder.mkdir(parents=True)
    (tmp_path / "treaty.yaml").write_text(PROJECT)
    return tmp_path


def check(project: Path, target: str, environment: Mapping[str, str], *words: str) -> Result:
    where = ["--project", str(project / "treaty.yaml"), "--root", str(project)]
    arguments = ["check", *where, "--against", f"registry:{target}", *words]
    return CliRunner().invoke(group, arguments, env=dict(environment), catch_exceptions=False)


def write(project: Path, *fields: str) -> None:
    (project / "schemas/gated/v1/Placed.avsc").write_text(record(NAME, *fields))


@pytest.mark.registry
def test_a_field_without_a_default_breaks_every_registered_version(apicurio: Apicurio, project: Path) -> None:
    register(apicurio.url, NAME, record(NAME, "a"))
    register(apicurio.url, NAME, record(NAME, "a", "b=0"))
    environment = {"REGISTRY_URL": apicurio.url}

    write(project, "a", "b=0", "c=0")
    compatible = check(project, "dev", environment, "--format", "json")
    write(project, "a", "b=0", "c")
    broken = check(project, "dev", environment, "--format", "json")

    assert [] == breaks(compatible)
    found = breaks(broken)
    assert {
        f"{NAME}/1": f"registry:dev/{NAME}/1/gated/v1/Placed.avsc",
        f"{NAME}/2": f"registry:dev/{NAME}/2/gated/v1/Placed.avsc",
    } == {finding["notes"]["version"]: finding["related"][0]["place"]["path"] for finding in found}
    assert (0, 1) == (compatible.exit_code, broken.exit_code)


def breaks(result: Result) -> list[dict[str, Any]]:
    """The findings of a comparison that break."""
    found = json.loads(result.output)["findings"]
    return [each for each in found if each.get("notes", {}).get("effect") == "breaks"]


@pytest.mark.parametrize(
    ("answer", "rule"),
    [
        (Said(401, b'{"error_code": 40101, "message": "hunter2"}'), "registry-refused"),
        (Said(302, headers={"Location": "http://127.0.0.1:1/"}), "registry-answer"),
        (Said(body=b"<html>hunter2</html>"), "registry-answer"),
        (Said(body=b'{"hunter2": 1}'), "registry-answer"),
        (Said(body=b'["", 3]'), "registry-answer"),
        (Said(body=b"[" + b'"a",' * 100_000 + b'"b"]'), "registry-answer"),
    ],
)
def test_a_registry_that_cannot_be_read_ends_the_run(project: Path, answer: Said, rule: str) -> None:
    write(project, "a")
    with answering(lambda _question, _number: answer) as server:
        host = server.url.removeprefix("http://")
        secrets = {"REGISTRY_USER": "me", "REGISTRY_PASSWORD": "hunter2", "REGISTRY_HOST": host}
        result = check(project, "signed", secrets)

    assert f"[{rule}]" in result.output
    assert "treaty.yaml:6:3" in result.output
    assert "hunter2" not in result.output
    assert result.exit_code == 2


@pytest.mark.parametrize(
    ("target", "expected"),
    [
        ("dev", "target `dev` needs REGISTRY_URL in the environment"),
        ("bare", "target `bare` has no `registry`"),
        ("def", "no target is named `def`; did you mean `dev`?"),
        ("", "no target is named ``; there are: bare, dev, signed"),
    ],
)
def test_a_target_without_a_registry_is_told(project: Path, target: str, expected: str) -> None:
    write(project, "a")

    result = check(project, target, {"REGISTRY_URL": ""})

    assert expected in result.output
    assert result.exit_code == 2


def lying(version: Mapping[str, object]) -> Answer:
    """A registry with one subject, the second version of which is of the test's making."""
    good = {"subject": NAME, "version": 1, "id": 1, "schema": record(NAME, "a")}

    def answer(question: object, _number: int) -> Said:
        path = getattr(question, "path", "")
        last = path.rpartition("/")[2]
        found: object = {"subjects": [NAME], "versions": [1, 2], "1": good, "2": good | {"version": 2} | version}[last]
        return Said(body=json.dumps(found).encode())

    return answer


MANY = [{"name": f"a{number}", "subject": "a", "version": 1} for number in range(1001)]


@pytest.mark.parametrize(
    ("version", "expected"),
    [
        ({"subject": "another"}, "was asked for, and another one came"),
        ({"version": 3}, "was asked for, and another one came"),
        ({"schema": 5}, "has no text"),
        ({"schema": "\ud800"}, "has no text"),
        ({"schema": "x" * (1024 * 1024 + 1)}, "is larger than 1 MiB"),
        ({"schemaType": "XSD"}, "neither AVRO, PROTOBUF nor JSON"),
        ({"id": True}, "no number of a version or an id"),
        ({"references": {"name": "a"}}, "is no JSON list"),
        ({"references": [{"name": "a", "subject": "..", "version": 1}]}, "no address can name"),
        ({"references": [{"name": "a", "subject": "a", "version": -1}]}, "no number of a version or an id"),
        ({"references": MANY}, "has more than 1000 entries"),
    ],
)
def test_a_registry_that_lies_is_told(project: Path, version: Mapping[str, object], expected: str) -> None:
    write(project, "a")
    with answering(lying(version)) as server:
        result = check(project, "dev", {"REGISTRY_URL": server.url})

    assert expected in result.output
    assert "\x1b" not in result.output
    assert result.exit_code == 2


ESCAPING = {"schemaType": "PROTOBUF", "references": [{"name": "../../x.proto", "subject": NAME, "version": 1}]}


@pytest.mark.parametrize(
    "version",
    [
        {"schema": "\x1b[2J"},
        {"schema": "{"},
        {"schema": "[" * 10_000},
        {"schema": '"string"'},
        {"schema": "message", "schemaType": "PROTOBUF"},
        {"schema": "[]", "schemaType": "JSON"},
        ESCAPING,
    ],
)
def test_a_version_that_cannot_be_read_is_told_and_the_others_are_compared(
    project: Path, version: Mapping[str, object]
) -> None:
    """A transitive mode asks about it: the run finds something, and what breaks the version before it is found, too."""
    write(project, "a", "b")
    with answering(lying(version)) as server:
        result = check(project, "dev", {"REGISTRY_URL": server.url}, "--format", "json")

    told = json.loads(result.output)["findings"]
    [unread] = [each for each in told if each["rule"] == "registry-version-unread"]
    assert unread["message"].startswith(f"version 2 of subject `{NAME}` cannot be read: ")
    assert "\x1b" not in unread["message"]
    assert "warning" == unread["severity"]
    assert [f"{NAME}/1"] == [each["notes"]["version"] for each in breaks(result)]
    assert result.exit_code == 1


@pytest.mark.parametrize(
    ("mode", "unreadable", "severity", "code"),
    [
        ("backward", 1, "info", 0),
        ("full", 1, "info", 0),
        ("backward_transitive", 1, "warning", 1),
        ("edges", 1, "warning", 1),
        ("backward", 2, "warning", 1),
    ],
)
def test_a_version_that_cannot_be_read_matters_where_the_mode_asks_about_it(
    project: Path, mode: str, unreadable: int, severity: str, code: int
) -> None:
    write(project, "a")
    wrong = {"subject": NAME, "version": unreadable, "id": unreadable, "schema": "{"}

    def answer(question: Question, number: int) -> Said:
        if question.path.endswith(f"/{unreadable}"):
            return Said(body=json.dumps(wrong).encode())
        return lying({})(question, number)

    with answering(answer) as server:
        result = check(project, "dev", {"REGISTRY_URL": server.url}, "--format", "json", "--mode", mode)

    told = [each for each in json.loads(result.output)["findings"] if each["rule"] == "registry-version-unread"]
    assert [severity] == [each["severity"] for each in told]
    assert code == result.exit_code


def test_an_empty_registry_is_told_and_fails_nothing(project: Path) -> None:
    write(project, "a")
    with answering(lambda _question, _number: Said()) as server:
        result = check(project, "dev", {"REGISTRY_URL": server.url})

    assert "info[registry-empty]: `registry:dev` holds no version of a schema of this project" in result.output
    assert result.exit_code == 0


def test_a_registry_that_goes_away_while_it_is_read_ends_the_run(project: Path) -> None:
    """What was read before is no baseline: half a history would pass what the other half forbids."""
    write(project, "a")
    there = lying({})
    gone = Said(503, headers={"Retry-After": "0"})
    with answering(lambda question, number: there(question, number) if number <= 3 else gone) as server:
        result = check(project, "dev", {"REGISTRY_URL": server.url})

    assert "[registry-unreachable]" in result.output
    assert result.exit_code == 2


def test_versions_that_refer_to_each_other_come_to_an_end(project: Path) -> None:
    """No registry lets that happen; what a server says is not what a registry does."""
    write(project, "a")
    circle = {"references": [{"name": "a.B", "subject": NAME, "version": 2}]}
    with answering(lying(circle)) as server:
        result = check(project, "dev", {"REGISTRY_URL": server.url})

    assert "compatible on the wire" in result.output
    assert result.exit_code == 0
