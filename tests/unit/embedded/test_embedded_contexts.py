"""Contexts: names and ids of their own, by `:.context:subject` and by the head of the address."""

from __future__ import annotations

from tests.unit.embedded.calling import ask, record

ONE, TWO = record("a"), record("a", "b=0")


def test_a_context_has_subjects_and_ids_of_its_own(url: str) -> None:
    first = ask(url, "POST", "/subjects/s/versions", {"schema": TWO})[1]
    inner = ask(url, "POST", "/subjects/:.x:s/versions", {"schema": ONE})[1]
    same = ask(url, "POST", "/subjects/:.x:t/versions", {"schema": TWO})[1]

    assert [1, 1, 2] == [each["id"] for each in (first, inner, same)]
    assert first["guid"] == same["guid"] != inner["guid"]
    assert (200, [".", ".x"]) == ask(url, "GET", "/contexts")
    assert (200, [".x"]) == ask(url, "GET", "/contexts?offset=1&limit=1")
    assert (200, ["s", ":.x:s", ":.x:t"]) == ask(url, "GET", "/subjects")
    assert (200, ["s"]) == ask(url, "GET", "/subjects?subjectPrefix=s")
    assert (200, [":.x:s", ":.x:t"]) == ask(url, "GET", "/subjects?subjectPrefix=:.x:")
    assert (200, ["s", ":.x:s"]) == ask(url, "GET", "/subjects?subjectPrefix=:*:s")
    assert (200, [{"context": ".", "id": 1}, {"context": ".x", "id": 2}]) == ask(
        url, "GET", f"/schemas/guids/{first['guid']}/ids"
    )


def test_the_head_of_an_address_is_the_context_of_all_that_it_names(url: str) -> None:
    head = "/contexts/.x"
    assert 200 == ask(url, "POST", f"{head}/subjects/s/versions", {"schema": ONE})[0]

    assert (200, [":.x:s"]) == ask(url, "GET", f"{head}/subjects")
    assert (200, [":.x:s"]) == ask(url, "GET", f"{head}/subjects?subjectPrefix=s")
    assert (200, []) == ask(url, "GET", f"{head}/subjects?subjectPrefix=t")
    assert ":.x:s" == ask(url, "GET", f"{head}/subjects/s/versions/latest")[1]["subject"]
    assert 200 == ask(url, "GET", f"{head}/schemas/ids/1")[0]
    assert [":.x:s"] == [each["subject"] for each in ask(url, "GET", f"{head}/schemas")[1]]
    assert (200, {"compatibility": "NONE"}) == ask(url, "PUT", f"{head}/config/s", {"compatibility": "NONE"})
    assert (200, {"compatibilityLevel": "NONE"}) == ask(url, "GET", "/config/:.x:s")
    assert (200, {"is_compatible": True}) == ask(
        url, "POST", f"{head}/compatibility/subjects/s/versions", {"schema": '"string"'}
    )


def test_what_is_set_for_a_context_holds_for_its_subjects(url: str) -> None:
    ask(url, "PUT", "/config/:.x:", {"compatibility": "FULL"})
    ask(url, "PUT", "/config", {"compatibility": "NONE"})

    assert (200, {"compatibilityLevel": "FULL"}) == ask(url, "GET", "/config/:.x:s?defaultToGlobal=true")
    assert (200, {"compatibilityLevel": "NONE"}) == ask(url, "GET", "/config/:.y:s?defaultToGlobal=true")
    assert (200, {"compatibilityLevel": "FULL"}) == ask(url, "GET", "/contexts/.x/config")


def test_an_id_is_found_in_the_context_of_the_subject_that_is_named(url: str) -> None:
    """Clients read an id from a message and know the subject alone."""
    ask(url, "POST", "/subjects/:.x:s/versions", {"schema": ONE})

    assert 40403 == ask(url, "GET", "/schemas/ids/1")[1]["error_code"]
    assert 200 == ask(url, "GET", "/schemas/ids/1?subject=:.x:s")[0]
    assert 200 == ask(url, "GET", "/schemas/ids/1?subject=s")[0]
    assert 200 == ask(url, "GET", "/subjects/s/versions/1")[0]


def test_references_are_of_the_same_context_unless_they_say_another_one(url: str) -> None:
    base = record("a", name="shop.v1.Base")
    user = '{"type": "record", "name": "User", "fields": [{"name": "base", "type": "shop.v1.Base"}]}'

    def refer(subject: str) -> int:
        reference = {"name": "shop.v1.Base", "subject": subject, "version": 1}
        return ask(url, "POST", "/subjects/:.x:user/versions", {"schema": user, "references": [reference]})[0]

    ask(url, "POST", "/subjects/base/versions", {"schema": base})
    assert 422 == refer("base")
    ask(url, "POST", "/subjects/:.x:base/versions", {"schema": base})
    assert 200 == refer("base")
    assert (200, [2]) == ask(url, "GET", "/subjects/:.x:base/versions/1/referencedby")
    assert (200, []) == ask(url, "GET", "/subjects/base/versions/1/referencedby")


def test_an_empty_context_can_be_deleted_and_gives_no_id_twice(url: str) -> None:
    ask(url, "POST", "/subjects/:.x:s/versions", {"schema": ONE})
    ask(url, "PUT", "/config/:.x:", {"compatibility": "FULL"})
    for query in ("", "?permanent=true"):
        assert 42211 == ask(url, "DELETE", "/contexts/.x")[1]["error_code"]
        ask(url, "DELETE", f"/subjects/:.x:s{query}")

    assert 200 == ask(url, "DELETE", "/contexts/.x")[0]
    assert (200, ["."]) == ask(url, "GET", "/contexts")
    assert 40408 == ask(url, "GET", "/config/:.x:")[1]["error_code"]
    assert 2 == ask(url, "POST", "/subjects/:.x:s/versions", {"schema": TWO})[1]["id"]
    assert (200, [".", ".x"]) == ask(url, "GET", "/contexts")
