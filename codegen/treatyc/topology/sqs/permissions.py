"""What each principal may do at Amazon: policies of IAM, for its role, with exactly what its agent declares (P40, P41).

They are in manifests alone: which role an agent has, and who may make one, is settled in each account by its owner, and
`apply` would need the right to give out rights. IAM sees no attributes of a message, so a parameter that a declaration
fixes is no part of a right.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from treatyc.system.system import System
from treatyc.system.target import Target
from treatyc.topology.grants import Right, grants
from treatyc.topology.sqs.policy import VERSION, Document, Realm
from treatyc.topology.sqs.routes import Reader, Route, routes

SEND = ("sqs:GetQueueUrl", "sqs:SendMessage")
PUBLISH = ("sns:Publish",)
READ = (
    "sqs:ChangeMessageVisibility",
    "sqs:DeleteMessage",
    "sqs:GetQueueAttributes",
    "sqs:GetQueueUrl",
    "sqs:ReceiveMessage",
)

LENGTH_MAX = 6_144
"""The characters of a managed policy; a principal that needs more gets several."""

_ARN_MAX = 150
"""More than the address of a queue takes in any region; the numbers of accounts are not known here."""


@dataclass(frozen=True, slots=True)
class Allowance:
    """Actions, and the queues or topics that they may be done to: names, sorted, of one service."""

    service: str
    actions: tuple[str, ...]
    objects: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Rights:
    """One policy of a principal. `number` is 1, and more for what did not fit into those before."""

    principal: str
    agent: str
    number: int
    allowances: tuple[Allowance, ...]


def permissions(system: System, target: Target) -> tuple[Rights, ...]:
    """The policies of all principals, sorted; none for one that sends and reads nothing."""
    found: dict[tuple[str, str], dict[tuple[str, ...], set[str]]] = {}
    known = {route.channel.address: route for route in routes(system, target)}
    for grant in grants(system, target):
        route = known[grant.channel.address]
        wanted = found.setdefault((grant.principal, grant.agent), {})
        group = grant.group or f"{system.name}.{grant.agent}"
        for actions, name in _needs(route, grant.right, group):
            wanted.setdefault(actions, set()).add(name)
    return tuple(policy for (who, agent), wanted in sorted(found.items()) for policy in _policies(who, agent, wanted))


def document(rights: Rights, realm: Realm) -> Document:
    """A policy as IAM takes it, for the objects of an account and region."""
    return {
        "Version": VERSION,
        "Statement": [
            {
                "Effect": "Allow",
                "Action": list(each.actions),
                "Resource": [realm.arn(each.service, name) for name in each.objects],
            }
            for each in rights.allowances
        ],
    }


def _needs(route: Route, right: Right, group: str) -> Iterator[tuple[tuple[str, ...], str]]:
    match right:
        case Right.SEND | Right.ANSWER:
            yield (PUBLISH if route.spread else SEND), route.entrance
        case Right.READ | Right.TAP | Right.AWAIT:
            reader = _reader(route, group)
            yield READ, reader.queue
            if reader.dead_letter is not None:
                yield SEND, reader.dead_letters


def _reader(route: Route, group: str) -> Reader:
    return next(reader for reader in route.readers if reader.group == group)


def _policies(who: str, agent: str, wanted: Mapping[tuple[str, ...], set[str]]) -> Iterator[Rights]:
    """As many policies as it takes, each filled up in order."""
    number, room = 1, LENGTH_MAX
    held: list[Allowance] = []
    for actions, objects in sorted(wanted.items()):
        service = actions[0].partition(":")[0]
        empty = len(json.dumps(["Action", "Effect", "Resource", "Sid", *actions])) + 100
        batch: list[str] = []
        room -= empty
        for name in sorted(objects):
            if room < _ARN_MAX:
                if batch:
                    held.append(Allowance(service, actions, tuple(batch)))
                yield Rights(who, agent, number, tuple(held))
                number, room, held, batch = number + 1, LENGTH_MAX - empty, [], []
            batch.append(name)
            room -= _ARN_MAX
        held.append(Allowance(service, actions, tuple(batch)))
    yield Rights(who, agent, number, tuple(held))
