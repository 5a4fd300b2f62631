"""How an agent's process starts and stops."""

from __future__ import annotations

import os
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from treaty.entry import Settings, settings_from
from treaty.errors import ContractError
from treaty.transports.connect import connect

REPOSITORY = Path(__file__).parents[3]

PROGRAM = """
    import asyncio, logging, os, signal, sys
    from tests.transports.fleet import NAMES, Fleet, Job
    from treaty import run
    from treaty.client import Client
    from treaty.contract import Bound
    from treaty.transports.memory import MemoryBroker
    from dataclasses import replace

    FLEET = Fleet(NAMES)

    class Worker:
        async def on_job(self, message, client):
            if message.payload.number == 0:
                os.kill(os.getpid(), signal.{signal})
            await asyncio.sleep({pause})
            print("handled", message.payload.number, flush=True)

    class Starter(Client):
        pass

    async def feed(broker):
        from treaty.agent import Agent
        contract = replace(FLEET.sender, calls=())
        async with Agent(contract, object(), Starter, broker.connect("sender")) as agent:
            for number in range(3):
                await agent.client._send(FLEET.jobs, Job(key="k", number=number))

    broker = MemoryBroker()
    asyncio.run(feed(broker))
    run(FLEET.worker(), Worker(), Client, broker.connect("worker"), shutdown_s={deadline})
    print("stopped", flush=True)
"""


def run_agent(name: str, *, pause: float, deadline: float) -> tuple[int, list[str]]:
    program = textwrap.dedent(PROGRAM).format(signal=name, pause=pause, deadline=deadline)
    environment = {**os.environ, "PYTHONPATH": str(REPOSITORY)}
    run = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, timeout=30, check=False, env=environment
    )
    return run.returncode, run.stdout.splitlines()


@pytest.mark.parametrize("name", ["SIGTERM", "SIGINT"])
def test_a_signal_drains_what_was_fetched(name: str) -> None:
    """BROKERS.md 2.3: stop fetching, finish, settle, leave."""
    assert (0, ["handled 0", "handled 1", "handled 2", "stopped"]) == run_agent(name, pause=0.05, deadline=20)


def test_a_drain_ends_at_its_deadline() -> None:
    assert (0, ["stopped"]) == run_agent("SIGTERM", pause=60, deadline=0.2)


def test_settings_come_from_the_environment() -> None:
    environment = {"TREATY_BROKER": "kafka://localhost:9092", "TREATY_PREFIX": "dev.", "TREATY_SHUTDOWN_S": "5"}
    assert Settings(broker="kafka://localhost:9092", prefix="dev.", shutdown_s=5.0) == settings_from(environment)


@pytest.mark.parametrize(
    ("environment", "error"),
    [
        ({}, "TREATY_BROKER is not set: give the broker's address, such as kafka://localhost:9092"),
        (
            {"TREATY_BROKER": "memory:", "TREATY_SHUTDOWN_S": "5 s"},
            "TREATY_SHUTDOWN_S is `5 s`: give a number of seconds",
        ),
    ],
)
def test_a_wrong_environment_is_told_by_its_variable(environment: dict[str, str], error: str) -> None:
    with pytest.raises(ContractError) as refusal:
        settings_from(environment)
    assert error == str(refusal.value)


@pytest.mark.parametrize(
    ("address", "error"),
    [
        ("", "no broker is known by `:`; there are kafka: and memory:"),
        ("localhost:9092", "no broker is known by `localhost:`"),
        ("nats://localhost", "no broker is known by `nats:`"),
        ("kafka:", "must look like kafka://host:9092"),
    ],
)
def test_an_address_that_leads_to_no_broker_is_refused(address: str, error: str) -> None:
    with pytest.raises(ContractError, match=error):
        connect(address, client_id="test")


def test_the_base_install_runs_on_memory_without_any_client_library() -> None:
    """Importing the runtime and its memory transport takes msgspec and nothing else that is not Python's."""
    program = (
        "import sys; before = set(sys.modules)\n"
        "import treaty.entry, treaty.simulation, treaty.transports.memory\n"
        "new = {name.partition('.')[0] for name in set(sys.modules) - before}\n"
        # msgspec looks for typing_extensions, and does without where it is missing.
        "print(sorted(new - set(sys.stdlib_module_names) - {'typing_extensions'}))"
    )
    told = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert ["['msgspec', 'treaty']"] == told.stdout.splitlines()
