"""Opening a project: everything that the pure phases need from the disk and from protoc, in one value."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from treatyc.diagnostics import Report
from treatyc.load import files, paths
from treatyc.source import SourceTree
from treatyc.workspace.protoc import compile_protobuf
from treatyc.workspace.reading import Workspace, read


def open_project(project: Path, report: Report, root: Path | None = None) -> Workspace | None:
    """Read a project and compile its Protobuf files; None when there is no project file."""
    workspace = read(project, report, root)
    if workspace is None:
        return None
    folders = protobuf_folders(workspace.tree)
    return replace(workspace, tree=compile_protobuf(workspace.tree, folders, report)) if folders else workspace


def protobuf_folders(tree: SourceTree) -> tuple[str, ...]:
    """The folders that Protobuf imports are relative to: that of the schemas, and that of each release."""
    proto = [path for path in tree.files if path.endswith(".proto")]
    read = files.partial(tree) if proto else None
    if read is None:
        return ()
    releases = paths.inside(tree.project, files.RELEASES)
    found = {
        "/".join(path.split("/")[: len(releases.split("/")) + 2])
        for path in proto
        if releases is not None and path.startswith(f"{releases}/")
    }
    schemas = files.schemas_folder(read, Report())
    if schemas is not None and any(path.startswith(f"{schemas}/") for path in proto):
        found.add(schemas)
    return tuple(sorted(found))
