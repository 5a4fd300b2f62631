"""That one run alone works on a scope: a key with a token that only its owner renews and takes away."""

from __future__ import annotations

import contextlib
import json
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

import redis

from treatyc.brokers.live import Locked
from treatyc.brokers.redis import keys
from treatyc.brokers.redis.connecting import speaking
from treatyc.brokers.redis.scripts import RELEASE, RENEW
from treatyc.topology.plan import Scope

LEASE_MS = 60_000
"""How long a run that died keeps others waiting: longer than any step takes."""


@dataclass(frozen=True, slots=True)
class RedisLease:
    """A key that is ours for a while."""

    client: redis.Redis
    address: str
    key: str
    value: str

    def renew(self) -> None:
        """Go on holding it."""
        with speaking(self.address):
            if self.client.eval(RENEW, 1, self.key, self.value, str(LEASE_MS)) != "done":
                raise Locked(_who(keys.text(self.client, self.key)))


@contextlib.contextmanager
def hold(client: redis.Redis, address: str, scope: Scope, holder: str) -> Iterator[RedisLease]:
    """Be the only run on this scope, by the server's clock."""
    with speaking(address):
        seconds, _ = client.time()
        since = datetime.fromtimestamp(seconds, UTC).isoformat(timespec="seconds")
        value = json.dumps({"token": secrets.token_hex(16), "holder": holder, "since": since})
        key = keys.lock(scope)
        if not client.set(key, value, nx=True, px=LEASE_MS):
            raise Locked(_who(keys.text(client, key)))
    try:
        yield RedisLease(client, address, key, value)
    finally:
        with speaking(address):
            client.eval(RELEASE, 1, key, value)


def _who(value: str | None) -> str:
    if value is None:
        return "the lease was lost: it ran out while a step took too long"
    try:
        told = json.loads(value)
        return f"{told['holder']} is at work on it since {told['since']}"
    except (ValueError, KeyError, TypeError):
        return "somebody is at work on it"
