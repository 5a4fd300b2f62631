"""Questions to a target's registry, and what keeps them from being answered, told as diagnostics."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from typing import TypeVar

from treaty.registry.connection import Connection, resolve
from treaty.registry.problem import ConnectionUnknown, Refused, RegistryProblem, Rejected, Unreachable, said
from treatyc.diagnostics import Report
from treatyc.registry.address import address_of
from treatyc.registry.api import Api
from treatyc.source import Place
from treatyc.system.target import Target

T = TypeVar("T")
Question = Callable[[Api], Awaitable[T]]
"""What is to be found out or done at a registry; raises `RegistryProblem`, also in groups of tasks."""

_ADVICE: Mapping[type[RegistryProblem], tuple[str, str]] = {
    ConnectionUnknown: (
        "registry-unknown",
        "a target's `registry` is an address such as `https://${REGISTRY_HOST}`, read from the environment",
    ),
    Refused: (
        "registry-refused",
        "see that what we show is right: as `https://${USER}:${PASSWORD}@${HOST}`, or under `authentication`",
    ),
    Unreachable: ("registry-unreachable", "see that the address is right and that the registry is up"),
    Rejected: ("registry-rejected", "nothing further was asked of it; `treaty registry diff` shows what it would take"),
}
_WRONG = (
    "registry-answer",
    "the address is that of a registry's Confluent API, such as Apicurio's with `/apis/ccompat/v7` behind it",
)


def ask(question: Question[T], target: Target, environment: Mapping[str, str], report: Report) -> T | None:
    """The answer of a target's registry; None where the report says why there is none."""
    try:
        return asyncio.run(_asked(question, resolve(address_of(target), environment)))
    except ModuleNotFoundError as lacking:
        if (lacking.name or "").startswith("treaty"):
            raise
        message = f"reading a registry needs the package `{lacking.name}`"
        report.error("registry-client", message, at=target.place, help="install treaty[registry]")
    except RegistryProblem as problem:
        tell(problem, target.place, report)
    except ExceptionGroup as group:
        problems, others = group.split(RegistryProblem)
        if others is not None or problems is None:
            raise
        tell(first(problems), target.place, report)
    return None


def tell(problem: RegistryProblem, at: Place, report: Report) -> None:
    """A problem as a diagnostic."""
    rule, advice = next((told for kind, told in _ADVICE.items() if isinstance(problem, kind)), _WRONG)
    report.error(rule, said(str(problem)), at=at, help=advice)


def first(group: BaseException) -> RegistryProblem:
    """The first problem of a group; the others followed from the same cause or were called off."""
    while isinstance(group, BaseExceptionGroup):
        group = group.exceptions[0]
    assert isinstance(group, RegistryProblem)  # noqa: S101 - the group was split by this type
    return group


async def _asked(question: Question[T], connection: Connection) -> T:
    # An import of 80 ms and more, which only this command pays for.
    from treaty.registry.client import Client  # noqa: PLC0415 - see above

    async with Client(connection) as client:
        return await question(Api(client))
