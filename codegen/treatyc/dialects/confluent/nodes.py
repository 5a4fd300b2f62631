"""Two JSON Schemas' nodes under comparison, as all that compares parts of them sees it."""

from __future__ import annotations

from treatyc.dialects import comparison
from treatyc.dialects.everit.model import Node, ReferenceNode

Comparison = comparison.Comparison[Node]
Finding = comparison.Difference | comparison.Within[Node]


def referred(node: Node) -> Node:
    """What stands for a node: that which a reference refers to."""
    return node.referred if isinstance(node, ReferenceNode) else node
