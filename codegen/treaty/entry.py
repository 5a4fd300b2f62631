"""How an agent's process starts: settings from the environment, signals, and the drain at its end.

A generated package's `__main__` is two lines:

    from treaty.entry import main
    main(CONTRACT, BillingClient, BillingHandlers)

and is run as `TREATY_BROKER=kafka://localhost:9092 python -m storefront_billing my_agents.billing:Billing`. Where its
target has a schema registry, `TREATY_TARGET=prod` says which of those that its `registry.json` knows.
"""

from __future__ import annotations

import asyncio
import importlib
import importlib.resources
import os
import signal
import sys
from collections.abc import Mapping, Sequence

import msgspec

from treaty.agent import SHUTDOWN_S, Agent
from treaty.client import Client
from treaty.contract import AgentContract
from treaty.errors import ContractError, TransportError
from treaty.registry.bundle import FILE, TEXTS, Bundle, Registering, read_bundle, with_texts
from treaty.transport import Transport
from treaty.transports.connect import connect


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    """What a process is told from outside. `prefix` is the target's, before every object's name at the broker."""

    broker: str
    prefix: str = ""
    shutdown_s: float = SHUTDOWN_S
    target: str | None = None


def settings_from(environment: Mapping[str, str]) -> Settings:
    """Read `TREATY_BROKER`, `TREATY_PREFIX`, `TREATY_SHUTDOWN_S` and `TREATY_TARGET`.

    Raises `ContractError` that names the variable.
    """
    broker = environment.get("TREATY_BROKER")
    if not broker:
        raise ContractError("TREATY_BROKER is not set: give the broker's address, such as kafka://localhost:9092")
    written = environment.get("TREATY_SHUTDOWN_S", str(SHUTDOWN_S))
    try:
        shutdown_s = float(written)
    except ValueError:
        raise ContractError(f"TREATY_SHUTDOWN_S is `{written}`: give a number of seconds") from None
    return Settings(
        broker=broker,
        prefix=environment.get("TREATY_PREFIX", ""),
        shutdown_s=shutdown_s,
        target=environment.get("TREATY_TARGET") or None,
    )


def registry_of(package: str, target: str | None) -> Bundle | None:
    """What a generated package knows of a target's registry; None where that has none, or no target is named.

    Raises `ContractError` for a target that the package does not know.
    """
    if target is None:
        return None
    folder = importlib.resources.files(package)
    try:
        found = read_bundle(folder.joinpath(FILE).read_bytes(), target)
        if found is None or found.register is Registering.NEVER:
            return found
        return with_texts(found, folder.joinpath(TEXTS).read_bytes())
    except FileNotFoundError:
        message = f"TREATY_TARGET is `{target}`, and no target had a registry when {package} was generated"
        raise ContractError(f"{message}: unset it, or run `treaty generate`") from None


def run(
    contract: AgentContract,
    handlers: object,
    client_type: type[Client],
    transport: Transport,
    *,
    prefix: str = "",
    shutdown_s: float = SHUTDOWN_S,
    registry: Bundle | None = None,
) -> None:
    """Run an agent until SIGTERM or SIGINT, then drain it: fetch no more, finish, settle, close."""
    agent = Agent(contract, handlers, client_type, transport, prefix=prefix, shutdown_s=shutdown_s, registry=registry)
    asyncio.run(_until_signalled(agent))


async def _until_signalled(agent: Agent[Client]) -> None:
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, agent.stop)
    async with agent:
        await agent.stopped()


def main(
    contract: AgentContract,
    client_type: type[Client],
    handlers_type: type[object],
    arguments: Sequence[str] | None = None,
) -> None:
    """Run the agent whose handlers are the class `module:Class` of the first argument; exit 2 when it cannot start."""
    try:
        handlers = _load_handlers(sys.argv[1:] if arguments is None else arguments, handlers_type)
        settings = settings_from(os.environ)
        transport = connect(settings.broker, client_id=f"{contract.project}.{contract.name}")
        run(
            contract,
            handlers,
            client_type,
            transport,
            prefix=settings.prefix,
            shutdown_s=settings.shutdown_s,
            registry=registry_of(client_type.__module__.rpartition(".")[0], settings.target),
        )
    except (ContractError, TransportError) as error:
        sys.stderr.write(f"{contract.name}: {error}\n")
        raise SystemExit(2) from None


def _load_handlers(arguments: Sequence[str], handlers_type: type[object]) -> object:
    """An instance of the class that `module:Class` names; the folder that the process runs in can be imported from."""
    if len(arguments) != 1 or arguments[0].count(":") != 1:
        raise ContractError(f"name the class that implements {handlers_type.__name__}, as `module:Class`")
    module_name, class_name = arguments[0].split(":")
    sys.path.insert(0, os.getcwd())  # noqa: PTH109 - a text is what sys.path holds
    try:
        found = getattr(importlib.import_module(module_name), class_name)
    except (ImportError, AttributeError) as error:
        raise ContractError(f"cannot find `{arguments[0]}`: {error}") from error
    if not (isinstance(found, type) and issubclass(found, handlers_type)):
        raise ContractError(f"`{arguments[0]}` does not implement {handlers_type.__name__}")
    try:
        return found()
    except TypeError as error:
        raise ContractError(f"`{arguments[0]}` cannot be made: {error}") from error
