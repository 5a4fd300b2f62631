"""What Apicurio's registry finds between two JSON Schemas, on the path by the Everit library.

The update is walked over, and each of its parts held against the original's. Schemas without `$schema` are read by
draft 4; newer drafts than 7 are not read at all.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from treatyc.dialects.apicurio.arrays import arrays
from treatyc.dialects.apicurio.findings import Findings, Visit, because
from treatyc.dialects.apicurio.objects import objects
from treatyc.dialects.apicurio.scalars import numbers, strings
from treatyc.dialects.dialect import Reason
from treatyc.dialects.everit.model import (
    ArrayNode,
    BooleanNode,
    CombinedNode,
    ConditionalNode,
    ConstNode,
    Criterion,
    Empty,
    EnumNode,
    Never,
    Node,
    NotNode,
    NullNode,
    NumberNode,
    ObjectNode,
    ReferenceNode,
    StringNode,
)
from treatyc.dialects.limits import Effort, Unpredicted

DEPTH_MAX = 120

_SIZES = {
    Criterion.ALL: ("COMBINED_TYPE_ALL_OF_SIZE_INCREASED", ""),
    Criterion.ANY: ("", "COMBINED_TYPE_ANY_OF_SIZE_DECREASED"),
    Criterion.ONE: ("", "COMBINED_TYPE_ONE_OF_SIZE_DECREASED"),
}
"""What it is to add a branch, and to take one away; empty where that is fine."""


def differences(original: Node, update: Node) -> list[Reason]:
    """All that stands against reading with the update what was written with the original."""
    return _Walk().visit(Visit(original, update))


@dataclass(slots=True)
class _Walk:
    effort: Effort = field(default_factory=Effort)

    def fits(self, visit: Visit) -> bool:
        """Whether nothing stands against a pair; what is found is not told."""
        return not self.visit(visit)

    def visit(self, visit: Visit) -> Findings:
        """An update and an original, of which a reference is followed once."""
        self.effort.spend()
        if visit.depth > DEPTH_MAX:
            raise Unpredicted("not predicted: the schemas refer to each other too deep")
        original = visit.original.referred if isinstance(visit.original, ReferenceNode) else visit.original
        update = visit.update
        match update:
            case ReferenceNode() if update.pointer in visit.followed:
                return []
            case ReferenceNode():
                return self.visit(visit.follow(original, update))
            case Empty():
                return []
            case Never():
                return [] if isinstance(original, Never) else because("SUBSCHEMA_TYPE_CHANGED", visit.path)
            case _ if isinstance(original, Never):
                return []
        return self._classes(visit, _meeting(original, update), update)

    def _classes(self, visit: Visit, original: Node, update: Node) -> Findings:
        match original, update:
            case StringNode(), StringNode():
                return strings(original, update, visit.path)
            case NumberNode(), NumberNode():
                return numbers(original, update, visit.path)
            case (BooleanNode(), BooleanNode()) | (NullNode(), NullNode()):
                return []
            case ((EnumNode() | ConstNode()), (EnumNode() | ConstNode())):
                return _values(original, update, visit.path)
            case ArrayNode(), ArrayNode():
                return arrays(original, update, visit, self.visit)
            case ObjectNode(), ObjectNode():
                return objects(original, update, visit, self.visit)
            case CombinedNode(), CombinedNode():
                return self._combined(visit, original, update)
            case ConditionalNode(), ConditionalNode():
                return self._conditional(visit, original, update)
            case NotNode(), NotNode():
                return self._not(visit, original, update)
            case _:
                return because("SUBSCHEMA_TYPE_CHANGED", visit.path)

    def _combined(self, visit: Visit, original: CombinedNode, update: CombinedNode) -> Findings:
        if original.criterion is not update.criterion:
            if update.criterion is Criterion.ANY:
                return []
            narrowed = original.criterion is Criterion.ANY
            kind = "COMBINED_TYPE_CRITERION_NARROWED" if narrowed else "COMBINED_TYPE_CRITERION_CHANGED"
            return because(kind, (*visit.path, "[criterion]"))
        more, fewer = _SIZES[update.criterion]
        before, after = len(original.members), len(update.members)
        if before > after:
            return because(fewer, (*visit.path, "[size]")) if fewer else []
        found = because(more, (*visit.path, "[size]")) if more and before < after else []
        return found + self._matched(visit, original, update)

    def _matched(self, visit: Visit, original: CombinedNode, update: CombinedNode) -> Findings:
        """Each branch of the original takes what fits it, the choosiest first, and goes on until nothing is left.

        So two branches of which each fits either of two are not matched.
        """
        fitting = {
            left: {right for right, other in enumerate(update.members) if self.fits(visit.apart(one, other))}
            for left, one in enumerate(original.distinct)
        }
        found: Findings = []
        while fitting:
            first = min(fitting, key=lambda left: len(fitting[left]))
            if fitting[first]:
                taken = min(fitting[first])
                for others in fitting.values():
                    others.discard(taken)
            else:
                found += because("COMBINED_TYPE_SUBSCHEMA_NOT_COMPATIBLE", visit.path)
            if not fitting[first]:
                del fitting[first]
        return found

    def _conditional(self, visit: Visit, original: ConditionalNode, update: ConditionalNode) -> Findings:
        """What the update no longer says is not looked at."""
        found: Findings = []
        parts = (("if", original.if_, update.if_), ("then", original.then, update.then))
        for name, before, after in (*parts, ("else", original.else_, update.else_)):
            kind = f"CONDITIONAL_TYPE_{name.upper()}_SCHEMA"
            if after is None:
                continue
            if before is None:
                found += because(f"{kind}_ADDED", (*visit.path, name))
                continue
            backward, forward = self._both_ways(visit, before, after)
            if not backward or (name == "if" and not forward):
                found += because(f"{kind}_COMPATIBLE_{_ways(backward=backward, forward=forward)}", (*visit.path, name))
        return found

    def _not(self, visit: Visit, original: NotNode, update: NotNode) -> Findings:
        backward, forward = self._both_ways(visit, original.inner, update.inner)
        if forward:
            return []
        kind = f"NOT_TYPE_SCHEMA_COMPATIBLE_{_ways(backward=backward, forward=forward)}"
        return because(kind, (*visit.path, "not"))

    def _both_ways(self, visit: Visit, before: Node, after: Node) -> tuple[bool, bool]:
        return self.fits(visit.apart(before, after)), self.fits(visit.apart(after, before))


def _meeting(original: Node, update: Node) -> Node:
    """A scalar meets the one member of an `allOf` that is of its class; `type` beside `enum` is such an `allOf`."""
    scalar = isinstance(update, StringNode | NumberNode | BooleanNode)
    if scalar and isinstance(original, CombinedNode) and original.criterion is Criterion.ALL:
        alike = [member for member in original.members if member.kind == update.kind]
        if len(alike) == 1:
            return alike[0]
    return original


def _values(original: EnumNode | ConstNode, update: EnumNode | ConstNode, path: tuple[str, ...]) -> Findings:
    """A `const` goes for an `enum` of one value, and the reverse."""
    before = original.values if isinstance(original, EnumNode) else frozenset({original.value})
    match update:
        case EnumNode():
            return [] if before <= update.values else because("ENUM_TYPE_VALUES_MEMBER_REMOVED", (*path, "enum"))
        case ConstNode():
            if len(before) != 1:
                return because("SUBSCHEMA_TYPE_CHANGED", path)
            return [] if before == {update.value} else because("CONST_TYPE_VALUE_CHANGED", (*path, "const"))


def _ways(*, backward: bool, forward: bool) -> str:
    if backward:
        return "BACKWARD_NOT_FORWARD"
    return "FORWARD_NOT_BACKWARD" if forward else "NONE"
