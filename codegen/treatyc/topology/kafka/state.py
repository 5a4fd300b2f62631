"""Where treaty keeps its marks at a Kafka, which has no labels: a compacted topic for each project and target.

Its name has a token that begins with `_`, as no channel's has, and neither a project nor a target has a dot: so each
pair has a name of its own. No prefix stands before it, so that a target whose prefix was changed still knows what it
made under the former one.
"""

from __future__ import annotations

import math

from treatyc.system.target import Target
from treatyc.topology.kafka.objects import Topic
from treatyc.topology.plan import Scope

_TOKEN = "_treaty"  # noqa: S105 - the first token of a name


def state_name(scope: Scope) -> str:
    """The topic of a scope's marks."""
    return f"{_TOKEN}.{scope.project}.{scope.target}"


def state_scope(topic: str) -> Scope | None:
    """Whose marks are in this topic; None where it holds no marks."""
    tokens = topic.split(".")
    return Scope(tokens[1], tokens[2]) if len(tokens) == 3 and tokens[0] == _TOKEN else None


def state_topic(scope: Scope, target: Target) -> Topic:
    """The topic as it is made: as safe as the target's own, and never thinned out by age."""
    replicas = target.replicas or 1
    config = {
        "cleanup.policy": "compact",
        # The broker's clock decides when a lease has ended.
        "message.timestamp.type": "LogAppendTime",
        "min.insync.replicas": str(max(1, math.ceil(replicas / 2))),
        "unclean.leader.election.enable": "false",
    }
    return Topic(state_name(scope), 1, replicas, tuple(sorted(config.items())))
