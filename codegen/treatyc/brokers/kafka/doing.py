"""How each kind of step is done at a live cluster, and what is there afterwards."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TypeVar, assert_never

from treatyc.brokers.kafka import permissions, topics, users
from treatyc.brokers.kafka.client import MEANWHILE, Client, tried_until_shown
from treatyc.brokers.live import BrokerError
from treatyc.topology.kafka.objects import Permissions, Topic, User
from treatyc.topology.plan import Action, Step, Word
from treatyc.topology.resource import Resource

R = TypeVar("R", Topic, User, Permissions)
V = TypeVar("V")


def after(step: Step) -> Resource | None:
    """What a step leaves behind: what is wanted, with what nobody chose and the step does not take away."""
    match step.wanted, step.found:
        case Topic() as wanted, Topic() as found if step.action is not Action.REPLACE:
            kept = _kept(dict(found.config), step)
            return replace(wanted, config=tuple(sorted({**kept, **dict(wanted.config)}.items())))
        case User() as wanted, User() as found if step.action is not Action.REPLACE:
            had = _kept(dict(found.credentials), step)
            return replace(wanted, credentials=tuple(sorted({**had, **dict(wanted.credentials)}.items())))
        case wanted, _:
            return wanted


def doing(client: Client, steps: Sequence[Step], passwords: Mapping[str, str]) -> dict[str, str]:
    """Do steps of one kind and one action; the problems, by name of what they are about."""
    action = steps[0].action
    match steps[0].resource:
        case Topic():
            return _topics(client, action, steps)
        case User():
            return _users(client, action, steps, passwords)
        case Permissions():
            return _permissions(client, action, steps)
        case resource:
            raise AssertionError(f"a Kafka has no {resource.kind}")


def _topics(client: Client, action: Action, steps: Sequence[Step]) -> dict[str, str]:
    match action:
        case Action.CREATE:
            return topics.create(client, _wanted(steps, Topic))
        case Action.UPDATE | Action.ADOPT:
            return _altered(client, [step for step in steps if step.changes])
        case Action.DELETE:
            problems = _filled(client, steps)
            return problems | topics.delete(client, _without(problems, steps))
        case Action.REPLACE:
            problems = _filled(client, steps)
            problems |= topics.delete(client, _without(problems, steps))
            again = [topic for topic in _wanted(steps, Topic) if topic.name not in problems]
            return problems | topics.create(client, again)
        case Action.BLOCKED | Action.NOOP:
            return {}
        case _:
            assert_never(action)


def _altered(client: Client, steps: Sequence[Step]) -> dict[str, str]:
    """Changed, and shown as changed: what is asked next would else not know of it."""
    problems = topics.alter(client, steps)
    expected = {step.resource.name: after(step) for step in steps if step.resource.name not in problems}
    for _ in tried_until_shown():
        if not expected or topics.find(client, expected, client.metadata().topics) == expected:
            return problems
    raise BrokerError(f"{client.address} took changes of topics that it does not show")


def _filled(client: Client, steps: Sequence[Step]) -> dict[str, str]:
    """What holds messages now whose loss nobody allowed."""
    found = {step.resource.name: step.found for step in steps if not step.allows(Word.LOSS)}
    counts = topics.messages(client, [topic for topic in found.values() if isinstance(topic, Topic)])
    return {
        name: "nobody can tell how many messages it holds" if count is None else f"{count:,} messages came meanwhile"
        for name, count in counts.items()
        if count != 0
    }


def _users(client: Client, action: Action, steps: Sequence[Step], passwords: Mapping[str, str]) -> dict[str, str]:
    match action:
        case Action.CREATE:
            there = users.find(client)
            problems = {step.resource.name: MEANWHILE for step in steps if step.resource.name in there}
            asked = [user for user in _wanted(steps, User) if user.name not in problems]
            return problems | users.put(client, asked, passwords)
        case Action.UPDATE | Action.REPLACE:
            problems = users.put(client, _wanted(steps, User), passwords)
            return problems | users.delete(client, _unwanted(steps))
        case Action.ADOPT:
            changed = [step for step in steps if step.changes]
            return _users(client, Action.UPDATE, changed, passwords) if changed else {}
        case Action.DELETE:
            return users.delete(client, _found(steps, User))
        case Action.BLOCKED | Action.NOOP:
            return {}
        case _:
            assert_never(action)


def _unwanted(steps: Sequence[Step]) -> list[User]:
    """The credentials that steps take away."""
    found = []
    for user, step in zip(_found(steps, User), steps, strict=True):
        gone = {change.name for change in step.changes if change.wanted is None}
        found.append(replace(user, credentials=tuple(each for each in user.credentials if each[0] in gone)))
    return found


def _permissions(client: Client, action: Action, steps: Sequence[Step]) -> dict[str, str]:
    there = permissions.find(client)
    match action:
        case Action.CREATE:
            problems = {step.resource.name: MEANWHILE for step in steps if step.resource.name in there}
            asked = [each for each in _wanted(steps, Permissions) if each.name not in problems]
            return problems | permissions.put(client, asked, there)
        case Action.UPDATE | Action.REPLACE | Action.ADOPT:
            return permissions.put(client, _wanted(steps, Permissions), there)
        case Action.DELETE:
            return permissions.put(client, [Permissions(step.resource.name, ()) for step in steps], there)
        case Action.BLOCKED | Action.NOOP:
            return {}
        case _:
            assert_never(action)


def _without(problems: Mapping[str, str], steps: Sequence[Step]) -> list[str]:
    return [step.resource.name for step in steps if step.resource.name not in problems]


def _wanted(steps: Sequence[Step], kind: type[R]) -> list[R]:
    return [step.wanted for step in steps if isinstance(step.wanted, kind)]


def _found(steps: Sequence[Step], kind: type[R]) -> list[R]:
    return [step.found for step in steps if isinstance(step.found, kind)]


def _kept(found: Mapping[str, V], step: Step) -> dict[str, V]:
    taken = {change.name for change in step.changes if change.wanted is None}
    return {name: value for name, value in found.items() if name not in taken}
