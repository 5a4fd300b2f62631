"""Opening a project whose lock is to be written anew: what is wrong with the old one must not stand in the way."""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import click

from treatyc.cli.gating import in_the_way
from treatyc.cli.project import Opened as Project
from treatyc.cli.project import open_system, project_options
from treatyc.cli.registry.opened import Opened, Written, format_option, open_project, refuse
from treatyc.diagnostics import Report
from treatyc.load import paths
from treatyc.load.files import LOCKED
from treatyc.load.locked import load_locked
from treatyc.pipeline import compile_tree

_WRITE = "Write treaty.lock from what is there."


def mending_options(command: Callable[..., None]) -> Callable[..., None]:
    """`--write` and what `registry_options` has, handed over as `write: bool, opened: Opened`."""

    @click.option("--write", is_flag=True, help=_WRITE)
    @format_option
    @project_options
    @functools.wraps(command)
    def wrapped(write: bool, written: str, project: Path | None, root: Path | None, **options: object) -> None:
        opening = _open_without_lock if write else open_project
        command(write=write, **options, opened=opening(project, root, Written(written)))

    return wrapped


def _open_without_lock(project: Path | None, root: Path | None, written: Written) -> Opened:
    """A project that is sound but for its lock, of which those lines count that can be read."""
    workspace = open_system(project, root).workspace
    tree = workspace.tree
    path = paths.inside(tree.project, LOCKED) or LOCKED
    report = Report()
    system = compile_tree(replace(tree, files={each.path: each for each in tree if each.path != path}), report)
    found = in_the_way(Project(workspace, system, report))
    if found or system is None:
        refuse(found, workspace, written)
    return Opened(workspace, replace(system, locked=load_locked(tree, path, Report())), written, Report())
