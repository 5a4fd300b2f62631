"""Small programs of ours in Go, each built once into the user's cache, beside the modules that it needs."""

from __future__ import annotations

import hashlib
import shutil
from functools import partial
from pathlib import Path

from tools.cache import kept
from tools.commands import run
from tools.debian import program

_FOLDERS = ("/usr/local/go/bin",)
"""Where Go's own archive is unpacked to, which is newer than Debian's."""

_FILES = ("go.mod", "go.sum", "main.go")


def built(name: str, folder: Path) -> Path:
    """The program `name` of the sources in a folder, built at the first call; raises `UnavailableError`."""
    sources = [folder / file for file in _FILES]
    # Another source is another program: who changes a version gets that version.
    digest = hashlib.sha256(b"\0".join(path.read_bytes() for path in sources)).hexdigest()
    return kept(f"{folder.name}-{digest[:12]}", partial(_build, name, sources)) / name


def _build(name: str, sources: list[Path], scratch: Path) -> Path:
    go = program("go", "golang-go", folders=_FOLDERS)
    for path in sources:
        shutil.copy(path, scratch / path.name)
    done = scratch / "built"
    done.mkdir()
    flags = {"CGO_ENABLED": "0", "GOFLAGS": "-mod=readonly -buildvcs=false", "GOTOOLCHAIN": "local"}
    run([str(go), "build", "-o", str(done / name), "."], cwd=scratch, environment=flags)
    return done
