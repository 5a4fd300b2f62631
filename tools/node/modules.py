"""The Node packages that tests run: fetched once into the user's cache by npm, or a reason why not.

python -m tools.node.modules      fetches, and says where they are
"""

from __future__ import annotations

import fcntl
import hashlib
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from tools.kafka.jars import UnavailableError, cache

_MANIFEST = Path(__file__).with_name("package.json")
_FETCH_TIMEOUT_S = 300


def node() -> Path | None:
    """The machine's Node, or None: nothing but tests of clients needs one, so none is fetched."""
    found = shutil.which("node")
    return Path(found) if found else None


def modules() -> Path:
    """The folder that Node looks packages up in (`NODE_PATH`), filled by npm at the first call."""
    # Another manifest is another folder: who changes a version gets that version.
    name = f"node-{hashlib.sha256(_MANIFEST.read_bytes()).hexdigest()[:12]}"
    folder = cache() / name
    if not folder.is_dir():
        folder.parent.mkdir(parents=True, exist_ok=True)
        with (folder.parent / f"{name}.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not folder.is_dir():
                _fetch(folder)
    return folder / "node_modules"


def _fetch(folder: Path) -> None:
    npm = shutil.which("npm")
    if npm is None:
        raise UnavailableError("no npm, which fetches Node packages: install it beside Node")
    print(f"fetching {folder.name} (once)", file=sys.stderr, flush=True)
    with tempfile.TemporaryDirectory(dir=folder.parent) as scratch:
        fetched = Path(scratch) / "node"
        fetched.mkdir()
        shutil.copy(_MANIFEST, fetched / "package.json")
        options = ["--no-package-lock", "--no-audit", "--no-fund", "--ignore-scripts", "--loglevel=error"]
        try:
            subprocess.run(
                [npm, "install", *options],
                cwd=fetched,
                check=True,
                text=True,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                timeout=_FETCH_TIMEOUT_S,
            )
        except subprocess.CalledProcessError as error:
            raise UnavailableError(f"`npm install` failed: {str(error.stdout).strip()[-400:]}") from error
        except (OSError, subprocess.TimeoutExpired) as error:
            raise UnavailableError(f"`npm install` failed: {error}") from error
        fetched.rename(folder)  # in one step: whoever sees the folder sees all of it


if __name__ == "__main__":
    try:
        print(f"Node: {node()}\npackages: {modules()}")
    except UnavailableError as unavailable:
        sys.exit(f"no Node packages: {unavailable}")
