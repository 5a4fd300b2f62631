"""buf's rules and ours: which of our findings stand for a rule of buf, by `buf_rules.json`.

Ours are finer, so an entry may name several; where buf's rule looks at less, an entry holds a pattern for the path
(`protobuf-file-option-changed:go_package`) or a condition on the file (`@kept`: the file is still there).
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

from treatyc.compatibility.finding import Finding

MAPPING: Mapping[str, Any] = json.loads((Path(__file__).parent / "buf_rules.json").read_text())
CATEGORIES: Mapping[str, list[str]] = MAPPING["categories"]
COUNTERPARTS: Mapping[str, list[str]] = MAPPING["rules"]


def broken(category: str, findings: Collection[Finding], kept: Collection[str]) -> set[str]:
    """The rules of a category whose counterparts found something; `kept` are the paths of the writer's kept files."""
    return {rule for rule in CATEGORIES[category] if _any(COUNTERPARTS[rule], findings, kept)}


def _any(entries: Iterable[str], findings: Collection[Finding], kept: Collection[str]) -> bool:
    return any(_stands_for(entry, finding, kept) for entry in entries for finding in findings)


def _stands_for(entry: str, finding: Finding, kept: Collection[str]) -> bool:
    wanted, _, condition = entry.partition("@")
    rule, _, part = wanted.partition(":")
    place = finding.writer or finding.reader
    inside = place is not None and place.path in kept
    return rule == finding.rule and fnmatch(finding.path, part or "*") and (condition != "kept" or inside)
