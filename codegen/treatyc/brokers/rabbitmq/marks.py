"""Marks: objects of RabbitMQ carry none, so each scope keeps one global parameter with what it made and how.

Its name is `treaty.PROJECT.TARGET.VHOST`, for a target that moves to another virtual host owns nothing there. Its value
has the digest of what was last applied by address. An address is written there before the thing is made: a run that
dies in between leaves a claim, by which the next run knows that what it finds is ours.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import msgspec

from treatyc.brokers.live import BrokerError
from treatyc.brokers.rabbitmq.management import Management, escaped
from treatyc.brokers.rabbitmq.rows import GlobalParameter
from treatyc.topology.observed import Mark
from treatyc.topology.plan import Scope
from treatyc.topology.rabbitmq import bodies

_PARTS = 3
_EVERYWHERE = "user:"
"""Users belong to the cluster: those of a scope in another virtual host are seen, too."""


class _Kept(msgspec.Struct):
    applied: dict[str, str]


@dataclass(frozen=True, slots=True)
class Marks:
    """Whose what is, in one virtual host."""

    own: Mapping[str, str]
    others: Mapping[str, Mark] = field(default_factory=dict)

    def mark(self, scope: Scope, address: str) -> Mark | None:
        """Whose this is; None where it is nobody's."""
        if address in self.own:
            return Mark(scope, self.own[address])
        return self.others.get(address)


def read(management: Management, scope: Scope, vhost: str) -> Marks:
    """Everybody's marks, by one request."""
    own: dict[str, str] = {}
    others: dict[str, Mark] = {}
    for each in management.get("global-parameters", list[GlobalParameter]):
        parts = each.name.removeprefix(bodies.MARKS).split(".", _PARTS - 1)
        if not each.name.startswith(bodies.MARKS) or len(parts) != _PARTS:
            continue
        project, target, there = parts
        ours = there == vhost and Scope(project, target) == scope
        try:
            kept = msgspec.json.decode(each.value, type=_Kept)
        except msgspec.DecodeError:
            if not ours:
                continue  # whatever somebody else keeps under such a name
            raise BrokerError(f"the global parameter `{each.name}` is not as we wrote it: set it as it was") from None
        if ours:
            own = kept.applied
        else:
            whose = Scope(project, target)
            others |= {
                name: Mark(whose, applied)
                for name, applied in kept.applied.items()
                if there == vhost or name.startswith(_EVERYWHERE)
            }
    return Marks(own, others)


class Ledger:
    """The marks of a scope while it is worked on: nobody else writes them meanwhile."""

    def __init__(self, management: Management, scope: Scope, vhost: str, stale: Iterable[str] = ()) -> None:
        """`stale` are marks of what was seen to be gone and is not wanted; the next writing leaves them out."""
        self._management = management
        self._stale = frozenset(stale)
        self._path = escaped("global-parameters", bodies.marks_name(scope, vhost))
        self._applied = dict(read(management, scope, vhost).own)

    def __contains__(self, address: str) -> bool:
        return address in self._applied

    def set(self, marks: Mapping[str, str]) -> None:
        """These were applied, or are about to be."""
        self._stale -= marks.keys()
        self._write({**self._applied, **marks})

    def remove(self, addresses: Iterable[str]) -> None:
        """These are no longer ours."""
        gone = set(addresses)
        self._write({name: applied for name, applied in self._applied.items() if name not in gone})

    def tidy(self) -> None:
        """Forget what is stale: else whatever somebody makes of that name would be taken for ours."""
        self._write(self._applied)

    def _write(self, applied: dict[str, str]) -> None:
        applied = {name: each for name, each in applied.items() if name not in self._stale}
        if applied == self._applied:
            return
        body = {"value": bodies.marks(applied)}
        answer = self._management.put(self._path, body) if applied else self._management.delete(self._path)
        if answer.problem is not None:
            raise BrokerError(f"{self._management.address} does not keep our marks: {answer.problem}")
        self._applied = applied
