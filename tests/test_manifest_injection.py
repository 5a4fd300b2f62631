"""Manifests are code too (BROKERS.md 3.1, 3.4): nothing that contracts say becomes anything but a text in any of them.

A principal may be any word without a blank, so each agent's is an attack here. Each manifest is read by who reads it in
earnest, or by that one's own parser, and must hold the principals as they were put in.
"""

from __future__ import annotations

import functools
import hashlib
import json
import os
import re
import shutil
import subprocess
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import nats
import pytest
import redis as official_redis
import yaml

from tests.shop import compiled, tree_of
from tools.nats.server import Nats
from tools.redis.server import Redis
from treatyc.checks.page import PROJECT_FILE, ExampleFile
from treatyc.diagnostics import Report
from treatyc.emit.topology.emit import emit
from treatyc.emit.topology.formats import FORMATS
from treatyc.emit.topology.yaml_text import document, documents
from treatyc.system.manifest import ManifestFormat
from treatyc.system.system import Output, System

CANARY = "touch${IFS}canary"
ATTACKS = [
    f"$({CANARY})",
    f"`{CANARY}`",
    f"';{CANARY};'",
    f'";{CANARY};"',
    f"\\';{CANARY};\\'",
    f"||{CANARY}||",
    '${file("/etc/hostname")}',
    '$${file("/etc/hostname")}',
    '$$${file("/etc/hostname")}',
    "%{if(true)}yes%{endif}",
    "%%{if(true)}",
    "${AWS::AccountId}",
    "${!x}",
    "$HOME",
    "$$HOME",
    "${HOME}",
    "$NATS_PASSWORD",
    '"},{"user":"other',
    '"]}}}',
    "}}",
    "\\",
    "\\\\n",
    "\\u0041",
    '"',
    "'",
    "''",
    "~*",
    "+@all",
    "(+@all",
    "nopass",
    "#comment",
    "a#comment",
    "//comment",
    "/*comment*/",
    "&anchor",
    "*alias",
    "!!python/object/apply:os.system",
    "!tag",
    "|",
    ">",
    "%TAG",
    "@at",
    "---",
    "...",
    "-",
    "?",
    ":",
    "a:",
    "{a:b}",
    "[a]",
    "no",
    "null",
    "~",
    "1_000",
    "0x10",
    "12:30",
    ".inf",
    "2026-01-01",
    "=",
    "<<",
    "{{.Values.x}}",
    "{%raw%}",
    "<script>alert(1)</script>",
    ".*",
    "^.*$",
    "a/../../b",
    "CN=a,O=b",
    "\u0085next_line",
    "\u2028line\u2029separators",
    "\u202eright_to_left",
    "\u200bzero_width",
    "\ufeffmark",
    "ﬁligature",
    "\U0001f980",
    "a" * 500,
]
"""One word each, and no control character of ASCII: the language takes no others."""

NAMES = {f"agent{number}": attack for number, attack in enumerate(ATTACKS)}
WORD = "secret-word"
SECURED = '{username: "${ADMIN}", password: "${ADMIN_PASSWORD}"'
TARGETS = f"""
  kafka:
    broker: kafka
    url: "${{KAFKA_URL}}"
    agent_passwords: "${{PASSWORD_*}}"
    security: {SECURED}, protocol: sasl_tls, mechanism: scram-sha-512}}
  rabbitmq: {{broker: rabbitmq, url: "${{RABBITMQ_URL}}", agent_passwords: "${{PASSWORD_*}}", security: {SECURED}}}}}
  nats: {{broker: nats, url: "${{NATS_URL}}", agent_passwords: "${{PASSWORD_*}}", security: {SECURED}}}}}
  redis:
    broker: redis
    broker_version: "7.0.15"
    url: "${{REDIS_URL}}"
    agent_passwords: "${{PASSWORD_*}}"
    security: {SECURED}}}
  aws: {{broker: sqs, url: "${{SQS_URL}}"}}
  google: {{broker: pubsub, url: "pubsub://shop"}}
"""


_PAIR = re.compile(r"\\ud[89ab]..\\ud[c-f]..")


@functools.cache
def system() -> System:
    agents = {name: {"receives": ["events.order.placed"], "principal": attack} for name, attack in NAMES.items()}
    texts = "".join(ATTACKS)
    channel = {"kind": "event", "message": "shop.v1.OrderPlaced", "retain": "1d"}
    contract = {
        "treaty": 1,
        "name": "shop",
        "description": texts,
        "channels": {"events.order.placed": {**channel, "description": texts, "owner": ATTACKS[0]}},
        "agents": {**agents, "desk": {"sends": ["events.order.placed"], "description": texts}},
        "targets": yaml.safe_load(TARGETS),
    }
    text = "".join(f"{key}: {json.dumps(value)}\n" for key, value in contract.items())
    # YAML knows no pairs of surrogates, by which JSON writes what is beyond 16 bits.
    text = _PAIR.sub(lambda pair: str(json.loads(f'"{pair.group()}"')), text)
    report = Report()
    found = compiled(tree_of([ExampleFile(PROJECT_FILE, text)]), report)
    assert found is not None, report.diagnostics
    return found


@functools.cache
def manifests(form: ManifestFormat, target: str) -> Mapping[str, str]:
    options = (("format", form.value), ("target", target))
    start = f"{target}/{form.value}/"
    files = emit(system(), Output("topology", "generated", system().place, options))
    return {file.path.removeprefix(start): file.content.decode() for file in files}


def test_the_language_takes_the_attacks_so_that_they_get_as_far_as_the_manifests() -> None:
    assert NAMES == {agent.name: agent.principal for agent in system().agents if agent.principal}
    assert {form for form in ManifestFormat if form in FORMATS} == set(ManifestFormat)


def resources(form: ManifestFormat, target: str) -> list[dict[str, Any]]:
    return [each for text in manifests(form, target).values() for each in yaml.safe_load_all(text) if each is not None]


def test_rabbitmq_operator() -> None:
    found = resources(ManifestFormat.RABBITMQ_OPERATOR, "rabbitmq")

    assert {*ATTACKS, "shop.desk"} == {each["spec"]["user"] for each in found if each["kind"] == "Permission"}
    assert len(ATTACKS) + 1 == len([each for each in found if each["kind"] == "User"])


def test_rabbitmq_definitions() -> None:
    found = json.loads(manifests(ManifestFormat.RABBITMQ_DEFINITIONS, "rabbitmq")["access.json"])

    assert {*ATTACKS, "shop.desk"} == {each["name"] for each in found["users"]}
    assert {*ATTACKS, "shop.desk"} == {each["user"] for each in found["permissions"]}


def test_strimzi() -> None:
    """Who can be no resource of Kubernetes is told, in one line of a comment each."""
    found = resources(ManifestFormat.STRIMZI, "kafka")
    text = manifests(ManifestFormat.STRIMZI, "kafka")["users.yaml"]
    told = [line for line in text.split("\n") if "can be no KafkaUser" in line]
    users = {each["metadata"]["name"] for each in found if each["kind"] == "KafkaUser"}

    assert users <= {*ATTACKS, "shop.desk"}
    assert len(ATTACKS) + 1 == len(users) + len(told)
    assert {"---", "#"} >= {line[:1] if line.startswith("#") else line for line in text.split("\n---\n")[0].split("\n")}


def test_terraform(tmp_path: Path) -> None:
    """Terraform itself evaluates what stands in every argument where a principal is."""
    whole = json.loads(manifests(ManifestFormat.TERRAFORM, "kafka")["main.tf.json"])

    found = evaluated(sorted({block["acl_principal"] for block in whole["resource"]["kafka_acl"].values()}), tmp_path)

    assert {f"User:{each}" for each in (*ATTACKS, "shop.desk")} == set(found)


def evaluated(texts: Sequence[str], folder: Path) -> list[str]:
    terraform = shutil.which("terraform")
    if terraform is None:
        pytest.skip("not applicable: there is no Terraform on this machine, and no package of it")
    (folder / "main.tf.json").write_text(json.dumps({"locals": {"texts": texts}}))
    command = [terraform, "console"]
    asked = "jsonencode(local.texts)"
    ran = subprocess.run(command, cwd=folder, input=asked, capture_output=True, text=True, check=True, timeout=60)
    found: list[str] = json.loads(json.loads(ran.stdout))
    return found


def test_whatever_the_contracts_say_is_escaped_for_terraform_and_cloudformation() -> None:
    """The only expressions are those that we make: of references between resources, and of what the provider knows."""
    ours = re.compile(
        r"\$\{(?:jsonencode\(\{.*\}\)|(?:data\.)?[a-z_]+\.[a-z0-9_]+\.[a-z_]+|var\.[a-z]+|local\.[a-z_]+"
        r"|AWS::(?:AccountId|Region|Partition))\}"
    )
    for form, target in (
        (ManifestFormat.TERRAFORM, "kafka"),
        (ManifestFormat.TERRAFORM, "google"),
        (ManifestFormat.TERRAFORM, "aws"),
        (ManifestFormat.CLOUDFORMATION, "aws"),
    ):
        for text in manifests(form, target).values():
            for each in strings(json.loads(text)):
                left = ours.sub("", each).replace("$${", "").replace("%%{", "")
                assert "${" not in left, (form, each)
                assert form is ManifestFormat.CLOUDFORMATION or "%{" not in left, (form, each)


def strings(value: object) -> list[str]:
    match value:
        case dict():
            return [text for key, each in value.items() if key != "//" for text in (str(key), *strings(each))]
        case list():
            return [text for each in value for text in strings(each)]
        case str():
            return [value]
        case _:
            return []


@pytest.mark.nats
async def test_nats_server(new_nats: Callable[[str], Nats], monkeypatch: pytest.MonkeyPatch) -> None:
    """Each logs in under the very name that it was given."""
    text = manifests(ManifestFormat.NATS_SERVER, "nats")["accounts.conf"]
    for name in ("ADMIN", "ADMIN_PASSWORD", *re.findall(r"\$(PASSWORD_\w+)", text)):
        monkeypatch.setenv(name, WORD)
    server = new_nats(text)

    for attack in ATTACKS:
        client = await nats.connect(server.url, user=attack, password=WORD)
        await client.close()


@pytest.mark.redis
def test_redis_acl(new_redis: Callable[[Sequence[str]], Redis]) -> None:
    text = manifests(ManifestFormat.REDIS_ACL, "redis")["users.acl"]
    digest = hashlib.sha256(WORD.encode()).hexdigest()
    filled = re.sub(r"#\$\{\w+_SHA256\}", f"#{digest}", text).replace("${ADMIN}", "admin")
    server = new_redis(filled.rstrip("\n").split("\n"))

    with official_redis.Redis(port=server.port, username="admin", password=WORD) as client:
        assert {*ATTACKS, "shop.desk", "admin", "default"} == set(client.acl_users())


def test_the_canary_is_touched_by_an_attack_that_runs(tmp_path: Path) -> None:
    """So that an untouched canary means that nothing ran."""
    command = ["/bin/sh", "-c", f"echo {ATTACKS[0]}"]
    subprocess.run(command, cwd=tmp_path, check=True)

    assert (tmp_path / "canary").exists()


def test_redis_setup(tmp_path: Path) -> None:
    """Run in earnest by a shell, in a folder of its own, with a `redis-cli` that only writes down what it is told."""
    script = manifests(ManifestFormat.REDIS_SETUP, "redis")["setup.sh"]
    (tmp_path / "redis-cli").write_text('#!/bin/sh\nprintf "%s\\0" "$@" "the end" >> "$TOLD"\necho none\n')
    (tmp_path / "redis-cli").chmod(0o755)
    passwords = dict.fromkeys(re.findall(r"\$\{(\w+):\?\}", script), "secret")
    environment = {"PATH": f"{tmp_path}:{os.environ['PATH']}", "TOLD": str(tmp_path / "told"), **passwords}

    (tmp_path / "setup.sh").write_text(script)
    command = ["/bin/sh", str(tmp_path / "setup.sh")]
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)

    assert (0, False) == (done.returncode, (tmp_path / "canary").exists()), done.stderr
    calls = [call.strip("\0").split("\0") for call in (tmp_path / "told").read_text().split("the end\0")]
    set_up = {call[call.index("SETUSER") + 1] for call in calls if "SETUSER" in call}
    assert {*ATTACKS, "shop.desk"} == set_up


def test_yaml_by_both_versions() -> None:
    """As PyYAML reads it, which is 1.1, and as nothing else than the texts that were put in."""
    value = {"a": dict(zip(map(str, range(len(ATTACKS))), ATTACKS, strict=True)), "b": list(ATTACKS)}
    keys = {attack: number for number, attack in enumerate(ATTACKS)}

    assert value == yaml.safe_load(document(value, *ATTACKS))
    assert [keys, value] == list(yaml.safe_load_all(documents([keys, value], [ATTACKS[0], ATTACKS[-1]])))
