"""Objects, as Apicurio's registry compares them."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from treatyc.dialects.apicurio.findings import (
    Compare,
    Findings,
    Members,
    Path,
    Rest,
    Visit,
    Words,
    added,
    because,
)
from treatyc.dialects.apicurio.scalars import least, most
from treatyc.dialects.everit.model import CombinedNode, Criterion, Node, ObjectNode, StringNode

_WORDS = Words(
    closed="OBJECT_TYPE_ADDITIONAL_PROPERTIES_TRUE_TO_FALSE",
    rest_narrowed="OBJECT_TYPE_ADDITIONAL_PROPERTIES_NARROWED",
    rest_changed="OBJECT_TYPE_ADDITIONAL_PROPERTIES_SCHEMA_CHANGED",
    narrowed="OBJECT_TYPE_PROPERTY_SCHEMAS_NARROWED",
    changed="OBJECT_TYPE_PROPERTY_SCHEMAS_CHANGED",
)


def objects(original: ObjectNode, update: ObjectNode, visit: Visit, compare: Compare) -> Findings:
    """All that stands between two objects."""
    path = visit.path
    members = Members(_rest(original), _rest(update), _WORDS, visit, compare)
    patterns = original.patterns, update.patterns
    dependencies = original.schema_dependencies, update.schema_dependencies
    fewest, most_ = "OBJECT_TYPE_MIN_PROPERTIES", "OBJECT_TYPE_MAX_PROPERTIES"
    return [
        *_more("OBJECT_TYPE_REQUIRED_PROPERTIES", (*path, "required"), original.required, update.required),
        *_names(original.names, update.names, visit, compare),
        *least(fewest, "minProperties", path, original.min_properties, update.min_properties),
        *most(most_, "maxProperties", path, original.max_properties, update.max_properties),
        *_property_dependencies(original, update, (*path, "dependencies")),
        *members.rests("additionalProperties", "schemaOfAdditionalItems"),
        *_keyed(("OBJECT_TYPE_PATTERN_PROPERTY_KEYS", "patternProperties"), patterns, visit, compare),
        *_keyed(("OBJECT_TYPE_SCHEMA_DEPENDENCIES", "dependencies"), dependencies, visit, compare),
        *_properties(original, update, members),
    ]


def _rest(node: ObjectNode) -> Rest:
    return Rest(node.permits_additional, node.additional)


def _more(kind: str, path: Path, before: Collection[str], after: Collection[str]) -> Findings:
    """A set that may lose members and gain none."""
    return because(f"{kind}_MEMBER_ADDED", path) if any(each not in before for each in after) else []


def _names(before: Node | None, after: Node | None, visit: Visit, compare: Compare) -> Findings:
    if before is None or after is None:
        return added("OBJECT_TYPE_PROPERTY_SCHEMA_ADDED", (*visit.path, "properties"), before, after)
    return compare(visit.at(before, after, "properties"))


def _property_dependencies(original: ObjectNode, update: ObjectNode, path: Path) -> Findings:
    before, after = original.property_dependencies, update.property_dependencies
    found = _more("OBJECT_TYPE_PROPERTY_DEPENDENCIES_KEYS", path, before, after)
    for name in after:
        if name in before:
            found += _more("OBJECT_TYPE_PROPERTY_DEPENDENCIES_VALUE", (*path, name), before[name], after[name])
    return found


def _keyed(
    words: tuple[str, str], both: tuple[Mapping[str, Node], Mapping[str, Node]], visit: Visit, compare: Compare
) -> Findings:
    """Schemas below names, of which none may be added; `words` are what that is called, and the step of the path."""
    (kind, step), (before, after) = words, both
    found = _more(kind, (*visit.path, step), before, after)
    for name, schema in after.items():
        if name in before:
            found += compare(visit.at(before[name], schema, step, name))
    return found


def _properties(original: ObjectNode, update: ObjectNode, members: Members) -> Findings:
    """Those that both declare, those that are new, and those that are gone."""
    found: Findings = []
    for name, after in update.properties.items():
        before = original.properties.get(name)
        if before is not None:
            found += members.compare(members.visit.at(_wrapped(before, after), after, "properties", name))
    new = [schema for name, schema in update.properties.items() if name not in original.properties]
    gone = [schema for name, schema in original.properties.items() if name not in update.properties]
    found += members.widened(new, "propertySchemasAdded") if new else []
    return found + (members.narrowed(gone, "propertySchemasRemoved") if gone else [])


def _wrapped(before: Node, after: Node) -> Node:
    """A string beside a combination is taken for an `anyOf` of itself."""
    if not isinstance(before, StringNode) or not isinstance(after, CombinedNode):
        return before
    return CombinedNode(
        raw=before.raw, pointer=before.pointer, criterion=Criterion.ANY, members=(before,), distinct=(before,)
    )
