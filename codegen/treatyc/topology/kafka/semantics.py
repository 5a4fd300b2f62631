"""Kafka's part of the topology."""

from __future__ import annotations

from treatyc.topology.kafka.derive import KINDS, derive
from treatyc.topology.kafka.flow import flow
from treatyc.topology.kafka.judge import judge
from treatyc.topology.kafka.limits import problems
from treatyc.topology.kafka.shortcomings import shortcomings
from treatyc.topology.semantics import Semantics

SEMANTICS = Semantics(
    kinds=KINDS,
    derive=derive,
    judge=judge,
    problems=problems,
    shortcomings=shortcomings,
    flow=flow,
    holding=frozenset({"topic"}),
    secret=frozenset({"user"}),
)
