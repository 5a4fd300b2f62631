"""buf's own test folders: for each, in each of its categories, the same rules are broken."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from tests.conformance.buf_rules import CATEGORIES, COUNTERPARTS, broken
from treatyc.compatibility.finding import Effect, Finding
from treatyc.compatibility.protobuf.engine import ENGINE
from treatyc.compatibility.protobuf.rules import RULES
from treatyc.compatibility.settings import Settings
from treatyc.compatibility.subject import Everything, Subject
from treatyc.diagnostics import Report
from treatyc.source import Source, SourceTree
from treatyc.workspace.protoc import compile_protobuf

VECTORS = Path(__file__).parents[3] / "shared" / "vectors" / "buf_breaking.jsonl"
NEEDED = pytest.mark.skipif(not VECTORS.exists(), reason="../shared/vectors is not beside this checkout")


@cache
def cases() -> dict[str, dict[str, Any]]:
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
    folders = sorted({"/".join(path.split("/")[:2]) for path in files})
    return compile_protobuf(SourceTree("", files), folders, Report())


@cache
def findings(name: str) -> tuple[Finding, ...]:
    sides = [ENGINE.read(compiled(), f"{name}/{side}", Report()) for side in ("previous", "current")]
    return ENGINE.compare(Subject(sides[0], Everything()), Subject(sides[1], Everything()), Settings())


@cache
def kept(name: str) -> frozenset[str]:
    """The paths of the previous files that are still there."""
    old, new = f"{name}/previous/", f"{name}/current/"
    there = {path.removeprefix(new) for path in compiled().files if path.startswith(new)}
    return frozenset(path for path in compiled().files if path.startswith(old) and path.removeprefix(old) in there)


@NEEDED
@pytest.mark.parametrize("category", CATEGORIES)
@pytest.mark.parametrize("name", cases())
def test_the_same_rules_are_broken(name: str, category: str) -> None:
    """Issue 4: all 57 of buf's folders give the same rules broken per category."""
    expected = set(cases()[name]["breaks_by_category"][category])

    assert expected == broken(category, findings(name), kept(name))


@NEEDED
@pytest.mark.parametrize("name", cases())
def test_every_break_has_a_witness_or_a_reason(name: str) -> None:
    """Issue 4: every finding in the test corpus has a witness or a stated reason."""
    bare = [
        finding.key
        for finding in findings(name)
        if finding.effect in {Effect.BREAKS, Effect.UNPROVEN} and not finding.witness and not finding.unproven
    ]

    assert [] == bare


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
