"""`treaty registry verify`: prove that what is registered is what is declared, and that the lock says so."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace
from typing import NoReturn

import click

from treatyc.cli.gating import fail
from treatyc.cli.project import FAILED
from treatyc.cli.registry.mending import mending_options
from treatyc.cli.registry.opened import (
    FOUND,
    Opened,
    ask,
    dry_run_option,
    end,
    find_target,
    offline_option,
    target_option,
)
from treatyc.cli.registry.planned import Wish, wish
from treatyc.diagnostics import Diagnostic, Severity
from treatyc.load import paths
from treatyc.load.files import LOCKED
from treatyc.load.locked import source_of
from treatyc.registry.api import Api
from treatyc.registry.lock.contradicting import contradictions
from treatyc.registry.lock.rewriting import lock_of
from treatyc.registry.push.difference import Difference, difference
from treatyc.registry.push.offline import offline_difference
from treatyc.registry.verify.verifying import findings, ids_astray, not_locked, unlocked
from treatyc.registry.wanted.seen import Declared, find, see
from treatyc.source import Source
from treatyc.system.lock import LockedSchema
from treatyc.workspace.replacing import NotWritable, write_all


@dataclass(frozen=True, slots=True)
class _Verified:
    """What was found, and the lock as it should be; `difference` says what of all that is declared is there."""

    difference: Difference
    told: tuple[Diagnostic, ...]
    lock: tuple[LockedSchema, ...]


@click.command("verify")
@target_option
@offline_option
@dry_run_option
@mending_options
def command(wanted: str, *, write: bool, offline: bool, dry_run: bool, opened: Opened) -> None:
    """Prove that a target's registry holds what the contracts declare: texts, references, modes, ids.

    Texts are compared by what they mean, for registries write them anew. With --write the lock's lines about the target
    are written from what is there, also where the lock cannot be read any more. With --offline no registry is asked:
    the lock is held against the contracts alone.

    Exits 1 where something is not as it shall be, or the lock would be written.
    """
    if write and offline:
        fail("what is there is what `--write` writes, and `--offline` does not ask for it: choose one")
    target, registry = find_target(opened, wanted)
    asked = wish(opened, target, registry.dialect)
    if asked is None:
        end(opened, (), {"target": target.name}, FAILED)
    if offline:
        lacks = offline_difference(asked.declared)
        _conclude(opened, asked, _Verified(lacks, tuple(not_locked(lacks, asked.declared)), ()))
    verified = ask(opened, target, lambda api: _verify(api, opened, asked, write=write))
    lock = _renewed(opened, verified.lock) if write else None
    if lock is not None and not dry_run:
        _write(opened, lock)
    _conclude(opened, asked, verified, lock, dry_run=dry_run)


async def _verify(api: Api, opened: Opened, asked: Wish, *, write: bool) -> _Verified:
    declared = asked.declared
    seen = await see(api, declared.wanted)
    found = await find(api, declared, seen)
    lacks = difference(declared.wanted, seen, found.versions)
    lock = lock_of(opened.system, declared, seen, found.versions)
    ids = sorted({each.version.id for each in lacks.held})
    texts = dict(zip(ids, await asyncio.gather(*map(api.text, ids)), strict=True))
    # What is about to be written is what the rest is held against.
    held: Declared = replace(declared, locked=lock) if write else declared
    told = (
        *findings(lacks, declared),
        *ids_astray(lacks.held, texts, declared),
        *contradictions(held, seen, found),
        *unlocked(lacks, held),
    )
    return _Verified(lacks, told, lock)


def _renewed(opened: Opened, lock: tuple[LockedSchema, ...]) -> Source | None:
    """The lock as it is to be written; None where it is so already."""
    tree = opened.workspace.tree
    source = source_of(paths.inside(tree.project, LOCKED) or LOCKED, lock)
    before = tree.get(source.path)
    same = before.text == source.text if before is not None else not lock
    return None if same else source


def _write(opened: Opened, source: Source) -> None:
    try:
        write_all(opened.workspace.root, opened.workspace.tree, (source,))
    except NotWritable as wrong:
        fail(f"the lock was not written: {wrong}")
    except OSError as error:
        fail(f"the lock was not written: {error.filename or 'the disk'} cannot be written: {error.strerror}")


def _conclude(
    opened: Opened, asked: Wish, verified: _Verified, lock: Source | None = None, *, dry_run: bool = False
) -> NoReturn:
    for each in verified.told:
        opened.report.add(each)
    wrong = any(each.severity is not Severity.INFO for each in verified.told)
    target, count = asked.declared.target.name, len(verified.difference.held)
    lines = [f"{'would write' if dry_run else 'wrote'} {lock.path}"] if lock is not None else []
    lines.append(f"verify: target `{target}`: {count} of {len(verified.difference.wanted)} texts are as declared")
    there = [
        {"subject": each.wanted.subject, "version": each.version.key.version, "id": each.version.id}
        for each in verified.difference.held
    ]
    path = [lock.path] if lock is not None else []
    done = {"written": [], "would_write": path} if dry_run else {"written": path}
    end(opened, lines, {"target": target, "there": there, **done}, FOUND if wrong or (dry_run and path) else 0)
