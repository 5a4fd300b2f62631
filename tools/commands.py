"""Runs package clients and compilers: what fails is told as unavailable, with the end of what they said."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

from tools.unavailable import UnavailableError

_TIMEOUT_S = 600


def run(command: Sequence[str], *, environment: Mapping[str, str] | None = None, cwd: Path | None = None) -> None:
    """Run a command to its end; raises `UnavailableError`."""
    name = Path(command[0]).name
    try:
        done = subprocess.run(
            command,
            check=False,
            text=True,
            cwd=cwd,
            env={**os.environ, **(environment or {})},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            timeout=_TIMEOUT_S,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise UnavailableError(f"`{name}` failed: {error}") from error
    if done.returncode != 0:
        raise UnavailableError(f"`{name}` failed: {done.stdout.strip()[-400:]}")
