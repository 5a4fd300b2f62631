"""Generated Avro modules pass the house's own checks: `mypy --strict`, the formatter, and a linter without exceptions.

The example fleet does not use every type, so no golden file shows this.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.unit.avro.building import Json, Package, generated, system_of
from tests.unit.avro.test_avro_attacks import CHAIN, EVERYTHING, NAMESPACE

RULES = "E,F,W,I,N,UP,B,C4,SIM,RET,PIE,RUF,PL,D"
IGNORED = "PLR0911,PLR0912,PLR0913,PLR0915,PLR2004"  # a codec is as long and as branched as its schema

OLD: Json = {
    "type": "record",
    "name": "Chain",
    "namespace": NAMESPACE,
    "fields": [
        {"name": "gone", "type": ["null", "Chain", {"type": "map", "values": {"type": "array", "items": "null"}}]},
        {"name": "next", "type": ["null", "Chain"]},
        {"name": "nothings", "type": {"type": "array", "items": "int"}},
        {"name": "left", "type": {"type": "enum", "name": "Side", "symbols": ["A", "B"]}},
    ],
}
CIRCLE: list[Json] = [
    {"type": "record", "name": "a.v1.A", "fields": [{"name": "b", "type": ["null", "b.v1.B"], "default": None}]},
    {"type": "record", "name": "b.v1.B", "fields": [{"name": "a", "type": {"type": "map", "values": "a.v1.A"}}]},
    {"type": "fixed", "name": "a.v1.Sum", "size": 4},
    {"type": "record", "name": "a.v1.Empty", "fields": []},
    {
        "type": "record",
        "name": "a.v1.Optional",
        "fields": [
            {"name": "list", "type": ["null", {"type": "array", "items": "string"}, {"type": "map", "values": "int"}]},
            {"name": "both", "type": [{"type": "map", "values": ["null", "long"]}, "null"]},
        ],
    },
]


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Package:
    return generated(system_of([CHAIN, EVERYTHING, *CIRCLE], {"1.0": [OLD]}), tmp_path_factory.mktemp("package"))


def run(*command: str, package: Package) -> None:
    root = package.folder / package.name
    paths = f"{Path('codegen').resolve()}:{root}"
    ran = subprocess.run(
        [sys.executable, "-m", *command],
        env={**os.environ, "MYPYPATH": paths},
        capture_output=True,
        text=True,
        timeout=110,
        check=False,
    )
    assert ran.returncode == 0, ran.stdout


def test_the_formatter_would_change_nothing(package: Package) -> None:
    folder = str(package.folder / package.name / package.name)
    run("ruff", "format", "--isolated", "--line-length=120", "--diff", folder, package=package)


def test_the_linter_finds_nothing(package: Package) -> None:
    folder = str(package.folder / package.name / package.name)
    limits = ["--isolated", "--line-length=120", "--target-version=py311", f"--select={RULES}", f"--ignore={IGNORED}"]
    google = ["--config", 'lint.pydocstyle.convention = "google"']
    run("ruff", "check", *limits, *google, folder, package=package)


def test_mypy_finds_nothing(package: Package, tmp_path: Path) -> None:
    strict = ["--strict", "--warn-unreachable", "--config-file=", f"--cache-dir={tmp_path}", "-p", package.name]
    run("mypy", *strict, package=package)
