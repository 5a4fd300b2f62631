"""Every id that the compiler can print has a page, and the examples of refusals are refused as their pages say."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from tests.shop import diagnose
from treatyc.checks.page import Page, example, parse_pages
from treatyc.checks.refusals import REFUSALS
from treatyc.describe.pages import pages

CODE = Path(__file__).parents[3] / "codegen" / "treatyc"
REFUSED = {name: page for text in REFUSALS for name, page in parse_pages(text).items()}
SHOWN = {name: page for name, page in REFUSED.items() if page.section("Fails")}
UNSHOWN = (
    {
        "no-project": "there is no project to show",
        "manifest-other": "a manifest is no contract, and tests/unit/compatibility/edges shows it",
        "not-comparable": "it is about two paths, not about what a project says",
        "not-utf-8": "a page is text, and text is UTF-8",
        "json-surrogate": "the escape would have to stand in a Python docstring",
        "symbolic-link": "only a disk has links",
        "unreadable-file": "only a disk has rights",
        "protobuf-compiler": "protoc crashes only at what would crash the reader of a page, too",
        "protobuf-unsupported": "protoc and the library come in one version",
    }
    | dict.fromkeys(
        (
            "include-too-deep",
            "include-too-many",
            "file-too-large",
            "project-too-large",
            "yaml-number",
            "yaml-too-deep",
            "yaml-too-large",
            "json-too-deep",
            "json-too-large",
            "avro-too-deep",
            "protobuf-too-deep",
            "protobuf-too-large",
            "protobuf-file-name",
        ),
        "the example would be larger than the page",
    )
    | dict.fromkeys(
        (
            "acceptance-expired",
            "acceptance-unmatched",
            "edge-refused",
            "edge-unknown",
            "schema-format-changed",
        ),
        "two versions are held against each other, which tests/cases/gate shows",
    )
    | {
        name: "a registry is asked, which tests/brokers shows"
        for name in REFUSED.keys() - SHOWN.keys()
        if name.startswith(("registry-", "push-", "promote-"))
    }
    | dict.fromkeys(
        ("import-differs", "import-left-behind", "import-undescribed"),
        "an import from a broker tells it, which tests/unit/adopt and tests/brokers show",
    )
    | dict.fromkeys(("lock-lacks", "lock-contradicts", "rule-set"), "a verb of the registry tells it, which tests show")
    | {name: "a release has hashes, which tests/unit/language shows" for name in REFUSED if name.startswith("release-")}
)
"""Pages without an example, and why."""

RULE_ID = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)+")
REPORTS = re.compile(r"(.*_)?(error|warning|refuse|stop|problem|Diagnostic)")


def printed_ids() -> set[str]:
    """The ids that the code hands to a report: the first argument of what adds a diagnostic."""
    found = set()
    for path in CODE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant):
                name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
                value = node.args[0].value
                if REPORTS.fullmatch(name) and isinstance(value, str) and RULE_ID.fullmatch(value):
                    found.add(value)
    return found


def mentioned_ids() -> set[str]:
    """The ids that stand in the code as they are, also in a table or under a name."""
    constants = (node for path in CODE.rglob("*.py") for node in ast.walk(ast.parse(path.read_text())))
    texts = (node.value for node in constants if isinstance(node, ast.Constant))
    return {text for text in texts if isinstance(text, str) and RULE_ID.fullmatch(text)}


def test_every_id_that_can_be_printed_has_a_page() -> None:
    assert set() == printed_ids() - pages().keys()


def test_no_refusal_has_a_page_that_nothing_prints() -> None:
    assert set() == REFUSED.keys() - mentioned_ids()


def test_a_page_without_an_example_has_a_reason() -> None:
    assert UNSHOWN.keys() == REFUSED.keys() - SHOWN.keys()


@pytest.mark.parametrize(("rule", "page"), SHOWN.items(), ids=SHOWN)
def test_the_example_of_a_refusal_is_refused_as_its_page_says(rule: str, page: Page) -> None:
    assert rule in {diagnostic.rule for diagnostic in diagnose(example(page, "Fails"))}
