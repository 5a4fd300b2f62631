"""The part of the topology of a broker that makes what it needs by itself: it must hold nothing."""

from __future__ import annotations

from treatyc.system.system import System
from treatyc.system.target import Target
from treatyc.topology.flow import Flow
from treatyc.topology.plan import Change
from treatyc.topology.resource import Resource
from treatyc.topology.semantics import InPlace, Judgement, Problem, Semantics


def _derive(system: System, target: Target) -> tuple[Resource, ...]:
    del system, target
    return ()


def _judge(wanted: Resource, found: Resource, changes: tuple[Change, ...]) -> Judgement:
    del wanted, found, changes
    return InPlace()


def _problems(system: System, target: Target) -> tuple[Problem, ...]:
    del system, target
    return ()


def _shortcomings(system: System, target: Target) -> tuple[str, ...]:
    del system
    return (f"the {target.broker.value} broker makes what it needs by itself",)


def _flow(system: System, target: Target) -> Flow:
    del system, target
    return Flow()


SEMANTICS = Semantics((), _derive, _judge, _problems, _shortcomings, _flow)
