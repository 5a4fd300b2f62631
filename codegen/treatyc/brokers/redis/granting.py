"""Users and their rights: no script may write these, so that each is written with its mark in a transaction."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import redis
from redis.client import Pipeline

from treatyc.brokers.live import Outcome
from treatyc.brokers.redis import keys, users
from treatyc.brokers.redis.batches import raw
from treatyc.system.target import Target
from treatyc.topology.observed import Mark
from treatyc.topology.plan import Action, Scope, Step
from treatyc.topology.principals import password_name
from treatyc.topology.redis import acl
from treatyc.topology.redis.objects import Permissions, User
from treatyc.topology.resource import address, digest

_NO_FILE = "not configured to use an ACL file"


@dataclass(frozen=True, slots=True)
class Logins:
    """The passwords of a target's users by principal, and where the rest would be looked for."""

    target: Target
    passwords: Mapping[str, str] = field(repr=False)


@dataclass(frozen=True, slots=True)
class _There:
    """What is there before anything is written."""

    addresses: frozenset[str]
    marks: Mapping[str, Mark]
    scope: Scope

    def ours(self, name: str) -> bool:
        """Whether this bears our mark."""
        mark = self.marks.get(name)
        return mark is not None and mark.scope == self.scope


def granted(client: redis.Redis, logins: Logins, steps: Sequence[Step], scope: Scope) -> Iterator[Outcome]:
    """Do these steps, and have the server write its users down where it has a file for them."""
    marks = keys.marks(client)
    there = _There(frozenset(address(each) for each in users.found(client)), marks, scope)
    outcomes = []
    for step in steps:
        problem = _hindrance(step, there, logins)
        outcomes.append(Outcome(step, problem or _write(client, step, there, logins)))
    _save(client)
    yield from outcomes


def _hindrance(step: Step, there: _There, logins: Logins) -> str | None:
    """Why a step is not even tried."""
    resource, ours = step.resource, there.ours(step.address)
    if step.address in there.marks and not ours:
        return "it belongs to somebody else by now"
    match step.action:
        case Action.CREATE if step.address in there.addresses and not ours:
            return "somebody else made it since the plan was made"
        case Action.DELETE if not ours:
            return "it belongs to nobody by now"
        case _:
            pass
    if isinstance(resource, Permissions) and f"{User.kind}:{resource.name}" not in there.addresses:
        return (
            None if step.action is Action.DELETE else f"there is no user `{resource.name}`: whoever makes users does so"
        )
    if isinstance(resource, User) and _logs_in(step) and resource.name not in logins.passwords:
        return f"`{password_name(logins.target, resource.name)}` is not in the environment"
    return None


def _logs_in(step: Step) -> bool:
    """Whether a password is set: one that is taken over as it is keeps its own."""
    return step.action in (Action.CREATE, Action.UPDATE) or (step.action is Action.ADOPT and bool(step.changes))


def _write(client: redis.Redis, step: Step, there: _There, logins: Logins) -> str | None:
    """Write one user with its mark, and say what the server had against it."""
    with client.pipeline(transaction=True) as pipeline:
        if step.action is Action.DELETE:
            pipeline.hdel(keys.MARKS, step.address)
        else:
            pipeline.hset(keys.MARKS, step.address, keys.written(Mark(there.scope, digest(step.resource))))
        _queue(pipeline, step, there, logins)
        answers = pipeline.execute(raise_on_error=False)
    refused = next((answer for answer in answers if isinstance(answer, redis.RedisError)), None)
    if refused is None:
        return None
    if step.address not in there.marks:
        client.hdel(keys.MARKS, step.address)
    # The server repeats the word that it does not take, which may be a password's digest.
    return " ".join("#…" if word.startswith(("'#", "#")) else word for word in str(refused).split())


def _queue(pipeline: Pipeline, step: Step, there: _There, logins: Logins) -> None:
    resource = step.resource
    match resource, step.action:
        case User(), Action.DELETE:
            raw(pipeline, "ACL", "DELUSER", resource.name)
        case Permissions(), Action.DELETE:
            if f"{User.kind}:{resource.name}" in there.addresses:
                raw(pipeline, "ACL", "SETUSER", resource.name, *acl.revoked())
        case User(), _:
            if _logs_in(step):
                words = users.login(logins.passwords[resource.name])
                raw(pipeline, "ACL", "SETUSER", resource.name, *words)
        case Permissions(), _:
            raw(pipeline, "ACL", "SETUSER", resource.name, *acl.rules(resource.rights))
        case _:
            raise AssertionError(resource.kind)


def _save(client: redis.Redis) -> None:
    """Write users down; where there is no file for them, the plan has said so."""
    try:
        raw(client, "ACL", "SAVE")
    except redis.ResponseError as error:
        if _NO_FILE not in str(error):
            raise
