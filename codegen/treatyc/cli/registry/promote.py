"""`treaty registry promote`: copy versions from one target's registry to another's."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NoReturn

import click

from treaty.registry.problem import RegistryProblem, said
from treatyc.cli.gating import fail
from treatyc.cli.project import FAILED
from treatyc.cli.registry.opened import FOUND, Opened, ask, dry_run_option, end, find_target, registry_options
from treatyc.cli.registry.plan_view import sentence
from treatyc.cli.registry.planned import Wish, wish
from treatyc.cli.registry.underway import Underway, underway
from treatyc.compatibility.mode import Mode
from treatyc.diagnostics import Diagnostic, Severity
from treatyc.load import paths
from treatyc.load.files import LOCKED
from treatyc.load.locked import locked_text, source_of
from treatyc.registry.api import Api
from treatyc.registry.held.understanding import understand
from treatyc.registry.lock.contradicting import contradictions
from treatyc.registry.lock.rewriting import lock_of
from treatyc.registry.promote.consulting import consult
from treatyc.registry.promote.promoting import Copy, Promotion, Released, Side, pairs, promotion, referred
from treatyc.registry.protocol import RegisteredVersion
from treatyc.registry.push.answers import Answer, Basis
from treatyc.registry.push.difference import difference, steps
from treatyc.registry.push.journal import NAME, Journal, continued, journal_of
from treatyc.registry.push.pushing import LeftBehind, TakenBack, carry_out, take_back
from treatyc.registry.push.resuming import resume
from treatyc.registry.push.steps import Steps
from treatyc.registry.verdict_words import without_details
from treatyc.registry.wanted.desired import Role, Wanted
from treatyc.registry.wanted.seen import Declared, Found, Seen, find, see
from treatyc.system.lock import LockedSchema
from treatyc.system.registry import Dialect
from treatyc.system.target import Target
from treatyc.system.version import fingerprint
from treatyc.workspace.replacing import NotWritable, write_all


@dataclass(frozen=True, slots=True)
class _Promote:
    """One run."""

    opened: Opened
    source: Wish
    to: Wish
    dialect: Dialect

    @property
    def target(self) -> Target:
        """Where to."""
        return self.to.declared.target


@dataclass(frozen=True, slots=True)
class _Planned:
    """What would be done, what is said of it, and the lock as it would be without it."""

    promotion: Promotion
    steps: Steps
    answers: tuple[Answer, ...]
    contradictions: tuple[Diagnostic, ...]

    @property
    def refused(self) -> bool:
        """Whether something stands against it: then nothing at all is registered."""
        told = self.promotion.unreleased or self.contradictions
        return bool(told) or any(each.taken is False for each in self.answers)


@dataclass(frozen=True, slots=True)
class _Done:
    """What was done; `lock` is what there is now."""

    planned: _Planned
    registered: tuple[RegisteredVersion, ...] = ()
    lock: tuple[LockedSchema, ...] | None = None


@click.command("promote")
@click.option("--from", "first", required=True, metavar="NAME", help="The target whose registry has the versions.")
@click.option("--to", "second", required=True, metavar="NAME", help="The target whose registry shall have them.")
@dry_run_option
@registry_options
def command(first: str, second: str, *, dry_run: bool, opened: Opened) -> None:
    """Register at one target what another one has of this project's subjects, version by version, in their order.

    Versions are compared by what they mean. What a text refers to comes first; rule sets and metadata come with it. All
    is checked before anything is registered, and where any part is refused, nothing is. A production target takes
    released texts only. treaty.lock gets the ids that the versions have there.

    Exits 0 when the second has what the first has, 1 where something is refused, 2 where a part may be left behind.
    """
    (source, _), (to, registry) = find_target(opened, first), find_target(opened, second)
    if source.name == to.name:
        fail("a registry has what it has: name two targets")
    wishes = wish(opened, source, registry.dialect), wish(opened, to, registry.dialect)
    if wishes[0] is None or wishes[1] is None:
        end(opened, (), {"target": to.name}, FAILED)
    run = _Promote(opened, wishes[0], wishes[1], registry.dialect)
    side = ask(opened, source, lambda api: _source(api, run))
    with underway(opened, to) as journal:
        if dry_run:
            if journal.left:
                _tell_unfinished(run)
            _show(run, _Done(ask(opened, to, lambda api: _plan(api, run, side))), dry_run=True)
        before = journal.before()
        done = ask(opened, to, lambda api: _run(api, run, side, journal, before))
        if done is None:
            end(opened, ("promote: nothing was registered",), {"target": to.name, "registered": []}, FOUND)
        if done.lock is not None:
            _write_lock(run, done.lock)
            journal.drop()
    _show(run, done, dry_run=False)


async def _source(api: Api, run: _Promote) -> Side:
    return await _side(api, run.source.declared, run.source.declared.wanted)


async def _side(api: Api, declared: Declared, asked: Sequence[Wanted]) -> Side:
    """All versions of all subjects, understood."""
    seen = await see(api, asked)
    versions = {
        version.key: each.path
        for each in declared.wanted
        if each.path is not None
        for version in seen.subjects.get(each.subject, ())
    }
    return Side(declared.wanted, seen, understand(versions, seen.versions, declared.compile))


async def _plan(api: Api, run: _Promote, source: Side) -> _Planned:
    declared = run.to.declared
    others = dict(referred(source))
    extra = tuple(_reference(name, version, declared) for name, version in sorted(others.items()))
    to = await _side(api, declared, (*declared.wanted, *extra))
    ways = pairs(run.source.declared.target, declared.target, source.wanted)
    copies = promotion(source, to, ways, _released(run))
    found = await find(api, declared, to.seen)
    answers = await consult(api, copies, source, to, run.dialect)
    return _Planned(
        copies, _steps(declared, to.seen, found, copies), answers, tuple(contradictions(declared, to.seen, found))
    )


def _reference(name: str, version: RegisteredVersion, declared: Declared) -> Wanted:
    """What a registered text refers to and the contracts have elsewhere, or not at all."""
    return Wanted(name, Role.REFERENCE, (), version.format, version.text, (), Mode.NONE, declared.target.place)


def _texts(run: _Promote, source: Side) -> Iterator[Wanted]:
    """All that may be copied: what an earlier run registered of it stays."""
    ways = pairs(run.source.declared.target, run.target, source.wanted)
    for subject, others in ways.items():
        for version in source.seen.subjects.get(subject, ()):
            yield from (_reference(other, version, run.to.declared) for other in others)
    for name, version in referred(source):
        yield _reference(name, version, run.to.declared)


def _steps(declared: Declared, seen: Seen, found: Found, copies: Promotion) -> Steps:
    """The copies, and the modes of all subjects of ours that are there then."""
    settings = steps(difference(declared.wanted, seen, found.versions), seen).settings
    ours = {each.subject for each in copies.steps} | seen.subjects.keys()
    modes = tuple(each for each in settings if each.subject in ours)
    touched = sorted({each.subject for each in copies.steps} | {each.subject for each in modes})
    there = {each: tuple(version.key.version for version in seen.subjects.get(each, ())) for each in touched}
    return Steps(copies.steps, modes, tuple(there.items()))


def _released(run: _Promote) -> Released | None:
    if not run.target.production:
        return None
    found: dict[str, set[str]] = {}
    for each in run.opened.system.releases:
        found.setdefault(each.name, set()).add(fingerprint(each.schema))
    return {name: frozenset(texts) for name, texts in found.items()}


async def _run(api: Api, run: _Promote, source: Side, journal: Underway, before: Journal | None) -> _Done | None:
    """All that is asked of the registry; None where the report says what went wrong."""
    try:
        left = await resume(api, before, tuple(_texts(run, source)), journal) if before is not None else None
        planned = await _plan(api, run, source)
        if planned.refused:
            if left is not None:
                await take_back(api, left, journal)
            return _Done(planned)
        registered: tuple[RegisteredVersion, ...] = ()
        if not planned.steps.nothing:
            about = journal_of(run.target.name, journal.address, planned.steps)
            whole = continued(left, about) if left is not None else about
            registered = await carry_out(api, planned.steps, whole, journal)
        return _Done(planned, registered, await _lock(api, run))
    except TakenBack as back:
        message = f"the registry did not take `{back.subject}`: {without_details(str(back.problem))}"
        help_ = "all that was registered before it was taken back; run this again if somebody else was faster"
        run.opened.report.error("push-taken-back", message, at=run.target.place, help=help_)
    except LeftBehind as behind:
        names = ", ".join(f"`{each}`" for each in behind.subjects)
        message = f"what was registered under {names} could not be taken back: {said(str(behind.problem))}"
        help_ = f"`{NAME}` says what was there before; run this again when the registry lets us delete"
        run.opened.report.error("push-left-behind", message, at=run.target.place, help=help_)
    except RegistryProblem:
        if journal.left:
            _tell_unfinished(run)
        raise
    return None


def _tell_unfinished(run: _Promote) -> None:
    message = f"what was begun at `{run.target.name}` was cut short: `{NAME}` says what that was"
    help_ = "run `treaty registry promote` again, which ends it, or takes back what is wanted no more"
    run.opened.report.warning("push-unfinished", message, at=run.target.place, help=help_)


async def _lock(api: Api, run: _Promote) -> tuple[LockedSchema, ...]:
    declared = run.to.declared
    seen = await see(api, declared.wanted)
    found = await find(api, declared, seen)
    return lock_of(run.opened.system, declared, seen, found.versions)


def _write_lock(run: _Promote, lock: tuple[LockedSchema, ...]) -> None:
    workspace = run.opened.workspace
    path = paths.inside(workspace.tree.project, LOCKED) or LOCKED
    before = workspace.tree.get(path)
    if locked_text(lock) == (before.text if before is not None else locked_text(())):
        return
    try:
        write_all(workspace.root, workspace.tree, (source_of(path, lock),))
    except NotWritable as wrong:
        fail(f"all is registered, but the lock was not written: {wrong}; run this again")
    except OSError as error:
        fail(f"all is registered, but treaty.lock cannot be written: {error.strerror}; run this again")


def _show(run: _Promote, done: _Done, *, dry_run: bool) -> NoReturn:
    planned = done.planned
    _tell(run, planned)
    against = planned.refused or run.opened.report.failed
    code = FOUND if against or (dry_run and not planned.steps.nothing) else 0
    word = "would copy" if dry_run else "not copied" if against else "copied"
    first, count = run.source.declared.target.name, len(planned.steps.texts)
    what = f"{word} {count} version{'s' if count != 1 else ''}" if count else "nothing to copy"
    head = f"promote: `{first}` to `{run.target.name}`: {what}"
    end(run.opened, [head, *_lines(planned, done.registered, run.dialect)], _facts(run, done), code)


def _facts(run: _Promote, done: _Done) -> dict[str, object]:
    planned = done.planned
    copies = zip(planned.promotion.copies, planned.answers, strict=True)
    left = (*planned.promotion.left, *planned.promotion.unreleased)
    return {
        "from": run.source.declared.target.name,
        "target": run.target.name,
        "copies": [_fact(copy, answer) for copy, answer in copies],
        "modes": [{"subject": each.subject, "wanted": each.after.value} for each in planned.steps.settings],
        "left": [{"subject": each.subject, "version": each.version, "why": each.why} for each in left],
        "registered": [
            {"subject": each.key.subject, "version": each.key.version, "id": each.id, "guid": each.guid}
            for each in done.registered
        ],
    }


def _tell(run: _Promote, planned: _Planned) -> None:
    report, at = run.opened.report, run.target.place
    for left in planned.promotion.left:
        message = f"version {left.version} of subject `{left.subject}` is not copied: {left.why}"
        report.add(Diagnostic("promote-left", Severity.INFO, message, at))
    for left in planned.promotion.unreleased:
        message = f"version {left.version}, the last of subject `{left.subject}`, may not go to production: {left.why}"
        report.error("promote-unreleased", message, at=at, help="release the text, push it, and promote it then")
    for each in planned.contradictions:
        report.add(each)
    for answer in planned.answers:
        if answer.taken is False:
            words = "; ".join(answer.words[:3]) or "it does not say why"
            foretold = f"a registry like `{run.dialect.value}` would not"
            who = foretold if answer.basis is Basis.PREDICTED else "the registry does not"
            message = said(f"{who} take the next version of `{answer.subject}`: {words}")
            report.error("promote-refused", message, at=at, help=_REFUSED)


_REFUSED = "nothing was registered: what one target took, the other one compares with versions of its own"


def _said(answer: Answer, dialect: Dialect) -> str:
    who = dialect.value if answer.basis is Basis.PREDICTED else "the registry"
    return f"{who} {sentence(answer)}"


def _lines(planned: _Planned, registered: Sequence[RegisteredVersion], dialect: Dialect) -> Iterator[str]:
    for number, copy in enumerate(planned.promotion.copies):
        key = copy.source.key
        now = registered[number] if number < len(registered) else None
        what = f"version {now.key.version}, id {now.id}" if now is not None else _said(planned.answers[number], dialect)
        yield f"  + {copy.subject}  from version {key.version} of `{key.subject}`: {what}"
    for setting in planned.steps.settings:
        yield f"  ~ {setting.subject}  mode {setting.after.value}"


def _fact(copy: Copy, answer: Answer) -> dict[str, object]:
    return {
        "subject": copy.subject,
        "source": {"subject": copy.source.key.subject, "version": copy.source.key.version},
        "taken": answer.taken,
        "basis": answer.basis.value,
        "words": list(answer.words),
    }
