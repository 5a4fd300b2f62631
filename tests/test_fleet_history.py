"""The fleet's own history passes the gate, and the walk through a pull request that breaks it is what happens.

Both are held on the day on which the page was written: what is retained, and which acceptance holds, depends on it.
"""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.pages import ROOT, paste
from tests.unit.gate.repositories import TODAY, commit, treaty
from treatyc.diagnostics import Report
from treatyc.pipeline import compile_tree
from treatyc.system.system import System
from treatyc.workspace.opening import open_project

_TREATY = Path(sys.executable).parent / "treaty"
_ON_THAT_DAY = f"""#!/bin/bash
case "$1" in
  check|release|accept) exec '{_TREATY}' "$@" {" ".join(TODAY)} ;;
  record) exec '{_TREATY}' "$@" --at {TODAY[1]}T09:00:00Z ;;
  *) exec '{_TREATY}' "$@" ;;
esac
"""
_DATE = f"""#!/bin/bash
exec {shutil.which("date")} --date "{TODAY[1]} $2" "$3"
"""


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """A repository with the fleet in it, on its branch `main`."""
    folder = tmp_path / "clone"
    ignored = shutil.ignore_patterns("__pycache__", ".treaty", ".mypy_cache")
    for name in ("contracts", "generated"):
        shutil.copytree(ROOT / name, folder / name, ignore=ignored)
    shutil.copy(ROOT / ".gitignore", folder)
    commit(folder, "The fleet")
    return folder


def environment(home: Path) -> Mapping[str, str]:
    """Nothing of the machine's git, and a `treaty` and a `date` for which it is that day."""
    programs = home / "programs"
    programs.mkdir()
    for name, text in (("treaty", _ON_THAT_DAY), ("date", _DATE)):
        (programs / name).write_text(text, "utf-8")
        (programs / name).chmod(0o755)
    person = {f"GIT_{role}_{what}": "a@b.c" for role in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
    path = os.pathsep.join([str(programs), str(_TREATY.parent), os.environ["PATH"]])
    return {"PATH": path, "GIT_CONFIG_NOSYSTEM": "1", **person}


@pytest.mark.timeout(300)
def test_every_command_of_the_walk_does_what_the_page_shows(clone: Path, tmp_path: Path) -> None:
    """COMPATIBILITY 6, items 1, 2, 6, 8, 9 and 14: witness, both places, git, waivers that end, order of deployment."""
    paste("docs/how-to/breaking-pull-request.md", clone, tmp_path, environment(tmp_path))


@pytest.mark.parametrize("baseline", ["releases", "git:main"])
def test_the_fleet_passes_its_own_gate_and_shows_what_it_accepted(baseline: str, clone: Path) -> None:
    result = treaty(clone / "contracts", "check", "--against", baseline, *TODAY)
    lines = result.output.splitlines()

    assert 0 == result.exit_code
    assert [line for line in lines if line.startswith(("error", "warning"))] == []
    assert len([line for line in lines if "= accepted: until 2027-11-22 by web-team: " in line]) == 1
    assert lines[-1] == "compatible on the wire, compatible in source, compatible in meaning"


def test_a_break_that_was_released_is_accepted_even_when_nobody_meets_it_any_more(clone: Path) -> None:
    """The gate does not begin to fail because time passed: the entry is about the last release."""
    new = ("record", "shop", "--label", "2026.12.1", "--replaces", "2026.10.4", "--target", "prod")
    treaty(clone / "contracts", *new, "--at", "2026-12-01T09:00:00Z")
    said = treaty(clone / "contracts", "check", "--against", "releases", "--today", "2027-05-23")

    assert (0, "compatible on the wire, compatible in source, compatible in meaning\n") == (said.exit_code, said.output)


def test_the_records_know_an_agent_that_ended_and_one_that_is_older_than_the_contracts() -> None:
    deployments = fleet().deployments
    labels = {(each.manifest.agent, each.label, each.until is None) for each in deployments}

    assert {("orders", "2026.10.2", False), ("orders", "2026.11.1", True), ("shop", "2026.10.4", True)} <= labels
    assert {each.target for each in deployments} == {"prod"}


def test_what_is_recorded_was_released() -> None:
    """FIELD 1: of a text that nobody has, nothing can be said."""
    released = {(release.name, str(release.version)) for release in fleet().releases}
    spoken = {
        (message.message, message.version)
        for each in fleet().deployments
        for message in (*each.manifest.sends, *each.manifest.receives)
    }

    assert spoken <= released


def fleet() -> System:
    """The fleet as it lies in the repository."""
    workspace = open_project(ROOT / "contracts" / "treaty.yaml", Report())
    assert workspace is not None
    system = compile_tree(workspace.tree, Report())
    assert system is not None
    return system
