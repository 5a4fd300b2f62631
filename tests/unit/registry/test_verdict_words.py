"""What Confluent's servers say against a text, for a person to read (BROKERS 3.2)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from treatyc.registry.verdict_words import readable, without_details

AVRO = (
    "{errorType:'READER_FIELD_MISSING_DEFAULT_VALUE', description:'The field 'must' at path '/fields/0' in the new "
    "schema has no default value and is missing in the old schema', additionalInfo:'must'}"
)
JSON = (
    '{errorType:"TYPE_CHANGED", description:"A type at path '
    "'#/' is different between the %s schema and the %s schema'}"
)
CASES = {
    "a verdict of Avro": (
        (AVRO, "{oldSchemaVersion: 3}", '{oldSchema: \'{"type":"record"}\'}', "{compatibility: 'BACKWARD'}"),
        ("against version 3", "READER_FIELD_MISSING_DEFAULT_VALUE at /fields/0 (must)"),
    ),
    "a verdict of JSON Schema": (
        (JSON, "{oldSchemaVersion: 1}", "{oldSchema: '{}'}", "{validateFields: 'false', compatibility: 'FULL'}"),
        ("against version 1", "TYPE_CHANGED at #/"),
    ),
    "several versions": (
        (JSON, "{oldSchemaVersion: 2}", AVRO, "{oldSchemaVersion: 1}"),
        (
            "against version 2",
            "TYPE_CHANGED at #/",
            "against version 1",
            "READER_FIELD_MISSING_DEFAULT_VALUE at /fields/0 (must)",
        ),
    ),
    "no path": (('{errorType:"NOT_DECIDED", description:"it is too deep"}',), ("NOT_DECIDED: it is too deep",)),
    "keys in marks": (
        ('{"errorType":"TYPE_CHANGED", "description":"at path \'#/a\'"}',),
        ("TYPE_CHANGED at #/a",),
    ),
    "other words": (("reader type: INT not compatible",), ("reader type: INT not compatible",)),
    "nothing": ((), ()),
}


@pytest.mark.parametrize(("messages", "expected"), CASES.values(), ids=CASES)
def test_reasons_are_told_version_by_version(messages: tuple[str, ...], expected: tuple[str, ...]) -> None:
    assert readable(messages) == expected


@given(st.lists(st.sampled_from([AVRO, JSON, "{oldSchemaVersion: 1}", "x" * 9000, "{errorType:'A', description:'"])))
def test_whatever_is_said_is_lines_of_bounded_length(messages: list[str]) -> None:
    lines = readable(messages)
    assert [] == [each for each in lines if len(each) > 250 or "\n" in each]
    assert len(lines) <= len(messages)


def test_a_refusal_is_told_without_its_details() -> None:
    words = f'it is incompatible with an earlier schema for subject "a", details: [{AVRO}]; error code: 409'
    assert without_details(words) == 'it is incompatible with an earlier schema for subject "a"'
