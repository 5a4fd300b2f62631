"""The channels and the contract of one agent, as expressions of `treaty.contract`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from treatyc.emit.python import names
from treatyc.emit.python.access import Access, access
from treatyc.emit.python.layout import Expression, Items, call, dict_of, lay_out, tuple_of
from treatyc.emit.python.literal import docstring, literal
from treatyc.emit.python.references import References
from treatyc.system.address import parameters
from treatyc.system.agent import Agent, Match, Outlet, Subscription, Writing
from treatyc.system.channel import Channel
from treatyc.system.methods import handler_method
from treatyc.system.policy import Policy
from treatyc.system.system import System
from treatyc.topology import names as objects


@dataclass(frozen=True, slots=True)
class Function:
    """A function of a payload: how a key or the parameters of a reply are read from it."""

    name: str
    signature: str
    doc: str
    body: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Constant:
    """An assignment at the top of a module, laid out."""

    name: str
    text: str


def used_channels(system: System, agent: Agent) -> tuple[Channel, ...]:
    """The channels that an agent's module defines, replies before the channels that name them."""
    wanted = {match.channel for match in _matches(agent)}
    replies = {channel.reply.value for address in wanted if (channel := system.channel(address)).reply}
    ordered = sorted(replies) + sorted(wanted - replies)
    return tuple(system.channel(address) for address in ordered)


def _matches(agent: Agent) -> list[Match]:
    parts: tuple[Subscription | Outlet, ...] = (*agent.subscriptions, *agent.outlets)
    return [match for part in parts for match in part.matches]


def channel_constants(system: System, agent: Agent) -> dict[str, str]:
    """What an agent's module calls each of its channels: `EVENTS_ORDER_PLACED`."""
    channels = used_channels(system, agent)
    return names.unique((channel.address, names.constant(objects.channel(channel.address))) for channel in channels)


def functions(system: System, channel: Channel, constant: str, refs: References) -> tuple[Function, ...]:
    """The functions that a channel's constant names: for its key, and for the parameters of its reply."""
    made = []
    if channel.key is not None:
        reads = _accesses(system, channel, channel.key.value)
        result = "bytes | None" if any(read.optional for read in reads.values()) else "bytes"
        body = _dispatch({name: _encoded(read) for name, read in reads.items()}, refs)
        made.append(
            Function(
                f"_{constant.lower()}_key",
                f"(payload: {_payload(channel, refs)}) -> {result}",
                docstring(f"The ordering key of `{channel.address}`.", indent=4),
                body,
            )
        )
    if channel.reply is not None and parameters(channel.reply.value):
        made.append(_reply_function(system, channel, constant, refs))
    return tuple(made)


def _reply_function(system: System, channel: Channel, constant: str, refs: References) -> Function:
    assert channel.reply is not None  # noqa: S101 - the caller asked
    wanted = parameters(channel.reply.value)
    by_parameter = {name: _accesses(system, channel, name) for name in wanted}
    bodies: dict[str, str] = {}
    for message in channel.messages:
        reads = {name: by_parameter[name][message.value] for name in wanted if message.value in by_parameter[name]}
        pairs = [(literal(name), read.text.format(read.value)) for name, read in reads.items()]
        bodies[message.value] = f"return {lay_out(dict_of(pairs), indent=4, before=7)}"
    return Function(
        f"_{constant.lower()}_reply",
        f"(payload: {_payload(channel, refs)}) -> dict[str, str]",
        docstring(f"The parameters of `{channel.reply.value}`, from the request's fields of the same names.", indent=4),
        _dispatch(bodies, refs),
    )


def _accesses(system: System, channel: Channel, path: str) -> dict[str, Access]:
    found = {message.value: access(system, message.value, path) for message in channel.messages}
    return {name: read for name, read in found.items() if read is not None}


def _encoded(read: Access) -> str:
    text = read.text.format("value" if read.optional else read.value)
    if read.optional:
        return f"value = {read.value}\nreturn {text}.encode() if {read.present} else None"
    return f"return {text}.encode()"


def _dispatch(bodies: Mapping[str, str], refs: References) -> tuple[str, ...]:
    """One body where all types share it, else one for each type that is asked for with `isinstance`."""
    distinct = list(dict.fromkeys(bodies.values()))
    if len(distinct) <= 1:
        return tuple(distinct[0].split("\n")) if distinct else ("raise NotImplementedError",)
    *others, last = bodies
    lines: list[str] = []
    for name in others:
        lines.append(f"if isinstance(payload, {refs.classes[name]}):")
        lines += [f"    {line}" for line in bodies[name].split("\n")]
    return (*lines, *bodies[last].split("\n"))


def _payload(channel: Channel, refs: References) -> str:
    return " | ".join(refs.classes[message.value] for message in channel.messages)


def channel_expression(
    channel: Channel, made: tuple[Function, ...], constants: Mapping[str, str], refs: References
) -> Items:
    """`Channel(…)`, without what is the default anyway."""
    key = next((function.name for function in made if function.name.endswith("_key")), "")
    reply = next((function.name for function in made if function.name.endswith("_reply")), "")
    enumerated = [parameter for parameter in channel.parameters if parameter.values]
    return call(
        "Channel",
        address=literal(channel.address),
        object=literal(objects.channel(channel.address)),
        kind=f"Kind.{channel.kind.name}",
        messages=tuple_of([refs.constants[message.value] for message in channel.messages]),
        key=key,
        order=f"Order.{channel.order.name}",
        ttl_s="" if channel.ttl_s is None else literal(channel.ttl_s),
        max_bytes=literal(channel.max_bytes),
        rate="" if channel.rate is None else f"Rate({channel.rate.messages!r}, {channel.rate.per_s!r})",
        parameters=dict_of([(literal(p.name), literal(p.values)) for p in enumerated]) if enumerated else "",
        reply=constants[channel.reply.value] if channel.reply is not None else "",
        reply_parameters=reply,
        timeout_s="" if channel.timeout_s is None else literal(channel.timeout_s),
    )


def contract_expression(system: System, agent: Agent, constants: Mapping[str, str], digest: str) -> Items:
    """`AgentContract(…)`."""
    reads = [part for subscription in agent.subscriptions for part in _subscriptions(system, subscription, constants)]
    return call(
        "AgentContract",
        project=literal(system.name),
        name=literal(agent.name),
        subscriptions=tuple_of(reads),
        sends=tuple_of(_outlets(agent.outlets, Writing.SENDS, constants)),
        calls=tuple_of(_outlets(agent.outlets, Writing.CALLS, constants)),
        handler_timeout_s="" if agent.handler_timeout_s is None else literal(agent.handler_timeout_s),
        digest=literal(digest),
    )


def _outlets(outlets: tuple[Outlet, ...], writing: Writing, constants: Mapping[str, str]) -> list[Expression]:
    chosen = [outlet for outlet in outlets if outlet.writing is writing]
    bound = dict.fromkeys(match for outlet in chosen for match in outlet.matches)
    return [_bound(match, constants) for match in bound]


def _bound(match: Match, constants: Mapping[str, str]) -> Items:
    bindings = dict_of([(literal(name), literal(value)) for name, value in match.bindings])
    return call("Bound", constants[match.channel], *([bindings] if match.bindings else []))


def _subscriptions(system: System, subscription: Subscription, constants: Mapping[str, str]) -> list[Items]:
    """One for each policy among the channels that a pattern covers; all of them lead to the same handler."""
    by_policy: dict[Policy, list[Match]] = {}
    for match in subscription.matches:
        policy = subscription.policy or system.channel(match.channel).policy
        by_policy.setdefault(policy, []).append(match)
    return [_subscription(system, subscription, policy, by_policy[policy], constants) for policy in by_policy]


def _subscription(
    system: System, subscription: Subscription, policy: Policy, matches: list[Match], constants: Mapping[str, str]
) -> Items:
    group = subscription.group
    channels = [system.channel(address) for address in dict.fromkeys(match.channel for match in matches)]
    dead = [(literal(channel.address), objects.dead_letters(channel.address, group, policy)) for channel in channels]
    parked = [
        (literal(channel.address), objects.retries(channel.address, group, policy, channel.order))
        for channel in channels
    ]
    return call(
        "Subscription",
        handler=literal(handler_method(system, subscription)),
        reading=f"Reading.{subscription.reading.name}",
        channels=tuple_of([_bound(match, constants) for match in matches]),
        group=literal(group),
        policy=_policy(policy),
        concurrency=literal(subscription.concurrency),
        start=literal(subscription.start),
        dead_letters=_by_address([(address, literal(name)) for address, name in dead if name is not None]),
        retries=_by_address([(address, tuple_of([*map(literal, names)])) for address, names in parked if names]),
    )


def _by_address(pairs: Sequence[tuple[str, Expression]]) -> Expression:
    return dict_of(pairs) if pairs else ""


def _policy(policy: Policy) -> Items:
    return call(
        "Policy",
        ack_wait_s=literal(policy.ack_wait_s),
        max_deliver=literal(policy.max_deliver),
        backoff_s=literal(policy.backoff_s),
        dead_letter=literal(policy.dead_letter is not None),
        deduplicate_s=literal(policy.deduplicate_s),
        in_flight=literal(policy.in_flight),
    )
