"""`deployed.lock`: what is written is what is read, and what was edited wrongly is told at its place."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from treatyc.compatibility.deployed import NotRunning, begin, retire
from treatyc.diagnostics import Report
from treatyc.load.deployed import deployed_text, load_deployed
from treatyc.load.manifest import load_manifest
from treatyc.source import Source, SourceTree, Span
from treatyc.system.deployment import Carried, Deployment, Manifest, ordered

MOMENT = datetime(2026, 11, 21, 11, 2, tzinfo=UTC)
HOUR = timedelta(hours=1)
PLACED = Carried("events.order.placed", "shop.orders.v1.OrderPlaced", "1.1", "2c26b46b68ffc68f")
PLACE = Carried("commands.order.place", "shop.orders.v1.PlaceOrder", "1.0-dev+9f86d081", "9f86d081884c7d65")
ORDERS = Manifest("orders", "0123456789abcdef", (PLACE,), (PLACED,))
NEWER = replace(ORDERS, digest="fedcba9876543210")
FIRST = Deployment("prod", "2026.11.1", ORDERS, MOMENT, None, Span("deployed.lock"))
LOCK = """\
# Which release of which agent runs where: `treaty record` writes it, `treaty check --against` reads it.
deployment prod orders 2026.11.1 0123456789abcdef 2026-11-21T11:02:00Z 2026-11-21T12:02:00Z
deployment prod orders 2026.11.2 0123456789abcdef 2026-11-21T12:02:00Z -
manifest 0123456789abcdef orders
  receives commands.order.place shop.orders.v1.PlaceOrder 1.0-dev+9f86d081 9f86d081884c7d65
  sends events.order.placed shop.orders.v1.OrderPlaced 1.1 2c26b46b68ffc68f
"""


def read(text: str) -> tuple[tuple[Deployment, ...], list[tuple[str, int, int, str]]]:
    report = Report()
    found = load_deployed(
        SourceTree("treaty.yaml", {"deployed.lock": Source("deployed.lock", text)}), "deployed.lock", report
    )
    said = []
    for each in report.diagnostics:
        assert isinstance(each.place, Span)
        said.append((each.rule, each.place.line, each.place.column, each.message))
    return found, said


def bare(deployments: tuple[Deployment, ...]) -> list[Deployment]:
    return [replace(each, place=Span("")) for each in deployments]


def test_a_lock_is_lines_of_words() -> None:
    second = replace(FIRST, label="2026.11.2", since=MOMENT + HOUR)

    assert LOCK == deployed_text(begin([FIRST], second, ["2026.11.1"]).deployments)


NAMES = st.sampled_from(["orders", "billing", "a"])
MOMENTS = st.integers(0, 4_000_000_000).map(lambda seconds: datetime.fromtimestamp(seconds, UTC))
LINES = st.sets(st.sampled_from([PLACED, PLACE, replace(PLACED, channel="x.{y}.z")]))
CARRIED = LINES.map(lambda each: tuple(sorted(each)))
DEPLOYMENTS = st.builds(
    lambda target, label, agent, receives, sends, times, runs: Deployment(
        target,
        label,
        Manifest(agent, f"{abs(hash((agent, receives, sends))):016x}"[:16], receives, sends),
        min(times),
        None if runs else max(times),
        Span(""),
    ),
    st.sampled_from(["prod", "dev"]),
    st.text("abcXYZ019._+/@:-", min_size=1, max_size=5).map(lambda text: f"v{text}"),
    NAMES,
    CARRIED,
    CARRIED,
    st.tuples(MOMENTS, MOMENTS),
    st.booleans(),
)


@given(st.lists(DEPLOYMENTS, max_size=6, unique_by=lambda each: (each.target, each.label, each.agent)))
def test_what_is_written_is_what_is_read(deployments: list[Deployment]) -> None:
    found, said = read(deployed_text(deployments))

    assert [] == said
    assert bare(ordered(deployments)) == bare(found)
    assert deployed_text(deployments) == deployed_text(found)


@given(
    st.text(max_size=200) | st.lists(st.sampled_from([*LOCK.splitlines(), "", "  sends", "manifest"])).map("\n".join)
)
def test_no_text_makes_the_reader_raise(text: str) -> None:
    read(text)


HERE = "manifest 0123456789abcdef orders\n"
BEGINNING = "deployment prod orders 1 0123456789abcdef"
WRONG = [
    ("a word is missing", "deployment prod orders\n", ("deployed-syntax", 1, 1)),
    ("a line of a manifest without one", "  sends a b.C 1.0 0123456789abcdef\n", ("deployed-syntax", 1, 1)),
    ("a conflict of git", "<<<<<<< HEAD\n", ("deployed-syntax", 1, 1)),
    (
        "no such manifest",
        f"{BEGINNING} 2026-11-21T11:02:00Z -\n",
        ("deployed-manifest", 1, 26),
    ),
    (
        "no such day",
        f"{HERE}{BEGINNING} 2026-11-31T11:02:00Z -\n",
        ("deployed-time", 2, 43),
    ),
    (
        "ended before it began",
        f"{HERE}{BEGINNING} 2026-11-21T11:02:00Z 2025-11-21T11:02:00Z\n",
        ("deployed-time", 2, 64),
    ),
    ("a manifest twice", HERE * 2, ("deployed-twice", 2, 1)),
]


@pytest.mark.parametrize(("text", "expected"), [case[1:] for case in WRONG], ids=[case[0] for case in WRONG])
def test_what_is_wrong_is_told_at_its_place(text: str, expected: tuple[str, int, int]) -> None:
    assert [expected] == [each[:3] for each in read(text)[1]]


def test_the_same_release_again_is_no_change() -> None:
    again = replace(FIRST, since=MOMENT + HOUR)

    assert (FIRST,) == begin([FIRST], again).deployments


def test_another_release_under_the_same_label_ends_the_one_before() -> None:
    other = replace(FIRST, manifest=NEWER, since=MOMENT + HOUR)
    recorded = begin([FIRST], other)

    assert (replace(FIRST, until=MOMENT + HOUR), other) == recorded.deployments
    assert (FIRST,) == recorded.ended


def test_two_labels_run_beside_each_other_until_one_is_retired() -> None:
    canary = replace(FIRST, label="canary", since=MOMENT + HOUR)
    both = begin([FIRST], canary)

    assert (FIRST,) == both.beside
    after = retire(both.deployments, "prod", "orders", "canary", MOMENT + 2 * HOUR)
    assert ["2026.11.1"] == [each.label for each in after.deployments if each.until is None]


@pytest.mark.parametrize("label", ["2026.11.0", "2026.11.1"])
def test_what_does_not_run_cannot_be_ended(label: str) -> None:
    known = [replace(FIRST, until=MOMENT + HOUR)]

    with pytest.raises(NotRunning, match="does not run in `prod`; recorded as running: nothing of it"):
        retire(known, "prod", "orders", label, MOMENT + HOUR)
    with pytest.raises(NotRunning):
        begin(known, FIRST, ["2026.11.0"])


MANIFEST = """\
{
  "agent": "orders",
  "project": "shop",
  "receives": [],
  "sends": [
    {"channel": "a.b", "fingerprint": "%s", "message": "shop.v1.A", "version": "1.0"}
  ]
}
""" % ("0123456789abcdef" * 4)


@pytest.mark.parametrize(
    ("text", "rule", "line"),
    [
        (MANIFEST.replace("orders", "billing"), "manifest-other", 2),
        (MANIFEST.replace('"shop"', '"stall"'), "manifest-other", 3),
        (MANIFEST.replace('"1.0"', '"one"'), "wrong-value", 6),
        (MANIFEST.replace('"receives": [],', ""), "missing-key", 1),
        (MANIFEST.replace("[]", "[1]"), "wrong-value", 4),
        ("[]", "wrong-value", 1),
    ],
)
def test_a_manifest_that_is_none_is_told_at_its_place(text: str, rule: str, line: int) -> None:
    report = Report()

    assert load_manifest(Source("manifest.json", text), "shop", "orders", report) is None
    places = [(each.rule, each.place.line) for each in report.diagnostics if isinstance(each.place, Span)]
    assert [(rule, line)] == places


def test_a_manifest_says_what_a_package_speaks() -> None:
    report = Report()
    found = load_manifest(Source("manifest.json", MANIFEST), "shop", "orders", report)

    assert found is not None
    assert ((Carried("a.b", "shop.v1.A", "1.0", "0123456789abcdef"),), ()) == (found.sends, found.receives)
