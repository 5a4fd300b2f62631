"""The file of a fleet, proven with the whole project in memory: what does not fit in is left out, and said.

As with the schemas of a registry: what one thing has wrong with it keeps none of the others out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from treatyc.adopt.fleet import DIFFERS, UNSAID, Fleet, Remark
from treatyc.adopt.gathering import without
from treatyc.adopt.writing import Carried, Line, lines, text
from treatyc.checks.engine import check
from treatyc.checks.rules import RULES
from treatyc.diagnostics import Diagnostic, Report, Severity
from treatyc.pipeline import compile_tree
from treatyc.source import Source, SourceTree, Span
from treatyc.system.channel import Kind

_ROUNDS_MAX = 200
"""How often the project is compiled: each round takes away at least one thing, and most often all that are wrong."""

Whole = Callable[[SourceTree, Report], SourceTree]
"""What adds the descriptors of all Protobuf files of a project."""


class NotImportable(Exception):
    """The project cannot be read with what was found, and no object can be named that is to blame."""


@dataclass(frozen=True, slots=True)
class Draft:
    """Where the file will lie, the project around it, and what channels carry as far as that is known."""

    path: str
    around: SourceTree
    carried: Mapping[str, Carried]
    unknown: str
    head: str


@dataclass(frozen=True, slots=True)
class Proven:
    """The fleet that fits in, and its file; None where nothing is left of it."""

    fleet: Fleet
    file: Source | None


def prove(fleet: Fleet, draft: Draft, whole: Whole) -> Proven:
    """As much of a fleet as the project takes; raises `NotImportable`."""
    for _ in range(_ROUNDS_MAX):
        if not fleet.channels and not fleet.agents:
            return Proven(fleet, None)
        written = tuple(lines(fleet, draft.carried, draft.unknown, draft.head))
        file = Source(draft.path, text(written))
        errors = _errors(replace(draft.around, files={**draft.around.files, file.path: file}, descriptors={}), whole)
        if not errors:
            return Proven(fleet, file)
        blamed = list(_blamed(file.path, errors, written))
        if not blamed:
            first = errors[0]
            raise NotImportable(f"{first.place.path}: {first.message}")
        fleet = _mended(fleet, blamed)
    raise NotImportable(f"after {_ROUNDS_MAX} tries something still does not fit")


def _errors(tree: SourceTree, whole: Whole) -> list[Diagnostic]:
    report = Report()
    system = compile_tree(whole(tree, report), report)
    if system is not None:
        # What a rule calls an error would stand in the way of every verb that comes after this one.
        for each in check(system, RULES):
            report.add(each)
    return [each for each in report.diagnostics if each.severity is Severity.ERROR]


def _blamed(path: str, errors: Sequence[Diagnostic], written: Sequence[Line]) -> Iterator[tuple[Line, Diagnostic]]:
    """The lines of the file that errors are at, or the other half of a conflict is at, where they are about a thing."""
    for each in errors:
        for place in (each.place, *(related.place for related in each.related)):
            if isinstance(place, Span) and place.path == path and place.line <= len(written):
                line = written[place.line - 1]
                if line.channel or line.agent:
                    yield line, each
                    break


def _mended(fleet: Fleet, blamed: Sequence[tuple[Line, Diagnostic]]) -> Fleet:
    """The fleet without what is to blame: channels first, for what agents do with them goes too."""
    wrong = {line.channel: each for line, each in blamed if line.channel}
    if wrong:
        return _without_channels(fleet, wrong)
    for line, each in blamed:
        if line.agent:
            fleet = _without_part(fleet, line, each)
    return fleet


def _without_channels(fleet: Fleet, wrong: Mapping[str, Diagnostic]) -> Fleet:
    """A kind that was guessed by the address gives way to `event`, which asks for least; then the channel goes."""
    channels = []
    remarks = list(fleet.remarks)
    gone = set()
    for channel in fleet.channels:
        if channel.address not in wrong:
            channels.append(channel)
            continue
        why = wrong[channel.address].message
        if channel.kind in (Kind.EVENT, Kind.STATE):
            gone.add(channel.address)
            remarks.append(Remark(channel.source, why, UNSAID, wrong[channel.address].help))
        else:
            channels.append(replace(channel, kind=Kind.EVENT))
            message = f"it is declared as an event, though its address says `{channel.kind.value}`: {why}"
            remarks.append(Remark(channel.source, message, DIFFERS, wrong[channel.address].help))
    return without(replace(fleet, channels=tuple(channels), remarks=tuple(remarks)), gone)


def _without_part(fleet: Fleet, line: Line, wrong: Diagnostic) -> Fleet:
    """The fleet without what an agent does with a pattern, or without the agent."""
    agents = []
    remarks = list(fleet.remarks)
    for agent in fleet.agents:
        if agent.name != line.agent:
            agents.append(agent)
            continue
        remarks.append(Remark(agent.source, wrong.message, UNSAID, wrong.help))
        sends = tuple(each for each in agent.sends if each != line.pattern)
        receives = tuple(each for each in agent.receives if each.pattern != line.pattern)
        if line.pattern and (sends or receives):
            agents.append(replace(agent, sends=sends, receives=receives))
    return replace(fleet, agents=tuple(agents), remarks=tuple(remarks))
