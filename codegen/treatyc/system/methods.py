"""What generated methods are called: an agent's verb and the words of the address that it is about.

`rules/method-collision` proves that no two methods of one class share a name; every emitter takes the names from here.
"""

from __future__ import annotations

from collections.abc import Iterable

from treatyc.system.address import fill, parameter_name, tokens
from treatyc.system.agent import Match, Reading, Subscription, Writing
from treatyc.system.channel import Channel, Kind
from treatyc.system.system import System

_VERBS = {
    Writing.SENDS: "send",
    Writing.CALLS: "call",
    Reading.RECEIVES: "on",
    Reading.TAPS: "tap",
    Reading.SERVES: "serve",
}

ROOTS = {
    Kind.EVENT: "events",
    Kind.COMMAND: "commands",
    Kind.REPLY: "replies",
    Kind.METRIC: "metrics",
    Kind.STATE: "state",
    Kind.DEAD_LETTER: "dead_letters",
}
"""The first token by which an address of each kind says what it is; a method's verb says so already."""


def client_method(writing: Writing, channel: Channel) -> str:
    """`send_order_placed` for sending to `events.order.placed`, `call_tool` where the channel's `name` is `tool`."""
    return _method(_VERBS[writing], _channel_words(channel))


def handler_method(system: System, subscription: Subscription) -> str:
    """`on_customer` for `events.customer.*`, `serve_tool` for a served channel whose `name` is `tool`."""
    return _method(_VERBS[subscription.reading], _subscription_words(system, subscription))


def _channel_words(channel: Channel) -> list[str]:
    if channel.name is not None:
        return [channel.name]
    return _words(channel.address, {channel.kind})


def _subscription_words(system: System, subscription: Subscription) -> list[str]:
    """The words of the pattern as written; a named channel gives its name instead, then the values that were fixed."""
    channels = [system.channel(match.channel) for match in subscription.matches]
    if len(channels) == 1 and channels[0].name is not None:
        match = subscription.matches[0]
        if _is_concrete(channels[0], match, subscription.pattern):
            return [channels[0].name, *(value for _, value in match.bindings)]
    return _words(subscription.pattern, {channel.kind for channel in channels})


def _is_concrete(channel: Channel, match: Match, pattern: str) -> bool:
    return fill(channel.address, dict(match.bindings)) == pattern


def _words(address: str, kinds: Iterable[Kind]) -> list[str]:
    """The plain tokens, without the root that says the kind unless nothing else would be left."""
    plain = [token for token in tokens(address) if parameter_name(token) is None and token not in ("*", ">")]
    roots = {ROOTS[kind] for kind in kinds}
    rest = plain[1:] if plain and roots == {plain[0]} else plain
    return rest or plain or ["all"]


def _method(verb: str, words: Iterable[str]) -> str:
    return "_".join([verb, *(word.replace("-", "_").lower() for word in words)])
