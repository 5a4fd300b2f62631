"""What a Redis can change while it runs: all that there is, but the type of a key."""

from __future__ import annotations

import shlex

from treatyc.topology.plan import SAFE, Change, Danger, Risk
from treatyc.topology.redis.objects import Permissions, Stream, User
from treatyc.topology.resource import Resource
from treatyc.topology.semantics import Fixed, InPlace, Judgement


def judge(wanted: Resource, found: Resource, changes: tuple[Change, ...]) -> Judgement:
    """Only what somebody may no longer do is worth a word."""
    del changes
    match wanted, found:
        case Stream(), Stream():
            return Fixed(f"a key has one type for good, and this one is a {found.type}", _move(found))
        case Permissions(), Permissions() if set(found.rights) - set(wanted.rights):
            return InPlace(Risk(Danger.ACCESS, "whoever uses what is taken away is refused from then on"))
        case User(), User() if found.passwords != wanted.passwords:
            return InPlace(Risk(Danger.ACCESS, "whoever logs in by another password is refused from then on"))
        case _:
            return InPlace(SAFE)


def _move(found: Stream) -> tuple[str, ...]:
    """What is there may be of use to somebody: it is put aside, not thrown away."""
    name, aside = shlex.quote(found.name), shlex.quote(f"{found.name}.{found.type}")
    return (
        f"find out who writes to it: redis-cli OBJECT IDLETIME {name}; redis-cli CLIENT LIST",
        f"stop them, and put it aside: redis-cli RENAMENX {name} {aside}",
        "plan again: the stream is made",
        f"copy what is of use from {aside} with XADD, then: redis-cli UNLINK {aside}",
    )
