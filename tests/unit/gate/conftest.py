"""A repository that every test of baselines begins with."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.unit.gate.repositories import NEW, OLD, commit, write


@pytest.fixture
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository whose last commit is compatible with nothing that lies there now."""
    monkeypatch.setenv("TREATY_CACHE", str(tmp_path / "cache"))
    folder = tmp_path / "work"
    write(folder, OLD)
    commit(folder)
    write(folder, NEW)
    monkeypatch.chdir(folder)
    return folder
