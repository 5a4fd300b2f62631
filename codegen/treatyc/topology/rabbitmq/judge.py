"""What a RabbitMQ can change while it runs, what that may break, and how to get there where it cannot."""

from __future__ import annotations

from treatyc.topology.plan import SAFE, Change, Danger, Risk, Word
from treatyc.topology.rabbitmq.objects import Bindings, Exchange, Permissions, Policy, Queue, User
from treatyc.topology.resource import Resource, Value
from treatyc.topology.semantics import Fixed, InPlace, Judgement


def judge(wanted: Resource, found: Resource, changes: tuple[Change, ...]) -> Judgement:
    """Arguments are for good; policies, bindings, users and permissions are not."""
    match wanted, found:
        case Exchange(), Exchange():
            return Fixed("an exchange keeps its type and its arguments", _remake_exchange(wanted))
        case Queue(), Queue():
            return _queue(wanted, changes)
        case Policy(), Policy():
            return _policy(wanted, found, changes)
        case Bindings(), Bindings():
            gone = sorted(set(found.routes) - set(wanted.routes))
            return InPlace(Risk(Danger.LOSS, f"what comes from {_listed(gone)} no longer reaches it") if gone else SAFE)
        case Permissions(), Permissions():
            taken = set(found.rights) - set(wanted.rights)
            return InPlace(_refused("whoever uses what is taken away") if taken else SAFE)
        case User(), User():
            return InPlace(_refused("whoever logs in with the former password"))
        case _:
            return InPlace()


def _queue(wanted: Queue, changes: tuple[Change, ...]) -> Judgement:
    if {change.name for change in changes} == {"replicas"}:
        return Fixed("the management API cannot move the members of a queue", _members(wanted))
    return Fixed("a queue keeps its type and its arguments", _remake_queue(wanted))


def _policy(wanted: Policy, found: Policy, changes: tuple[Change, ...]) -> Judgement:
    if not found.in_force:
        rivals = " and ".join(f"`{name}`" for name in found.rivals)
        return Fixed(f"only one policy is in force on an object, and {rivals} takes its place", _rivals(wanted, found))
    risks = [risk for change in changes if (risk := _risk(wanted, change)) is not None]
    needs = (Word.LOSS,) if any(_expires(wanted, change) for change in changes) else ()
    if not risks:
        return InPlace()
    return InPlace(Risk(Danger.LOSS, "; ".join(risk.sentence for risk in risks)), needs)


def _risk(wanted: Policy, change: Change) -> Risk | None:
    match change.name:
        case "message-ttl" if _shorter(change):
            there = "is dropped" if _expires(wanted, change) else "goes where dead letters go"
            return Risk(Danger.LOSS, f"what is older than {change.wanted} ms {there}")
        case "delivery-limit" if _number(change.wanted) < _number(change.found):
            return Risk(Danger.LOSS, "what came back that often already leaves the queue when it comes back again")
        case "dead-letter-exchange" if change.wanted is None:
            return Risk(Danger.LOSS, "what fails for good is dropped from then on")
        case _:
            return None


def _expires(wanted: Policy, change: Change) -> bool:
    """Whether a change drops what is there already: messages that grow too old, and go nowhere."""
    return _shorter(change) and "dead-letter-exchange" not in dict(wanted.definition)


def _shorter(change: Change) -> bool:
    return change.name == "message-ttl" and _number(change.wanted) < _number(change.found)


def _number(value: Value) -> float:
    return float(value) if isinstance(value, int | float) else float("inf")


def _refused(who: str) -> Risk:
    return Risk(Danger.ACCESS, f"{who} is refused from then on")


def _listed(routes: list[str]) -> str:
    return " and ".join(f"`{line}`" for line in routes)


def _members(wanted: Queue) -> tuple[str, ...]:
    """By RabbitMQ's own tool, while everybody goes on."""
    return (
        f"let `{wanted.name}` have {wanted.replicas} members, one a node, on a machine of the cluster:",
        f"  rabbitmq-queues add_member --vhost VHOST {wanted.name} rabbit@NODE",
        f"  rabbitmq-queues delete_member --vhost VHOST {wanted.name} rabbit@NODE",
        "plan again: the queue is as it should be",
    )


def _remake_queue(wanted: Queue) -> tuple[str, ...]:
    """Through a second queue, which takes what comes meanwhile and gives it back."""
    aside = f"{wanted.name}.moved"
    shovel = f'{{"src-uri": "amqp://", "src-queue": "{wanted.name}", "dest-uri": "amqp://", "dest-queue": "{aside}"}}'
    return (
        f"make `{aside}` and bind it as `{wanted.name}` is bound:",
        f'  rabbitmqadmin declare queue name={aside} durable=true arguments=\'{{"x-queue-type": "quorum"}}\'',
        "stop its readers, and move what waits:",
        f"  rabbitmqctl set_parameter -p VHOST shovel move '{shovel}'",
        f"when it is empty, apply with --allow-destroy queue:{wanted.name}: it is made anew, and bound again",
        f"move everything back in the same way, delete `{aside}` and the shovel, and start the readers",
    )


def _remake_exchange(wanted: Exchange) -> tuple[str, ...]:
    return (
        "choose a `prefix` for this target, so that exchanges of other names are made beside it; or:",
        f"stop who sends to `{wanted.name}`, and unbind all queues from it: an exchange in use is not deleted",
        f"apply with --allow-destroy exchange:{wanted.name}, and apply again: the queues are bound again",
    )


def _rivals(wanted: Policy, found: Policy) -> tuple[str, ...]:
    lines = []
    for name in found.rivals:
        lines.append(
            f"give `{name}` a priority below {wanted.priority}, let it leave `{wanted.name}` out, or delete it:"
        )
        lines.append(f"  rabbitmqctl clear_policy -p VHOST {name}")
    return (*lines, "then plan again")
