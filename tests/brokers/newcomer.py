"""A project that has a name and a target with a broker, and nothing else: how an existing fleet meets treaty."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from click.testing import CliRunner, Result

from treatyc.cli.group import group


class Newcomer:
    """The project in a folder of its own, and the command line in it."""

    def __init__(self, folder: Path, target: str, environment: Mapping[str, str], name: str = "shop") -> None:
        folder.mkdir()
        self.folder = folder
        self.environment = dict(environment)
        (folder / "treaty.yaml").write_text(f"treaty: 1\nname: {name}\ntargets:\n  live: {{{target}}}\n")

    def treaty(self, *words: str) -> Result:
        """Run the command line."""
        where = ["--project", str(self.folder / "treaty.yaml"), "--root", str(self.folder)]
        return CliRunner().invoke(group, [*words, *where], env=self.environment, catch_exceptions=False)

    def imported(self, *words: str, code: int = 1) -> dict[str, Any]:
        """What an import says; most fleets have something that is to be known."""
        done = self.treaty("import", "topology", "--target", "live", "--format", "json", *words)
        assert code == done.exit_code, done.output
        found: dict[str, Any] = json.loads(done.output)
        return found

    def errors(self) -> list[str]:
        """What `treaty check` says that would stand in the way."""
        done = self.treaty("check", "--format", "json")
        found = json.loads(done.output)["findings"]
        return [f"{each['rule']}: {each['message']}" for each in found if each["severity"] == "error"]

    def plan(self) -> list[dict[str, Any]]:
        """The steps of a plan that takes over all that is there."""
        done = self.treaty("plan", "--target", "live", "--adopt", "*", "--format", "json")
        assert done.exit_code in (0, 1), done.output
        steps: list[dict[str, Any]] = json.loads(done.stdout)["changes"]
        return steps

    @property
    def contracts(self) -> str:
        """The file that was written."""
        return (self.folder / "imported" / "live.yaml").read_text()

    @property
    def files(self) -> dict[str, str]:
        """All files of the project."""
        return {
            path.relative_to(self.folder).as_posix(): path.read_text()
            for path in sorted(self.folder.rglob("*"))
            if path.is_file() and ".treaty" not in path.parts
        }


def remarks(found: Mapping[str, Any]) -> dict[str, list[str]]:
    """What is said of each object, by its address there."""
    several: dict[str, list[str]] = {}
    for each in found["remarks"]:
        several.setdefault(each["object"], []).append(each["message"])
    return several
