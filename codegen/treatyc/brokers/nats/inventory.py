"""All that a JetStream holds, in few requests: streams by pages, and the consumers of those that have any."""

from __future__ import annotations

from collections.abc import Mapping

from treatyc.brokers.live import BrokerError
from treatyc.brokers.nats.link import Answer, Link, refusal, together
from treatyc.topology.nats import config, marks
from treatyc.topology.nats.objects import Consumer, Stream
from treatyc.topology.observed import Held
from treatyc.topology.plan import Scope

NOT_FOUND = frozenset({10059, 10014})
"""No such stream, no such consumer."""

STATE = "_treaty-"
"""What the streams begin with that are ours alone, such as the one that locks a scope."""


async def inventory(link: Link) -> tuple[Held, ...]:
    """Every stream and every durable consumer, our own state left out; sorted by kind and name."""
    streams = [each for each in await _pages(link, "STREAM.LIST", "streams") if not _name(each).startswith(STATE)]
    reads = [consumers(link, _name(each)) for each in streams if _count(each, "consumer_count")]
    of_streams: list[Held] = []
    for result in await together(reads):
        if isinstance(result, BaseException):
            raise result
        of_streams += result
    held = [stream(each) for each in streams]
    return (*sorted(held, key=_by_name), *sorted(of_streams, key=_by_name))


async def consumers(link: Link, of: str) -> list[Held]:
    """The durable consumers of a stream; none where it is gone meanwhile."""
    return [consumer(each) for each in await _pages(link, f"CONSUMER.LIST.{of}", "consumers") if _durable(each)]


def stream(answer: Mapping[str, object]) -> Held:
    """A stream from what the server says of it."""
    known = _table(answer, "config")
    return Held(config.stream(known), marks.of(known), _count(answer, "messages"))


def consumer(answer: Mapping[str, object]) -> Held:
    """A consumer; what its group has yet to handle counts as what it holds."""
    known = _table(answer, "config")
    backlog = sum(value for name in ("num_pending", "num_ack_pending") if isinstance(value := answer.get(name), int))
    return Held(config.consumer(str(answer["stream_name"]), known), marks.of(known), backlog)


async def now(link: Link, resource: Stream | Consumer) -> Held | None:
    """How one of them is now; None where it is not there."""
    match resource:
        case Stream():
            answer = await link.ask(f"STREAM.INFO.{resource.name}")
        case Consumer():
            answer = await link.ask(f"CONSUMER.INFO.{resource.stream}.{resource.durable}")
    refused = refusal(answer)
    if refused is not None:
        if refused.number in NOT_FOUND:
            return None
        raise BrokerError(f"{link.address} does not tell of {resource.name}: {refused}")
    return stream(answer) if isinstance(resource, Stream) else consumer(answer)


def is_of(held: Held, scope: Scope) -> bool:
    """Whether it bears the mark of this scope."""
    return held.mark is not None and held.mark.scope == scope


async def _pages(link: Link, call: str, key: str) -> list[Answer]:
    found: list[Answer] = []
    while True:
        answer = await link.ask(call, {"offset": len(found)})
        if (refused := refusal(answer)) is not None:
            if refused.number in NOT_FOUND:
                return []
            raise BrokerError(f"{link.address} does not list what it holds: {refused}")
        page = answer.get(key)
        entries = [each for each in page if isinstance(each, dict)] if isinstance(page, list) else []
        found += entries
        total = answer.get("total")
        if not entries or not isinstance(total, int) or len(found) >= total:
            return found


def _table(answer: Mapping[str, object], name: str) -> Mapping[str, object]:
    table = answer.get(name)
    return table if isinstance(table, dict) else {}


def _name(answer: Mapping[str, object]) -> str:
    return str(_table(answer, "config").get("name", ""))


def _durable(answer: Mapping[str, object]) -> bool:
    return bool(_table(answer, "config").get("durable_name"))


def _count(answer: Mapping[str, object], name: str) -> int:
    value = _table(answer, "state").get(name, 0)
    return value if isinstance(value, int) else 0


def _by_name(held: Held) -> str:
    return held.resource.name
