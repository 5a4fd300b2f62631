"""The example fleet from its manifests alone: they are given to real servers, and a plan then finds nothing to change.

A copy of the contracts says the versions of the servers that tests have.
"""

from __future__ import annotations

import asyncio
import json
import re
import shutil
import subprocess
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import httpx2
import nats
import pytest
from click.testing import CliRunner, Result

from tests.test_fleet import PROJECT, fleet
from tools.debian import program
from tools.nats.server import Nats
from tools.rabbitmq.broker import PASSWORD, USERNAME, RabbitMQ
from tools.redis.server import Redis
from treatyc.cli.group import group
from treatyc.topology.principals import principal

VHOST = "fleet-manifests"
WORD = "a-password"
AGENTS = [principal(fleet(), agent) for agent in fleet().agents]
VERSIONS = {'"4.3"': f'"3.10.8"\n    vhost: {VHOST}', '"7.4"': '"7.0.15"'}


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The fleet's contracts with the manifests that are written for them."""
    root = tmp_path_factory.mktemp("fleet")
    shutil.copytree(PROJECT.parent, root / "contracts")
    project = root / "contracts" / "treaty.yaml"
    text = project.read_text().replace("  - python: {out: ../generated/python}\n", "")
    for wanted, there in VERSIONS.items():
        assert wanted in text
        text = text.replace(wanted, there)
    project.write_text(text)
    assert 0 == treaty(root, {}, "generate").exit_code
    return root


def treaty(root: Path, environment: Mapping[str, str], *words: str) -> Result:
    project = ["--project", str(root / "contracts" / "treaty.yaml"), "--root", str(root)]
    return CliRunner().invoke(group, [*words, *project], env=dict(environment))


def passwords(broker: str) -> dict[str, str]:
    """What the environment has at a target: the password of each agent, and of who plans."""
    agents = {f"{broker}_PASSWORD_{re.sub('[.-]', '_', each).upper()}": WORD for each in AGENTS}
    return {f"{broker}_USERNAME": "admin", f"{broker}_PASSWORD": WORD, **agents}


def manifests(root: Path, target: str, form: str) -> Path:
    return root / "generated" / "topology" / target / form


def assert_nothing_to_change(root: Path, target: str, environment: Mapping[str, str], *words: str) -> None:
    """Where no mark could be written, all that is to be done is to write it."""
    found = treaty(root, environment, "plan", "--target", target, "--format", "json", *words)
    changes = json.loads(found.stdout)["changes"]

    assert [] == [(each["action"], each["address"]) for each in changes if each["action"] not in ("noop", "adopt")]
    assert [] == [each["address"] for each in changes if each.get("facts")]
    assert ("adopt" in {each["action"] for each in changes}) == bool(words)
    assert bool(words) == bool(found.exit_code)


@pytest.mark.nats
def test_a_nats(copy: Path, new_nats: Callable[[str], Nats], monkeypatch: pytest.MonkeyPatch) -> None:
    """Its configuration as Compose mounts it, and each stream and consumer as `nats … add --config` sends it."""
    for name, value in passwords("NATS").items():
        monkeypatch.setenv(name, value)
    server = new_nats((manifests(copy, "nats", "nats-server") / "accounts.conf").read_text())
    folder = manifests(copy, "nats", "nats-json")

    calls = [(f"STREAM.CREATE.{path.stem}", json.loads(path.read_bytes())) for path in folder.glob("streams/*.json")]
    calls += [
        (
            f"CONSUMER.CREATE.{path.parent.name}.{path.stem}",
            {"stream_name": path.parent.name, "config": json.loads(path.read_bytes())},
        )
        for path in folder.glob("consumers/*/*.json")
    ]
    asyncio.run(_ask(server.url, calls))

    assert_nothing_to_change(copy, "nats", {"NATS_URL": server.url})


async def _ask(url: str, calls: Sequence[tuple[str, object]]) -> None:
    client = await nats.connect(url, user="admin", password=WORD)
    for call, body in calls:
        answer = json.loads((await client.request(f"$JS.API.{call}", json.dumps(body).encode())).data)
        assert "error" not in answer, (call, answer)
    await client.close()


@pytest.mark.redis
def test_a_redis(copy: Path, new_redis: Callable[[Sequence[str]], Redis]) -> None:
    """By its script, which can be run twice; what it makes bears no mark yet."""
    server = new_redis([f"user admin on >{WORD} ~* &* +@all", "user default off"])
    environment = {"REDIS_URL": server.url, **passwords("REDIS")}
    command = ["/bin/sh", str(manifests(copy, "redis", "redis-setup") / "setup.sh")]
    path = f"{program('redis-cli', 'redis-tools').parent}:/usr/bin:/bin"

    for _ in range(2):
        done = subprocess.run(command, env={"PATH": path, **environment}, capture_output=True, text=True, check=False)
        assert (0, "", "") == (done.returncode, done.stdout, done.stderr)

    kinds = ("stream", "group", "user", "permissions")
    words = [word for kind in kinds for word in ("--adopt", f"{kind}:*")]
    assert_nothing_to_change(copy, "redis", environment, *words)


@pytest.mark.rabbitmq
def test_a_rabbitmq(copy: Path, rabbitmq: RabbitMQ) -> None:
    """By its definitions, which bear the marks; who has the agents' passwords at hand would be told to give them."""
    folder = manifests(copy, "rabbitmq", "rabbitmq-definitions")
    environment = {
        "RABBITMQ_URL": rabbitmq.amqp_url(VHOST),
        "RABBITMQ_ADMIN_URL": rabbitmq.url,
        "RABBITMQ_USERNAME": USERNAME,
        "RABBITMQ_PASSWORD": PASSWORD,
    }
    with httpx2.Client(base_url=rabbitmq.url, auth=(USERNAME, PASSWORD), timeout=60) as http:
        as_json = {"Content-Type": "application/json"}
        for name in ("access.json", "definitions.json"):
            content = (folder / name).read_bytes()
            http.post("/api/definitions", content=content, headers=as_json).raise_for_status()
        try:
            http.put(
                f"/api/permissions/{VHOST}/{USERNAME}", json={"configure": ".*", "write": ".*", "read": ".*"}
            ).raise_for_status()
            assert_nothing_to_change(copy, "rabbitmq", environment)
        finally:
            http.delete(f"/api/vhosts/{VHOST}")
            for each in AGENTS:
                http.delete(f"/api/users/{each}")
