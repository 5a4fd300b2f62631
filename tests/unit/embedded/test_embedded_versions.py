"""Subjects and versions: registered once, looked up, listed, and told by number and id."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from tests.unit.embedded.calling import ask, record

ONE, TWO = record("a"), record("a", "b=0")


def test_a_text_is_registered_once_however_often_it_is_sent(url: str) -> None:
    answers = [ask(url, "POST", "/subjects/s/versions", {"schema": each}) for each in (ONE, ONE, TWO, ONE)]

    assert [(200, 1, 1), (200, 1, 1), (200, 2, 2), (200, 1, 1)] == [
        (status, answer["id"], answer["version"]) for status, answer in answers
    ]
    assert (200, [1, 2]) == ask(url, "GET", "/subjects/s/versions")


def test_white_space_makes_no_version(url: str) -> None:
    spaced = ONE.replace(",", " ,\n ")

    assert 1 == ask(url, "POST", "/subjects/s/versions", {"schema": ONE})[1]["id"]
    assert 1 == ask(url, "POST", "/subjects/s/versions", {"schema": spaced})[1]["id"]
    assert 1 == ask(url, "POST", "/subjects/s", {"schema": spaced})[1]["version"]


def test_a_text_has_one_id_in_all_subjects_of_a_context(url: str) -> None:
    for subject in ("s", "t"):
        ask(url, "POST", f"/subjects/{subject}/versions", {"schema": ONE})

    assert (200, ["s", "t"]) == ask(url, "GET", "/schemas/ids/1/subjects")
    assert (200, [{"subject": "s", "version": 1}, {"subject": "t", "version": 1}]) == ask(
        url, "GET", "/schemas/ids/1/versions"
    )
    guid = ask(url, "GET", "/subjects/s/versions/latest")[1]["guid"]
    assert (200, [{"context": ".", "id": 1}]) == ask(url, "GET", f"/schemas/guids/{guid}/ids")


def test_registrations_of_one_text_at_the_same_time_are_one_version(url: str) -> None:
    """A race of two pushes: whoever comes second finds what the first one made."""
    with ThreadPoolExecutor(16) as pool:
        bodies = [{"schema": ONE}] * 40
        answers = list(pool.map(lambda body: ask(url, "POST", "/subjects/s/versions", body), bodies))

    assert {(200, 1)} == {(status, answer["id"]) for status, answer in answers}
    assert (200, [1]) == ask(url, "GET", "/subjects/s/versions")


def test_registrations_of_several_texts_at_the_same_time_are_each_held_against_the_last(url: str) -> None:
    texts = [record(*(f"a{each}=0" for each in range(count))) for count in range(1, 21)]
    with ThreadPoolExecutor(16) as pool:
        answers = list(pool.map(lambda text: ask(url, "POST", "/subjects/s/versions", {"schema": text}), texts))

    assert {200} == {status for status, _ in answers}
    assert list(range(1, 21)) == sorted(answer["version"] for _, answer in answers)
    assert list(range(1, 21)) == sorted(answer["id"] for _, answer in answers)


def test_a_subject_may_hold_any_sign_a_slash_too(url: str) -> None:
    for subject in ("a%2Fb.proto", "%C3%A9", "a%20b", "..", "%3A"):
        assert 200 == ask(url, "POST", f"/subjects/{subject}/versions", {"schema": ONE})[0]

    assert (200, ["..", ":", "a b", "a/b.proto", "é"]) == ask(url, "GET", "/subjects")
