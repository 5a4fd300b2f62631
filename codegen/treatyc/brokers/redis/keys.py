"""Where treaty keeps what it must remember at a Redis: three kinds of keys, which are no stream and nobody's business.

Marks of all scopes lie in one hash, so that what one scope has taken no other can take in the same moment.
"""

from __future__ import annotations

import redis

from treatyc.topology.observed import Mark
from treatyc.topology.plan import Scope

MARKS = "treaty:marks"
"""A hash: address of a resource → `project/target digest`."""

IDENTITY = "treaty:identity"
"""What this Redis calls itself: written once, by the first apply, or by whoever runs it before that."""


def lock(scope: Scope) -> str:
    """Held by the run that works on a scope."""
    return f"treaty:lock:{scope}"


def written(mark: Mark) -> str:
    """A mark as it is kept."""
    return f"{mark.scope} {mark.applied}"


def marks(client: redis.Redis) -> dict[str, Mark]:
    """All marks, of every scope, by address."""
    return {str(name): _read(str(text)) for name, text in client.hgetall(MARKS).items()}


def text(client: redis.Redis, key: str) -> str | None:
    """What a key holds."""
    found = client.get(key)
    return None if found is None else str(found)


def _read(text: str) -> Mark:
    scope, _, applied = text.partition(" ")
    project, _, target = scope.partition("/")
    return Mark(Scope(project, target), applied)
