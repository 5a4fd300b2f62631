"""All that a target's registry has of a project's schemas, or diagnostics that say why it cannot be had."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping

from treaty.registry.connection import Connection, resolve
from treaty.registry.problem import ConnectionUnknown, NotThere, Refused, Unreachable, WrongAnswer, said
from treatyc.diagnostics import Report
from treatyc.registry.address import address_of
from treatyc.registry.reading import Reading, read
from treatyc.registry.subjects import candidates
from treatyc.system.system import System
from treatyc.system.target import Target


def fetch(system: System, target: Target, environment: Mapping[str, str], report: Report) -> Reading | None:
    """The versions of every subject that may hold a schema of the project; None where the report says why not."""
    at = target.place
    try:
        return asyncio.run(_read(resolve(address_of(target), environment), candidates(system, target)))
    except ModuleNotFoundError as lacking:
        message = f"reading a registry needs the package `{lacking.name}`"
        report.error("registry-client", message, at=at, help="install treaty[registry]")
    except ConnectionUnknown as unknown:
        advice = "a target's `registry` is an address such as `https://${REGISTRY_HOST}`, read from the environment"
        report.error("registry-unknown", str(unknown), at=at, help=advice)
    except Refused as refused:
        advice = "write the references for who we are into the address: `https://${USER}:${PASSWORD}@${HOST}`"
        report.error("registry-refused", said(str(refused)), at=at, help=advice)
    except Unreachable as unreachable:
        advice = "see that the address is right and that the registry is up"
        report.error("registry-unreachable", said(str(unreachable)), at=at, help=advice)
    except (WrongAnswer, NotThere) as wrong:
        advice = (
            "the address is that of a registry's Confluent API, such as Apicurio's with `/apis/ccompat/v7` behind it"
        )
        report.error("registry-answer", said(str(wrong)), at=at, help=advice)
    return None


async def _read(connection: Connection, wanted: Mapping[str, tuple[str, ...]]) -> Reading:
    # An import of 80 ms and more, which only this command pays for.
    from treaty.registry.client import Client  # noqa: PLC0415 - see above

    async with Client(connection) as client:
        return await read(client, wanted)
