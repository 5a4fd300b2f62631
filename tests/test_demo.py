"""The demo is what the README promises: one command, the whole fleet, a journey whose every figure is right."""

from __future__ import annotations

import asyncio
import io
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from demo.build import make_importable
from demo.ledger import Sending
from demo.registry import Registry
from demo.screen import Row, Screen
from treaty.transport import Capabilities, Transport
from treaty.transports.memory import EVERYTHING, KAFKA_LIKE, MemoryBroker

if TYPE_CHECKING:
    from tools.kafka.broker import Kafka

ROOT = Path(__file__).parents[1]


@pytest.fixture(autouse=True)
def generated_packages() -> Iterator[None]:
    """The fleet's packages can be imported while a test runs, as they are on disk."""
    before = list(sys.path)
    make_importable()
    yield
    sys.path[:] = before


def journey(connection: Callable[[str], Transport]) -> tuple[list[str], tuple[Row, ...], str]:
    """Take the journey: what failed, the figures, and what a person saw."""
    from demo import run  # noqa: PLC0415 - it imports what was generated

    out = io.StringIO()
    failures, rows = asyncio.run(run.run(connection, Screen(out)))
    return failures, rows, out.getvalue()


@pytest.mark.parametrize("capabilities", [EVERYTHING, KAFKA_LIKE], ids=["everything", "kafka-like"])
def test_the_journey_goes_as_it_must_whatever_the_broker_can_do(capabilities: Capabilities) -> None:
    """P12-P14, P20, P22, P24, P30, P31: the figures of every agent are exactly those that the story gives."""
    failures, rows, _ = journey(MemoryBroker(capabilities).connect)
    by_agent = {row.agent: row for row in rows}

    assert failures == []
    assert by_agent["orders"] == Row("orders", sent=12, handled=2, duplicates=1)
    assert by_agent["customer_service"] == Row("customer_service", sent=1, handled=6, dead_letters=1)
    assert by_agent["audit"] == Row("audit", sent=0, handled=49, duplicates=1)
    assert sum(row.sent for row in rows) == 75
    assert sum(row.handled for row in rows) == 117


def test_a_person_sees_every_message_and_the_end() -> None:
    _, _, seen = journey(MemoryBroker().connect)
    lines = seen.splitlines()

    assert lines[-1] == "OK"
    assert "\x1b" not in seen
    assert len([line for line in lines if line.startswith("   ") and " B  " in line]) == 77
    assert any("customer_service ✗ conversations.c-bill.messages" in line and "undecodable" in line for line in lines)
    assert max(map(len, lines)) <= 160


def test_the_dead_letter_holds_the_bytes_as_they_came() -> None:
    """P22, FIELD 9: nothing is lost, and what cannot be read is kept where a person can look at it."""
    broker = MemoryBroker()
    journey(broker.connect)
    letters = broker.records("conversations.messages._dead_letter.storefront.customer_service")

    assert [letter.body for letter in letters] == [b'{"text": "no end']


def test_a_figure_that_differs_fails_the_demo(monkeypatch: pytest.MonkeyPatch) -> None:
    from demo import journey as story  # noqa: PLC0415 - it imports what was generated

    wrong = Row("logger", sent=0, handled=7)
    monkeypatch.setattr(story, "EXPECTED", {**story.EXPECTED, "logger": wrong})
    monkeypatch.setattr(story, "SETTLE_S", 0.5)
    failures, _, seen = journey(MemoryBroker().connect)

    assert failures == ["logger: handled is 6, expected 7"]
    assert seen.splitlines()[-1] == "FAILED"


@pytest.mark.kafka
def test_the_journey_goes_as_it_must_on_a_real_kafka(kafka: Kafka) -> None:
    """The same fleet, the same figures, on topics that `treaty apply` made, with ids of a registry that others know."""
    from demo import run  # noqa: PLC0415 - it imports what was generated

    before, out = dict(os.environ), io.StringIO()
    failures, rows = run.at_local(kafka.address, Screen(out))
    lines = out.getvalue().splitlines()
    messages = [line for line in lines if line.startswith("   ") and " B  " in line]
    proof = r"   75 of 75 messages .*; Confluent's deserialiser reads #\d+ as storefront\.orders\.v1\.OrderPlaced .{8}…"

    assert failures == []
    assert (75, 117) == (sum(row.sent for row in rows), sum(row.handled for row in rows))
    assert lines[0] == "   the agents registered 50 subjects as they started; # is the id of a message's schema"
    assert [line.split()[0] for line in messages if "  #" not in line] == ["a", "a"]  # both of `a stranger`
    assert len([line for line in messages if re.search(r" B  #\d+ ", line)]) == 75
    assert re.fullmatch(proof, lines[-3])
    assert max(map(len, lines)) <= 160
    assert before == dict(os.environ)


def test_agents_that_do_not_use_the_registry_fail_the_demo() -> None:
    """Each message without an id is told, and that nobody else could read one."""
    from demo import run  # noqa: PLC0415 - it imports what was generated

    class Unused(Registry):
        def subjects(self) -> int:
            return 0

        def read_back(self) -> None:
            return None

    out = io.StringIO()
    failures, _ = asyncio.run(run.run(MemoryBroker().connect, Screen(out), registry=Unused("", "")))

    assert len(failures) == 75 + 1
    assert failures[-1] == "no order with the id of its schema could be read back"
    assert "fraud: storefront.agents.v1.AgentEvent has no id of its schema" in failures
    assert out.getvalue().splitlines()[-1] == "FAILED"


def test_one_command_checks_compiles_and_runs() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "demo"], cwd=ROOT, capture_output=True, text=True, check=False, timeout=100
    )

    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.startswith("$ treaty check")
    assert "$ treaty generate" in done.stdout
    assert done.stdout.splitlines()[-1] == "OK"


def test_the_agents_that_people_wrote_pass_mypy_strict() -> None:
    packages = sorted(str(folder) for folder in (ROOT / "generated" / "python").iterdir() if folder.is_dir())
    path = os.pathsep.join([*packages, str(ROOT / "codegen"), str(ROOT)])
    done = subprocess.run(
        [sys.executable, "-m", "mypy", "--strict", "-p", "demo"],
        cwd=ROOT,
        env={**os.environ, "MYPYPATH": path},
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stdout


def test_an_address_that_is_too_long_keeps_the_columns() -> None:
    out = io.StringIO()
    Screen(out).sending(
        Sending("orders", "replies.fraud.4f04eabf-0000-4000-8000-000000000000", "a.v1.X", "RESULT", "x", 7), ["fraud"]
    )

    assert "replies.fraud.4f04eabf…" in out.getvalue()
