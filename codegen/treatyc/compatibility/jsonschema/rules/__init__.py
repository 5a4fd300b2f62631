"""Every rule of JSON Schema: the solver decides, and these name and explain what it found."""

from __future__ import annotations

from typing import Any

from treatyc.compatibility.jsonschema.rules import (
    access_changed,
    bound_tightened,
    condition_tightened,
    const_changed,
    contains_changed,
    default_changed,
    dependency_added,
    deprecated,
    encoding_changed,
    enum_narrowed,
    format_changed,
    items_closed,
    length_tightened,
    more,
    multiple_changed,
    names_tightened,
    not_contained,
    not_proven,
    not_tightened,
    nothing_accepted,
    object_closed,
    open_content,
    pattern_changed,
    property_added,
    property_gone,
    property_optional,
    property_removed,
    required_added,
    size_tightened,
    type_narrowed,
    type_widened,
    unevaluated_closed,
    union_narrowed,
    unique_added,
    unit_changed,
)
from treatyc.compatibility.jsonschema.seen import Change, Hit, Narrowing
from treatyc.compatibility.rule import Rule

NARROWINGS: tuple[Rule[Narrowing, Hit], ...] = (
    # The first that hits tells: what is special about the position comes before what is said of a keyword.
    names_tightened.RULE,
    required_added.RULE,
    property_added.RULE,
    property_removed.RULE,
    bound_tightened.RULE,
    condition_tightened.RULE,
    const_changed.RULE,
    contains_changed.RULE,
    dependency_added.RULE,
    enum_narrowed.RULE,
    items_closed.RULE,
    length_tightened.RULE,
    multiple_changed.RULE,
    not_tightened.RULE,
    nothing_accepted.RULE,
    object_closed.RULE,
    pattern_changed.RULE,
    size_tightened.RULE,
    type_narrowed.RULE,
    unevaluated_closed.RULE,
    union_narrowed.RULE,
    unique_added.RULE,
    not_contained.RULE,
)
CHANGES: tuple[Rule[Change, Hit], ...] = (
    access_changed.RULE,
    default_changed.RULE,
    deprecated.RULE,
    encoding_changed.RULE,
    format_changed.RULE,
    property_gone.RULE,
    property_optional.RULE,
    type_widened.RULE,
    unit_changed.RULE,
)
RULES: tuple[Rule[Any, Hit], ...] = tuple(
    sorted(
        (*NARROWINGS, *CHANGES, more.RULE, not_proven.RULE, open_content.RULE),
        key=lambda rule: rule.id,
    )
)
