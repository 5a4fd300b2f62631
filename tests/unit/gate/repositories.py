"""Real git repositories in temporary folders, and `treaty` run in them."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path

from click.testing import CliRunner, Result

from treatyc.cli.group import group

TODAY = ("--today", "2026-11-21")
PROJECT = """treaty: 1
name: shop
compatibility: backward
channels:
  events.order.placed: {kind: event, message: shop.v1.OrderPlaced}
agents:
  shop: {sends: [events.order.placed]}
  parcel: {receives: [events.order.placed]}
"""
FIELD = ', {"name": "note", "type": "string", "doc": "A note."}'


def order(more: str = "") -> str:
    """An order; `more` are further fields."""
    fields = f'[{{"name": "order_id", "type": "string", "doc": "The order."}}{more}]'
    return (
        f'{{"type": "record", "name": "OrderPlaced", "namespace": "shop.v1", "doc": "Placed.", "fields": {fields}}}\n'
    )


OLD = {"treaty.yaml": PROJECT, "schemas/shop/v1/OrderPlaced.avsc": order()}
NEW = {"treaty.yaml": PROJECT, "schemas/shop/v1/OrderPlaced.avsc": order(FIELD)}


def git(folder: Path, *arguments: str) -> str:
    """Run git with a name of its own, and nothing of the machine's."""
    found = shutil.which("git")
    assert found is not None, "these tests need git"
    who = ["-c", "user.name=test", "-c", "user.email=test@example.org", "-c", "init.defaultBranch=main"]
    quiet = {"GIT_CONFIG_NOSYSTEM": "1", "GIT_CONFIG_GLOBAL": os.devnull}
    done = subprocess.run(
        [found, *who, *arguments], cwd=folder, env={**os.environ, **quiet}, capture_output=True, text=True, check=True
    )
    return done.stdout


def commit(folder: Path, message: str = "before") -> None:
    """Commit all that lies in a folder, which becomes a repository."""
    if not (folder / ".git").exists():
        git(folder, "init", "-q")
    git(folder, "add", "-A")
    git(folder, "commit", "-q", "--allow-empty", "-m", message)


def write(folder: Path, files: Mapping[str, str]) -> None:
    """Put texts where their paths say."""
    for path, text in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, "utf-8")


def treaty(folder: Path, *words: str) -> Result:
    """`treaty` about the project in a folder; an exception is a fault of ours."""
    verb, *rest = words
    arguments = [verb, *rest, "--project", str(folder / "treaty.yaml")]
    return CliRunner().invoke(group, arguments, catch_exceptions=False)
