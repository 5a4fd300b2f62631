"""Pages whose commands tests paste: files are written, commands run, and what a page shows is what they print."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
_BLOCK = re.compile(r"^```(\w+) ?(\S*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True)
class File:
    """A file that the reader is told to write."""

    path: str
    text: str


@dataclass(frozen=True)
class Command:
    """A line that the reader is told to paste, and what the page shows after it; `…` stands for anything."""

    line: str
    shown: str


def paste(page: str, folder: Path, home: Path, environment: Mapping[str, str]) -> None:
    """Do in a folder what a page of this repository tells its reader; fail where it shows something else."""
    for step in steps((ROOT / page).read_text("utf-8")):
        if isinstance(step, File):
            (folder / step.path).write_text(step.text, "utf-8")
            continue
        command = f"{step.line}\npwd > '{home}/where'"
        done = subprocess.run(
            ["/bin/bash", "-c", command],
            cwd=folder,
            env={"HOME": str(home), "LANG": "C.UTF-8", **environment},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
            timeout=60,
        )
        folder = Path((home / "where").read_text("utf-8").strip())

        if not re.fullmatch(as_pattern(step.shown), done.stdout):
            pytest.fail(f"{page} shows:\n$ {step.line}\n{step.shown}\nand it prints:\n{done.stdout}", pytrace=False)


def steps(page: str) -> Iterator[File | Command]:
    """The page's files and commands in their order; blocks in `sh` are for readers who have a Kafka."""
    for language, path, text in _BLOCK.findall(page):
        if path:
            yield File(path, text)
        elif language == "console":
            for command in re.split(r"^\$ ", text, flags=re.MULTILINE)[1:]:
                line, _, shown = command.partition("\n")
                yield Command(line, shown)


def as_pattern(shown: str) -> str:
    """What a page shows, as a pattern: `…` alone on a line is any number of lines, elsewhere the rest of a line."""
    lines = (
        "(?:.*\n)*?" if line == "…\n" else re.escape(line).replace("…", ".*")
        for line in shown.splitlines(keepends=True)
    )
    return "".join(lines)
