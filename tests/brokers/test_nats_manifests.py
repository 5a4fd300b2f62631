"""What `generate` writes for a NATS: valid by the official schemas, and a server that was given it needs no plan."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from pathlib import Path

import nats.errors
import pytest
import yaml
from nats.js import JetStreamContext

from tests.brokers.nats_shop import PROJECT, USERS, broker, by_hand, planned, shop, wish
from tests.official import nats as nats_schema
from tests.official import official, refusals
from tools.nats.server import Nats, executable
from treatyc.emit.file import File
from treatyc.emit.topology import nats_conf
from treatyc.emit.topology.emit import emit
from treatyc.system.system import Output, System
from treatyc.topology.drift import drift

pytestmark = pytest.mark.nats


VARIED = PROJECT.replace("start: latest", 'start: "2026-01-31T02:00:00+02:00"').replace(
    'tool_worker: {receives: ["tools.execute.{tool_name}"]}',
    "tool_worker: {receives: [tools.execute.pricing, tools.execute.shipping]}",
)
"""Every key that any of them may have."""


def written(system: System, form: str) -> tuple[File, ...]:
    return emit(system, Output("topology", "generated", system.place, (("format", form),)))


@official
@pytest.mark.parametrize("project", [PROJECT, VARIED], ids=["plain", "varied"])
def test_the_json_files_are_valid_by_the_schemas_of_jsm(project: str) -> None:
    files = written(shop(project), "nats-json")

    assert {"streams", "consumers"} == {file.path.split("/")[2] for file in files}
    for file in files:
        schema = nats_schema(file.path.split("/")[2].removesuffix("s"))
        assert [] == [error.message for error in schema.iter_errors(json.loads(file.content))]


@official
@pytest.mark.parametrize("project", [PROJECT, VARIED], ids=["plain", "varied"])
def test_the_resources_of_nack_are_valid_by_its_definitions_made_strict(project: str) -> None:
    files = written(shop(project), "nack")
    documents = [each for file in files for each in yaml.safe_load_all(file.content)]

    assert {"Stream", "Consumer"} == {each["kind"] for each in documents}
    for document in documents:
        assert [] == refusals(document)
        assert document["spec"]["preventDelete"]
    assert len(documents) == len({(each["kind"], each["metadata"]["name"]) for each in documents})


def test_nack_says_what_the_json_says() -> None:
    """NACK's own words for the same configuration: nothing is left to its defaults, which are not the server's."""
    system = shop(VARIED)
    by_name = {Path(file.path).stem: json.loads(file.content) for file in written(system, "nats-json")}
    for file in written(system, "nack"):
        for document in yaml.safe_load_all(file.content):
            spec = document["spec"]
            plain = by_name[spec.get("durableName") or spec["name"]] if document["kind"] == "Stream" else None
            if plain is None:
                continue
            assert plain["retention"] == spec["retention"]
            assert plain["subjects"] == spec["subjects"]
            assert plain["max_age"] == _nanoseconds(spec["maxAge"])
            assert plain["duplicate_window"] == _nanoseconds(spec["duplicateWindow"])
            assert plain["metadata"] == spec["metadata"]


def _nanoseconds(go: str) -> int:
    units = {"h": 3600 * 10**9, "m": 60 * 10**9, "s": 10**9, "ms": 10**6}
    unit = go.lstrip("0123456789")
    return int(go.removesuffix(unit)) * units[unit]


@pytest.mark.parametrize("project", [PROJECT, VARIED], ids=["plain", "varied"])
def test_a_server_that_was_given_the_json_needs_no_plan(new_nats: Callable[[str], Nats], project: str) -> None:
    url = new_nats("").url
    system = shop(project)
    files = written(system, "nats-json")

    async def load(js: JetStreamContext) -> None:
        for file in sorted(files, key=lambda each: "/consumers/" in each.path):
            config = json.loads(file.content)
            stream, name = Path(file.path).parent.name, Path(file.path).stem
            call = f"CONSUMER.CREATE.{stream}.{name}" if "/consumers/" in file.path else f"STREAM.CREATE.{name}"
            body = {"stream_name": stream, "config": config} if "/consumers/" in file.path else config
            answer = await js._nc.request(f"$JS.API.{call}", json.dumps(body).encode())
            assert "error" not in json.loads(answer.data), answer.data

    by_hand(url, load)

    with broker(url, system) as live:
        assert planned(live, wish(system)).empty
        wanted = wish(system)
        assert () == drift(wanted.wanted, live.observe(wanted.wanted, wanted.request.scope), wanted.request.scope)
    assert files == written(shop(project), "nats-json")


HOSTILE = [
    'q"uote', "back\\slash", "$NATS_USER", "${X}", "#comment", "//comment", "{brace}", "include'x.conf'", "*", ">",
    "a]}", "\\x41", "é", "日本", "x:y=z,w", "\u2028x", "\x85x", "\u202ex",
]  # fmt: skip


@pytest.mark.parametrize("principal", HOSTILE)
def test_a_hostile_principal_is_one_user_and_nothing_else(
    new_nats: Callable[[str], Nats], monkeypatch: pytest.MonkeyPatch, principal: str
) -> None:
    """BROKERS.md 3.1 and 3.4: what stands in the file is read by the server as what stood in the contract."""
    project = PROJECT.replace("  web: {", f"  web: {{principal: {json.dumps(principal)}, ")
    system = shop(project, USERS)
    [file] = written(system, "nats-server")
    text = file.content.decode()
    for line in text.splitlines():
        if "password: $" in line:
            monkeypatch.setenv(line.rpartition("$")[2].strip(" }"), "word")
    monkeypatch.setenv("NATS_USER", "administrator")
    own = new_nats(text)

    async def publishes(js: JetStreamContext) -> None:
        await js._nc.publish("events.order.placed", b"declared")
        await js._nc.flush()
        assert js._nc.last_error is None

    by_hand(own.url, publishes, user=principal, password="word")  # noqa: S106 - of a server that is gone soon
    for other in (principal + "x", "x"):
        with pytest.raises(nats.errors.Error, match="Authorization Violation"):
            by_hand(own.url, publishes, user=other, password="word", allow_reconnect=False)  # noqa: S106 - as above


@pytest.mark.parametrize("text", [*HOSTILE, "a\nb", "a\rb", "a\tb", " ", "\x00", "\ud800"])
def test_a_text_of_the_configuration_is_one_line_between_quotes(tmp_path: Path, text: str) -> None:
    quoted = nats_conf.text(text)

    assert 1 == len(quoted.splitlines())
    assert 1 == len(nats_conf.comment(text).splitlines())
    file = tmp_path / "server.conf"
    file.write_bytes(b"accounts { A: { users: [ { user: " + quoted.encode() + b", password: p } ] } }\n")
    checked = subprocess.run([str(executable()), "-t", "-c", str(file)], check=False, capture_output=True, timeout=30)
    assert 0 == checked.returncode, checked.stderr


@pytest.mark.parametrize("name", ["", "A B", "A}", "1A", "$A", "A\n"])
def test_only_a_name_becomes_a_variable(name: str) -> None:
    with pytest.raises(ValueError, match="is no name of a variable"):
        nats_conf.variable(name)


def test_without_passwords_of_agents_no_users_are_written() -> None:
    assert () == written(shop(), "nats-server")
