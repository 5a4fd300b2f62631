"""The schemas of channels that were found: from the target's registry, where it has subjects of their names."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace

from treatyc.adopt.writing import Carried
from treatyc.cli.gating import fail
from treatyc.cli.registry.opened import Opened, ask
from treatyc.diagnostics import Diagnostic, Report, Severity
from treatyc.registry.api import Api
from treatyc.registry.contexts import of_one_context
from treatyc.registry.held.survey import Survey, survey
from treatyc.registry.pull.contents import Into
from treatyc.registry.pull.proposing import proposals
from treatyc.registry.pull.pulling import NotPullable, pull
from treatyc.source import Source, SourceTree
from treatyc.system.target import Target
from treatyc.workspace.baseline import present_contracts
from treatyc.workspace.opening import protobuf_folders
from treatyc.workspace.protoc import compile_protobuf


@dataclass(frozen=True, slots=True)
class Schemas:
    """Files that are new, and what channels carry by their addresses."""

    files: tuple[Source, ...] = ()
    carried: Mapping[str, Carried] = field(default_factory=dict)


def of_registry(opened: Opened, target: Target, addresses: Collection[str]) -> Schemas:
    """What the registry knows of these channels; ends the run where it cannot be asked."""
    if target.registry is None or not addresses:
        return Schemas()
    topics = {target.prefix + address for address in addresses}

    async def question(api: Api) -> Survey | None:
        chosen = {name for name in of_one_context(await api.subjects()).values() if _is_of(name, topics)}
        return await survey(api, chosen) if chosen else None

    found = ask(opened, target, question)
    if found is None:
        return Schemas()
    into = Into(opened.system, target.name, present_contracts(opened.workspace.tree, opened.system))
    try:
        pulled = pull(found, into, target, compile_protobuf, whole)
    except NotPullable as wrong:
        fail(f"nothing was written: {wrong}")
    for left in pulled.left:
        if not left.expected:
            opened.report.add(Diagnostic("registry-not-brought", Severity.WARNING, str(left), target.place))
    proposed = proposals(pulled.brought, target, found.modes, opened.system.compatibility)
    carried = {
        each.address: Carried(
            each.messages, each.owner, each.compatibility.value if each.compatibility is not None else None
        )
        for each in proposed
    }
    return Schemas(pulled.files, carried)


def whole(tree: SourceTree, report: Report) -> SourceTree:
    """A tree with the descriptors of all its Protobuf files."""
    return compile_protobuf(tree, protobuf_folders(tree), report)


def after(tree: SourceTree, files: Collection[Source]) -> SourceTree:
    """A tree in which these files are written."""
    return replace(tree, files={**tree.files, **{each.path: each for each in files}}, descriptors={})


def _is_of(subject: str, topics: Collection[str]) -> bool:
    """Whether a subject is called after one of the topics, by whatever strategy."""
    dashes = (index for index, letter in enumerate(subject) if letter == "-")
    return any(subject[:index] in topics for index in dashes) and not subject.endswith("-key")
