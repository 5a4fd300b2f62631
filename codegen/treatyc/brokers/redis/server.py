"""What a Redis tells of itself."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import redis

from treatyc.brokers.live import BrokerError
from treatyc.brokers.redis import keys
from treatyc.topology.version import numbers

OLDEST = (7, 0)
"""Since when one user may have different rights to different keys."""


@dataclass(frozen=True, slots=True)
class Server:
    """What decides whether treaty can work there, and what is worth a remark."""

    version: str
    run: str
    replica: bool
    cluster: bool
    eviction: str
    appends: bool
    named: str | None

    @property
    def identity(self) -> str:
        """Its name; until it has one, the name of its process, which the next start changes."""
        return self.named or f"run-{self.run[:16]}"


def ask(client: redis.Redis) -> Server:
    """What it says; raises `BrokerError` where treaty cannot work."""
    told = client.info()
    server = Server(
        version=str(told["redis_version"]),
        run=str(told["run_id"]),
        replica=told.get("role") == "slave",
        cluster=bool(told.get("cluster_enabled", 0)),
        eviction=str(told.get("maxmemory_policy", "noeviction")),
        appends=bool(told.get("aof_enabled", 0)),
        named=keys.text(client, keys.IDENTITY),
    )
    if numbers(server.version) < OLDEST:
        raise BrokerError(f"this is Redis {server.version}, and treaty needs 7.0 or newer")
    if server.replica:
        raise BrokerError("this Redis follows another one: connect to that")
    if server.cluster:
        raise BrokerError("this is a Redis Cluster, whose streams lie on many servers: treaty provisions single ones")
    return server


def remarks(server: Server) -> Iterator[str]:
    """How this Redis may lose what was confirmed (P16)."""
    if server.eviction.startswith("allkeys"):
        yield (
            f"this Redis throws whole streams away when its memory is full (`maxmemory-policy {server.eviction}`):"
            " set `noeviction`, or `volatile-lru`, which leaves streams alone"
        )
    if not server.appends:
        yield "this Redis forgets what came since its last snapshot when it stops: set `appendonly yes`"
