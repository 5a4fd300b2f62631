"""`treaty registry push`: register what the contracts declare and the registry lacks, all of it or nothing."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import NoReturn

import click

from treaty.registry.problem import NotThere, RegistryProblem, Rejected, WrongAnswer, said
from treatyc.cli.gating import fail
from treatyc.cli.project import FAILED
from treatyc.cli.registry.diff import show
from treatyc.cli.registry.opened import (
    FOUND,
    Opened,
    ask,
    dry_run_option,
    end,
    find_target,
    registry_options,
    target_option,
)
from treatyc.cli.registry.plan_view import view
from treatyc.cli.registry.planned import Planned, Wish, plan, wish
from treatyc.cli.registry.underway import Underway, underway
from treatyc.cli.registry.unreleased import unreleased
from treatyc.load import paths
from treatyc.load.files import LOCKED
from treatyc.load.locked import source_of
from treatyc.printing.registry_plan import as_facts, done_words
from treatyc.registry.api import Api
from treatyc.registry.lock.locking import locked_after
from treatyc.registry.protocol import RegisteredVersion, VersionKey
from treatyc.registry.push.difference import steps
from treatyc.registry.push.journal import NAME, Journal, continued, journal_of
from treatyc.registry.push.pushing import LeftBehind, TakenBack, carry_out, take_back
from treatyc.registry.push.resuming import resume
from treatyc.registry.push.steps import Setting
from treatyc.registry.verdict_words import without_details
from treatyc.registry.wanted.beside import Beside, dropped
from treatyc.registry.wanted.desired import Wanted
from treatyc.suggest import did_you_mean
from treatyc.system.target import Target
from treatyc.workspace.replacing import NotWritable, write_all

_ATTEMPTS = 3
_PAUSE_S = 0.5  # what somebody else takes back is gone by then
_ALLOWED = "Let this subject's next version break the registry's mode, this once; may be given several times."


@click.command("push")
@target_option
@dry_run_option
@click.option("--allow-incompatible", "allowed", multiple=True, metavar="SUBJECT", help=_ALLOWED)
@registry_options
def command(wanted: str, *, dry_run: bool, allowed: tuple[str, ...], opened: Opened) -> None:
    """Register at a target's registry what the contracts declare and it lacks, and write `treaty.lock`.

    Everything is checked first: here, against what the registry has, then by the registry itself. Where any part is
    refused, nothing at all is registered. What is referred to is registered before what refers to it; the mode of a
    subject is set where it differs. A push that was killed is ended, or taken back, by the next one.

    Exits 0 when the registry has what is declared, 1 where something is refused, 2 where a part may be left behind.
    """
    target, registry = find_target(opened, wanted)
    asked = wish(opened, target, registry.dialect, allowed)
    if asked is None:
        end(opened, (), {"target": target.name}, FAILED)
    _prove_subjects(allowed, asked)
    if found := unreleased(opened, target):
        for each in found:
            opened.report.add(each)
        end(opened, ("push: nothing was registered",), {"target": target.name}, FOUND)
    with underway(opened, target) as journal:
        _push(_Push(opened, target, asked, journal), dry_run=dry_run)


@dataclass(frozen=True, slots=True)
class _Push:
    """One run."""

    opened: Opened
    target: Target
    wish: Wish
    journal: Underway


@dataclass(frozen=True, slots=True)
class _Done:
    """What a push did: the plan, what became of each lacking text, and all texts where they now are."""

    planned: Planned
    registered: tuple[RegisteredVersion, ...] = ()
    there: tuple[tuple[Wanted, RegisteredVersion], ...] = ()


def _push(push: _Push, *, dry_run: bool) -> NoReturn:
    before = push.journal.before()
    if dry_run:
        if before is not None:
            _tell_unfinished(push)
        show(
            push.opened, push.wish, ask(push.opened, push.target, lambda api: plan(api, push.opened, push.wish)), "push"
        )
    done = ask(push.opened, push.target, lambda api: _run(api, push, before))
    if done is None:
        end(push.opened, ("push: the push did not end",), {"target": push.target.name}, FAILED)
    if isinstance(done, TakenBack):
        _tell_taken_back(push, done)
    if not done.there:
        refused = ("push: nothing was registered",) if done.planned.refused(push.wish) else ()
        show(push.opened, push.wish, done.planned, "push", *refused)
    _write_lock(push, done)
    push.journal.drop()
    _conclude(push, done)


async def _run(api: Api, push: _Push, before: Journal | None) -> _Done | TakenBack | None:
    """All that is asked of the registry; None where the report says what is left behind."""
    try:
        for left in reversed(range(_ATTEMPTS)):
            try:
                return await _once(api, push, before)
            except TakenBack as back:
                if not left or not isinstance(back.problem, NotThere):
                    raise
            except _Vanished:
                pass  # another push took it back: this one begins again, a bounded number of times
            await asyncio.sleep(_PAUSE_S)
            before = push.journal.before()
        raise WrongAnswer("what is registered there goes away again: see who else pushes")
    except TakenBack as taken_back:
        return taken_back
    except LeftBehind as behind:
        names = ", ".join(f"`{each}`" for each in behind.subjects)
        message = f"what was registered under {names} could not be taken back: {said(str(behind.problem))}"
        help_ = f"`{NAME}` says what was there before; run the push again when the registry lets us delete"
        push.opened.report.error("push-left-behind", message, at=push.target.place, help=help_)
        return None
    except RegistryProblem:
        if push.journal.left:
            _tell_unfinished(push)
        raise


async def _once(api: Api, push: _Push, before: Journal | None) -> _Done:
    left = await resume(api, before, push.wish.declared.wanted, push.journal) if before is not None else None
    planned = await plan(api, push.opened, push.wish)
    if planned.refused(push.wish):
        if left is not None:
            await take_back(api, left, push.journal)
        return _Done(planned)
    return await _carried_out(api, push, planned, left)


async def _carried_out(api: Api, push: _Push, planned: Planned, left: Journal | None) -> _Done:
    assert planned.seen is not None  # noqa: S101 - a push asks its registry
    todo = steps(planned.difference, planned.seen, push.wish.allowed)
    registered: tuple[RegisteredVersion, ...] = ()
    if not todo.nothing:
        journal = journal_of(push.target.name, push.journal.address, todo)
        whole = continued(left, journal) if left is not None else journal
        registered = await carry_out(api, todo, whole, push.journal)
    lacking = [each.wanted for each in planned.difference.lacking]
    there = [(each.wanted, each.version) for each in planned.difference.held]
    if not todo.nothing:
        await _prove_there(api, [*(version for _, version in there), *registered], todo.settings)
    return _Done(planned, registered, (*there, *zip(lacking, registered, strict=True)))


async def _prove_there(api: Api, versions: Sequence[RegisteredVersion], settings: Sequence[Setting]) -> None:
    """Somebody else's push of the same may have been taken back since: all is looked for once more."""
    try:
        found = await asyncio.gather(*(api.version(version.key) for version in versions))
    except NotThere as gone:
        raise _Vanished from gone
    modes = await asyncio.gather(*(api.compatibility(each.subject) for each in settings))
    if any(after.id != before.id for before, after in zip(versions, found, strict=True)):
        raise _Vanished
    if any(mode is not each.after for mode, each in zip(modes, settings, strict=True)):
        raise _Vanished


class _Vanished(Exception):
    """What was there is not there any more, or is another text."""


def _tell_unfinished(push: _Push) -> None:
    message = f"a push to `{push.target.name}` was cut short: `{NAME}` says what it began"
    help_ = "run `treaty registry push` again, which ends it, or takes back what is wanted no more"
    push.opened.report.warning("push-unfinished", message, at=push.target.place, help=help_)


def _prove_subjects(allowed: Sequence[str], asked: Wish) -> None:
    known = [each.subject for each in asked.declared.wanted]
    for each in allowed:
        if each not in known:
            fail(f"no subject is named `{each}`; {did_you_mean(each, known, 'see `treaty registry diff`')}")


def _write_lock(push: _Push, done: _Done) -> None:
    workspace = push.opened.workspace
    path = paths.inside(workspace.tree.project, LOCKED) or LOCKED
    lock = source_of(path, locked_after(push.opened.system, push.target.name, done.there))
    before = workspace.tree.get(path)
    if before is not None and before.text == lock.text:
        return
    try:
        write_all(workspace.root, workspace.tree, (lock,))
    except NotWritable as wrong:
        fail(f"all is registered, but the lock was not written: {wrong}; run the push again")
    except OSError as error:
        fail(f"all is registered, but treaty.lock cannot be written: {error.strerror}; run the push again")


def _tell_taken_back(push: _Push, taken_back: TakenBack) -> NoReturn:
    message = f"the registry did not take `{taken_back.subject}`: {without_details(str(taken_back.problem))}"
    help_ = f"what this push did before was taken back; {_why(taken_back.problem)}"
    place = next((each.place for each in push.wish.declared.wanted if each.subject == taken_back.subject), None)
    push.opened.report.error("push-taken-back", message, at=place or push.target.place, help=help_)
    end(push.opened, ("push: nothing was registered",), {"target": push.target.name, "registered": []}, FOUND)


def _why(problem: RegistryProblem) -> str:
    match problem:
        case Rejected(status=409):
            return "it breaks what the registry has by now: see `treaty registry diff`"
        case Rejected():
            return "to this registry it is no schema: say it in a way that this registry knows"
        case _:
            return "see that we may register, set modes and delete there, and push again"


def _conclude(push: _Push, done: _Done) -> NoReturn:
    shown = view(done.planned, push.wish, push.opened.system)
    numbers = {wanted.subject: version for wanted, version in done.there}
    lines = [f"push: target `{shown.target}`: {done_words(shown)}"]
    lines += [_line(each.wanted, numbers[each.wanted.subject]) for each in done.planned.difference.lacking]
    new = {each.wanted.subject for each in done.planned.difference.lacking}
    modes = [each for each in done.planned.difference.modes if each.subject not in new]
    lines += [f"  mode of `{each.subject}` set to {each.wanted.value}" for each in modes]
    lines += [f"  {each}" for each in (*shown.notes, *_dropped(done))]
    facts = as_facts(replace(shown, notes=(*shown.notes, *_dropped(done))))
    registered = [_fact(version) for version in done.registered]
    end(push.opened, lines, {**facts, "registered": registered}, 0)


def _line(wanted: Wanted, version: RegisteredVersion) -> str:
    names = ", ".join(wanted.schemas)
    return f"  registered `{wanted.subject}` version {version.key.version}, id {version.id}: {names}"


def _fact(version: RegisteredVersion) -> dict[str, object]:
    key: VersionKey = version.key
    return {"subject": key.subject, "version": key.version, "id": version.id, "guid": version.guid}


def _dropped(done: _Done) -> list[str]:
    """What was sent beside texts and is not there."""
    assert done.planned.seen is not None  # noqa: S101 - a push asks its registry
    todo = steps(done.planned.difference, done.planned.seen)
    lost = {
        step.subject: names
        for step, version in zip(todo.texts, done.registered, strict=True)
        if (names := dropped(Beside(step.metadata, step.rule_set), version))
    }
    if not lost:
        return []
    words = " and ".join(dict.fromkeys(name for names in lost.values() for name in names))
    listed = ", ".join(f"`{subject}`" for subject in list(lost)[:3])
    more = f" and {len(lost) - 3} more" if len(lost) > 3 else ""
    return [f"this registry took the {words} of {listed}{more} and did not keep it"]
