"""Checks and compiles `contracts/`, as a team does before anything runs, and makes what was generated importable."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
_PACKAGES = ROOT / "generated" / "python"


def compile_contracts() -> bool:
    """Run `treaty check`, then `treaty generate`; whether both went well."""
    return treaty("check") and treaty("generate")


def treaty(*arguments: str, environment: Mapping[str, str] | None = None) -> bool:
    """Run one `treaty` command on the example fleet, as a person would type it; of a long answer show the end."""
    sys.stdout.write(f"$ treaty {' '.join(arguments)}\n")
    command = [sys.executable, "-m", "treatyc.cli", *arguments, "--project", str(ROOT / "contracts" / "treaty.yaml")]
    variables = {**os.environ, **(environment or {})}
    done = subprocess.run(
        command, cwd=ROOT, env=variables, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False
    )
    lines = done.stdout.splitlines()
    shown = lines[-1:] if done.returncode == 0 else lines
    sys.stdout.write("".join(f"{line}\n" for line in shown))
    sys.stdout.flush()
    return done.returncode == 0


def make_importable() -> None:
    """Put the generated packages on the path; a service would install them."""
    sys.path[:0] = sorted(str(folder) for folder in _PACKAGES.iterdir() if folder.is_dir())
