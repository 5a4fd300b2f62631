"""Protobuf texts of other projects: all of them are read, and equal fingerprints are never called a difference."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from treatyc.diagnostics import Report, Severity
from treatyc.load.protobuf.load import load
from treatyc.source import Source, SourceTree
from treatyc.system.version import fingerprint
from treatyc.workspace.protoc import compile_protobuf

VECTORS = Path(__file__).parents[2].parent / "shared" / "vectors"
pytestmark = pytest.mark.skipif(not VECTORS.is_dir(), reason="no `shared/vectors` beside the checkout")


def lines(name: str) -> Iterator[Any]:
    path = VECTORS / name
    if path.exists():
        yield from map(json.loads, path.read_text("utf-8").splitlines())


def prints(folders: Mapping[str, Mapping[str, str]]) -> dict[str, Fingerprints]:
    """What each of many folders holds, all in one run."""
    paths = {f"{folder}/{path}": text for folder, files in folders.items() for path, text in files.items()}
    tree = SourceTree("treaty.yaml", {path: Source(path, text) for path, text in paths.items()})
    report = Report()
    compiled = compile_protobuf(tree, folders, report)
    schemas = {
        folder: {schema.name: fingerprint(schema) for unit in load(compiled, folder, report) for schema in unit.schemas}
        for folder in folders
    }
    errors = [found for found in report.diagnostics if found.severity is Severity.ERROR]
    return {
        folder: Fingerprints(found, tuple(e.rule for e in errors if e.place.path.startswith(f"{folder}/")))
        for folder, found in schemas.items()
    }


@dataclass(frozen=True)
class Fingerprints:
    """The fingerprint of each schema of a folder, and the rules of what is wrong with its files."""

    schemas: Mapping[str, str]
    errors: tuple[str, ...]


OUTSIDE_MESSAGES = ("FILE_", "PACKAGE", "SERVICE_", "RPC_", "EXTENSION_", "FILE")
"""Rules of buf about what no message holds; a schema's fingerprint is of one message or enumeration."""

REFUSED = {
    "TestRunBreakingFieldSameCppStringType": "brings a file of Protobuf's own along",
    "TestRunBreakingFieldSameJSONName": "two fields have one name in JSON, which Protobuf's Python library refuses",
}


def test_every_folder_is_read_and_its_break_changes_a_fingerprint() -> None:
    """57 folders of buf's own tests, each before and after a change that some rule of buf refuses."""
    cases = {case["id"]: case for case in lines("buf_breaking.jsonl")}
    found = prints({f"{name}/{side}": case[side] for name, case in cases.items() for side in ("previous", "current")})
    unchanged, refused = set(), set()
    for name, case in cases.items():
        old, new = found[f"{name}/previous"], found[f"{name}/current"]
        if old.errors or new.errors:
            refused.add(name)
        elif old.schemas == new.schemas:
            unchanged |= {rule for rule in case["rules"] if not rule.startswith(OUTSIDE_MESSAGES)}
    assert set(REFUSED) == refused
    assert unchanged == set()


def test_equal_fingerprints_are_compatible_to_every_engine() -> None:
    """DECISIONS: equal fingerprints imply that nothing is found both ways."""
    pairs = {pair["id"]: pair for pair in lines("pairs.jsonl") if pair["format"] == "PROTOBUF"}
    numbered = {
        f"{number}/{side}": {"a.proto": pair[side]}
        for number, pair in enumerate(pairs.values())
        for side in ("writer", "reader")
    }
    found = prints(numbered)
    equal = [
        pair
        for number, pair in enumerate(pairs.values())
        if not found[f"{number}/writer"].errors + found[f"{number}/reader"].errors
        and found[f"{number}/writer"].schemas == found[f"{number}/reader"].schemas
    ]
    assert equal, "there are such pairs"
    for pair in equal:
        verdicts = [pair.get(engine) for engine in ("confluent", "karapace", "apicurio")]
        assert False not in verdicts, pair["id"]
