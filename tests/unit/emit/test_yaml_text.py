"""YAML as other tools read it: whatever stands in a contract comes out as the value that it is, and nothing else."""

from __future__ import annotations

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from treatyc.emit.topology.yaml_text import Yaml, comment, document, documents, scalar

TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)
SCALARS = st.one_of(st.none(), st.booleans(), st.integers(-(2**63), 2**63), TEXTS)
VALUES: st.SearchStrategy[Yaml] = st.recursive(
    SCALARS,
    lambda below: st.one_of(st.lists(below, max_size=3), st.dictionaries(TEXTS, below, max_size=3)),
    max_leaves=12,
)


@given(st.dictionaries(TEXTS, VALUES, max_size=4), TEXTS)
def test_a_document_is_read_back_as_what_it_was(value: dict[str, Yaml], said: str) -> None:
    assert (value or None) == yaml.safe_load(document(value, said))


@given(st.lists(st.dictionaries(TEXTS, VALUES, min_size=1, max_size=2), max_size=3))
def test_documents_stay_apart(values: list[dict[str, Yaml]]) -> None:
    assert values == list(yaml.safe_load_all(documents(values, ["---\nkind: Secret"] * len(values))))


@pytest.mark.parametrize(
    "text",
    ["no", "YES", "On", "null", "~", "1_000", "0x1F", "12:30:00", "1e3", ".inf", "2026-01-31", "=", "<<", "- a", "a: b",
     "a #b", "*anchor", "&anchor", "!tag", "%yaml", "---", "...", "", " a", "a ", "a\nb: c", "a\rb: c", "a\u2028b: c",
     "\ufeffa", "{{ a }}", "${a}", "'", '"', "\\"],
)  # fmt: skip
def test_a_text_stays_a_text(text: str) -> None:
    """BROKERS.md 3.1: YAML 1.1's booleans, numbers and times, and what would begin another line."""
    assert {"key": text, text: "value"} == yaml.safe_load(document({"key": text, text: "value"}))


def test_what_is_plain_stands_bare() -> None:
    assert "kind: Stream\nname: tools-execute\n" == document({"kind": "Stream", "name": "tools-execute"})
    assert ("true", "12", '"12"') == (scalar(True), scalar(12), scalar("12"))  # noqa: FBT003 - a value


def test_a_comment_stays_one_line() -> None:
    assert "# a b c d" == comment("a\nb\rc\x85d")
