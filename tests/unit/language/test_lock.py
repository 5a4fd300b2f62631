"""`treaty.lock`: what is written is what is read, and what cannot be read is told at its line."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from treatyc.diagnostics import Report
from treatyc.load.locked import load_locked, locked_text, source_of
from treatyc.source import Source, SourceTree, Span
from treatyc.system.lock import LockedSchema, Registration

PATH = "contracts/treaty.lock"
FINGERPRINT = "2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae"
GUID = "8f0c7a0e-3a57-4d6f-9a51-0b6a5c1f2e3d"

registrations = st.builds(
    Registration,
    target=st.sampled_from(["dev", "prod"]),
    subject=st.text(st.characters(codec="utf-8"), min_size=1, max_size=20),
    version=st.integers(1, 999),
    id=st.integers(1, 2**31 - 1),
    guid=st.sampled_from([None, GUID]),
)
schemas = st.builds(
    LockedSchema,
    name=st.sampled_from(["string", "shop.v1.OrderPlaced", "shop.v1.OrderSent"]),
    version=st.sampled_from(["-", "1.0", "1.1", "1.2-dev+0123abcd"]),
    fingerprint=st.just(FINGERPRINT),
    registrations=st.lists(
        registrations, min_size=1, max_size=4, unique_by=lambda each: (each.target, each.subject, each.version)
    ).map(lambda several: tuple(sorted(several))),
)


def read(text: str) -> tuple[tuple[LockedSchema, ...], list[tuple[str, int]]]:
    report = Report()
    found = load_locked(SourceTree("treaty.yaml", {PATH: Source(PATH, text)}), PATH, report)
    return found, [(each.rule, each.place.line) for each in report.diagnostics if isinstance(each.place, Span)]


@given(st.lists(schemas, max_size=5, unique_by=lambda each: (each.name, each.version)))
def test_what_is_written_is_read(several: list[LockedSchema]) -> None:
    assert (tuple(sorted(several)), []) == read(locked_text(several))


@given(st.permutations([1, 2, 3]))
def test_the_same_lock_gives_the_same_bytes(order: list[int]) -> None:
    several = [LockedSchema("a.v1.B", f"1.{n}", FINGERPRINT, (Registration("dev", "s", n, n),)) for n in order]
    assert source_of(PATH, sorted(several)) == source_of(PATH, several)


def test_a_text_that_is_registered_nowhere_is_left_out() -> None:
    assert ((), []) == read(locked_text([LockedSchema("a.v1.B", "1.0", FINGERPRINT, ())]))


def test_a_subject_never_breaks_a_line() -> None:
    """A registry's subjects are a stranger's text."""
    odd = LockedSchema("a.v1.B", "1.0", FINGERPRINT, (Registration("dev", "x\n  prod y 1 1 -\u2028", 1, 1),))
    assert 3 == locked_text([odd]).count("\n")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("schema a.v1.B 1.0\n", [("lock-syntax", 1)]),
        ("  dev a 1 1 -\n", [("lock-syntax", 1)]),
        (f"schema a.v1.B 1.0 {FINGERPRINT}\n  dev a 0 1 -\n", [("lock-syntax", 2)]),
        (f"schema a.v1.B 1.0 {FINGERPRINT}\n  dev %FF 1 1 -\n", [("lock-syntax", 2)]),
        (f"schema a.v1.B 1.0 {FINGERPRINT}\n  dev a 1 1 {GUID}0\n", [("lock-syntax", 2)]),
        (f"schema a.v1.B 1.0 {FINGERPRINT}\nschema a.v1.B 1.0 {FINGERPRINT}\n", [("lock-twice", 2)]),
        (f"schema a.v1.B 1.0 {FINGERPRINT}\n  dev a 1 1 -\n  dev a 1 2 -\n", [("lock-twice", 3)]),
    ],
)
def test_what_is_wrong_is_told_at_its_line(text: str, expected: list[tuple[str, int]]) -> None:
    assert expected == read(text)[1]
