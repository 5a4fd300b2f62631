"""Modes of compatibility, modes, and what else is set: for everything, a context or a subject."""

from __future__ import annotations

import json

import pytest

from tests.unit.embedded.calling import ask, record


def register(url: str, subject: str, text: str, **more: object) -> tuple[int, object]:
    return ask(url, "POST", f"/subjects/{subject}/versions", {"schema": text, **more})


def test_a_subject_follows_what_is_set_for_everything_until_it_has_its_own(url: str) -> None:
    assert (200, {"compatibilityLevel": "BACKWARD"}) == ask(url, "GET", "/config")
    assert (200, {"compatibilityLevel": "BACKWARD"}) == ask(url, "GET", "/config/s?defaultToGlobal=true")
    assert (200, {"compatibility": "FULL"}) == ask(url, "PUT", "/config", {"compatibility": "FULL"})
    assert (200, {"compatibilityLevel": "FULL"}) == ask(url, "GET", "/config/s?defaultToGlobal=true")
    assert (200, {"compatibility": "NONE"}) == ask(url, "PUT", "/config/s", {"compatibility": "none"})
    assert (200, {"compatibilityLevel": "NONE"}) == ask(url, "GET", "/config/s")
    assert (200, {"compatibilityLevel": "NONE"}) == ask(url, "DELETE", "/config/s")
    assert 40408 == ask(url, "GET", "/config/s")[1]["error_code"]
    assert (200, {"compatibilityLevel": "FULL"}) == ask(url, "DELETE", "/config")
    assert (200, {"compatibilityLevel": "BACKWARD"}) == ask(url, "GET", "/config")


def test_what_is_set_beside_the_mode_is_kept_and_told(url: str) -> None:
    kept = {"normalize": True, "compatibilityGroup": "major", "defaultMetadata": {"properties": {"owner": "us"}}}
    assert (200, kept) == ask(url, "PUT", "/config/s", kept)
    assert (200, kept) == ask(url, "GET", "/config/s")
    assert (200, {**kept, "compatibilityLevel": "BACKWARD"}) == ask(url, "GET", "/config/s?defaultToGlobal=true")

    ask(url, "PUT", "/config/s", {"normalize": None})

    assert "normalize" not in ask(url, "GET", "/config/s")[1]


@pytest.mark.parametrize(
    ("mode", "added", "removed", "among"),
    [
        ("NONE", True, True, True),
        ("BACKWARD", False, True, False),
        ("FORWARD", True, False, False),
        ("FULL", False, False, False),
        ("BACKWARD_TRANSITIVE", False, True, False),
        ("FORWARD_TRANSITIVE", True, False, False),
        ("FULL_TRANSITIVE", False, False, False),
    ],
)
def test_each_mode_asks_its_question(url: str, mode: str, added: bool, removed: bool, among: bool) -> None:  # noqa: FBT001 - columns
    ask(url, "PUT", "/config", {"compatibility": mode})
    register(url, "s", record("a"))

    answers = [
        ask(url, "POST", "/compatibility/subjects/s/versions", {"schema": text})[1]["is_compatible"]
        for text in (record("a", "b"), '{"type": "record", "name": "Placed", "namespace": "shop.v1", "fields": []}')
    ]
    other = ask(url, "POST", "/compatibility/subjects/s/versions", {"schema": '"string"'})[1]["is_compatible"]

    assert [added, removed, among] == [*answers, other]


def test_only_transitive_modes_look_at_all_versions(url: str) -> None:
    """`b` came with a default and went again: what comes now without one can be read by the last reader alone."""
    for text in (record("a", "b=0"), record("a")):
        assert 200 == register(url, "s", text)[0]
    wrong = json.dumps(
        {
            "type": "record",
            "name": "Placed",
            "namespace": "shop.v1",
            "fields": [{"name": "a", "type": "int"}, {"name": "b", "type": ["null", "string"], "default": None}],
        }
    )

    assert ask(url, "POST", "/compatibility/subjects/s/versions", {"schema": wrong})[1]["is_compatible"]
    assert not ask(url, "POST", "/compatibility/subjects/s/versions/1", {"schema": wrong})[1]["is_compatible"]
    ask(url, "PUT", "/config/s", {"compatibility": "BACKWARD_TRANSITIVE"})
    status, answer = ask(url, "POST", "/compatibility/subjects/s/versions?verbose=true", {"schema": wrong})

    assert (200, False) == (status, answer["is_compatible"])
    assert "{oldSchemaVersion: 1}" in answer["messages"]
    assert "TYPE_MISMATCH" in answer["messages"][0] or "MISSING_UNION_BRANCH" in answer["messages"][0]


def test_a_subject_that_is_not_there_takes_any_text(url: str) -> None:
    for path in ("versions", "versions/latest"):
        assert (200, {"is_compatible": True, "messages": []}) == ask(
            url, "POST", f"/compatibility/subjects/none/{path}?verbose=true", {"schema": record("a")}
        )


def test_versions_of_another_group_are_not_asked(url: str) -> None:
    """A new major begins a group of its own."""
    ask(url, "PUT", "/config/s", {"compatibilityGroup": "major"})
    assert 200 == register(url, "s", record("a"), metadata={"properties": {"major": "1"}})[0]

    assert 409 == register(url, "s", '"string"', metadata={"properties": {"major": "1"}})[0]
    assert 200 == register(url, "s", '"string"', metadata={"properties": {"major": "2"}})[0]


def test_a_check_leaves_out_other_groups_as_a_registration_does(url: str) -> None:
    """Confluent's reference of the endpoint: it performs the same check as register does."""
    ask(url, "PUT", "/config/s", {"compatibilityGroup": "major"})
    ask(url, "POST", "/subjects/s/versions", {"schema": record("a"), "metadata": {"properties": {"major": "1"}}})
    other = {"schema": record("a", "b"), "metadata": {"properties": {"major": "2"}}}
    same = {**other, "metadata": {"properties": {"major": "1"}}}

    for path in ("/compatibility/subjects/s/versions", "/compatibility/subjects/s/versions/latest"):
        assert (200, {"is_compatible": True}) == ask(url, "POST", path, other)
        assert (200, {"is_compatible": False}) == ask(url, "POST", path, same)
    assert 409 == ask(url, "POST", "/subjects/s/versions", same)[0]
    assert 200 == ask(url, "POST", "/subjects/s/versions", other)[0]


def test_a_read_only_subject_takes_nothing(url: str) -> None:
    register(url, "s", record("a"))
    assert (200, {"mode": "READONLY"}) == ask(url, "PUT", "/mode/s", {"mode": "READONLY"})

    for method, path, body in (
        ("POST", "/subjects/s/versions", {"schema": record("a", "b=0")}),
        ("DELETE", "/subjects/s", None),
        ("DELETE", "/subjects/s/versions/1", None),
        ("PUT", "/config/s", {"compatibility": "NONE"}),
    ):
        assert 42205 == ask(url, method, path, body)[1]["error_code"]
    assert 200 == ask(url, "POST", "/subjects/s", {"schema": record("a")})[0]
    assert 200 == register(url, "s", record("a"))[0]
    assert 200 == register(url, "t", record("a"))[0]
    assert (200, {"mode": "READONLY"}) == ask(url, "DELETE", "/mode/s")
    assert 200 == register(url, "s", record("a", "b=0"))[0]


def test_an_override_holds_over_what_subjects_have(url: str) -> None:
    ask(url, "PUT", "/mode/s", {"mode": "READWRITE"})
    ask(url, "PUT", "/mode", {"mode": "READONLY_OVERRIDE"})

    assert 42205 == register(url, "s", record("a"))[1]["error_code"]


def test_import_keeps_ids_and_versions_and_asks_nothing(url: str) -> None:
    """How a registry is copied into another one."""
    assert (200, {"mode": "IMPORT"}) == ask(url, "PUT", "/mode", {"mode": "IMPORT"})
    for number, version, text in ((17, 3, record("a")), (40, 5, '"string"')):
        status, answer = register(url, "s", text, id=number, version=version)
        assert (200, number, version) == (status, answer["id"], answer["version"])

    assert (200, [3, 5]) == ask(url, "GET", "/subjects/s/versions")
    assert 42205 == register(url, "s", record("z"), id=17)[1]["error_code"]
    assert 42205 == register(url, "s", record("z"))[1]["error_code"]
    assert (200, {"mode": "READWRITE"}) == ask(url, "PUT", "/mode", {"mode": "READWRITE"})
    assert 41 == register(url, "t", record("q"))[1]["id"]


def test_import_begins_where_nothing_was(url: str) -> None:
    """What was deleted would stand in the way of the ids and numbers that come."""
    register(url, "s", record("a"))
    ask(url, "DELETE", "/subjects/s")
    ask(url, "PUT", "/mode", {"mode": "IMPORT"})

    assert 200 == register(url, "s", record("z"), id=1, version=1)[0]
    assert (200, [1]) == ask(url, "GET", "/subjects/s/versions?deleted=true")


def test_import_into_what_is_there_must_be_forced(url: str) -> None:
    register(url, "s", record("a"))

    assert 42205 == ask(url, "PUT", "/mode/s", {"mode": "IMPORT"})[1]["error_code"]
    assert (200, {"mode": "IMPORT"}) == ask(url, "PUT", "/mode/s?force=true", {"mode": "IMPORT"})
    assert (200, {"mode": "IMPORT"}) == ask(url, "PUT", "/mode/other", {"mode": "IMPORT"})
