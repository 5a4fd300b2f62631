"""A batch of steps of one kind and one action: claimed, done side by side, and marked."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import assert_never

from treatyc.brokers.live import Outcome
from treatyc.brokers.rabbitmq.draining import Drains
from treatyc.brokers.rabbitmq.inventory import users_of
from treatyc.brokers.rabbitmq.making import Around, Maker
from treatyc.brokers.rabbitmq.management import AT_ONCE, Answer, escaped
from treatyc.brokers.rabbitmq.marks import Ledger
from treatyc.brokers.rabbitmq.rows import BindingRow, Named, PermissionRow, TopicPermissionRow
from treatyc.topology.plan import Action, Step
from treatyc.topology.rabbitmq.objects import Exchange, Pairs, Policy, Queue, RabbitResource
from treatyc.topology.resource import Resource, address, digest

_SOMEBODY = "somebody else made it meanwhile: plan again"

Doing = Callable[[Step], str | None]
"""What does a step, and says what went wrong."""


def perform(maker: Maker, ledger: Ledger, steps: Sequence[Step]) -> Iterator[Outcome]:
    """Do these steps."""
    if not steps:
        return
    around = _around(maker, steps)
    match steps[0].action:
        case Action.CREATE:
            yield from _create(maker, ledger, around, steps)
        case Action.ADOPT:
            # Ours first: a run that dies here leaves something of ours that differs, and not somebody else's changed.
            ledger.set({step.address: digest(applied(step)) for step in steps})
            outcomes = _side_by_side(steps, lambda step: _change(maker, around, step))
            ledger.remove(each.step.address for each in outcomes if each.problem is not None)
            yield from outcomes
        case Action.UPDATE:
            outcomes = _side_by_side(steps, lambda step: _change(maker, around, step))
            ledger.set({each.step.address: digest(applied(each.step)) for each in outcomes if each.problem is None})
            yield from outcomes
        case Action.DELETE:
            drains = Drains(maker.management, maker.target.vhost, steps)
            outcomes = _side_by_side(steps, lambda step: drains.problem(step) or _delete(maker, around, step))
            ledger.remove(each.step.address for each in outcomes if each.problem is None)
            yield from outcomes
        case Action.REPLACE:
            drains = Drains(maker.management, maker.target.vhost, steps)
            outcomes = _side_by_side(steps, lambda step: drains.problem(step) or _replace(maker, around, step))
            ledger.set({each.step.address: digest(each.step.resource) for each in outcomes if each.problem is None})
            yield from outcomes
        case Action.BLOCKED | Action.NOOP:
            yield from (Outcome(step) for step in steps)
        case unknown:
            assert_never(unknown)


def applied(step: Step) -> RabbitResource:
    """What is there when a step is done: the wanted, with what the contracts do not speak of and the plan leaves."""
    wanted, found = _ours(step.wanted), step.found
    removed = {change.name for change in step.changes if change.wanted is None}
    match wanted, found:
        case Policy(), Policy():
            return replace(wanted, definition=_merged(wanted.definition, found.definition, removed))
        case Queue(), Queue():
            return replace(wanted, arguments=_merged(wanted.arguments, found.arguments, removed))
        case Exchange(), Exchange():
            return replace(wanted, arguments=_merged(wanted.arguments, found.arguments, removed))
        case _:
            return wanted


def _merged(wanted: Pairs, found: Pairs, removed: set[str]) -> Pairs:
    return tuple(sorted({**{name: each for name, each in found if name not in removed}, **dict(wanted)}.items()))


def _create(maker: Maker, ledger: Ledger, around: Around, steps: Sequence[Step]) -> Iterator[Outcome]:
    """What was claimed by a run that died is ours, and is made again; what is there unclaimed is somebody else's."""
    claimed = {step.address for step in steps if step.address in ledger}
    taken = {step.address for step in steps if step.resource.name in around.names} - claimed
    todo = [step for step in steps if step.address not in taken]
    ledger.set({step.address: digest(step.resource) for step in todo})

    def make(step: Step) -> str | None:
        answer = maker.put(_ours(step.wanted), around)
        if answer.problem is not None:
            return answer.problem
        atomic = isinstance(step.wanted, Queue | Exchange)
        theirs = atomic and not answer.made and not answer.repeated and step.address not in claimed
        return _SOMEBODY if theirs else None

    outcomes = {each.step.address: each for each in _side_by_side(todo, make)}
    ledger.remove(name for name, each in outcomes.items() if each.problem is not None and name not in claimed)
    for step in steps:
        yield outcomes.get(step.address) or Outcome(step, _SOMEBODY)


def _change(maker: Maker, around: Around, step: Step) -> str | None:
    """Make it so; what only gets our mark is not touched."""
    if step.action is Action.ADOPT and not step.changes:
        return None
    return maker.put(applied(step), around).problem


def _delete(maker: Maker, around: Around, step: Step) -> str | None:
    return maker.remove(_ours(step.found), around).problem


def _replace(maker: Maker, around: Around, step: Step) -> str | None:
    """A queue's bindings go with it, and are made again."""
    answer = maker.remove(_ours(step.found), around)
    if answer.problem is None:
        answer = maker.put(_ours(step.wanted), around)
    if answer.problem is None and isinstance(step.wanted, Queue):
        answer = _rebound(maker, around, step.wanted)
    return answer.problem


def _rebound(maker: Maker, around: Around, queue: Queue) -> Answer:
    answer = Answer(204)
    for row in around.bindings.get(queue.name, ()):
        path = escaped("bindings", maker.target.vhost, "e", row.source, "q", queue.name)
        answer = maker.management.post(path, {"routing_key": row.routing_key, "arguments": row.arguments})
        if answer.problem is not None:
            return answer
    return answer


def _side_by_side(steps: Sequence[Step], do: Doing) -> list[Outcome]:
    """Several requests at once. What breaks the connection ends the batch: the marks tell the next run where."""
    with ThreadPoolExecutor(max_workers=AT_ONCE) as pool:
        return [Outcome(step, problem) for step, problem in zip(steps, pool.map(do, steps), strict=True)]


def _ours(resource: Resource | None) -> RabbitResource:
    if not isinstance(resource, RabbitResource):
        raise TypeError(f"{address(resource) if resource else 'nothing'} is no resource of a RabbitMQ")
    return resource


def _around(maker: Maker, steps: Sequence[Step]) -> Around:
    """What has to be known before a batch, in as few requests as can be."""
    management, here = maker.management, escaped(maker.target.vhost)
    kind = steps[0].resource.kind
    match kind:
        case "vhost":
            return Around(frozenset(each.name for each in management.get("vhosts?columns=name", list[Named])))
        case "policy":
            return Around(frozenset(each.name for each in management.get(f"policies/{here}?columns=name", list[Named])))
        case "queue":
            return _around_queues(maker, steps)
        case "bindings":
            bindings = _bindings(maker)
            return Around(frozenset(bindings), bindings)
        case "user":
            return Around(frozenset(each.name for each in users_of(management)))
        case "permissions":
            rows = management.get(f"vhosts/{here}/permissions", list[PermissionRow])
            keyed: dict[str, set[str]] = {}
            for row in management.get(f"vhosts/{here}/topic-permissions", list[TopicPermissionRow]):
                keyed.setdefault(row.user, set()).add(row.exchange)
            names = frozenset(row.user for row in rows)
            return Around(names, keyed={user: frozenset(several) for user, several in keyed.items()})
        case _:
            return Around()


def _around_queues(maker: Maker, steps: Sequence[Step]) -> Around:
    bindings = _bindings(maker) if steps[0].action is Action.REPLACE else {}
    if all(not isinstance(step.wanted, Queue) or step.wanted.replicas == 1 for step in steps):
        return Around(bindings=bindings)
    return Around(bindings=bindings, nodes=len(maker.management.get("nodes?columns=name", list[Named])))


def _bindings(maker: Maker) -> dict[str, list[BindingRow]]:
    found: dict[str, list[BindingRow]] = {}
    for row in maker.management.get(f"bindings/{escaped(maker.target.vhost)}", list[BindingRow]):
        if row.source and row.destination_type == "queue":
            found.setdefault(row.destination, []).append(row)
    return found
