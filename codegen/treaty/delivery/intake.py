"""An agent's sources, and what becomes of a delivery of each: the way from a transport into the machines."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from treaty.contract import AgentContract, Bound, Channel, Subscription
from treaty.delivery.address import subject_pattern
from treaty.delivery.failure import FAILURE
from treaty.delivery.framed import FramedOf, unframed
from treaty.delivery.machine import Machine
from treaty.delivery.plan import Plan
from treaty.delivery.route import Routes
from treaty.errors import ContractError
from treaty.transport import Delivery, Source, Start

_FAILURE = FAILURE.name.encode()

Readers = Sequence[tuple[Machine, Plan]]


class Intake(Protocol):
    """One source: what is asked of the broker, whose its messages are, and who gets each."""

    source: Source
    machines: frozenset[Machine]

    def take(self, delivery: Delivery, headers: Mapping[str, bytes], now: float, epoch: float) -> bool:
        """Hand a delivery on; False when nobody here wants it, and it is to be acknowledged at once."""
        ...


class Main:
    """A channel's own object."""

    def __init__(self, source: Source, readers: Readers) -> None:
        self.source = source
        self.machines = frozenset(machine for machine, _ in readers)
        self._routes = Routes(readers)

    def take(self, delivery: Delivery, headers: Mapping[str, bytes], now: float, epoch: float) -> bool:
        """To the machine whose channel has the address."""
        subject = headers.get("ce_subject")
        found = self._routes.known.get(subject) or self._routes.find(subject)
        if found is None:
            return False
        machine, route = found
        if route.plan.carries_replies and headers.get("ce_type") == _FAILURE:
            return False  # it is told to whoever asked, and declared by nobody else
        machine.arrive(delivery, route, headers, now, epoch)
        return True


class Copies:
    """A retry object."""

    def __init__(self, source: Source, readers: Readers) -> None:
        self.source = source
        self.machines = frozenset(machine for machine, _ in readers)
        self._find = Routes(readers).find

    def take(self, delivery: Delivery, headers: Mapping[str, bytes], now: float, epoch: float) -> bool:
        """To the machine that made the copy."""
        found = self._find(headers.get("ce_subject"))
        if found is None:
            return False
        machine, route = found
        machine.arrive_copy(delivery, route, headers, now, epoch)
        return True


class Inbox:
    """Where the replies to this instance's requests come."""

    machines: frozenset[Machine] = frozenset()

    def __init__(self, source: Source, answered: Callable[[Mapping[str, bytes], bytes], None]) -> None:
        self.source = source
        self._answered = answered

    def take(self, delivery: Delivery, headers: Mapping[str, bytes], _now: float, _epoch: float) -> bool:
        """To whoever waits for it; no broker brings it again."""
        self._answered(headers, delivery.body)
        return False


def plans_of(subscription: Subscription, prefix: str, framed_of: FramedOf = unframed) -> list[Plan]:
    """A subscription's channels, prepared; raises `ContractError` for what this runtime cannot do."""
    plans = []
    for bound in subscription.channels:
        address = bound.channel.address
        if bound.channel.order.value == "sequence":
            raise ContractError(f"{address}: `order: sequence` is not supported yet")
        letters = subscription.dead_letters.get(address)
        if subscription.policy.dead_letter and letters is None:
            raise ContractError(f"{subscription.handler}: {address} has no object for its dead letters")
        plans.append(
            Plan(
                bound,
                dead_letter=prefix + letters if subscription.policy.dead_letter and letters is not None else None,
                retries=tuple(prefix + name for name in subscription.retries.get(address, ())),
                framed=framed_of(bound.channel),
            )
        )
    return plans


def inboxes(
    contract: AgentContract, prefix: str, answered: Callable[[Mapping[str, bytes], bytes], None]
) -> list[Inbox]:
    """One for each object that replies to this agent's requests come on."""
    replies: dict[str, list[Channel]] = {}
    for bound in contract.calls:
        if bound.channel.reply is None:
            raise ContractError(f"{bound.channel.address} is called and declares no reply")
        channels = replies.setdefault(prefix + bound.channel.reply.object, [])
        if bound.channel.reply not in channels:
            channels.append(bound.channel.reply)
    return [
        Inbox(
            Source(
                id=number,
                object=name,
                subjects=tuple(subject_pattern(Bound(channel)) for channel in channels),
                group=None,
                start=Start.LATEST,
            ),
            answered,
        )
        for number, (name, channels) in enumerate(sorted(replies.items()))
    ]


def intakes(readers: Readers, prefix: str, first_id: int) -> list[Intake]:
    """One for each distinct object, group and start that the subscriptions read, and each retry object."""
    main: dict[tuple[str, str, str], list[tuple[Machine, Plan]]] = {}
    copies: dict[tuple[str, str, str], list[tuple[Machine, Plan]]] = {}
    for machine, plan in readers:
        # Two environments may share a broker: their groups are as distinct as their objects.
        group, start = prefix + machine.subscription.group, machine.subscription.start
        main.setdefault((prefix + plan.channel.object, group, start), []).append((machine, plan))
        for name in plan.retries:
            copies.setdefault((name, group, Start.EARLIEST.value), []).append((machine, plan))
    made: list[Intake] = []
    for kind, found in ((Main, main), (Copies, copies)):
        for (name, group, start), sharers in sorted(found.items(), key=lambda item: item[0]):
            made.append(kind(_source(first_id + len(made), name, group, start, sharers), sharers))
    return made


def _source(number: int, name: str, group: str, start: str, readers: Readers) -> Source:
    listed = start in (Start.EARLIEST.value, Start.LATEST.value)
    return Source(
        id=number,
        object=name,
        subjects=tuple(sorted({subject_pattern(plan.bound) for _, plan in readers})),
        group=group,
        start=Start(start) if listed else Start.EARLIEST,
        start_at_ms=None if listed else _milliseconds(start),
        ack_wait_s=max(machine.subscription.policy.ack_wait_s for machine, _ in readers),
        ordered=any(plan.channel.order.value == "key" for _, plan in readers),
    )


def _milliseconds(start: str) -> int:
    try:
        return int(datetime.fromisoformat(start).timestamp() * 1000)
    except ValueError:
        raise ContractError(f"start `{start}` is neither earliest, latest nor a time") from None
