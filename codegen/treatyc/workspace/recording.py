"""The lock of deployments on disk, and the manifest of a package from wherever a build left it."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from treatyc.diagnostics import Report
from treatyc.emit.python import names
from treatyc.load import files, paths
from treatyc.load.deployed import deployed_text
from treatyc.source import Source, Span
from treatyc.system.deployment import Deployment
from treatyc.system.system import System
from treatyc.workspace.reading import FILE_BYTES_MAX, Workspace
from treatyc.workspace.writing import replace

MANIFEST = "manifest.json"


class ChangedMeanwhile(Exception):
    """Another run wrote the lock since this one read it; nothing was written."""


def generated_manifest(system: System, agent: str, root: Path) -> Path | None:
    """Where `treaty generate` writes an agent's manifest; None where the project generates no Python."""
    package = names.agent_package(system.name, agent)
    outputs = [output for output in system.outputs if output.emitter == "python"]
    return root / outputs[0].out / package / package / MANIFEST if outputs else None


def read_manifest(path: Path, report: Report) -> Source | None:
    """The text of a manifest, which a person named by its path; None where the report says why there is none."""
    shown = path.name
    try:
        with path.open("rb") as stream:
            content = stream.read(FILE_BYTES_MAX + 1)
        if len(content) <= FILE_BYTES_MAX:
            return Source(shown, content.decode())
    except UnicodeDecodeError:
        report.error("not-utf-8", "this is not UTF-8", at=Span(shown), help="name a `manifest.json` that treaty wrote")
    except OSError as error:
        message = f"this cannot be read: {(error.strerror or 'an error of the disk').lower()}"
        help_ = "`treaty generate` writes it; `--manifest` names another"
        report.error("unreadable-file", message, at=Span(shown), help=help_)
    else:
        report.error("file-too-large", "this file is larger than 1 MiB", at=Span(shown), help="it is no manifest")
    return None


def write_deployed(workspace: Workspace, deployments: Iterable[Deployment]) -> str:
    """Replace the lock as a whole, and return its path, relative to the root; raises `ChangedMeanwhile`, or OSError."""
    path = paths.inside(workspace.tree.project, files.DEPLOYED) or files.DEPLOYED
    before, file = workspace.tree.get(path), workspace.root / path
    if (file.read_bytes() if file.is_file() else None) != (before.text.encode() if before is not None else None):
        raise ChangedMeanwhile
    replace(file, deployed_text(deployments).encode())
    return path
