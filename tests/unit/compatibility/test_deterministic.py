"""The same input gives the same report, byte for byte: nothing depends on how Python orders a set in this process."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

CASES = Path(__file__).parents[2] / "cases" / "compat"
PROGRAM = """
import json, os, sys
from pathlib import Path
from click.testing import CliRunner
from treatyc.cli.group import group

for folder in sorted(Path(sys.argv[1]).iterdir()):
    os.chdir(folder)
    sides = sorted((path.name for path in folder.iterdir() if path.name.startswith(("writer", "reader"))), reverse=True)
    for words in ([], ["--mode", "full"], ["--content-model", "strict", "--mode", "full"]):
        print(CliRunner().invoke(group, ["compat", *sides, "--format", "json", *words]).output)
"""


def printed(seed: int) -> str:
    """All cases, by a process with hashes of its own."""
    command = [sys.executable, "-c", PROGRAM, str(CASES)]
    environment = {**os.environ, "PYTHONHASHSEED": str(seed)}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    return done.stdout


def test_every_process_prints_the_same() -> None:
    first, *others = (printed(seed) for seed in (1, 2, 4))

    assert '"witness"' in first
    assert [first, first] == others
