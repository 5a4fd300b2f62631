"""What a case cannot show: colours, shapes that other programs expect, and that no text steers what prints it."""

from __future__ import annotations

import json
import re
import xml.etree.ElementTree as ET

import jsonschema
from hypothesis import given
from hypothesis import strategies as st

from treatyc.diagnostics import Note, Severity
from treatyc.printing.as_github import as_github
from treatyc.printing.as_json import as_json
from treatyc.printing.as_junit import as_junit
from treatyc.printing.as_sarif import RuleText, as_sarif
from treatyc.printing.as_text import Coloured, Plain, as_text
from treatyc.printing.located import Located, LocatedRelated
from treatyc.printing.visible import visible
from treatyc.source import Source, SourceTree, Span

ANY_TEXT = st.text(st.characters(codec="utf-8"), max_size=40)
SPANS = st.builds(Span, st.just("a.yaml") | ANY_TEXT, st.integers(1, 4), st.integers(1, 60), st.integers(1, 30))
TITLES = ("witness", "bytes", "reader", "no witness", "category", "effect", "direction", "version", "key")
NOTES = st.lists(st.builds(Note, st.sampled_from(TITLES), ANY_TEXT), unique_by=lambda note: note.title).map(tuple)
FINDINGS = st.lists(
    st.builds(
        Located,
        st.sampled_from(["key-missing", "event-unread"]),
        st.sampled_from(Severity),
        ANY_TEXT,
        SPANS,
        ANY_TEXT,
        st.tuples(st.builds(LocatedRelated, ANY_TEXT, SPANS)),
        NOTES,
    ),
    max_size=3,
)
PAGES = {"key-missing": RuleText("A key that a message does not have", "The page.")}

LOCATION = {
    "type": "object",
    "required": ["artifactLocation", "region"],
    "properties": {
        "artifactLocation": {
            "type": "object",
            "required": ["uri"],
            "properties": {"uri": {"pattern": "^(?:[A-Za-z0-9._~/-]|%[0-9A-F]{2})*$"}},
            "additionalProperties": False,
        },
        "region": {
            "type": "object",
            "required": ["startLine", "startColumn", "endColumn"],
            "additionalProperties": {"type": "integer", "minimum": 1},
        },
    },
    "additionalProperties": False,
}
MESSAGE = {"type": "object", "required": ["text"], "properties": {"text": {"type": "string"}}}
SARIF = {
    "type": "object",
    "required": ["version", "runs"],
    "properties": {
        "version": {"const": "2.1.0"},
        "runs": {
            "maxItems": 1,
            "items": {
                "required": ["tool", "results"],
                "properties": {
                    "columnKind": {"const": "unicodeCodePoints"},
                    "tool": {
                        "required": ["driver"],
                        "properties": {
                            "driver": {
                                "required": ["name", "rules"],
                                "properties": {
                                    "rules": {
                                        "uniqueItems": True,
                                        "items": {
                                            "required": ["id"],
                                            "properties": {"shortDescription": MESSAGE, "help": MESSAGE},
                                        },
                                    }
                                },
                            }
                        },
                    },
                    "results": {
                        "items": {
                            "required": ["ruleId", "ruleIndex", "level", "message", "locations"],
                            "properties": {
                                "level": {"enum": ["error", "warning", "note"]},
                                "message": MESSAGE,
                                "locations": {"items": {"properties": {"physicalLocation": LOCATION}}},
                                "relatedLocations": {
                                    "items": {
                                        "required": ["id", "message", "physicalLocation"],
                                        "properties": {"physicalLocation": LOCATION},
                                    }
                                },
                                "partialFingerprints": {"additionalProperties": {"type": "string"}},
                                "properties": {"additionalProperties": {"type": "string"}},
                            },
                        }
                    },
                },
                "additionalProperties": False,
            },
        },
    },
}
"""The part of SARIF 2.1.0 (3.13 to 3.30) that is written, made strict."""
SHAPE = jsonschema.Draft202012Validator(SARIF)


def finding(message: str, span: Span = Span("treaty.yaml", 1, 1, 4), help: str = "") -> Located:  # noqa: B008 - frozen
    return Located("key-missing", Severity.ERROR, message, span, help, ())


@given(FINDINGS)
def test_sarif_has_the_shape_of_the_standard(found: list[Located]) -> None:
    document = json.loads(as_sarif(found, PAGES))

    SHAPE.validate(document)
    run = document["runs"][0]
    assert [one.rule for one in found] == [result["ruleId"] for result in run["results"]]
    rules = run["tool"]["driver"]["rules"]
    assert [result["ruleId"] for result in run["results"]] == [rules[r["ruleIndex"]]["id"] for r in run["results"]]


@given(FINDINGS)
def test_json_says_all_that_a_finding_holds(found: list[Located]) -> None:
    findings = json.loads(as_json(found))["findings"]

    assert [(one.rule, one.message, one.help) for one in found] == [
        (each["rule"], each["message"], each["help"]) for each in findings
    ]
    assert [one.span.line for one in found] == [each["place"]["line"] for each in findings]
    assert [{note.title: note.text for note in one.notes} for one in found] == [
        each.get("notes", {}) for each in findings
    ]


@given(FINDINGS)
def test_junit_is_well_formed_and_fails_once_for_each_error_or_warning(found: list[Located]) -> None:
    suites = ET.fromstring(as_junit(found))  # noqa: S314 - what we wrote ourselves

    failures = [case for case in suites.iter("testcase") if case.find("failure") is not None]
    assert sum(one.severity is not Severity.INFO for one in found) == len(failures)
    assert str(len(failures)) == suites.get("failures")


@given(FINDINGS)
def test_github_gets_one_command_for_each_finding_whatever_contracts_say(found: list[Located]) -> None:
    lines = as_github(found).split("\n")[:-1]

    assert len(found) == len(lines)
    assert all(re.match(r"::(error|warning|notice) file=[^,:]*,line=\d+,", line) for line in lines)


@given(FINDINGS)
def test_text_shows_no_character_that_steers_a_terminal(found: list[Located]) -> None:
    tree = SourceTree("a.yaml", {"a.yaml": Source("a.yaml", "\x1b[2J a: b\n\u202ec: d\r\n\te\x00f")})
    text = as_text(found, tree, Plain())

    assert text.replace("\n", "") == visible(text.replace("\n", ""))


def test_colours_only_frame_what_is_said() -> None:
    tree = SourceTree("treaty.yaml", {"treaty.yaml": Source("treaty.yaml", "name: shop")})
    plain, coloured = (as_text([finding("no", help="yes")], tree, brush) for brush in (Plain(), Coloured()))

    assert "\x1b[" not in plain
    assert "\x1b[1;31merror[key-missing]\x1b[0m" in coloured
    assert plain == re.sub(r"\x1b\[[0-9;]*m", "", coloured)


def test_the_underline_stands_below_wide_characters() -> None:
    tree = SourceTree("a", {"a": Source("a", "東京: total")})
    lines = as_text([finding("x", Span("a", 1, 5, 5))], tree, Plain()).split("\n")

    assert "1 | 東京: total" == lines[3]
    assert "  |       ^^^^^" == lines[4]


def test_a_place_outside_its_text_is_still_told() -> None:
    tree = SourceTree("a", {"a": Source("a", "one line")})
    text = as_text([finding("x", Span("a", 99, 7, 1)), finding("y", Span("gone", 1, 1, 1))], tree, Plain())

    assert "--> a:99:7" in text
    assert "--> gone:1:1" in text


def test_a_command_of_github_is_escaped_as_its_runner_unescapes() -> None:
    found = finding("100%\nsure", Span("a,b:c.yaml", 2, 3, 4), help="\r")

    assert (
        "::error file=a%2Cb%3Ac.yaml,line=2,col=3,endColumn=7,title=key-missing::100%25\\u{a}sure%0Ahelp: \\u{d}\n"
        == as_github([found])
    )
