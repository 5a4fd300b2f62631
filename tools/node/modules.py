"""The Node packages that tests run: fetched once into the user's cache by npm, or a reason why not.

python -m tools.node.modules      fetches, and says where they are
"""

from __future__ import annotations

import hashlib
import shutil
import sys
from pathlib import Path

from tools.cache import kept
from tools.commands import run
from tools.unavailable import UnavailableError

_MANIFEST = Path(__file__).with_name("package.json")


def node() -> Path | None:
    """The machine's Node, or None: nothing but tests of clients needs one, so none is fetched."""
    found = shutil.which("node")
    return Path(found) if found else None


def modules() -> Path:
    """The folder that Node looks packages up in (`NODE_PATH`), filled by npm at the first call."""
    # Another manifest is another folder: who changes a version gets that version.
    name = f"node-{hashlib.sha256(_MANIFEST.read_bytes()).hexdigest()[:12]}"
    return kept(name, _fetch) / "node_modules"


def _fetch(scratch: Path) -> Path:
    npm = shutil.which("npm")
    if npm is None:
        raise UnavailableError("no npm, which fetches Node packages: install it beside Node")
    folder = scratch / "node"
    folder.mkdir()
    shutil.copy(_MANIFEST, folder / "package.json")
    options = ["--no-package-lock", "--no-audit", "--no-fund", "--ignore-scripts", "--loglevel=error"]
    run([npm, "install", *options], cwd=folder)
    return folder


if __name__ == "__main__":
    try:
        print(f"Node: {node()}\npackages: {modules()}")
    except UnavailableError as unavailable:
        sys.exit(f"no Node packages: {unavailable}")
