"""What is known of an engine that says something else than treaty: why it refuses, or what it does not see."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from treatyc.compatibility.finding import Verdict
from treatyc.dialects.apicurio.discovery import UNRECOGNISED
from treatyc.dialects.dialect import Prediction
from treatyc.dialects.editions import REFUSALS
from treatyc.system.registry import Dialect

_OPEN = "it takes a writer to send what an open schema does not declare, as `--content-model strict` does"
_CLASSES = "it compares kinds of schema before what they accept, so that one kind never goes for another"
_KEYWORDS = "it compares a keyword with itself alone, though another one may say the same"
_PLACES = "it wants items that get a schema of their own to have had one before"
_BRANCHES = "it pairs branches one by one, though one may go for several"
_UNUSED = "it does not ask whether anybody uses the message"
_NAMES = "it compares names that do not travel"
_EDITION = "it reads no edition of Protobuf, whatever stands in it"
_MOVED = "it does not ask whether both fields were ever set together"

_ALARMS: Mapping[str, str] = {
    UNRECOGNISED: "it wants a `$schema` of json-schema.org, or `properties`, before it takes a text for a JSON Schema, "
    "and takes no edition for Protobuf",
    **{each.kind: _EDITION for each in REFUSALS.values() if each.kind != UNRECOGNISED},
    "OPTIONAL_PROPERTY_ADDED_TO_OPEN_CONTENT_MODEL": f"{_OPEN} (confluentinc/schema-registry#1458)",
    "REQUIRED_PROPERTY_WITH_DEFAULT_ADDED_TO_OPEN_CONTENT_MODEL": _OPEN,
    "PROPERTY_REMOVED_FROM_CLOSED_CONTENT_MODEL": _OPEN,
    "ITEM_ADDED_TO_OPEN_CONTENT_MODEL": _PLACES,
    "SCHEMA_ADDED": _PLACES,
    "TYPE_CHANGED": _CLASSES,
    "COMBINED_TYPE_CHANGED": _CLASSES,
    "COMBINED_TYPE_SUBSCHEMAS_CHANGED": _BRANCHES,
    "SUM_TYPE_NARROWED": _BRANCHES,
    "PRODUCT_TYPE_EXTENDED": _BRANCHES,
    "MINIMUM_ADDED": _KEYWORDS,
    "MAXIMUM_ADDED": _KEYWORDS,
    "EXCLUSIVE_MINIMUM_ADDED": _KEYWORDS,
    "EXCLUSIVE_MAXIMUM_ADDED": _KEYWORDS,
    "property_added_to_open_content_model": _OPEN,
    "type_changed": _CLASSES,
    "combined_type_changed": _CLASSES,
    "combined_type_subschemas_changed": _BRANCHES,
    "item_added_to_open_content_model": _PLACES,
    "required_attribute_added": "it takes `required` within a property for the property's own",
    "SUBSCHEMA_TYPE_CHANGED": _CLASSES,
    "OBJECT_TYPE_PROPERTY_SCHEMAS_NARROWED": f"{_OPEN} (Apicurio/apicurio-registry#1710)",
    "ARRAY_TYPE_ITEM_SCHEMAS_NARROWED": _PLACES,
    "ARRAY_TYPE_ALL_ITEM_SCHEMA_ADDED": _PLACES,
    "COMBINED_TYPE_SUBSCHEMA_NOT_COMPATIBLE": _BRANCHES,
    "MESSAGE_REMOVED": f"{_UNUSED} (confluentinc/schema-registry#2033)",
    "MESSAGE_DROP": _UNUSED,
    "PACKAGE_CHANGED": _NAMES,
    "FIELD_NAMED_TYPE_CHANGED": _NAMES,
    "FIELD_TAG_ALTER": "it takes a number that is no longer used for the field's own that was changed (karapace#821)",
    "FIELD_LABEL_ALTER": "it takes `optional` for another label than none, though nothing changes on the wire",
    "ONE_OF_FIELD_DROP": "it takes a member that leaves its `oneof` for one that is gone",
    "FIELD_MOVED_TO_EXISTING_ONEOF": _MOVED,
    "MULTIPLE_FIELDS_MOVED_TO_ONEOF": _MOVED,
    "FEW_FIELDS_CONVERTED_TO_ONE_OF": _MOVED,
    "Field name changed": _NAMES,
    "fields removed without reservation": "it wants what is gone to be reserved, which readers never see",
    "reserved fields were removed": "it wants what is reserved to stay so, which readers never see",
}
"""Why an engine refuses what no reader does, by its own word for what it found."""

_CONFLUENT = frozenset({Dialect.CONFLUENT, Dialect.CONFLUENT_LENIENT})
_KARAPACE = frozenset({Dialect.KARAPACE})

_MISSES: Mapping[str, tuple[frozenset[Dialect], str]] = {
    "json-required-added": (_CONFLUENT, "it compares `required` only for properties that both schemas declare"),
    "json-contains-changed": (_CONFLUENT | _KARAPACE, "it does not compare `contains`"),
    "json-format-changed": (_CONFLUENT | _KARAPACE, "it does not compare `format`"),
    "json-condition-tightened": (_CONFLUENT | _KARAPACE, "it does not compare `if`, `then` and `else`"),
    "json-names-tightened": (_CONFLUENT | _KARAPACE, "it does not compare `propertyNames`"),
    "json-enum-narrowed": (_KARAPACE, "it does not compare the values of an `enum` that stands beside a `type`"),
    "json-const-changed": (_KARAPACE, "it does not compare `const`"),
    "json-multiple-changed": (_KARAPACE, "it does not compare `multipleOf`"),
    "json-unique-added": (_KARAPACE, "it does not compare `uniqueItems`"),
    "json-not-tightened": (_KARAPACE, "it compares what `not` forbids as if it were allowed"),
    "json-object-closed": (_KARAPACE, "it does not ask whether undeclared properties are still accepted"),
    "json-union-narrowed": (frozenset(Dialect), "it does not ask whether branches overlap"),
    "protobuf-required-missing": (_KARAPACE, "it does not compare `required`"),
    "protobuf-oneof-merged": (_KARAPACE, "it does not ask from where the members of a `oneof` come"),
}
"""What an engine does not see, by the rule of ours that found it."""


def differing(prediction: Prediction, ours: Verdict, rules: Collection[str]) -> str:
    """What is known of a verdict that is not ours; empty where the two agree or there is nothing to compare."""
    match prediction.compatible, ours:
        case False, Verdict.COMPATIBLE:
            known = (_ALARMS[reason.kind] for reason in prediction.reasons if reason.kind in _ALARMS)
            return f"treaty says compatible: {next(known, 'no message was found that a reader refuses')}"
        case True, Verdict.BREAKING:
            missed = (_MISSES[rule] for rule in sorted(rules) if rule in _MISSES)
            known = (words for dialects, words in missed if prediction.dialect in dialects)
            return f"treaty says breaking: {next(known, 'it does not compare what breaks here')}"
        case _:
            return ""
