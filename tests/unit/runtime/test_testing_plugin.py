"""The pytest plugin, by the runs of pytest that use it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import treaty


def test_the_plugin_imports_nothing_of_the_runtime() -> None:
    """pytest loads it in every run of every project that treaty is installed beside."""
    code = "import sys, pytest; import treaty.testing; print([m for m in sys.modules if m.startswith('treaty.')])"
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert "['treaty.testing']" == told.strip()


def test_a_project_with_nothing_but_pytest_can_use_the_fixture(tmp_path: Path) -> None:
    """No configuration, no other plugin: the entry point is enough."""
    (tmp_path / "test_it.py").write_text(
        "import asyncio\n"
        "def test_time_is_ours(treaty_simulation):\n"
        "    before = treaty_simulation.clock.epoch()\n"
        "    asyncio.run(treaty_simulation.advance(86400))\n"
        "    assert treaty_simulation.clock.epoch() == before + 86400\n"
    )
    plugins = ["-p", "no:asyncio", "-p", "no:anyio", "-p", "no:cacheprovider"]
    command = [sys.executable, "-m", "pytest", "-q", "-W", "error", *plugins, str(tmp_path)]
    run = subprocess.run(command, capture_output=True, text=True, check=False, cwd=tmp_path)
    assert "1 passed" in run.stdout, run.stdout + run.stderr


def test_the_public_names_are_all_there() -> None:
    for name in treaty._HOMES:
        assert getattr(treaty, name).__name__ == name
