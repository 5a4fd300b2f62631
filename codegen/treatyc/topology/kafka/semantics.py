"""Kafka's part of the topology: the order of its kinds, and what it can change while it runs."""

from __future__ import annotations

from treatyc.system.system import System
from treatyc.system.target import Target
from treatyc.topology.flow import Flow
from treatyc.topology.kafka.derive import derive
from treatyc.topology.plan import Change
from treatyc.topology.resource import Resource
from treatyc.topology.semantics import InPlace, Judgement, Problem, Semantics


def _judge(wanted: Resource, found: Resource, changes: tuple[Change, ...]) -> Judgement:
    del wanted, found, changes
    return InPlace()


def _problems(system: System, target: Target) -> tuple[Problem, ...]:
    del system, target
    return ()


def _shortcomings(system: System, target: Target) -> tuple[str, ...]:
    del system, target
    return ()


def _flow(system: System, target: Target) -> Flow:
    del system, target
    return Flow()


SEMANTICS = Semantics(
    kinds=("topic",),
    derive=derive,
    judge=_judge,
    problems=_problems,
    shortcomings=_shortcomings,
    flow=_flow,
    holding=frozenset({"topic"}),
)
