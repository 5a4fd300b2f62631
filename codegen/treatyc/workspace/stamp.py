"""Remembers what the last `generate` read and wrote, so that a run with nothing to do ends before it compiles anything.

The stamp is a cache beside the project, in a folder that tells git to ignore it. It is trusted about inputs only:
whether the outputs are what was generated is asked of the disk each time, file by file.
"""

from __future__ import annotations

import functools
import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from importlib import metadata
from pathlib import Path

from treatyc.emit.file import File
from treatyc.source import SourceTree
from treatyc.workspace.writing import LIST, digests, replace, written_before

FOLDER = ".treaty"
_PACKAGE = Path(__file__).resolve().parents[1]
_LIBRARIES = ("fastavro", "grpcio-tools", "jinja2", "jsonschema", "jsonschema-rs", "msgspec", "protobuf", "pyyaml")
"""What reads, decides and writes beside this package; with another version of one, the same texts may say otherwise."""


def inputs_digest(tree: SourceTree) -> str:
    """The digest of all that a run depends on: the project's files, and this compiler."""
    digest = hashlib.sha256("\n".join([_compiler(), *_versions(_LIBRARIES)]).encode())
    for source in tree:
        for part in (source.path, source.text):
            encoded = part.encode()
            digest.update(len(encoded).to_bytes(8, "big"))
            digest.update(encoded)
    return digest.hexdigest()


def is_fresh(project: Path, inputs: str) -> bool:
    """Whether the last run read these very inputs and everything that it wrote is still there, unchanged."""
    path = _path(project)
    if not path.is_file():
        return False
    try:
        stamp = json.loads(path.read_bytes())
        outputs = stamp["outputs"]
        return stamp["inputs"] == inputs and all(_holds(project.parent / out, outputs[out]) for out in outputs)
    except (ValueError, KeyError, TypeError, AttributeError):
        return False


def remember(project: Path, inputs: str, outputs: Mapping[str, Sequence[File]]) -> None:
    """Keep what a run read and wrote; `outputs` are by folder, relative to the project file's."""
    stamp = {"inputs": inputs, "outputs": {out: digests(files) for out, files in outputs.items()}}
    path = _path(project)
    replace(path, json.dumps(stamp, sort_keys=True).encode())
    ignored(path.parent)


def ignored(folder: Path) -> None:
    """Tell git to leave a folder of ours alone."""
    ignore = folder / ".gitignore"
    if not ignore.exists():
        replace(ignore, b"# A cache of treaty's, for this machine alone.\n*\n")


def _path(project: Path) -> Path:
    return project.parent / FOLDER / f"{project.name}.generated.json"


def _holds(out: Path, listed: Mapping[str, str]) -> bool:
    """Whether a folder holds exactly what was generated; files that treaty never listed there are not its business."""
    if written_before(out) - {LIST} != set(listed):
        return False
    return all(_digest(out / path) == digest for path, digest in listed.items())


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() and not path.is_symlink() else ""


@functools.cache  # a process stays the compiler that it loaded
def _compiler() -> str:
    """This compiler's own files by size and time, so that a changed compiler never counts as nothing changed."""
    folders = (_PACKAGE, _PACKAGE.parents[1] / "templates")
    files = sorted(path for folder in folders for path in folder.rglob("*") if path.suffix in (".py", ".j2"))
    return "\n".join(f"{path}:{stat.st_size}:{stat.st_mtime_ns}" for path in files for stat in [path.stat()])


def _versions(libraries: Iterable[str]) -> Iterable[str]:
    for library in libraries:
        try:
            yield f"{library} {metadata.version(library)}"
        except metadata.PackageNotFoundError:
            yield f"{library} is not installed"
