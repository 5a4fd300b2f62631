"""What a pull is made of: numbers of releases, ordinary files, names of JSON Schemas, and all files or none."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from treatyc.registry.held.ordinary import ordinary
from treatyc.registry.lock.relocking import relocked
from treatyc.registry.pull.numbering import Numbered, number
from treatyc.registry.pull.placing import json_name
from treatyc.source import Source, SourceTree
from treatyc.system.lock import LockedSchema, Registration
from treatyc.system.release import Version
from treatyc.workspace.replacing import NotWritable, write_all

V = [Version(1, minor) for minor in range(6)]


@pytest.mark.parametrize(
    ("texts", "releases", "expected"),
    [
        ("a", {}, Numbered({}, {"a": V[0]})),
        ("abc", {}, Numbered({}, {"a": V[0], "b": V[1], "c": V[2]})),
        # A text that comes again is the release that it was.
        ("abab", {}, Numbered({}, {"a": V[0], "b": V[1]})),
        # A second pull finds what the first one made, and goes on behind it.
        ("ab", {"a": V[0], "b": V[1]}, Numbered({"a": V[0], "b": V[1]}, {})),
        ("abc", {"a": V[0], "b": V[1]}, Numbered({"a": V[0], "b": V[1]}, {"c": V[2]})),
        # Releases that this registry has not seen keep their numbers.
        ("abc", {"a": V[0], "x": V[1]}, Numbered({"a": V[0]}, {"b": V[2], "c": V[3]})),
        # What is older than a release cannot come after it.
        ("abc", {"b": V[0]}, Numbered({"b": V[0]}, {"c": V[1]}, ("a",))),
        # Nothing in common: nobody knows what came first.
        ("ab", {"x": V[0]}, Numbered({}, {}, ("a", "b"))),
    ],
)
def test_releases_are_numbered_in_the_order_of_registration(
    texts: str, releases: Mapping[str, Version], expected: Numbered
) -> None:
    assert expected == number(tuple(texts), releases, 1)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('{"a":1,"b":["é"]}', '{\n  "a": 1,\n  "b": [\n    "é"\n  ]\n}\n'),
        ('{"a": 0.5}', '{\n  "a": 0.5\n}\n'),
        # What has lines already is somebody's layout.
        ('{\n"a":1}', '{\n"a":1}\n'),
        # Written anew, these would say something else, or could not be written.
        ('{"a":1,"a":2}', '{"a":1,"a":2}'),
        ('{"a":1.10}', '{"a":1.10}'),
        ('{"a":1e999}', '{"a":1e999}'),
        ('{"a":NaN}', '{"a":NaN}'),
        ('"\\ud800"', '"\\ud800"'),
        ("[" * 100_000, "[" * 100_000),
        ('syntax = "proto3";', 'syntax = "proto3";'),
    ],
)
def test_a_text_on_one_line_becomes_an_ordinary_file(text: str, expected: str) -> None:
    assert expected == ordinary(text)


@pytest.mark.parametrize(
    ("subject", "title", "expected"),
    [
        ("orders-value", "shop.orders.v1.OrderPlaced", "shop.orders.v1.OrderPlaced"),
        ("shop.orders.v1.OrderPlaced", None, "shop.orders.v1.OrderPlaced"),
        ("shop.orders.v1.OrderPlaced", "Order placed", "shop.orders.v1.OrderPlaced"),
        ("orders-shop.orders.v1.OrderPlaced", None, "shop.orders.v1.OrderPlaced"),
        ("orders-value", "Order placed", "orders.OrderPlaced"),
        ("orders-value", None, "orders.Orders"),
        ("shop.order-lines-value", None, "shop.OrderLines"),
        ("Shop.Web.2nd-value", None, "shop.web.Part2nd"),
        ("../../etc/passwd", None, "etc_passwd.EtcPasswd"),
    ],
)
def test_a_json_schema_is_named_by_its_title_or_its_subject(subject: str, title: str | None, expected: str) -> None:
    text = f'{{"title": "{title}"}}' if title is not None else "{}"

    assert expected == json_name(subject, text)


def locked(name: str, version: str, text: str, *where: Registration) -> LockedSchema:
    return LockedSchema(name, version, text, where)


A, B, P = Registration("dev", "a", 1, 1), Registration("dev", "b", 1, 2), Registration("prod", "a", 1, 9)


@pytest.mark.parametrize(
    ("before", "found", "expected"),
    [
        ([], [locked("x", "1.0", "t", A)], [locked("x", "1.0", "t", A)]),
        # Lines of other targets and of other subjects stay.
        (
            [locked("x", "1.0", "t", A, B, P)],
            [locked("x", "1.1", "u", A)],
            [locked("x", "1.0", "t", B, P), locked("x", "1.1", "u", A)],
        ),
        # What is registered nowhere any more is no line.
        ([locked("x", "1.0", "t", A)], [], []),
        # What was said of another text under the same number is not said of this one.
        ([locked("x", "1.0", "t", P)], [locked("x", "1.0", "u", A)], [locked("x", "1.0", "u", A)]),
    ],
)
def test_a_lock_keeps_what_was_not_read(
    before: list[LockedSchema], found: list[LockedSchema], expected: list[LockedSchema]
) -> None:
    assert tuple(expected) == relocked(before, "dev", {"a"}, found)


def test_files_are_written_all_or_none(tmp_path: Path) -> None:
    """The last one cannot be put in its place: the first, which was there, is as it was, and nothing new is left."""
    (tmp_path / "old").write_text("before")
    (tmp_path / "taken").mkdir()
    tree = SourceTree("", {"old": Source("old", "before")})
    files = [Source("old", "after"), Source("new/deep/file", "new"), Source("taken/" + "x" * 300, "too long")]

    with pytest.raises(OSError, match="name too long"):
        write_all(tmp_path, tree, files)

    assert {"old", "taken"} == {each.name for each in tmp_path.rglob("*")}
    assert "before" == (tmp_path / "old").read_text()


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("../outside", "would leave"),
        ("/outside", "would leave"),
        ("link/file", "is in the way"),
        ("there", "is in the way"),
        ("changed", "was changed meanwhile"),
        ("gone", "was changed meanwhile"),
    ],
)
def test_no_file_goes_where_it_was_not_agreed_to(tmp_path: Path, path: str, expected: str) -> None:
    outside, root = tmp_path / "elsewhere", tmp_path / "root"
    outside.mkdir()
    root.mkdir()
    (root / "link").symlink_to(outside)
    (root / "there").write_text("somebody's")
    (root / "changed").write_text("newer")
    tree = SourceTree("", {name: Source(name, "older") for name in ("changed", "gone")})

    with pytest.raises(NotWritable, match=expected):
        write_all(root, tree, [Source("fine", "text"), Source(path, "text")])

    assert [] == list(outside.iterdir())
    assert not (root / "fine").exists()
