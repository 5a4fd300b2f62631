"""Redis's part of the topology."""

from __future__ import annotations

from treatyc.topology.redis.derive import KINDS, derive
from treatyc.topology.redis.flow import flow
from treatyc.topology.redis.judge import judge
from treatyc.topology.redis.limits import problems
from treatyc.topology.redis.shortcomings import shortcomings
from treatyc.topology.semantics import Semantics

SEMANTICS = Semantics(
    kinds=KINDS,
    derive=derive,
    judge=judge,
    problems=problems,
    shortcomings=shortcomings,
    flow=flow,
    holding=frozenset({"stream", "group"}),
    secret=frozenset({"user"}),
)
