"""Deletion: a version is first gone for those who list, and then for good; ids are never given again."""

from __future__ import annotations

import json

from tests.unit.embedded.calling import ask, record

ONE, TWO, THREE = record("a"), record("a", "b=0"), record("a", "b=0", "c=0")


def register(url: str, subject: str, *texts: str) -> list[int]:
    answers = [ask(url, "POST", f"/subjects/{subject}/versions", {"schema": text}) for text in texts]
    assert {200} == {status for status, _ in answers}
    return [answer["id"] for _, answer in answers]


def test_a_deleted_version_is_still_there_for_whoever_knows_its_id(url: str) -> None:
    """Messages that were written with it lie in topics."""
    register(url, "s", ONE, TWO)

    assert (200, 1) == ask(url, "DELETE", "/subjects/s/versions/1")

    assert (200, [2]) == ask(url, "GET", "/subjects/s/versions")
    assert (200, [1, 2]) == ask(url, "GET", "/subjects/s/versions?deleted=true")
    assert (200, [1]) == ask(url, "GET", "/subjects/s/versions?deletedOnly=true")
    assert 200 == ask(url, "GET", "/schemas/ids/1")[0]
    assert (200, []) == ask(url, "GET", "/schemas/ids/1/subjects")
    assert (200, ["s"]) == ask(url, "GET", "/schemas/ids/1/subjects?deleted=true")
    assert ask(url, "GET", "/subjects/s/versions/1?deleted=true")[1]["deleted"] is True


def test_what_is_deleted_for_good_is_gone_with_its_id(url: str) -> None:
    register(url, "s", ONE, TWO)
    ask(url, "DELETE", "/subjects/s/versions/1")

    assert (200, 1) == ask(url, "DELETE", "/subjects/s/versions/1?permanent=true")

    assert 40403 == ask(url, "GET", "/schemas/ids/1")[1]["error_code"]
    assert (200, [2]) == ask(url, "GET", "/subjects/s/versions?deleted=true")


def test_an_id_is_never_given_again(url: str) -> None:
    """A reader would take an old message for one of the new schema."""
    register(url, "s", ONE)
    ask(url, "DELETE", "/subjects/s")
    ask(url, "DELETE", "/subjects/s?permanent=true")

    assert [2] == register(url, "s", TWO)


def test_a_text_that_comes_back_has_its_id_and_a_new_version(url: str) -> None:
    register(url, "s", ONE)
    ask(url, "DELETE", "/subjects/s")

    assert [1] == register(url, "s", ONE)
    assert (200, [2]) == ask(url, "GET", "/subjects/s/versions?deleted=true")


def test_a_subject_is_deleted_with_all_its_versions_and_settings(url: str) -> None:
    register(url, "s", ONE, TWO)
    ask(url, "PUT", "/config/s", {"compatibility": "NONE"})
    ask(url, "PUT", "/mode/s", {"mode": "READWRITE"})

    assert (200, [1, 2]) == ask(url, "DELETE", "/subjects/s")

    assert (200, []) == ask(url, "GET", "/subjects")
    assert (200, ["s"]) == ask(url, "GET", "/subjects?deleted=true")
    assert (200, ["s"]) == ask(url, "GET", "/subjects?deletedOnly=true")
    assert 40408 == ask(url, "GET", "/config/s")[1]["error_code"]
    assert 40409 == ask(url, "GET", "/mode/s")[1]["error_code"]
    assert (200, [1, 2]) == ask(url, "DELETE", "/subjects/s?permanent=true")
    assert (200, []) == ask(url, "GET", "/subjects?deleted=true")


def test_a_subject_with_a_version_left_is_not_deleted(url: str) -> None:
    register(url, "s", ONE, TWO)
    ask(url, "DELETE", "/subjects/s/versions/2")

    assert (200, []) == ask(url, "GET", "/subjects?deletedOnly=true")
    assert (200, ["s"]) == ask(url, "GET", "/subjects")


def test_a_new_version_is_held_against_what_is_there_alone(url: str) -> None:
    register(url, "s", ONE)
    other = json.dumps({"type": "enum", "name": "E", "symbols": ["A"]})
    assert 409 == ask(url, "POST", "/subjects/s/versions", {"schema": other})[0]

    ask(url, "DELETE", "/subjects/s/versions/1")

    assert 200 == ask(url, "POST", "/subjects/s/versions", {"schema": other})[0]


def test_latest_is_the_last_that_is_there(url: str) -> None:
    register(url, "s", ONE, TWO, THREE)
    ask(url, "DELETE", "/subjects/s/versions/3")

    assert 2 == ask(url, "GET", "/subjects/s/versions/latest")[1]["version"]
    assert 2 == ask(url, "GET", "/subjects/s/versions/-1")[1]["version"]
    assert (200, 2) == ask(url, "DELETE", "/subjects/s/versions/latest")
    assert [4] == [ask(url, "POST", "/subjects/s/versions", {"schema": record("a", "z=0")})[1]["version"]]


def test_what_is_referred_to_can_go_once_nothing_refers_to_it(url: str) -> None:
    register(url, "base", record("a", name="shop.v1.Base"))
    user = json.dumps({"type": "record", "name": "User", "fields": [{"name": "base", "type": "shop.v1.Base"}]})
    body = {"schema": user, "references": [{"name": "shop.v1.Base", "subject": "base", "version": 1}]}
    assert 200 == ask(url, "POST", "/subjects/user/versions", body)[0]
    assert (200, [2]) == ask(url, "GET", "/subjects/base/versions/1/referencedby")
    assert 42206 == ask(url, "DELETE", "/subjects/base")[1]["error_code"]

    ask(url, "DELETE", "/subjects/user")

    assert (200, []) == ask(url, "GET", "/subjects/base/versions/1/referencedby")
    assert (200, [1]) == ask(url, "DELETE", "/subjects/base")
