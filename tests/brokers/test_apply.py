"""`treaty plan`, `apply` and `drift` as a person and a job of CI meet them, on a real Kafka.

What each broker's topology does is in the tests of that broker; here are the command lines, their output and exits.
"""

from __future__ import annotations

import contextlib
import itertools
import json
import os
import re
import signal
import socket
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from confluent_kafka.admin import AlterConfigOpType, ConfigEntry, ConfigResource, ResourceType

from tools.kafka.broker import Kafka
from tools.kafka.topics import admin, make_topic
from treatyc.brokers.kafka.live import LiveKafka
from treatyc.cli.group import group

pytestmark = pytest.mark.kafka

Run = Callable[..., Result]
_NUMBERS = itertools.count(1)

PROJECT = """
treaty: 1
name: {stem}
description: A shop.
schemas: schemas/
policies:
  standard: {{ack_wait: 30s, max_deliver: 3, backoff: [1s, 5s], dead_letter: {{retain: 7d}}}}
channels:
  {stem}.commands.pack.{{order_id}}: {{kind: command, message: shop.v1.Pack, policy: standard, retain: 2d,
    description: Pack an order., owner: a-team}}
agents:
  orders: {{sends: ["{stem}.commands.pack.{{order_id}}"], description: Takes orders., owner: a-team}}
  packer: {{receives: ["{stem}.commands.pack.{{order_id}}"], description: Packs., owner: a-team}}
targets:
  dev: {{broker: memory}}
  local: {{broker: kafka, url: "${{KAFKA_URL}}", partitions: 3}}
  elsewhere: {{broker: kafka, url: "${{KAFKA_URL}}", cluster: another-cluster}}
  prod: {{broker: kafka, url: "${{KAFKA_URL}}", replicas: 3, production: true, security: {{protocol: sasl_tls}}}}
"""


@pytest.fixture
def stem() -> str:
    """A project and a first token of its own, for tests share the broker."""
    return f"apply{next(_NUMBERS)}"


@pytest.fixture
def project(tmp_path: Path, stem: str) -> Path:
    """The project file."""
    schema = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "description": "Pack an order.",
        "type": "object",
        "properties": {"order_id": {"type": "string", "maxLength": 64, "description": "Which."}},
        "required": ["order_id"],
    }
    folder = tmp_path / "schemas" / "shop" / "v1"
    folder.mkdir(parents=True)
    (folder / "Pack.schema.json").write_text(json.dumps(schema))
    file = tmp_path / "treaty.yaml"
    file.write_text(PROJECT.format(stem=stem))
    return file


@pytest.fixture
def treaty(kafka: Kafka, project: Path) -> Run:
    """Run a verb on the project; what it says to people and on standard error is in `output`."""

    def run(*words: str, url: str = f"kafka://{kafka.address}") -> Result:
        place = ["--project", str(project), "--root", str(project.parent)]
        return CliRunner().invoke(group, [*words, *place], env={"KAFKA_URL": url})

    return run


def change(project: Path, before: str, after: str) -> None:
    """A person edits the contracts."""
    text = project.read_text()
    assert before in text
    project.write_text(text.replace(before, after))


def topics(kafka: Kafka, stem: str) -> dict[str, int]:
    """The topics below a first token, with their partitions."""
    known = admin(kafka).list_topics(timeout=10).topics
    return {name: len(topic.partitions) for name, topic in known.items() if name.startswith(f"{stem}.")}


def summary(result: Result) -> str:
    return result.output.splitlines()[-1]


def test_what_is_missing_is_planned_made_and_then_as_wanted(kafka: Kafka, treaty: Run, stem: str) -> None:
    planned, applied = treaty("plan", "--target", "local"), treaty("apply", "--target", "local")
    after = [treaty(verb, "--target", "local") for verb in ("plan", "apply", "drift")]

    assert (1, "plan: 4 to create") == (planned.exit_code, summary(planned))
    assert f"  + create topic:{stem}.commands.pack\n      partitions: 3, " in planned.output
    assert f"      why      channel `{stem}.commands.pack.{{order_id}}` · treaty.yaml:9:3\n" in planned.output
    assert (0, "apply: 4 created; all is as wanted") == (applied.exit_code, summary(applied))
    assert {
        f"{stem}.commands.pack": 3,
        f"{stem}.commands.pack._dead_letter.{stem}.packer": 1,
        f"{stem}.commands.pack._retry.{stem}.packer.1": 3,
        f"{stem}.commands.pack._retry.{stem}.packer.2": 3,
    } == topics(kafka, stem)
    assert [
        (0, "plan: nothing to do: 4 as wanted"),
        (0, "apply: nothing to do: 4 as wanted"),
        (0, "drift: all is as it was applied"),
    ] == [(each.exit_code, summary(each)) for each in after]


def test_a_plan_changes_nothing(kafka: Kafka, treaty: Run) -> None:
    before = set(admin(kafka).list_topics(timeout=10).topics)
    treaty("plan", "--target", "local")
    treaty("drift", "--target", "local")

    assert before == set(admin(kafka).list_topics(timeout=10).topics)


def test_what_is_there_is_blocked_until_a_person_adopts_it(kafka: Kafka, treaty: Run, stem: str) -> None:
    """BROKERS.md 1.2.1 and 1.2.2: fewer partitions never means delete and create."""
    name = f"{stem}.commands.pack"
    make_topic(kafka, name, partitions=3, config={"retention.ms": "1000"})

    blocked = treaty("apply", "--target", "local")
    adopted = treaty("apply", "--target", "local", "--adopt", f"topic:{stem}.*")

    assert (1, "apply: 3 created; left: 1 blocked") == (blocked.exit_code, summary(blocked))
    assert f"  ! blocked topic:{name}: is there, and nobody's mark is on it\n" in blocked.output
    assert f"      allow    treaty apply --target local --adopt topic:{name}\n" in blocked.output
    assert (0, "apply: 1 taken over; all is as wanted") == (adopted.exit_code, summary(adopted))
    assert "      retention.ms: 1000 → 172800000\n" in adopted.output


def test_a_saved_plan_is_done_as_it_was_reviewed(treaty: Run, tmp_path: Path, kafka: Kafka, stem: str) -> None:
    file = tmp_path / "plan.json"
    saved = treaty("plan", "--target", "local", "-o", str(file))
    applied, again = treaty("apply", str(file)), treaty("apply", str(file))

    assert (1, 0, 2) == (saved.exit_code, applied.exit_code, again.exit_code)
    assert 4 == len(topics(kafka, stem))
    assert (
        f"  topic:{stem}.commands.pack: create was planned, and now there is nothing to do; the broker changed\n"
        in again.output
    )
    assert "treaty: the plan is stale, and nothing was done: plan again" == summary(again)


def test_a_plan_that_is_no_longer_true_is_refused(treaty: Run, tmp_path: Path, project: Path) -> None:
    """BROKERS.md 1.2.4: stale, edited, for something else, or with words beside it."""
    file = tmp_path / "plan.json"
    treaty("plan", "--target", "local", "-o", str(file))
    before = file.read_text()

    def refused(*words: str, text: str = before) -> str:
        file.write_text(text)
        result = treaty("apply", str(file), *words)
        assert 2 == result.exit_code
        return result.output

    assert "is a plan for target `local`, not `prod`" in refused("--target", "prod")
    assert "a saved plan has its own words of consent" in refused("--adopt", "topic:*")
    assert "this plan was changed since it was written" in refused(text=before.replace('"create"', '"delete"', 1))
    assert "is no plan" in refused(text="{")
    name = next(line for line in project.read_text().splitlines() if line.startswith("name: "))
    change(project, name, "name: other")
    assert "this is a plan of project `" in refused()
    change(project, "name: other", name)
    change(project, "retain: 2d", "retain: 3d")
    assert "create was planned, and now otherwise; the contracts changed" in refused()


def test_what_somebody_changed_is_drift_and_is_put_right(kafka: Kafka, treaty: Run, stem: str) -> None:
    treaty("apply", "--target", "local")
    entry = ConfigEntry("retention.ms", "5000", incremental_operation=AlterConfigOpType.SET)
    resource = ConfigResource(ResourceType.TOPIC, f"{stem}.commands.pack", incremental_configs=[entry])
    client = admin(kafka)
    for future in client.incremental_alter_configs([resource]).values():
        future.result(10)
    # What the controller took the broker shows a moment later.
    while "5000" != client.describe_configs([resource])[resource].result(10)["retention.ms"].value:
        time.sleep(0.02)

    drifted = treaty("drift", "--target", "local")
    facts = json.loads(treaty("drift", "--target", "local", "--format", "json").output)
    mended = treaty("apply", "--target", "local")

    assert 1 == drifted.exit_code
    assert (
        f"  ~ topic:{stem}.commands.pack  was changed\n      retention.ms: 5000, wanted 172800000\n" in drifted.output
    )
    assert [{"name": "retention.ms", "found": "5000", "wanted": "172800000"}] == facts["drifted"][0]["facts"]
    assert (0, "apply: 1 changed; all is as wanted") == (mended.exit_code, summary(mended))


def test_what_nobody_wants_goes_only_by_its_name(kafka: Kafka, treaty: Run, project: Path, stem: str) -> None:
    treaty("apply", "--target", "local")
    change(project, "backoff: [1s, 5s]", "backoff: [1s]")
    name = f"{stem}.commands.pack._retry.{stem}.packer.2"

    kept = treaty("apply", "--target", "local")
    mistyped = treaty("apply", "--target", "local", "--allow-destroy", f"topic:{name}2")
    pattern = treaty("apply", "--target", "local", "--allow-destroy", f"topic:{stem}.*")
    gone = treaty("apply", "--target", "local", "--allow-destroy", f"topic:{name}")

    assert (1, "apply: 1 blocked, 3 as wanted") == (kept.exit_code, summary(kept))
    assert f"nothing needs `--allow-destroy topic:{name}2`; did you mean `topic:{name}`?" in mistyped.output
    assert (2, True) == (pattern.exit_code, "is a pattern; this takes one exact address" in pattern.output)
    assert (0, "apply: 1 deleted; all is as wanted") == (gone.exit_code, summary(gone))
    assert name not in topics(kafka, stem)


def test_another_cluster_is_refused(treaty: Run) -> None:
    for verb in ("plan", "apply", "drift"):
        refused = treaty(verb, "--target", "elsewhere")

        assert 2 == refused.exit_code
        assert "and the target's `cluster` is `another-cluster`: another one?" in refused.output


def test_a_second_run_at_once_is_turned_away(treaty: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[Result] = []
    perform = LiveKafka.perform

    def second(self: LiveKafka, *arguments: object) -> object:
        seen.append(treaty("apply", "--target", "local"))
        return perform(self, *arguments)  # type: ignore[arg-type]  # handed on as it came

    monkeypatch.setattr(LiveKafka, "perform", second)
    first = treaty("apply", "--target", "local")

    assert (0, 2) == (first.exit_code, seen[0].exit_code)
    assert re.search(rf"process {os.getpid()}", summary(seen[0]))


def test_ctrl_c_ends_what_was_begun_and_says_what_is_left(
    treaty: Run, monkeypatch: pytest.MonkeyPatch, project: Path
) -> None:
    treaty("apply", "--target", "local")
    change(project, "backoff: [1s, 5s]", "backoff: [1s, 5s, 9s, 20s]")
    change(project, "max_deliver: 3", "max_deliver: 9")
    change(project, "retain: 2d", "retain: 3d")
    perform = LiveKafka.perform

    def interrupted(self: LiveKafka, *arguments: object) -> object:
        os.kill(os.getpid(), signal.SIGINT)
        return perform(self, *arguments)  # type: ignore[arg-type]  # handed on as it came

    with monkeypatch.context() as patched:
        patched.setattr(LiveKafka, "perform", interrupted)
        stopped = treaty("apply", "--target", "local")
    after = treaty("apply", "--target", "local")

    assert 2 == stopped.exit_code
    assert "  x it was asked to stop\n" in stopped.output
    assert "goes on from here" in summary(stopped)
    assert 0 == after.exit_code


def test_a_second_ctrl_c_is_told_too(treaty: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def twice(*arguments: object) -> object:
        del arguments
        os.kill(os.getpid(), signal.SIGINT)
        os.kill(os.getpid(), signal.SIGINT)
        raise AssertionError("nobody heard it")

    with monkeypatch.context() as patched:
        patched.setattr(LiveKafka, "perform", twice)
        stopped = treaty("apply", "--target", "local")

    assert 2 == stopped.exit_code
    assert "treaty: interrupted; `treaty plan --target local` says what is done" in summary(stopped)
    assert 0 == treaty("apply", "--target", "local").exit_code


def test_the_memory_broker_needs_nothing(treaty: Run) -> None:
    for verb in ("plan", "apply"):
        found = treaty(verb, "--target", "dev", url="")

        assert 0 == found.exit_code
        assert "note: the memory broker makes what it needs by itself\n" in found.output
        assert f"{verb}: nothing to do: the contracts need nothing there" == summary(found)
    assert (0, "drift: all is as it was applied") == (
        treaty("drift", "--target", "dev", url="").exit_code,
        summary(treaty("drift", "--target", "dev", url="")),
    )
    assert [] == json.loads(treaty("plan", "--target", "dev", "--format", "json").output)["changes"]


@pytest.mark.parametrize(
    ("words", "url", "expected"),
    [
        (["--target", "lokal"], None, "treaty: no target is named `lokal`; did you mean `local`?\n"),
        (["--target", "local"], "", "treaty: target `local` needs KAFKA_URL in the environment\n"),
        (["--target", "local"], "nats://one:4222", "treaty: the address of a Kafka is kafka://host:9092"),
        ([], None, "name a target with --target, or a saved plan"),
        (["nowhere.json"], None, "treaty: nowhere.json: no such file or directory"),
    ],
)
def test_what_it_cannot_work_with_is_told_and_fails(
    treaty: Run, words: list[str], url: str | None, expected: str
) -> None:
    found = treaty("apply", *words, **({} if url is None else {"url": url}))

    assert 2 == found.exit_code
    assert expected in found.output


@contextlib.contextmanager
def silent_port() -> Iterator[int]:
    """A port that takes connections and never answers."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


def test_a_broker_that_does_not_answer_is_told(treaty: Run) -> None:
    with silent_port() as port:
        found = treaty("plan", "--target", "local", url=f"127.0.0.1:{port}")

    assert (2, True) == (found.exit_code, f"no answer from 127.0.0.1:{port}" in found.output)


def test_a_production_target_refuses_what_nobody_released(treaty: Run) -> None:
    """DECISIONS.md: a text that is not yet released travels as a development version, which production refuses."""
    result = treaty("apply", "--target", "prod")

    assert 2 == result.exit_code
    assert "production-unreleased" in result.output
    assert "would carry `shop.v1.Pack` as 1.0-dev+" in result.output


def test_a_plan_for_production_shows_what_an_apply_would_refuse(treaty: Run, project: Path) -> None:
    change(project, ", security: {protocol: sasl_tls}", "")
    planned = treaty("plan", "--target", "prod")

    assert 1 == planned.exit_code
    assert "plan: 4 to create\n" in planned.output
    assert "would carry `shop.v1.Pack` as 1.0-dev+" in planned.output


def test_contracts_with_errors_are_refused_before_a_broker_is_asked(treaty: Run, project: Path) -> None:
    change(project, "message: shop.v1.Pack", "message: shop.v1.Pakc")

    for verb in ("plan", "apply", "drift"):
        found = treaty(verb, "--target", "local", url="127.0.0.1:9")

        assert 2 == found.exit_code
        assert "did you mean" in found.output
