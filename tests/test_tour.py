"""The README and the tour, pasted: its files are written, its commands run, and what it shows is what they print."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
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


def steps(page: str) -> Iterator[File | Command]:
    """The page's files and commands in their order; blocks in `sh` are for readers who have a Kafka."""
    for language, path, text in _BLOCK.findall(page):
        if path:
            yield File(path, text)
        elif language == "console":
            for command in re.split(r"^\$ ", text, flags=re.MULTILINE)[1:]:
                line, _, shown = command.partition("\n")
                yield Command(line, shown)


def _as_pattern(shown: str) -> str:
    """What a page shows, as a pattern: `…` alone on a line is any number of lines, elsewhere the rest of a line."""
    lines = (
        "(?:.*\n)*?" if line == "…\n" else re.escape(line).replace("…", ".*")
        for line in shown.splitlines(keepends=True)
    )
    return "".join(lines)


@pytest.mark.parametrize("page", ["README.md", "docs/tour.md"])
def test_every_command_does_what_the_page_shows(page: str, tmp_path: Path) -> None:
    folder = tmp_path
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    environment = {"PATH": path, "HOME": str(tmp_path), "LANG": "C.UTF-8"}
    for step in steps((ROOT / page).read_text()):
        if isinstance(step, File):
            (folder / step.path).write_text(step.text)
            continue
        command = f"{step.line}\npwd > '{tmp_path}/where'"
        done = subprocess.run(
            ["/bin/bash", "-c", command],
            cwd=folder,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
            timeout=60,
        )
        folder = Path((tmp_path / "where").read_text().strip())

        if not re.fullmatch(_as_pattern(step.shown), done.stdout):
            pytest.fail(f"{page} shows:\n$ {step.line}\n{step.shown}\nand it prints:\n{done.stdout}", pytrace=False)


@pytest.mark.parametrize(
    ("shown", "printed"),
    [
        ("a\n", "a\n"),
        ("a …\n", "a b c\n"),
        ("…\nlast\n", "one\ntwo\nlast\n"),
    ],
)
def test_what_a_page_shows_may_leave_out_what_does_not_matter(shown: str, printed: str) -> None:
    assert re.fullmatch(_as_pattern(shown), printed)


@pytest.mark.parametrize(
    ("shown", "printed"),
    [
        ("a\n", "b\n"),
        ("", "surprise\n"),
        ("a …\n", "b\n"),
        ("…\nlast\n", "one\ntwo\n"),
    ],
)
def test_what_a_page_shows_is_compared_line_by_line(shown: str, printed: str) -> None:
    assert not re.fullmatch(_as_pattern(shown), printed)
