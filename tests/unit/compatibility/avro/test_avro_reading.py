"""What the Avro engine reads for a comparison, what it refuses, and that nothing makes it raise, hang or blow up."""

from __future__ import annotations

import json
import time

import pytest

from tests.unit.compatibility.avro.asking import Json, a, found, read, record, rules, subject
from treatyc import compare
from treatyc.compatibility.avro.engine import ENGINE
from treatyc.compatibility.avro.library import Library
from treatyc.compatibility.finding import Effect, Scope, Verdict
from treatyc.compatibility.report import verdict
from treatyc.compatibility.settings import Settings
from treatyc.compatibility.subject import Everything, Named, Subject, WholeFile
from treatyc.diagnostics import Report
from treatyc.source import Source, SourceTree

ID = {"name": "id", "type": "string"}


def folder(**files: Json) -> tuple[Library, Report]:
    report = Report()
    sources = {f"old/{name}.avsc": Source(f"old/{name}.avsc", json.dumps(text)) for name, text in files.items()}
    return ENGINE.read(SourceTree("", sources), "old", report), report


UNNAMED: dict[str, tuple[Json, Json, list[str]]] = {
    "a primitive": ("int", "long", ["avro-type-changed"]),
    "a union": (["null", "string"], ["string"], ["avro-branch-unread", "avro-union-changed"]),
    "an array": ({"type": "array", "items": "int"}, {"type": "array", "items": "string"}, ["avro-type-unreadable"]),
    "a logical type": (
        {"type": "int", "logicalType": "date"},
        "int",
        ["avro-logical-type-one-sided", "avro-type-changed"],
    ),
    "an empty union, which sends nothing": ([], ["float"], ["avro-union-changed"]),
    "what an empty union gets": (["float"], [], ["avro-type-unreadable", "avro-union-changed"]),
    "a list of schemas": ([record(ID)], [record(ID), record(name="Refund")], ["avro-union-changed"]),
}


@pytest.mark.parametrize("name", UNNAMED)
def test_a_file_may_hold_a_schema_without_a_name(name: str) -> None:
    writer, reader, expected = UNNAMED[name]

    assert expected == rules(writer, reader)


def test_files_refer_to_each_other_in_any_order() -> None:
    order = record({"name": "lines", "type": {"type": "array", "items": "shop.v1.Line"}})
    line = record(ID, name="Line")
    library, report = folder(a_order=order, b_line=line)

    assert () == report.diagnostics
    assert (("shop.v1.Line", "old/b_line.avsc"), ("shop.v1.Order", "old/a_order.avsc")) == ENGINE.names(library)


def test_a_change_of_what_a_schema_refers_to_is_a_change_of_it() -> None:
    """Apicurio#7875: the referrer breaks too."""
    order = record({"name": "line", "type": "shop.v1.Line"})
    before, _ = folder(order=order, line=record(ID, name="Line"))
    after, _ = folder(order=order, line=record(ID, {"name": "price", "type": "int"}, name="Line"))
    for name, path in {"shop.v1.Line": "price", "shop.v1.Order": "line.price"}.items():
        [finding] = ENGINE.compare(Subject(before, Named(name)), Subject(after, Named(name)), Settings())
        assert ("avro-field-required", name, path) == (finding.rule, finding.schema, finding.path)

    everything = ENGINE.compare(Subject(before, Everything()), Subject(after, Everything()), Settings())
    assert ["shop.v1.Line", "shop.v1.Order"] == [finding.schema for finding in everything]


REFUSED: dict[str, tuple[dict[str, Json], str]] = {
    "no name": ({"a": {"type": "record", "fields": []}}, "avro-name"),
    "no type": ({"a": {"type": "nothing"}}, "unknown-type"),
    "another file's name": ({"a": a("shop.v1.Missing")}, "unknown-type"),
    "a name of two meanings": ({"a": record(ID), "b": record()}, "duplicate-name"),
    "a default that does not fit": ({"a": a("int", default="none")}, "avro-default"),
    "a default of an enum that is no symbol": (
        {"a": {"type": "enum", "name": "E", "symbols": ["A"], "default": "B"}},
        "avro-enum",
    ),
    "used before it is defined": (
        {"a": record({"name": "x", "type": "L"}, {"name": "y", "type": record(name="L")})},
        "avro-order",
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_no_schema_is_a_diagnostic(name: str) -> None:
    files, rule = REFUSED[name]
    _, report = folder(**files)

    assert [rule] == [diagnostic.rule for diagnostic in report.diagnostics]
    assert report.failed


def test_two_files_may_define_a_name_alike() -> None:
    """Each text may be complete in itself, as registries ask for."""
    line = record(ID, name="Line")
    _, report = folder(
        a=record({"name": "line", "type": line}), b=record({"name": "line", "type": line}, name="Refund")
    )

    assert () == report.diagnostics


def deep(length: int, last: Json) -> Json:
    """A record whose text is flat and whose messages nest: each `Rn` holds the one before, and `deep` the last."""
    chain: list[Json] = [{"type": "record", "name": "R0", "fields": [{"name": "x", "type": last}]}]
    chain += [
        {"type": "record", "name": f"R{n}", "fields": [{"name": "r", "type": f"R{n - 1}"}]} for n in range(1, length)
    ]
    lists = [{"name": f"f{n}", "type": {"type": "array", "items": each}} for n, each in enumerate(chain)]
    return record(*lists, {"name": "deep", "type": f"R{length - 1}"})


@pytest.mark.parametrize(
    ("length", "said", "unproven"),
    [(40, Verdict.BREAKING, ""), (400, Verdict.UNPROVEN, "the smallest message nests deeper than 96 levels")],
)
def test_a_message_that_would_nest_too_deep_for_a_codec_is_not_made(length: int, said: Verdict, unproven: str) -> None:
    report = found(deep(length, "int"), deep(length, "string"))

    assert said is verdict(report)
    assert [("f0[].x", unproven)] == [(finding.path, finding.unproven) for finding in report]


def test_types_that_nest_too_deep_are_a_diagnostic() -> None:
    files = {
        f"f{n}": {"type": "record", "name": f"R{n}", "fields": [{"name": "r", "type": f"R{n + 1}"}]} for n in range(300)
    }
    _, report = folder(**files, last={"type": "record", "name": "R300", "fields": []})

    assert {"avro-too-deep"} == {diagnostic.rule for diagnostic in report.diagnostics}


def test_json_that_nests_too_deep_is_a_diagnostic() -> None:
    report = Report()
    text = '{"type": "array", "items": ' * 5000 + '"int"' + "}" * 5000
    ENGINE.read(SourceTree("", {"a.avsc": Source("a.avsc", text)}), "", report)

    assert ["json-too-deep"] == [diagnostic.rule for diagnostic in report.diagnostics]


def test_work_that_would_not_end_soon_is_told_as_unproven() -> None:
    """Unions of 256 records, each of which meets each: the walk stops at its bound."""
    names = [f"R{n}" for n in range(200)]
    union = [{"type": "record", "name": name, "fields": []} for name in names]
    again = [{"name": f"f{n}", "type": names} for n in range(60)]
    old, new = (
        record({"name": "first", "type": union}, *again, {"name": "last", "type": t}) for t in ("int", "string")
    )
    begin = time.process_time()
    [finding] = found(old, new)

    assert ("avro-undecided", Effect.UNPROVEN) == (finding.rule, finding.effect)
    assert time.process_time() - begin < 3


def test_a_wide_record_is_compared_at_once() -> None:
    old = record(*({"name": f"f{n}", "type": "int"} for n in range(5_000)))
    new = record(*({"name": f"f{n}", "type": "long"} for n in range(5_000)))
    begin = time.process_time()

    assert 5_000 == len(found(old, new))
    assert time.process_time() - begin < 5


def test_so_many_breaks_that_showing_each_would_take_long() -> None:
    """Each is found; those after some hundred thousand parts of messages are not shown any more."""
    old = record(*({"name": f"f{n}", "type": "int"} for n in range(1_900)))
    new = record(*({"name": f"f{n}", "type": "string"} for n in range(1_900)))
    begin = time.process_time()
    effects = [finding.effect for finding in found(old, new)]

    assert (1_900, True) == (len(effects), effects.count(Effect.BREAKS) >= 50)
    assert time.process_time() - begin < 3


def test_a_change_is_told_only_where_the_writer_is_the_older() -> None:
    old, new = record(ID), record()
    edges = Settings(scopes=frozenset({Scope.EDGE}))

    assert ["avro-field-removed"] == rules(old, new)
    assert () == found(old, new, edges)


def test_equal_schemas_have_equal_fingerprints_however_they_are_written() -> None:
    spelled = {
        "name": "shop.v1.Order",
        "fields": [{"type": {"type": "string"}, "doc": "Which.", "name": "id"}],
        "type": "record",
    }

    assert ENGINE.fingerprint(subject(record(ID))) == ENGINE.fingerprint(subject(spelled))
    assert compare(json.dumps(record(ID)), json.dumps(spelled), format="avro").same


def test_a_whole_folder_has_a_fingerprint() -> None:
    one, two = read(record(ID)), read(record())

    assert ENGINE.fingerprint(Subject(one, Everything())) != ENGINE.fingerprint(Subject(two, Everything()))
    assert ENGINE.fingerprint(Subject(one, Named("shop.v1.Order"))) == ENGINE.fingerprint(
        Subject(one, WholeFile("schema.avsc"))
    )


def test_a_reader_with_ten_thousand_new_fields_is_answered_soon() -> None:
    """Each of them breaks; a reader looks for all of them in each message, however small that is."""
    fields = [{"name": f"f{number}", "type": "int"} for number in range(10_000)]
    writer, reader = ({"type": "record", "name": "R", "fields": some} for some in (fields[:1], fields))
    begin = time.process_time()
    report = compare(json.dumps(writer), json.dumps(reader), format="avro")

    assert report.compatible is False
    assert time.process_time() - begin < 4
