"""What the planner must know of a broker, one value for each of them: `brokers.SEMANTICS` holds them all."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from treatyc.system.system import System
from treatyc.system.target import Target
from treatyc.topology.flow import Flow
from treatyc.topology.plan import SAFE, Change, Risk, Word
from treatyc.topology.resource import Resource


@dataclass(frozen=True, slots=True)
class InPlace:
    """The broker can change it while it runs. `needs` are words that must be given first."""

    risk: Risk = SAFE
    needs: tuple[Word, ...] = ()


@dataclass(frozen=True, slots=True)
class Fixed:
    """The broker cannot change it. `recipe` says line by line how to get there without losing anything.

    To delete it and make it anew does it too, and loses what it holds: that is done where its destruction is allowed.
    """

    reason: str
    recipe: tuple[str, ...]


Judgement = InPlace | Fixed
Judge = Callable[[Resource, Resource, tuple[Change, ...]], Judgement]
"""Given the wanted and the found resource of one address, and how they differ: what the broker can do about it."""


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that this broker would refuse, or do otherwise than declared. `rule` is the id of its rule's page.

    `resource` carries the place; `message` and `help` are a diagnostic's.
    """

    rule: str
    message: str
    help: str
    resource: Resource


def alone(resource: Resource) -> tuple[str, ...]:
    """What a resource rests on that needs no other."""
    del resource
    return ()


@dataclass(frozen=True, slots=True)
class Semantics:
    """One broker's part of the topology, all of it pure.

    `kinds` are the kinds of its resources in the order in which they are made; they are deleted in reverse.
    `derive` gives what it must hold, sorted by kind and name. `judge` answers for differing resources. `shared` are
    kinds that several projects hold together: one that is there and equal needs nobody's adoption. `holding` are kinds
    that hold messages, `secret` those with a secret, which is no fact, `personal` those that are named after who logs
    in, without a target's prefix. `problems` are what the broker would refuse; `shortcomings` what it cannot do for
    this system, in sentences. `flow` says how messages pass through the resources. `rests_on` gives the addresses of
    what must be there, and not somebody else's, before this can be made: a consumer's stream, the queue of bindings.
    What is blocked blocks what rests on it.
    """

    kinds: tuple[str, ...]
    derive: Callable[[System, Target], tuple[Resource, ...]]
    judge: Judge
    problems: Callable[[System, Target], tuple[Problem, ...]]
    shortcomings: Callable[[System, Target], tuple[str, ...]]
    flow: Callable[[System, Target], Flow]
    shared: frozenset[str] = field(default_factory=frozenset)
    holding: frozenset[str] = field(default_factory=frozenset)
    secret: frozenset[str] = frozenset({"user"})
    personal: frozenset[str] = frozenset({"user", "permissions", "quota"})
    rests_on: Callable[[Resource], tuple[str, ...]] = alone
