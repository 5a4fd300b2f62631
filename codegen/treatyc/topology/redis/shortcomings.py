"""What a Redis cannot do for a system, in sentences."""

from __future__ import annotations

from collections.abc import Iterator

from treatyc.system.channel import Kind
from treatyc.system.system import System
from treatyc.system.target import Target
from treatyc.system.units import duration_text
from treatyc.topology.grants import Right, grants
from treatyc.topology.redis.permissions import in_database, secured
from treatyc.topology.redis.streams import streams


def shortcomings(system: System, target: Target) -> tuple[str, ...]:
    """One sentence each."""
    return (*_of_streams(system, target), *_of_rights(target))


def _of_streams(system: System, target: Target) -> Iterator[str]:
    kept = sorted({stream.keeps_s for stream in streams(system, target)})
    if kept:
        yield (
            "a stream has no retention of its own: whoever appends trims it, by XADD with MINID, to"
            f" {' or '.join(duration_text(each) for each in kept)}; a stream that nobody appends to stays as it is"
        )
        yield (
            "what was confirmed is lost with the server, as far as its `appendfsync` allows; replicas follow behind it,"
            " and a failover may lose what they had not got"
        )
    if any(channel.parameters for channel in target.channels):
        yield "a stream holds all addresses of its template: rights are for all of them, and who reads a part filters"
    replies = {channel.address for channel in target.channels if channel.kind is Kind.REPLY}
    readers = sorted(
        {
            f"`{grant.agent}` does not get `{grant.channel.address}`"
            for grant in grants(system, target)
            if grant.right in (Right.READ, Right.TAP) and grant.channel.address in replies
        }
    )
    if readers:
        yield f"a reply lies in its caller's own inbox, where nobody else reads it: {', '.join(readers)}"


def _of_rights(target: Target) -> Iterator[str]:
    if not secured(target):
        yield (
            f"target `{target.name}` has neither `agent_passwords` nor a user in its `security`: no permissions are"
            " made, and everyone may do everything"
        )
        return
    yield (
        "a right is for keys and not for groups: of a stream that it may read, an agent could read and acknowledge in"
        " the name of another group"
    )
    if in_database(target):
        yield "users are of all databases: an agent may do the same with keys of these names in each"
    yield "whoever may append to a stream could trim it as well: XADD does both"
    yield (
        "users belong to one server: replicas need the same before a failover (`treaty generate` writes an ACL file)"
    )
