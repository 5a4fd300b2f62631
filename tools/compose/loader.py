"""The Compose project's own loader of its files, for tests: it needs no Docker. Built once into the user's cache."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tools.golang import built


class Refused(Exception):
    """The loader took the file for no Compose file, or missed a variable; in its own words."""


def executable() -> Path:
    """The loader's program, built at the first call; raises `UnavailableError`."""
    return built("load", Path(__file__).parent)


def load(path: Path, environment: Mapping[str, str]) -> dict[str, Any]:
    """What a Compose file means in this environment, with all its profiles; raises `Refused`."""
    command = [str(executable()), str(path)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=dict(environment), timeout=60)
    if done.returncode != 0:
        raise Refused(done.stderr.strip())
    found: dict[str, Any] = json.loads(done.stdout)
    return found
