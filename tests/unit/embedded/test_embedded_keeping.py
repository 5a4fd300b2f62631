"""Metadata and rules: kept, told, carried on from the version before, and never dropped."""

from __future__ import annotations

from typing import Any

from tests.unit.embedded.calling import ask, record

ONE, TWO = record("a"), record("a", "b=0")
METADATA = {"properties": {"owner": "us"}, "tags": {"shop.v1.Placed.a": ["PII"]}, "sensitive": ["owner"]}
RULES = {"domainRules": [{"name": "positive", "kind": "CONDITION", "type": "CEL", "mode": "WRITE", "expr": "a > 0"}]}


def register(url: str, text: str, **more: object) -> Any:
    status, answer = ask(url, "POST", "/subjects/s/versions", {"schema": text, **more})
    assert 200 == status, answer
    return answer


def latest(url: str) -> Any:
    return ask(url, "GET", "/subjects/s/versions/latest")[1]


def test_they_are_told_wherever_the_text_is(url: str) -> None:
    register(url, ONE, metadata=METADATA, ruleSet=RULES)

    for path in ("/subjects/s/versions/1", "/schemas/ids/1", "/schemas"):
        answer = ask(url, "GET", path)[1]
        found = answer[0] if isinstance(answer, list) else answer
        assert (METADATA, RULES) == (found["metadata"], found["ruleSet"])


def test_other_metadata_is_another_version(url: str) -> None:
    register(url, ONE)
    answer = register(url, ONE, metadata=METADATA)

    assert (2, 2) == (answer["id"], answer["version"])


def test_the_next_version_has_them_unless_it_says_other_ones(url: str) -> None:
    register(url, ONE, metadata=METADATA, ruleSet=RULES)

    answer = register(url, TWO)
    assert (METADATA, RULES) == (answer["metadata"], answer["ruleSet"])
    answer = register(url, record("a", "c=0"), metadata={"properties": {"owner": "them"}})
    assert ({"properties": {"owner": "them"}}, RULES) == (latest(url)["metadata"], latest(url)["ruleSet"])


def test_a_text_alone_means_the_last_version_that_has_it(url: str) -> None:
    """What agents that know no metadata ask."""
    register(url, ONE)
    register(url, ONE, metadata=METADATA)

    assert 2 == ask(url, "POST", "/subjects/s", {"schema": ONE, "metadata": METADATA})[1]["version"]
    assert 1 == ask(url, "POST", "/subjects/s", {"schema": ONE})[1]["version"]
    ask(url, "DELETE", "/subjects/s/versions/1")
    assert 2 == ask(url, "POST", "/subjects/s", {"schema": ONE})[1]["version"]
    assert 2 == register(url, ONE)["version"]


def test_rules_can_change_without_a_text(url: str) -> None:
    register(url, ONE)
    register(url, "", ruleSet=RULES)

    assert (2, RULES) == (latest(url)["version"], latest(url)["ruleSet"])
    assert ask(url, "GET", "/subjects/s/versions/1")[1]["schema"] == latest(url)["schema"]


def test_defaults_come_before_what_is_said_and_overrides_after_it(url: str) -> None:
    settings = {
        "defaultMetadata": {"properties": {"owner": "default", "room": "1"}},
        "overrideMetadata": {"properties": {"region": "eu"}},
        "defaultRuleSet": {"domainRules": [{"name": "positive", "expr": "old"}, {"name": "other"}]},
    }
    ask(url, "PUT", "/config/s", settings)

    register(url, ONE, metadata={"properties": {"owner": "us", "region": "us"}}, ruleSet=RULES)

    found = latest(url)
    assert {"owner": "us", "room": "1", "region": "eu"} == found["metadata"]["properties"]
    assert [{"name": "other"}, *RULES["domainRules"]] == found["ruleSet"]["domainRules"]


def test_the_number_of_the_version_is_kept_where_it_is_wanted(url: str) -> None:
    register(url, ONE, version=1)
    assert {"confluent:version": "1"} == latest(url)["metadata"]["properties"]
    assert 1 == register(url, ONE)["version"]

    register(url, TWO)

    assert {"confluent:version": "2"} == latest(url)["metadata"]["properties"]


def test_the_last_version_with_some_properties_is_found(url: str) -> None:
    for text, major in ((ONE, "1"), (TWO, "1"), (record("a", "b=0", "c=0"), "2")):
        register(url, text, metadata={"properties": {"major": major, "owner": "us"}})

    assert 2 == ask(url, "GET", "/subjects/s/metadata?key=major&value=1&key=owner&value=us")[1]["version"]
    assert 3 == ask(url, "GET", "/subjects/s/metadata?key=owner&value=us")[1]["version"]


def test_what_is_set_anew_makes_a_version_of_the_same_text(url: str) -> None:
    register(url, ONE)
    ask(url, "PUT", "/config/s", {"overrideMetadata": {"properties": {"region": "eu"}}})

    assert [2, 2] == [register(url, ONE)["version"] for _ in range(2)]
    assert {"region": "eu"} == latest(url)["metadata"]["properties"]
