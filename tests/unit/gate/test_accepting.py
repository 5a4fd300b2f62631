"""`treaty accept` appends an entry with a reason, an owner and an end to what people wrote (COMPATIBILITY.md 6.9)."""

from __future__ import annotations

import re
import shutil
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.unit.gate.repositories import TODAY, treaty, write
from tests.unit.gate.test_baselines import FIELD, PROJECT, order
from treatyc.diagnostics import Report
from treatyc.load.accepted import adds, appended, load_accepted
from treatyc.source import Source, SourceTree, Span
from treatyc.system.acceptance import Acceptance

KEY = "avro-field-required:shop.v1.OrderPlaced:note"
SCHEMA = "schemas/shop/v1/OrderPlaced.avsc"
WORDS = ("--reason", "parcel is deployed with it", "--owner", "orders")
SOON = ("--until", "2027-01-31")


@pytest.fixture
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project with one release, and a change that breaks it."""
    monkeypatch.setenv("TREATY_CACHE", str(tmp_path / "cache"))
    write(tmp_path, {"treaty.yaml": PROJECT, SCHEMA: order()})
    assert 0 == treaty(tmp_path, "release", *TODAY).exit_code
    write(tmp_path, {SCHEMA: order(FIELD)})
    return tmp_path


def test_an_accepted_finding_is_listed_and_not_failed_on(shop: Path) -> None:
    assert 1 == treaty(shop, "check", "--against", "releases", *TODAY).exit_code
    accepted = treaty(shop, "accept", KEY, *WORDS, *SOON, *TODAY)
    said = treaty(shop, "check", "--against", "releases", *TODAY)

    assert f"accepted {KEY} until 2027-01-31: commit accepted.yaml\n" == accepted.output
    assert (0, True) == (
        said.exit_code,
        "accepted: until 2027-01-31 by orders: parcel is deployed with it" in said.output,
    )
    assert "shop.v1.OrderPlaced: 1.0 -> 1.1, with an accepted break" in said.output


def test_the_last_day_still_counts_and_the_next_one_fails(shop: Path) -> None:
    treaty(shop, "accept", KEY, *WORDS, *SOON, *TODAY)
    days = [treaty(shop, "check", "--against", "releases", "--today", f"2027-{day}") for day in ("01-31", "02-01")]

    assert [0, 1] == [day.exit_code for day in days]
    assert "error[acceptance-expired]: this acceptance ended on 2027-01-31" in days[1].output


def test_the_beginning_of_a_key_is_enough(shop: Path) -> None:
    assert 0 == treaty(shop, "accept", "avro-field", *WORDS, *SOON, *TODAY).exit_code
    assert KEY in (shop / "accepted.yaml").read_text()


def test_an_acceptance_that_is_about_nothing_any_more_fails(shop: Path) -> None:
    treaty(shop, "accept", KEY, *WORDS, *SOON, *TODAY)
    write(shop, {SCHEMA: order()})
    said = treaty(shop, "check", "--against", "releases", *TODAY)

    assert (1, True) == (said.exit_code, "error[acceptance-unmatched]" in said.output)


LONG, BOOLEAN = (FIELD.replace('"string"', f'"{name}"') for name in ("long", "boolean"))
AS_LONG = "avro-type-unreadable:shop.v1.OrderPlaced:note"


def test_what_was_accepted_lets_nothing_else_through_at_the_same_place(shop: Path) -> None:
    """Who let `string` become `long` did not let it become `boolean`: the key is the same, the sentence is not."""
    shutil.rmtree(shop / "releases")
    write(shop, {SCHEMA: order(FIELD)})
    treaty(shop, "release", *TODAY)
    write(shop, {SCHEMA: order(LONG)})
    accepted = treaty(shop, "accept", AS_LONG, *WORDS, *SOON, *TODAY)
    passes = treaty(shop, "check", "--against", "releases", *TODAY)
    write(shop, {SCHEMA: order(BOOLEAN)})
    fails = treaty(shop, "check", "--against", "releases", *TODAY)
    anew = treaty(shop, "accept", AS_LONG, *WORDS, *SOON, *TODAY)
    both = treaty(shop, "check", "--against", "releases", *TODAY)

    assert [0, 0, 1, 0, 1] == [each.exit_code for each in (accepted, passes, fails, anew, both)], fails.output
    assert f"key: {AS_LONG} (wire, breaks" in fails.output
    assert "error[acceptance-unmatched]: what is found here is not what was accepted: it reads" in fails.output
    assert ["acceptance-unmatched"] == re.findall(r"error\[(.*)\]", both.output), "the entry before is to be taken away"


def test_what_people_wrote_stays_byte_for_byte(shop: Path) -> None:
    key = "topology-kind-changed:events.order.placed"
    other = f"# ours\r\n-   {{finding: '{key}',  # why\n    says: s, reason: \"é\", owner: o, until: 2027-01-01}}"
    (shop / "accepted.yaml").write_bytes(other.encode())
    said = treaty(shop, "accept", KEY, *WORDS, *SOON, *TODAY)

    assert 0 == said.exit_code, said.output
    assert (shop / "accepted.yaml").read_bytes().startswith(other.encode())


@pytest.mark.parametrize(
    ("finding", "words", "expected"),
    [
        ("json-", (*WORDS, *SOON), "the gate does not fail on `json-`; there are:\n  avro-field-required"),
        ("avro-feild-required", (*WORDS, *SOON), "the gate does not fail on `avro-feild-required`"),
        (KEY, (*WORDS, "--until", "2026-11-20"), "2026-11-20 is over"),
        (KEY, (*WORDS, "--until", "2028-01-01"), "2028-01-01 is more than a year ahead"),
        (KEY, (*WORDS, "--until", "soon"), "Invalid value for '--until'"),
        (KEY, ("--reason", " ", "--owner", "o", *SOON), "the reason is one line that people can read"),
        (KEY, ("--reason", "a\nb", "--owner", "o", *SOON), "the reason is one line that people can read"),
        (KEY, ("--reason", "a", "--owner", "\x1b[2J", *SOON), "the owner is one line that people can read"),
        (KEY, ("--owner", "o", *SOON), "Missing option '--reason'"),
    ],
)
def test_what_cannot_be_accepted_is_told(shop: Path, finding: str, words: tuple[str, ...], expected: str) -> None:
    said = treaty(shop, "accept", finding, *words, *TODAY)

    assert (2, True) == (said.exit_code, expected in said.output), said.output
    assert not (shop / "accepted.yaml").exists()


def test_a_beginning_of_several_keys_is_told_with_all_of_them(shop: Path) -> None:
    write(shop, {SCHEMA: order(FIELD + FIELD.replace("note", "notes"))})
    said = treaty(shop, "accept", "avro-", *WORDS, *SOON, *TODAY)

    assert (2, True) == (said.exit_code, "stands for 2 findings" in said.output)
    assert 0 == treaty(shop, "accept", KEY, *WORDS, *SOON, *TODAY).exit_code, "a whole key is itself, not a beginning"


def test_a_finding_is_accepted_once(shop: Path) -> None:
    treaty(shop, "accept", KEY, *WORDS, *SOON, *TODAY)
    said = treaty(shop, "accept", KEY, *WORDS, *SOON, *TODAY)

    assert (2, True) == (said.exit_code, "has an entry in `accepted.yaml` already" in said.output)


@pytest.mark.parametrize(("day", "severity"), [("2027-01-01", "info"), ("2027-01-02", "warning")])
def test_the_last_month_of_an_entry_is_a_warning(day: str, severity: str, shop: Path) -> None:
    """A gate that fails from one day to the next has said so before."""
    treaty(shop, "accept", KEY, *WORDS, *SOON, *TODAY)
    said = treaty(shop, "check", "--against", "releases", "--today", day)

    assert (0, True) == (said.exit_code, said.output.startswith(f"{severity}[avro-field-required]"))


def test_an_entry_that_has_ended_is_changed_and_not_doubled(shop: Path) -> None:
    treaty(shop, "accept", KEY, *WORDS, *SOON, *TODAY)
    later = ("--until", "2027-06-30", "--today", "2027-02-01")
    for words in (KEY, "avro-"):
        said = treaty(shop, "accept", words, *WORDS, *later)

        assert (2, True) == (said.exit_code, "has an entry in `accepted.yaml` already; change that" in said.output)


@pytest.mark.parametrize("text", ["[]\n", "- {finding: a-b:c, says: s, reason: r, owner: o, until: 2027-01-01}\n...\n"])
def test_a_file_that_no_entry_can_be_added_to_is_left_alone(shop: Path, text: str) -> None:
    write(shop, {"accepted.yaml": text})
    said = treaty(shop, "accept", KEY, *WORDS, *SOON, *TODAY)

    assert (2, True) == (said.exit_code, "an entry cannot be added at the end" in said.output), said.output
    assert text == (shop / "accepted.yaml").read_text()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("finding: x\n", ("wrong-value", 1, 1)),
        ("- finding: a-b:c\n  says: s\n  reason: r\n  owner: o\n", ("missing-key", 1, 3)),
        ("- {finding: a-b:c, reason: r, owner: o, until: 2027-02-03}\n", ("missing-key", 1, 3)),
        ("- {finding: a-b:c, says: s, reason: r, owner: o, until: tomorrow}\n", ("wrong-value", 1, 57)),
        ("- {finding: a-b:c, says: s, reason: r, owner: o, until: 2027-02-30}\n", ("wrong-value", 1, 57)),
        ("- {finding: A b, says: s, reason: r, owner: o, until: 2027-02-03}\n", ("wrong-value", 1, 13)),
        ("- {finding: a-b:c, says: s, reason: '', owner: o, until: 2027-02-03}\n", ("wrong-value", 1, 37)),
        ("- {finding: a-b:c, says: s, reason: r, owner: o, until: 2027-02-03, who: me}\n", ("unknown-key", 1, 69)),
        ("- {finding: a-b:c, says: s, reason: r, owner: o, until: 2027-02-03}\n" * 2, ("duplicate-name", 2, 13)),
    ],
)
def test_an_entry_written_by_hand_is_told_about_at_its_place(text: str, expected: tuple[str, int, int]) -> None:
    report = Report()
    load_accepted(SourceTree("treaty.yaml", {"accepted.yaml": Source("accepted.yaml", text)}), "accepted.yaml", report)
    found = [
        (each.rule, each.place.line, each.place.column) for each in report.diagnostics if isinstance(each.place, Span)
    ]

    assert [expected] == found


SAID = st.characters(max_codepoint=0xFFFF, exclude_categories=["Cs"])
PRINTABLE = st.text(min_size=1, max_size=60).filter(lambda text: text.isprintable() and bool(text.strip()))


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(reason=PRINTABLE, owner=PRINTABLE, path=PRINTABLE.map(str.strip), says=st.text(SAID, min_size=1, max_size=60))
def test_whatever_people_write_is_read_back(reason: str, owner: str, path: str, says: str) -> None:
    """No reason, and nothing that a schema makes a finding say, can become YAML of its own."""
    place = Span("accepted.yaml")
    entry = Acceptance(f"avro-x:{path}", says, reason, owner, date(2027, 1, 31), place)
    tree = SourceTree("treaty.yaml", {})
    first = Source("accepted.yaml", appended(None, entry))
    second = Acceptance(entry.finding, f"{says}.", owner, reason, entry.until, place)

    assert adds(tree, first, entry)
    after = SourceTree("treaty.yaml", {first.path: first})
    assert adds(after, Source(first.path, appended(first, second)), second)
