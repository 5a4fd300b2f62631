"""The steps of a plan at a Redis. What has a mark beside it is made, changed and deleted in one piece with it."""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Sequence
from typing import assert_never

import redis
from redis.client import Pipeline

from treatyc.brokers.live import Outcome
from treatyc.brokers.redis import keys, scripts
from treatyc.brokers.redis.batches import ask_each, batches
from treatyc.brokers.redis.connecting import said
from treatyc.brokers.redis.granting import Logins, granted
from treatyc.topology.plan import Action, Scope, Step, Word
from treatyc.topology.redis.objects import Group, Permissions, Stream, User
from treatyc.topology.redis.starts import after
from treatyc.topology.resource import digest

_WORDS = {
    "there": "somebody else made it since the plan was made",
    "theirs": "it belongs to somebody else by now",
    "streamless": "its stream is not there",
    "filled": "messages came since the plan was made: plan again",
    "read": "a group that is not ours still reads it: delete that with XGROUP DESTROY, if nobody needs it",
}
_NAME_BYTES = 8


def perform(client: redis.Redis, logins: Logins, steps: Sequence[Step], scope: Scope) -> Iterator[Outcome]:
    """Do these steps, all of one kind and one action, some hundreds in a round trip."""
    client.set(keys.IDENTITY, secrets.token_hex(_NAME_BYTES), nx=True)
    for batch in batches(steps):
        if isinstance(batch[0].resource, User | Permissions):
            yield from granted(client, logins, batch, scope)
        else:
            answers = ask_each(client, batch, lambda pipeline, step: _queue(pipeline, step, scope))
            for step, answer in zip(batch, answers, strict=True):
                yield Outcome(step, _problem(answer))


def _problem(answer: object) -> str | None:
    """What a script said, for people; None where it is done."""
    match answer:
        case redis.RedisError():
            return said(answer)
        case "done":
            return None
        case _:
            return _WORDS[str(answer)]


def _queue(pipeline: Pipeline, step: Step, scope: Scope) -> object:
    match step.action:
        case Action.CREATE:
            return _make(pipeline, step, scope)
        case Action.ADOPT | Action.UPDATE:
            # Neither a stream nor a group has anything that could be changed.
            return _eval(pipeline, scripts.MARK, [], scope, digest(step.resource), step.address)
        case Action.DELETE:
            return _delete(pipeline, step, scope)
        case Action.REPLACE:
            return _eval(
                pipeline, scripts.REPLACE_STREAM, [step.resource.name], scope, digest(step.resource), step.address
            )
        case Action.BLOCKED | Action.NOOP:
            raise AssertionError(f"{step.action} is not performed")
        case _:
            assert_never(step.action)


def _make(pipeline: Pipeline, step: Step, scope: Scope) -> object:
    resource = step.resource
    match resource:
        case Stream():
            return _eval(pipeline, scripts.MAKE_STREAM, [resource.name], scope, digest(resource), step.address)
        case Group():
            rest = (digest(resource), step.address, resource.group, after(resource.start))
            return _eval(pipeline, scripts.MAKE_GROUP, [resource.stream], scope, *rest)
        case _:
            raise AssertionError(resource.kind)


def _delete(pipeline: Pipeline, step: Step, scope: Scope) -> object:
    resource = step.resource
    held = "any" if step.allows(Word.LOSS) else "empty"
    match resource:
        case Stream():
            return _eval(pipeline, scripts.DELETE_STREAM, [resource.name], scope, step.address, held)
        case Group():
            return _eval(pipeline, scripts.DELETE_GROUP, [resource.stream], scope, step.address, held, resource.group)
        case _:
            raise AssertionError(resource.kind)


def _eval(pipeline: Pipeline, script: str, on: Sequence[str], scope: Scope, *arguments: str) -> object:
    return pipeline.eval(script, 1 + len(on), keys.MARKS, *on, str(scope), *arguments)
