"""Agents with all that they read and write resolved to declared channels."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from treatyc.diagnostics import Related, Report
from treatyc.link.channels import ignores
from treatyc.link.patterns import AddressTree
from treatyc.link.policies import find_policy
from treatyc.link.references import Channels, resolve
from treatyc.load.language import AgentKeys, SubscriptionKeys
from treatyc.load.project import ProjectUnit
from treatyc.load.shape import Declared, Entry
from treatyc.source import Place
from treatyc.system.address import has_wildcard
from treatyc.system.agent import Agent, Outlet, Reading, Subscription, Writing
from treatyc.system.channel import Channel
from treatyc.system.policy import Policy

RESERVED = frozenset({"messages"})
"""Names that the generated packages need themselves: `<project>_messages` holds the messages of all."""


@dataclass(frozen=True, slots=True)
class _Known:
    """What an agent's references are resolved against."""

    project: str
    channels: Channels
    policies: dict[str, Policy]
    report: Report


def link_agents(
    unit: ProjectUnit, channels: dict[str, Channel], policies: dict[str, Policy], report: Report
) -> tuple[Agent, ...]:
    """Every agent, sorted by name."""
    known = _Known(unit.keys.name.value, Channels(channels, AddressTree(channels)), policies, report)
    return tuple(_agent(entry, known) for entry in unit.agents)


def _agent(entry: Entry[AgentKeys], known: _Known) -> Agent:
    if entry.name in RESERVED:
        message = f"an agent cannot be called `{entry.name}`"
        help_ = f"the package `{known.project}_{entry.name}` holds the messages of all agents"
        known.report.error("reserved-name", message, at=entry.place, help=help_)
    keys = entry.value
    readings = {Reading.RECEIVES: keys.receives, Reading.TAPS: keys.taps, Reading.SERVES: keys.serves}
    writings = {Writing.SENDS: keys.sends, Writing.CALLS: keys.calls}
    subscriptions = []
    for reading, several in readings.items():
        declared = [_subscription_keys(each) for each in (several.value if several else ())]
        _check_twice([each.channel for each in declared], known.report)
        for each in declared:
            subscriptions += _subscription(each, reading, entry.name, known)
    outlets = []
    for writing, written in writings.items():
        references = written.value if written else ()
        _check_twice(list(references), known.report)
        for reference in references:
            outlets += _outlet(reference, writing, known)
    return Agent(
        name=entry.name,
        place=entry.place,
        subscriptions=tuple(subscriptions),
        outlets=tuple(outlets),
        instances=keys.instances.value if keys.instances else 1,
        handler_timeout_s=keys.handler_timeout.value if keys.handler_timeout else None,
        principal=keys.principal.value if keys.principal else None,
        owner=keys.owner.value if keys.owner else None,
        description=keys.description.value if keys.description else "",
        ignores=ignores(keys.ignore),
    )


def _subscription_keys(written: Declared[str | SubscriptionKeys]) -> SubscriptionKeys:
    """A subscription that is written as its channel alone, in full."""
    if isinstance(written.value, SubscriptionKeys):
        return written.value
    return SubscriptionKeys(channel=Declared(written.value, written.place))


def _subscription(keys: SubscriptionKeys, reading: Reading, agent: str, known: _Known) -> list[Subscription]:
    """One subscription, or none where its channel is not known."""
    matches = resolve(keys.channel, known.channels, known.report)
    _check_start(keys.start, known.report)
    if not matches and not has_wildcard(keys.channel.value):
        return []
    return [
        Subscription(
            pattern=keys.channel.value,
            place=keys.channel.place,
            reading=reading,
            matches=matches,
            group=f"{known.project}.{keys.group.value if keys.group else agent}",
            concurrency=keys.concurrency.value if keys.concurrency else 16,
            policy=find_policy(keys.policy, known.policies, known.report) if keys.policy else None,
            start=keys.start.value if keys.start else "earliest",
        )
    ]


def _outlet(reference: Declared[str], writing: Writing, known: _Known) -> list[Outlet]:
    matches = resolve(reference, known.channels, known.report)
    if not matches and not has_wildcard(reference.value):
        return []
    return [Outlet(reference.value, reference.place, writing, matches)]


def _check_start(start: Declared[str] | None, report: Report) -> None:
    if start is None or start.value in ("earliest", "latest"):
        return
    try:
        datetime.fromisoformat(start.value)
    except ValueError:
        report.error("wrong-value", f"there is no such time as `{start.value}`", at=start.place)


def _check_twice(references: list[Declared[str]], report: Report) -> None:
    seen: dict[str, Place] = {}
    for reference in references:
        if reference.value in seen:
            first = Related("it stands here already", seen[reference.value])
            message = f"`{reference.value}` stands twice in this list"
            report.error("duplicate-name", message, at=reference.place, help="keep one of the two", related=(first,))
        seen.setdefault(reference.value, reference.place)
