"""Objects, as Confluent's registry compares them.

Required names count where both schemas declare the property; `patternProperties` and `propertyNames` are not compared.
"""

from __future__ import annotations

from collections.abc import Iterator

from treatyc.dialects.comparison import below
from treatyc.dialects.confluent.content import Rest, additional, unevaluated
from treatyc.dialects.confluent.jsonschema_changes import Change
from treatyc.dialects.confluent.nodes import Comparison, Finding
from treatyc.dialects.confluent.scalars import least, most
from treatyc.dialects.everit.model import Empty, Never, Node, ObjectNode
from treatyc.dialects.regular import is_found


def objects(comparison: Comparison, original: ObjectNode, update: ObjectNode) -> Iterator[Finding]:
    """All that differs between two objects."""
    yield from below(_required(comparison, original, update), "required")
    yield from below(_properties(comparison, original, update), "properties")
    yield from below(_dependencies(comparison, original, update), "dependencies")
    before, after = _rest(original), _rest(update)
    words = Change.ADDITIONAL_PROPERTIES_REMOVED, Change.ADDITIONAL_PROPERTIES_NARROWED
    yield from below(additional(comparison, before, after, words), "additionalProperties")
    words = Change.UNEVALUATED_PROPERTIES_REMOVED, Change.UNEVALUATED_PROPERTIES_NARROWED
    rest = unevaluated(comparison, before.unevaluated, after.unevaluated, words)
    yield from below(rest, "unevaluatedProperties")
    words = Change.MAX_PROPERTIES_ADDED, Change.MAX_PROPERTIES_DECREASED
    yield from most(comparison, "maxProperties", original.max_properties, update.max_properties, words)
    words = Change.MIN_PROPERTIES_ADDED, Change.MIN_PROPERTIES_INCREASED
    yield from least(comparison, "minProperties", original.min_properties, update.min_properties, words)


def _rest(node: ObjectNode) -> Rest:
    return Rest(node.permits_additional, node.additional, node.unevaluated)


def _required(comparison: Comparison, original: ObjectNode, update: ObjectNode) -> Iterator[Finding]:
    for name, declared in update.properties.items():
        newly = name in update.required and name not in original.required
        if newly and name in original.properties and not declared.says.has_default:
            yield from comparison.differ(Change.REQUIRED_ATTRIBUTE_ADDED, name)


def _properties(comparison: Comparison, original: ObjectNode, update: ObjectNode) -> Iterator[Finding]:
    for name in dict.fromkeys((*original.properties, *update.properties)):
        before, after = original.properties.get(name), update.properties.get(name)
        if before is not None and after is not None:
            yield from comparison.within(before, after, name)
        elif before is not None:
            yield from below(_removed(comparison, name, before, update), name)
        elif after is not None:
            yield from below(_added(comparison, name, after, original, update), name)


def _removed(comparison: Comparison, name: str, before: Node, update: ObjectNode) -> Iterator[Finding]:
    """What is no longer declared must fit what the update says of undeclared properties."""
    if _is_open(update):
        return
    covering = _covering(update, name)
    if covering is not None:
        yield from comparison.within(before, covering)
        if comparison.refutes(before, covering):
            yield from comparison.differ(Change.PROPERTY_REMOVED_NOT_COVERED_BY_PARTIALLY_OPEN_CONTENT_MODEL)
    elif not isinstance(before, Never):
        yield from comparison.differ(Change.PROPERTY_REMOVED_FROM_CLOSED_CONTENT_MODEL)


def _added(
    comparison: Comparison, name: str, after: Node, original: ObjectNode, update: ObjectNode
) -> Iterator[Finding]:
    """What is newly declared must take whatever the original let through under that name."""
    required, default = name in update.required, after.says.has_default
    if _is_open(original):
        if not isinstance(after, Empty):
            yield from comparison.differ(_added_to_open(required=required, default=default))
        return
    covering = _covering(original, name)
    if covering is not None and comparison.refutes(covering, after):
        yield from comparison.within(covering, after)
        yield from comparison.differ(Change.PROPERTY_ADDED_NOT_COVERED_BY_PARTIALLY_OPEN_CONTENT_MODEL)
    if required and not default:
        yield from comparison.differ(Change.REQUIRED_PROPERTY_ADDED_TO_UNOPEN_CONTENT_MODEL)


def _added_to_open(*, required: bool, default: bool) -> Change:
    if not required:
        return Change.OPTIONAL_PROPERTY_ADDED_TO_OPEN_CONTENT_MODEL
    if default:
        return Change.REQUIRED_PROPERTY_WITH_DEFAULT_ADDED_TO_OPEN_CONTENT_MODEL
    return Change.REQUIRED_PROPERTY_ADDED_TO_OPEN_CONTENT_MODEL


def _is_open(node: ObjectNode) -> bool:
    return not node.patterns and _rest(node).is_open


def _covering(node: ObjectNode, name: str) -> Node | None:
    """The schema that an undeclared property must fit: that of the first pattern, or of all the rest."""
    by_pattern = (schema for pattern, schema in node.patterns.items() if is_found(pattern, name))
    return next(by_pattern, None) or _rest(node).covering


def _dependencies(comparison: Comparison, original: ObjectNode, update: ObjectNode) -> Iterator[Finding]:
    for name, after in update.property_dependencies.items():
        before = original.property_dependencies.get(name)
        if before is None:
            yield from comparison.differ(Change.DEPENDENCY_ARRAY_ADDED, name)
        elif not after <= before:
            more = before < after
            change = Change.DEPENDENCY_ARRAY_EXTENDED if more else Change.DEPENDENCY_ARRAY_CHANGED
            yield from comparison.differ(change, name)
    for name, schema in update.schema_dependencies.items():
        known = original.schema_dependencies.get(name)
        if known is None:
            yield from comparison.differ(Change.DEPENDENCY_SCHEMA_ADDED, name)
        else:
            yield from comparison.within(known, schema, name)
