"""buf's own test folders: for each, in each of its categories, the same rules are broken.

`buf_rules.json` says which of our rules stand for a rule of buf. Ours are finer, so an entry may name several; where
buf's rule looks at less, an entry holds a part (`protobuf-file-option-changed:go_package`) or a condition on the file
that the finding is in (`@kept`: the file is still there).
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from fnmatch import fnmatch
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from treatyc.compatibility.finding import Finding
from treatyc.compatibility.protobuf.engine import ENGINE
from treatyc.compatibility.protobuf.rules import RULES
from treatyc.compatibility.settings import Settings
from treatyc.compatibility.subject import Everything, Subject
from treatyc.diagnostics import Report
from treatyc.source import Source, SourceTree
from treatyc.workspace.protoc import compile_protobuf

HERE = Path(__file__).parent
VECTORS = Path(__file__).parents[3] / "shared" / "vectors" / "buf_breaking.jsonl"
MAPPING: Mapping[str, Any] = json.loads((HERE / "buf_rules.json").read_text())
CATEGORIES: Mapping[str, list[str]] = MAPPING["categories"]
COUNTERPARTS: Mapping[str, list[str]] = MAPPING["rules"]
NEEDED = pytest.mark.skipif(not VECTORS.exists(), reason="../shared/vectors is not beside this checkout")

Case = dict[str, Any]


@cache
def cases() -> dict[str, Case]:
    if not VECTORS.exists():
        return {}
    return {case["id"]: case for case in map(json.loads, VECTORS.read_text().splitlines())}


@cache
def compiled() -> SourceTree:
    """All folders, compiled in one run; `root/` is buf's word for the folder that imports start from."""
    files = {}
    for name, case in cases().items():
        for side in ("previous", "current"):
            for path, text in case[side].items():
                inner = f"{name}/{side}/{path.removeprefix('root/') if side == 'previous' else path}"
                files[inner] = Source(inner, text)
    report = Report()
    folders = sorted({"/".join(path.split("/")[:2]) for path in files})
    return compile_protobuf(SourceTree("", files), folders, report)


@cache
def findings(name: str) -> tuple[Finding, ...]:
    sides = [ENGINE.read(compiled(), f"{name}/{side}", Report()) for side in ("previous", "current")]
    return ENGINE.compare(Subject(sides[0], Everything()), Subject(sides[1], Everything()), Settings())


def broken(name: str, category: str) -> set[str]:
    """The rules of buf whose counterparts found something."""
    kept = {path.removeprefix(f"{name}/current/") for path in compiled().files if path.startswith(f"{name}/current/")}
    return {
        rule
        for rule in CATEGORIES[category]
        if any(stands_for(entry, finding, kept) for entry in COUNTERPARTS[rule] for finding in findings(name))
    }


def stands_for(entry: str, finding: Finding, kept: set[str]) -> bool:
    wanted, _, condition = entry.partition("@")
    rule, _, part = wanted.partition(":")
    place = finding.writer or finding.reader
    inside = place is not None and place.path.split("/", 2)[2] in kept
    return rule == finding.rule and fnmatch(finding.path, part or "*") and (condition != "kept" or inside)


def pairs() -> list[tuple[str, str]]:
    return [(name, category) for name in cases() for category in CATEGORIES]


@NEEDED
@pytest.mark.parametrize(("name", "category"), pairs())
def test_the_same_rules_are_broken(name: str, category: str) -> None:
    """Issue 4: all 57 of buf's folders give the same rules broken per category."""
    expected = set(cases()[name]["breaks_by_category"][category])

    assert expected == broken(name, category)


@NEEDED
def test_all_folders_are_there() -> None:
    assert 57 == len(cases())


def test_every_rule_of_buf_has_a_counterpart() -> None:
    """Each of the 64 live rules of the appendix of COMPATIBILITY.md."""
    own = {rule.id for rule in RULES}
    named = {entry.partition("@")[0].partition(":")[0] for entries in COUNTERPARTS.values() for entry in entries}

    assert 64 == len(COUNTERPARTS)
    assert all(COUNTERPARTS.values())
    assert set() == named - own
    assert set() == {rule for rules in CATEGORIES.values() for rule in rules} - set(COUNTERPARTS)
