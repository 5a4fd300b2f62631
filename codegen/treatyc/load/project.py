"""A whole project from its files: what YAML declares, file by file joined, its schemas and its releases."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeVar

from treatyc.diagnostics import Related, Report
from treatyc.load import files, paths
from treatyc.load.accepted import load_accepted
from treatyc.load.deployed import load_deployed
from treatyc.load.language import AgentKeys, ChannelKeys, PolicyKeys, ProjectKeys, TargetKeys
from treatyc.load.loaders import beneath, load_schemas
from treatyc.load.locked import load_locked
from treatyc.load.releases import load_releases
from treatyc.load.shape import Declared, Entry
from treatyc.load.unit import SchemaUnit
from treatyc.source import SourceTree, Span
from treatyc.system.acceptance import Acceptance
from treatyc.system.deployment import Deployment
from treatyc.system.lock import LockedSchema
from treatyc.system.release import Release

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class ProjectUnit:
    """All that a project's files say, nothing of it resolved; each tuple is sorted by name.

    `unread` are the schema files that could not be read: a name that is missing may be in one of them.
    """

    path: str
    keys: ProjectKeys
    defaults: tuple[Entry[ChannelKeys], ...] = ()
    policies: tuple[Entry[PolicyKeys], ...] = ()
    channels: tuple[Entry[ChannelKeys], ...] = ()
    agents: tuple[Entry[AgentKeys], ...] = ()
    targets: tuple[Entry[TargetKeys], ...] = ()
    schemas: tuple[SchemaUnit, ...] = ()
    releases: tuple[Release, ...] = ()
    unread: tuple[str, ...] = ()
    deployments: tuple[Deployment, ...] = ()
    acceptances: tuple[Acceptance, ...] = ()
    locked: tuple[LockedSchema, ...] = ()


def load_project(tree: SourceTree, report: Report) -> ProjectUnit | None:
    """Read the project in a tree; None when its YAML cannot be relied on. Its schema files are told about even then."""
    if tree.get(tree.project) is None:
        message = f"there is no project file `{tree.project}`"
        report.error("no-project", message, at=Span(tree.project), help="`treaty init` makes one")
        return None
    read = files.read(tree, report)
    if read is None:
        _tell_about_schemas(tree, report)
        return None
    folder = files.schemas_folder(read, report)
    schemas = load_schemas(tree, folder, report) if folder is not None else ()
    _check_folder(tree, read, folder, report)
    units = {unit.path for unit in schemas}
    beneath_it = beneath(tree, folder, *files.SCHEMA_ENDINGS) if folder is not None else ()
    releases = paths.inside(tree.project, files.RELEASES)
    deployed = paths.inside(tree.project, files.DEPLOYED)
    accepted = paths.inside(tree.project, files.ACCEPTED)
    locked = paths.inside(tree.project, files.LOCKED)
    return ProjectUnit(
        path=tree.project,
        keys=read.project,
        defaults=_joined("default", (each.defaults for each in read.all), report),
        policies=_joined("policy", (each.policies for each in read.all), report),
        channels=_joined("channel", (each.channels for each in read.all), report),
        agents=_joined("agent", (each.agents for each in read.all), report),
        targets=_joined("target", (each.targets for each in read.all), report),
        schemas=schemas,
        releases=load_releases(tree, releases, report) if releases is not None else (),
        unread=tuple(source.path for source in beneath_it if source.path not in units),
        deployments=load_deployed(tree, deployed, report) if deployed is not None else (),
        acceptances=load_accepted(tree, accepted, report) if accepted is not None else (),
        locked=load_locked(tree, locked, report) if locked is not None else (),
    )


def _tell_about_schemas(tree: SourceTree, report: Report) -> None:
    """Report what is wrong with the schema files of a project whose YAML is wrong as well: all of it in one run."""
    partial = files.partial(tree)
    folder = files.schemas_folder(partial, Report()) if partial is not None else None
    if folder is not None:
        load_schemas(tree, folder, report)


def _check_folder(tree: SourceTree, read: files.Files, folder: str | None, report: Report) -> None:
    written = read.project.schemas
    if written is not None and folder is not None and not beneath(tree, folder, *files.SCHEMA_ENDINGS):
        message = f"there is no schema file beneath `{written.value}`"
        endings = ", ".join(f"*{ending}" for ending in files.SCHEMA_ENDINGS)
        report.error("schemas-not-found", message, at=written.place, help=f"put {endings} files there")


def _joined(
    noun: str, several: Iterable[Declared[tuple[Entry[T], ...]] | None], report: Report
) -> tuple[Entry[T], ...]:
    """The entries of all files together; a name that two files give is told, and the first one stays."""
    joined: dict[str, Entry[T]] = {}
    for entries in several:
        for entry in entries.value if entries else ():
            if entry.name in joined:
                first = Related("it is declared here already", joined[entry.name].place)
                message = f"the {noun} `{entry.name}` is declared twice"
                report.error("duplicate-name", message, at=entry.place, help="keep one of the two", related=(first,))
            else:
                joined[entry.name] = entry
    return tuple(joined[name] for name in sorted(joined))
