"""Releases to disk: proven in memory before anything is written, and then all of them or none."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from treatyc.diagnostics import Report
from treatyc.emit.file import File
from treatyc.gate.freezing import Frozen
from treatyc.load.releases import load_releases
from treatyc.source import SourceTree
from treatyc.system.release import Release
from treatyc.system.system import System
from treatyc.system.version import fingerprint
from treatyc.workspace.protoc import compile_protobuf
from treatyc.workspace.starting import occupied, write_new
from treatyc.workspace.writing import replace as replace_file


class NotReleasable(Exception):
    """What would be released is not what is meant, or cannot be put where it belongs; nothing was written."""


def prove(tree: SourceTree, system: System, frozen: Frozen, folder: str) -> None:
    """Read the releases as they will lie there, and compare each with the schema that it freezes."""
    added = {source.path: source for source in (*frozen.sources, frozen.lock)}
    homes = {f"{folder}/{step.name}/{step.version}" for step in frozen.versions}
    proto = {path for path in added if path.endswith(".proto")}
    after = replace(tree, files={**tree.files, **added})
    report = Report()
    after = compile_protobuf(
        after, [each for each in homes if any(path.startswith(f"{each}/") for path in proto)], report
    )
    releases = {(each.name, each.version): each for each in load_releases(after, folder, report)}
    for step in frozen.versions:
        if not _same(releases.get((step.name, step.version)), system, step.name):
            raise NotReleasable(f"`{step.name}` with what it imports is not the same schema by itself")


def write_releases(root: Path, frozen: Frozen) -> None:
    """Write the new files, then the lock; raises `NotReleasable` or OSError, and then nothing of it is left."""
    files = [File(source.path, source.text.encode()) for source in frozen.sources]
    taken = occupied(root, files)
    lock = root / frozen.lock.path
    if taken or lock.is_symlink():
        raise NotReleasable(f"`{taken[0] if taken else frozen.lock.path}` is in the way")
    begun: list[str] = []
    try:
        for file in files:
            begun.append(file.path)
            write_new(root, [file])
        replace_file(lock, frozen.lock.text.encode())
    except FileExistsError as other:
        _take_back(root, begun[:-1])
        raise NotReleasable(f"`{begun[-1]}` came to be meanwhile: another run releases it") from other
    except BaseException:
        _take_back(root, begun)
        raise


def _same(release: Release | None, system: System, name: str) -> bool:
    return release is not None and fingerprint(release.schema) == fingerprint(system.schema(name))


def _take_back(root: Path, written: Iterable[str]) -> None:
    for name in written:
        path = root / name
        with suppress(OSError):
            path.unlink(missing_ok=True)
        for folder in path.parents:
            if folder == root:
                break
            with suppress(OSError):
                folder.rmdir()
