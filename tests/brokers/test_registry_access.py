"""A registry that asks who we are, for real: each way to say so, and each to say it wrongly (BROKERS.md 3.3)."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from click.testing import CliRunner, Result

from tests.brokers.registering import record
from tests.unit.registry.answering import Question, Said, answering
from treatyc.cli.group import group
from treatyc.embedded.access import Keys, guards
from treatyc.embedded.serving import running
from treatyc.workspace.protoc import compile_protobuf

PROJECT = """\
treaty: 1
name: shop
targets:
  open: {broker: memory, registry: "http://${REGISTRY_HOST}"}
  login: {broker: memory, registry: "http://${REGISTRY_USER}:${REGISTRY_PASSWORD}@${REGISTRY_HOST}"}
  token: {broker: memory, registry: {url: "http://${REGISTRY_HOST}", authentication: {token: "${REGISTRY_TOKEN}"}}}
  oauth:
    broker: memory
    registry:
      url: "http://${REGISTRY_HOST}"
      authentication: {token_url: "${SSO_URL}", client_id: "${REGISTRY_USER}", client_secret: "${REGISTRY_PASSWORD}"}
channels:
  events.placed: {kind: event, message: kept.v1.Placed, retain: 1d, owner: shop, description: An order was placed.}
agents:
  shop: {sends: [events.placed], owner: shop, description: It sells.}
  audit: {receives: [events.placed], owner: shop, description: It counts.}
"""
KEYS = Keys(login=("me", "p@ss/w:rd"), token="a.b~c")  # noqa: S106 - of this test alone
RIGHT = {"REGISTRY_USER": "me", "REGISTRY_PASSWORD": "p@ss/w:rd", "REGISTRY_TOKEN": "a.b~c"}
WRONG = {"REGISTRY_USER": "me", "REGISTRY_PASSWORD": "hunter2", "REGISTRY_TOKEN": "hunter2"}
BASIC = "Basic bWU6cCU0MHNzJTJGdyUzQXJk"  # me:p%40ss%2Fw%3Ard


def gives_tokens(question: Question, _number: int) -> Said:
    """An identity provider that knows us by name and password, and gives what opens the registry."""
    if question.authorization != BASIC:
        return Said(401, b'{"error": "invalid_client", "error_description": "not hunter2"}')
    return Said(body=json.dumps({"access_token": KEYS.token, "token_type": "Bearer", "expires_in": 60}).encode())


@pytest.fixture
def servers() -> Iterator[Mapping[str, str]]:
    """A registry that lets in who has a key, and what gives tokens for it, as an environment."""
    with running(compile_protobuf, guards=guards(KEYS)) as registry, answering(gives_tokens) as sso:
        yield {"REGISTRY_HOST": urlsplit(registry).netloc, "SSO_URL": f"{sso.url}/token"}


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "schemas/kept/v1").mkdir(parents=True)
    (tmp_path / "schemas/kept/v1/Placed.avsc").write_text(record("kept.v1.Placed", "a"))
    (tmp_path / "treaty.yaml").write_text(PROJECT)
    return tmp_path


def run(project: Path, verb: str, target: str, environment: Mapping[str, str]) -> Result:
    where = ["--target", target, "--project", str(project / "treaty.yaml"), "--root", str(project)]
    return CliRunner().invoke(group, ["registry", verb, *where], env=dict(environment), catch_exceptions=False)


@pytest.mark.parametrize("target", ["login", "token", "oauth"])
def test_who_shows_the_right_key_pushes_and_is_told_how_it_stands(
    project: Path, servers: Mapping[str, str], target: str
) -> None:
    pushed = run(project, "push", target, servers | RIGHT)
    status = run(project, "status", target, servers | RIGHT)

    assert (0, 0) == (pushed.exit_code, status.exit_code)
    assert "are let in; who shows nothing is refused" in status.output
    assert "events.placed-value  version 1, id 1, locked" in status.output


@pytest.mark.parametrize("verb", ["status", "diff", "push", "verify", "pull"])
@pytest.mark.parametrize(
    ("target", "expected"),
    [
        ("open", "does not let us read (HTTP 401)"),
        ("login", "does not let us read (HTTP 401)"),
        ("token", "does not let us read (HTTP 401)"),
        ("oauth", "gives us no token (HTTP 401, invalid_client)"),
    ],
)
def test_who_shows_a_wrong_key_or_none_is_told_and_nothing_is_changed(
    project: Path, servers: Mapping[str, str], verb: str, target: str, expected: str
) -> None:
    before = {path: path.read_bytes() for path in project.rglob("*") if path.is_file()}
    result = run(project, verb, target, servers | WRONG)

    assert "error[registry-refused]" in result.output
    assert expected in result.output
    assert "hunter2" not in result.output
    assert result.exit_code == 2
    assert before == {path: path.read_bytes() for path in project.rglob("*") if path.is_file()}
