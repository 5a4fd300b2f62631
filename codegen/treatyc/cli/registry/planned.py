"""What `diff` and `push` find out before anything is done: what is lacking, what is said of it, by whom."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from treatyc.cli.gating import Run, hold, now
from treatyc.cli.registry.opened import Opened
from treatyc.compatibility.finding import Finding
from treatyc.diagnostics import Diagnostic, Report, Severity
from treatyc.dialects.texts import Text
from treatyc.gate.baseline import Baseline, Contracts
from treatyc.gate.gate import Choice
from treatyc.registry.api import Api
from treatyc.registry.contexts import plain
from treatyc.registry.held.baseline import baseline
from treatyc.registry.held.reading import Reading
from treatyc.registry.lock.contradicting import contradictions
from treatyc.registry.push.answers import Answer, Foreseen, answers, foretold
from treatyc.registry.push.difference import Difference, difference
from treatyc.registry.push.offline import offline_difference
from treatyc.registry.wanted.desired import Role, Wanted, desired
from treatyc.registry.wanted.meaning import declared
from treatyc.registry.wanted.seen import Declared, Found, Seen, find, see
from treatyc.system.registry import Dialect
from treatyc.system.target import Target
from treatyc.system.version import fingerprint, releases_of
from treatyc.workspace.baseline import own_releases, present_contracts
from treatyc.workspace.protoc import compile_protobuf

_EMPTY = "registry-empty"


@dataclass(frozen=True, slots=True)
class Wish:
    """What the contracts want of a target's registry, and what it is asked with; `allowed` may break."""

    present: Contracts
    declared: Declared
    dialect: Dialect
    allowed: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Planned:
    """What is lacking, the answers about it, and our own verdict; `seen` is None where no registry was asked.

    `wrong` is what keeps us from a verdict, `remarks` what is to be known of the versions that are there.
    """

    difference: Difference
    answers: tuple[Answer, ...]
    run: Run | None
    seen: Seen | None
    contradictions: tuple[Diagnostic, ...] = ()
    wrong: tuple[Diagnostic, ...] = ()
    remarks: tuple[Diagnostic, ...] = ()

    def breaks(self, wish: Wish) -> tuple[Finding, ...]:
        """What our own gate stops at, but for the subjects that are allowed to break."""
        if self.run is None:
            return ()
        free = {name for each in wish.declared.wanted if each.subject in wish.allowed for name in each.schemas}
        return tuple(each for each in self.run.judged.failing if each.schema not in free)

    def refused(self, wish: Wish) -> bool:
        """Whether something stands against it: then nothing at all is registered."""
        told = self.contradictions or self.wrong or self.breaks(wish)
        return bool(told) or any(each.taken is False for each in self.answers)


def wish(opened: Opened, target: Target, dialect: Dialect, allowed: Collection[str] = ()) -> Wish | None:
    """What is wanted; None where the report says why that cannot be had."""
    present = present_contracts(opened.workspace.tree, opened.system)
    wanted = desired(opened.system, target, present.tree, present.folder, opened.report)
    if opened.report.failed:
        return None
    meanings = declared(opened.system, present.folder)
    known = Declared(target, wanted, meanings, opened.system.locked, compile_protobuf)
    return Wish(present, known, dialect, frozenset(allowed))


async def plan(api: Api, opened: Opened, wish: Wish) -> Planned:
    """Ask the registry about all of it, and hold what changed against what it has; raises `RegistryProblem`."""
    seen = await see(api, wish.declared.wanted)
    found = await find(api, wish.declared, seen)
    lacks = difference(wish.declared.wanted, seen, found.versions)
    told = tuple(contradictions(wish.declared, seen, found))
    report = Report()
    run = _held(opened, wish, seen, report) if lacks.lacking else None
    wrong = tuple(each for each in report.diagnostics if each.severity is not Severity.INFO)
    foreseen = Foreseen(wish.dialect, _present(wish), _read(lacks, found))
    # Before the first push nothing is there: the plan says so itself.
    remarks = tuple(each for each in report.diagnostics if each not in wrong and each.rule != _EMPTY)
    return Planned(lacks, await answers(api, lacks, foreseen, wish.allowed), run, seen, told, wrong, remarks)


def plan_offline(opened: Opened, wish: Wish) -> Planned:
    """The same by the lock and the releases alone."""
    lacks = offline_difference(wish.declared)
    released = Baseline("releases", own_releases(wish.present, opened.system))
    run = hold(wish.present, opened.system, released, _choice()) if lacks.lacking else None
    foreseen = Foreseen(wish.dialect, _present(wish), _released(opened, wish, lacks))
    return Planned(lacks, foretold(lacks, foreseen, wish.allowed), run, None)


def _choice() -> Choice:
    return Choice(now(None))


def _held(opened: Opened, wish: Wish, seen: Seen, report: Report) -> Run | None:
    """Our own verdict about what changed since the registry's versions."""
    messages = {each.subject for each in wish.declared.wanted if each.role is Role.MESSAGE}
    reading = replace(
        seen.reading, subjects=tuple(each for each in seen.reading.subjects if plain(each.name) in messages)
    )
    if not reading.subjects:
        reading = Reading((), {})
    before = baseline(reading, wish.declared.target, wish.present, compile_protobuf, report)
    return hold(wish.present, opened.system, before, _choice()) if before is not None else None


def _present(wish: Wish) -> Mapping[str, Text]:
    tree, folder = wish.present.tree, wish.present.folder
    return {each.subject: Text(tree, folder, each.path) for each in wish.declared.wanted if each.path is not None}


def _read(lacks: Difference, found: Found) -> Mapping[str, Sequence[Text]]:
    """The registered versions of what is lacking, as far as they can be read."""
    understanding = found.understanding
    texts: dict[str, list[Text]] = {}
    for each in lacks.lacking:
        for version in each.history:
            read = understanding.versions.get(version.key)
            if read is not None and read.laid.mains:
                path = read.laid.mains[0].removeprefix(f"{read.laid.folder}/")
                text = Text(understanding.tree, read.laid.folder, path, str(version.key.version))
                texts.setdefault(each.wanted.subject, []).append(text)
    return texts


def _released(opened: Opened, wish: Wish, lacks: Difference) -> Mapping[str, Sequence[Text]]:
    """The releases that the lock knows under a subject, as its history."""
    return {each.wanted.subject: tuple(_of_lock(opened, wish, each.wanted)) for each in lacks.lacking}


def _of_lock(opened: Opened, wish: Wish, wanted: Wanted) -> Iterator[Text]:
    lines = [(schema, line) for schema, line in wish.declared.lines if line.subject == wanted.subject]
    histories = own_releases(wish.present, opened.system)
    for schema, line in sorted(lines, key=lambda each: each[1].version):
        known = zip(releases_of(opened.system, schema.name), histories.get(schema.name, ()), strict=True)
        former = next((old for release, old in known if fingerprint(release.schema) == schema.fingerprint), None)
        if former is not None and wanted.path is not None:
            yield Text(former.tree, former.folder, wanted.path, str(line.version))
