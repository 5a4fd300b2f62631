"""The README and the tour, pasted: its files are written, its commands run, and what it shows is what they print."""

from __future__ import annotations

import os
import re
import sys
from pathlib import Path

import pytest

from tests.pages import as_pattern, paste


@pytest.mark.parametrize("page", ["README.md", "docs/tour.md"])
def test_every_command_does_what_the_page_shows(page: str, tmp_path: Path) -> None:
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    paste(page, tmp_path, tmp_path, {"PATH": path})


@pytest.mark.parametrize(
    ("shown", "printed"),
    [
        ("a\n", "a\n"),
        ("a …\n", "a b c\n"),
        ("…\nlast\n", "one\ntwo\nlast\n"),
    ],
)
def test_what_a_page_shows_may_leave_out_what_does_not_matter(shown: str, printed: str) -> None:
    assert re.fullmatch(as_pattern(shown), printed)


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
    assert not re.fullmatch(as_pattern(shown), printed)
