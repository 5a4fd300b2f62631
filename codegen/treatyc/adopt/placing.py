"""Where the file of a fleet belongs: where the project includes files from, or else in a folder of its own."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from dataclasses import dataclass

from treatyc.adopt.proving import NotImportable
from treatyc.load import files, paths
from treatyc.source import Source, SourceTree

FOLDER = "imported"
"""The folder for a project that includes nothing yet, beside its project file."""

_FILES_MAX = 1000


@dataclass(frozen=True, slots=True)
class Placed:
    """The path of the file, and the project file where it has to include it first."""

    path: str
    project: Source | None


def place(tree: SourceTree, target: str) -> Placed:
    """A free path that the project file includes; raises `NotImportable`."""
    found = files.partial(tree)
    include = found.project.include if found is not None else None
    if include is None:
        source = tree.files[tree.project]
        text = source.text if source.text.endswith("\n") else f"{source.text}\n"
        path = paths.inside(tree.project, f"{FOLDER}/{target}.yaml") or ""
        return Placed(path, Source(source.path, f"{text}include: [{FOLDER}/*.yaml]\n"))
    patterns = [pattern for each in include.value if (pattern := paths.inside(tree.project, each.value)) is not None]
    for path in _candidates(patterns, target):
        if path not in tree.files and path != tree.project:
            return Placed(path, None)
    raise NotImportable("`include` names single files only; add one with a star, such as `domains/*.yaml`")


def _candidates(patterns: list[str], target: str) -> Iterator[str]:
    """The paths that some pattern would take, the plainest name first."""
    for number in range(1, _FILES_MAX):
        name = f"{target}.yaml" if number == 1 else f"{target}_{number}.yaml"
        for pattern in patterns:
            path = posixpath.join(paths.fixed_folder(pattern), name)
            if paths.is_glob(pattern) and paths.matching(pattern, [path]):
                yield path
