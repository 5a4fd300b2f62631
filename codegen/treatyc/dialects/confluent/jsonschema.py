"""What Confluent's registry finds between two JSON Schemas."""

from __future__ import annotations

from collections.abc import Iterator

from treatyc.dialects.comparison import Difference
from treatyc.dialects.confluent.arrays import arrays
from treatyc.dialects.confluent.jsonschema_changes import Change
from treatyc.dialects.confluent.nodes import Comparison, Finding, referred
from treatyc.dialects.confluent.objects import objects
from treatyc.dialects.confluent.scalars import numbers, strings
from treatyc.dialects.everit.model import (
    ArrayNode,
    CombinedNode,
    ConstNode,
    Criterion,
    Empty,
    EnumNode,
    Never,
    Node,
    NotNode,
    NumberNode,
    ObjectNode,
    StringNode,
)
from treatyc.dialects.pairing import paired


def differences(original: Node, update: Node, forgiven: frozenset[Change]) -> list[Difference]:
    """All that stands against reading with the update what was written with the original."""
    comparison = Comparison(referred, forgiven)
    return comparison.differences(original, update, lambda before, after: _compare(comparison, before, after))


def _compare(comparison: Comparison, original: Node, update: Node) -> Iterator[Finding]:
    """A combination beside what is none may be met by one of its members."""
    if isinstance(update, CombinedNode) and not isinstance(original, CombinedNode):
        several = update.criterion is not Criterion.ALL
        if any(not comparison.refutes(original, each) for each in _candidates(update, several=several)):
            return
    elif isinstance(original, CombinedNode) and not isinstance(update, CombinedNode):
        several = original.criterion is Criterion.ALL
        if any(not comparison.refutes(each, update) for each in _candidates(original, several=several)):
            return
    if original.kind != update.kind:
        yield from _changed_type(comparison, original, update)
    else:
        yield from _same_type(comparison, original, update)


def _candidates(combined: CombinedNode, *, several: bool) -> tuple[Node, ...]:
    return combined.members if several or len(combined.members) == 1 else ()


def _changed_type(comparison: Comparison, original: Node, update: Node) -> Iterator[Finding]:
    if isinstance(original, Never) or isinstance(update, Empty):
        return
    # Kafka Connect's converter writes decimals in two ways, and both are meant to go together.
    if original.says.connect_type == update.says.connect_type == "bytes":
        return
    yield from comparison.differ(Change.TYPE_CHANGED)


def _same_type(comparison: Comparison, original: Node, update: Node) -> Iterator[Finding]:
    match original, update:
        case StringNode(), StringNode():
            yield from strings(comparison, original, update)
        case NumberNode(), NumberNode():
            yield from numbers(comparison, original, update)
        case EnumNode(), EnumNode():
            if not original.values <= update.values:
                less = update.values < original.values
                change = Change.ENUM_ARRAY_NARROWED if less else Change.ENUM_ARRAY_CHANGED
                yield from comparison.differ(change, "enum")
        case ConstNode(), ConstNode():
            if original.value != update.value:
                yield from comparison.differ(Change.ENUM_ARRAY_CHANGED, "const")
        case CombinedNode(), CombinedNode():
            yield from _combined(comparison, original, update)
        case NotNode(), NotNode():
            if comparison.refutes(update.inner, original.inner):
                yield from comparison.differ(Change.NOT_TYPE_EXTENDED, "not")
        case ObjectNode(), ObjectNode():
            yield from objects(comparison, original, update)
        case ArrayNode(), ArrayNode():
            yield from arrays(comparison, original, update)


def _combined(comparison: Comparison, original: CombinedNode, update: CombinedNode) -> Iterator[Finding]:
    if not _goes_over(original, update):
        yield from comparison.differ(Change.COMBINED_TYPE_CHANGED)
        return
    before, after = original.distinct, update.distinct
    product = update.criterion is Criterion.ALL
    if len(before) < len(after) and product:
        yield from comparison.differ(Change.PRODUCT_TYPE_EXTENDED)
    elif len(before) > len(after) and not product and original.criterion is not Criterion.ALL:
        yield from comparison.differ(Change.SUM_TYPE_NARROWED)
    edges = {
        left: [right for right, other in enumerate(after) if not comparison.refutes(one, other)]
        for left, one in enumerate(before)
    }
    if paired(edges) < min(len(before), len(after)):
        yield from comparison.differ(Change.COMBINED_TYPE_SUBSCHEMAS_CHANGED)


def _goes_over(original: CombinedNode, update: CombinedNode) -> bool:
    """Whether the one kind of combination may become the other."""
    match update.criterion:
        case same if same is original.criterion:
            return True
        case Criterion.ANY:
            return True
        case Criterion.ONE:
            all_hold = original.criterion is Criterion.ALL
            return len(original.members) == 1 or (all_hold and len(update.members) == 1)
        case Criterion.ALL:
            return len(original.members) == len(update.members) == 1
