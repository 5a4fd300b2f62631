"""Channels with every default filled in and every name proven."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable
from typing import TypeVar

from treatyc.diagnostics import Related, Report
from treatyc.link.defaults import by_channel, with_defaults, written
from treatyc.link.patterns import AddressTree
from treatyc.link.policies import find_policy
from treatyc.link.schemas import check_message
from treatyc.load.language import ChannelKeys, IgnoreKeys
from treatyc.load.project import ProjectUnit
from treatyc.load.shape import Declared, Entry
from treatyc.source import Place
from treatyc.suggest import did_you_mean
from treatyc.system.address import parameter_name, parameters, tokens
from treatyc.system.channel import Channel, Ignore, Kind, Name, Order, Parameter
from treatyc.system.policy import Policy
from treatyc.system.schema import Schema

T = TypeVar("T")

REPLY_TIMEOUT_S = 30.0


def link_channels(
    unit: ProjectUnit, schemas: dict[str, Schema], policies: dict[str, Policy], report: Report
) -> dict[str, Channel]:
    """Every channel by its address."""
    _check_shapes(unit.channels, report)
    defaults = by_channel("default", unit.defaults, AddressTree(entry.name for entry in unit.channels), report)
    whole = {entry.name: with_defaults(entry.value, defaults.get(entry.name, ()), report) for entry in unit.channels}
    waits = _reply_lifetimes(whole)
    channels: dict[str, Channel] = {}
    for entry in unit.channels:
        keys = whole[entry.name]
        _check_reply(keys, whole, report)
        policy = find_policy(keys.policy, policies, report)
        messages = _messages(entry, keys, schemas, unit, report)
        if keys.kind is None:
            help_ = "say `kind: event` or another one, here or in a default whose pattern matches"
            report.error("missing-key", f"`{entry.name}` has no kind", at=entry.place, help=help_)
            continue
        usual = Channel(entry.name, entry.place, keys.kind.value, messages, policy)
        channels[entry.name] = _channel(usual, keys, waits.get(entry.name, REPLY_TIMEOUT_S), report)
    return channels


def ignores(written: Declared[tuple[Declared[IgnoreKeys], ...]] | None) -> tuple[Ignore, ...]:
    """The rules that are ignored beside a thing."""
    found = [Ignore(each.value.rule.value, each.value.reason.value, each.place) for each in _all(written)]
    return tuple(sorted(found, key=lambda ignore: (ignore.rule, ignore.reason)))


def names(written: Declared[tuple[Declared[str], ...]] | None) -> tuple[Name, ...]:
    """The names of a list, in its order."""
    return tuple(Name(each.value, each.place) for each in _all(written))


def _channel(usual: Channel, keys: ChannelKeys, awaited_s: float, report: Report) -> Channel:
    """`usual` with all that its keys say; a reply that says nothing itself lives while it is awaited."""
    ttl_s = keys.ttl.value if keys.ttl else awaited_s if usual.kind is Kind.REPLY else None
    kept_s = ttl_s if ttl_s is not None and usual.kind is Kind.REPLY else usual.retain_s
    return dataclasses.replace(
        usual,
        parameters=_parameters(usual, keys, report),
        key=_name(keys.key),
        name=keys.name.value if keys.name else None,
        reply=_name(keys.reply),
        timeout_s=keys.timeout.value if keys.timeout else REPLY_TIMEOUT_S if keys.reply else None,
        ttl_s=ttl_s,
        retain_s=keys.retain.value if keys.retain else kept_s,
        max_bytes=keys.max_bytes.value if keys.max_bytes else usual.max_bytes,
        order=keys.order.value if keys.order else Order.KEY if keys.key else Order.NONE,
        rate=keys.rate.value if keys.rate else None,
        owner=keys.owner.value if keys.owner else None,
        description=keys.description.value if keys.description else "",
        deprecated=bool(keys.deprecated and keys.deprecated.value),
        personal=names(keys.personal),
        compatibility=keys.compatibility.value.value if keys.compatibility else None,
        external=bool(keys.external and keys.external.value),
        partitions=keys.partitions.value if keys.partitions else None,
        ignores=ignores(keys.ignore),
        written=written(keys),
    )


def _parameters(channel: Channel, keys: ChannelKeys, report: Report) -> tuple[Parameter, ...]:
    """The template's parameters in the order of its tokens."""
    found = parameters(channel.address)
    listed = {each.name: each for each in (keys.parameters.value if keys.parameters else ())}
    for name in sorted({name for name in found if found.count(name) > 1}):
        message = f"the parameter `{name}` stands twice in this address"
        report.error("duplicate-name", message, at=channel.place, help="give each token a name of its own")
    for name, each in listed.items():
        if name not in found:
            help_ = did_you_mean(name, found, "it is written `{" + name + "}` in the address")
            report.error(
                "unknown-parameter", f"`{channel.address}` has no parameter `{name}`", at=each.place, help=help_
            )
        _check_values(each, report)
    return tuple(
        Parameter(name, listed[name].place, tuple(sorted({value.value for value in listed[name].value})))
        if name in listed
        else Parameter(name, channel.place)
        for name in dict.fromkeys(found)
    )


def _check_values(parameter: Entry[tuple[Declared[str], ...]], report: Report) -> None:
    seen: dict[str, Place] = {}
    for value in parameter.value:
        if value.value in seen:
            first = Related("it is listed here already", seen[value.value])
            message = f"the value `{value.value}` is listed twice"
            report.error("duplicate-name", message, at=value.place, help="keep one of the two", related=(first,))
        seen.setdefault(value.value, value.place)


def _messages(
    entry: Entry[ChannelKeys], keys: ChannelKeys, schemas: dict[str, Schema], unit: ProjectUnit, report: Report
) -> tuple[Name, ...]:
    if keys.message and keys.messages:
        first = Related("and this one", keys.messages.place)
        message = f"`{entry.name}` has both `message` and `messages`"
        help_ = "`message` is one, `messages` a list: keep one of the two"
        report.error("conflicting-keys", message, at=keys.message.place, help=help_, related=(first,))
    several = names(keys.messages)
    declared = (Name(keys.message.value, keys.message.place),) if keys.message else several
    kind = keys.kind.value if keys.kind else None
    if not declared and kind not in (None, Kind.DEAD_LETTER):
        help_ = "name its schema: `message: <namespace>.<name>`"
        report.error("missing-key", f"`{entry.name}` carries no message", at=entry.place, help=help_)
    for name in declared:
        check_message(name, schemas, unit, report)
    if len({name.value for name in several}) != len(several):
        message = f"`{entry.name}` lists a message twice"
        report.error("duplicate-name", message, at=keys.messages.place if keys.messages else entry.place)
    return declared


def _check_reply(keys: ChannelKeys, channels: dict[str, ChannelKeys], report: Report) -> None:
    if keys.reply and keys.reply.value not in channels:
        help_ = did_you_mean(keys.reply.value, channels, "declare it under `channels`, with `kind: reply`")
        report.error("unknown-channel", f"no channel is called `{keys.reply.value}`", at=keys.reply.place, help=help_)


def _reply_lifetimes(channels: dict[str, ChannelKeys]) -> dict[str, float]:
    """How long replies live that say nothing themselves: as long as the most patient caller waits for them."""
    lifetimes: dict[str, float] = {}
    for keys in channels.values():
        if keys.reply:
            timeout_s = keys.timeout.value if keys.timeout else REPLY_TIMEOUT_S
            lifetimes[keys.reply.value] = max(timeout_s, lifetimes.get(keys.reply.value, 0.0))
    return lifetimes


def _check_shapes(channels: Iterable[Entry[ChannelKeys]], report: Report) -> None:
    """Two addresses that differ only in what their parameters are called are one."""
    seen: dict[tuple[str, ...], Entry[ChannelKeys]] = {}
    for entry in channels:
        shape = tuple("{}" if parameter_name(token) else token for token in tokens(entry.name))
        first = seen.setdefault(shape, entry)
        if first is not entry:
            message = f"`{entry.name}` and `{first.name}` are the same addresses"
            related = (Related("the other one is here", first.place),)
            help_ = "only the names of their parameters differ: keep one of the two"
            report.error("duplicate-name", message, at=entry.place, help=help_, related=related)


def _all(written: Declared[tuple[Declared[T], ...]] | None) -> tuple[Declared[T], ...]:
    return written.value if written else ()


def _name(written: Declared[str] | None) -> Name | None:
    return Name(written.value, written.place) if written else None
