"""Targets, each with the project's channels as they are there."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

from treatyc.diagnostics import Report
from treatyc.link.defaults import by_channel, with_defaults, written
from treatyc.link.patterns import AddressTree
from treatyc.link.registries import link_registry
from treatyc.load.language import ChannelKeys, TargetKeys
from treatyc.load.language_servers import SecurityKeys
from treatyc.load.project import ProjectUnit
from treatyc.load.shape import Declared, Entry
from treatyc.system.channel import Channel
from treatyc.system.target import Target


def link_targets(unit: ProjectUnit, channels: dict[str, Channel], report: Report) -> tuple[Target, ...]:
    """Every target, sorted by name."""
    return tuple(_target(entry, channels, report) for entry in unit.targets)


def _target(entry: Entry[TargetKeys], channels: dict[str, Channel], report: Report) -> Target:
    keys = entry.value
    overrides = keys.overrides.value if keys.overrides else ()
    by_address = by_channel("override", overrides, AddressTree(channels), report)
    return Target(
        name=entry.name,
        place=entry.place,
        broker=keys.broker.value,
        channels=tuple(
            _overridden(channel, by_address.get(address, ()), report) for address, channel in channels.items()
        ),
        url=keys.url.value if keys.url else None,
        registry=link_registry(keys, report),
        replicas=keys.replicas.value if keys.replicas else None,
        partitions=keys.partitions.value if keys.partitions else None,
        security=_security(keys.security),
        production=bool(keys.production and keys.production.value),
        prefix=keys.prefix.value if keys.prefix else "",
        broker_version=keys.broker_version.value if keys.broker_version else None,
        admin_url=keys.admin_url.value if keys.admin_url else None,
        cluster=keys.cluster.value if keys.cluster else None,
        vhost=keys.vhost.value if keys.vhost else "/",
        agent_passwords=keys.agent_passwords.value if keys.agent_passwords else None,
    )


def _overridden(channel: Channel, overrides: Sequence[Entry[ChannelKeys]], report: Report) -> Channel:
    keys = with_defaults(ChannelKeys(), overrides, report)
    if not written(keys):
        return channel
    here = {name.value: name for name in written(keys)}
    elsewhere = {name.value: name for name in channel.written}
    return dataclasses.replace(
        channel,
        retain_s=keys.retain.value if keys.retain else channel.retain_s,
        partitions=keys.partitions.value if keys.partitions else channel.partitions,
        written=tuple(name for _, name in sorted({**elsewhere, **here}.items())),
    )


def _security(written: Declared[SecurityKeys] | None) -> tuple[tuple[str, str], ...]:
    if written is None:
        return ()
    keys = written.value
    texts = {
        "protocol": keys.protocol.value.value if keys.protocol else None,
        "mechanism": keys.mechanism.value.value if keys.mechanism else None,
        "username": keys.username.value if keys.username else None,
        "password": keys.password.value if keys.password else None,
        "ca": keys.ca.value if keys.ca else None,
        "certificate": keys.certificate.value if keys.certificate else None,
        "private_key": keys.private_key.value if keys.private_key else None,
    }
    return tuple(sorted((name, text) for name, text in texts.items() if text is not None))
