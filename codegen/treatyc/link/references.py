"""What an agent's reference to a channel or a pattern of channels covers, over the declared channels only."""

from __future__ import annotations

from dataclasses import dataclass

from treatyc.diagnostics import Related, Report
from treatyc.link.patterns import AddressTree, Bindings, specificity
from treatyc.load.shape import Declared
from treatyc.suggest import did_you_mean
from treatyc.system.address import has_wildcard
from treatyc.system.agent import Match
from treatyc.system.channel import Channel, Kind

NEVER_BY_WILDCARD = frozenset({Kind.REPLY, Kind.DEAD_LETTER})
"""Answers belong to their caller and dead letters to their reader: only their own address reaches them."""


@dataclass(frozen=True, slots=True)
class Channels:
    """The declared channels by address, and the tree in which patterns find them."""

    by_address: dict[str, Channel]
    tree: AddressTree


def resolve(reference: Declared[str], declared: Channels, report: Report) -> tuple[Match, ...]:
    """The channels that a reference covers, sorted; empty where it covers none, which a wildcard may.

    A template covers its channel whole. A concrete address is the channel of that name, or else fixes the parameters
    of the most specific template that it fits.
    """
    pattern, channels = reference.value, declared.by_address
    if pattern in channels:
        return (Match(pattern),)
    fitting = dict(declared.tree.find(pattern))
    if has_wildcard(pattern):
        return tuple(
            Match(address, bindings)
            for address, bindings in fitting.items()
            if channels[address].kind not in NEVER_BY_WILDCARD and _refused(channels[address], bindings) is None
        )
    return _concrete(reference, fitting, channels, report)


def _concrete(
    reference: Declared[str], fitting: dict[str, Bindings], channels: dict[str, Channel], report: Report
) -> tuple[Match, ...]:
    pattern = reference.value
    if not fitting:
        help_ = did_you_mean(pattern, channels, "declare it under `channels`")
        report.error("unknown-channel", f"no channel is called `{pattern}`", at=reference.place, help=help_)
        return ()
    allowed = {address: bindings for address, bindings in fitting.items() if not _refused(channels[address], bindings)}
    if not allowed:
        address = next(iter(fitting))
        _report_value(reference, channels[address], fitting[address], report)
        return ()
    highest = max(specificity(address) for address in allowed)
    narrowest = [address for address in allowed if specificity(address) == highest]
    if len(narrowest) > 1:
        message = f"`{pattern}` is an address of {' and of '.join(f'`{address}`' for address in narrowest)}"
        related = [Related(f"`{address}` is declared here", channels[address].place) for address in narrowest]
        help_ = "write the address with its parameters, or declare this one as a channel of its own"
        report.error("ambiguous-channel", message, at=reference.place, help=help_, related=related)
        return ()
    return (Match(narrowest[0], allowed[narrowest[0]]),)


def _refused(channel: Channel, bindings: Bindings) -> tuple[str, str] | None:
    """The first parameter whose value is not one of those that are listed for it."""
    listed = {parameter.name: parameter.values for parameter in channel.parameters if parameter.values}
    return next(((name, value) for name, value in bindings if name in listed and value not in listed[name]), None)


def _report_value(reference: Declared[str], channel: Channel, bindings: Bindings, report: Report) -> None:
    refused = _refused(channel, bindings)
    if refused is None:
        raise AssertionError(f"nothing is wrong with `{reference.value}`")
    name, value = refused
    parameter = next(each for each in channel.parameters if each.name == name)
    message = f"`{value}` is no value of the parameter `{name}` of `{channel.address}`"
    help_ = did_you_mean(value, parameter.values, f"the values are {', '.join(parameter.values)}")
    related = (Related("they are listed here", parameter.place),)
    report.error("unknown-value", message, at=reference.place, help=help_, related=related)
