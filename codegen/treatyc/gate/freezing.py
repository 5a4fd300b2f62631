"""Releases as files: the text of each schema that changed, with all that it imports, and the lock over all of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from treatyc.gate.baseline import Contracts
from treatyc.gate.gate import Gated, Outcome
from treatyc.gate.versions import Next, Step
from treatyc.load.files import SCHEMA_ENDINGS
from treatyc.load.loaders import beneath
from treatyc.load.releases import LOCK, lock_text
from treatyc.source import Source
from treatyc.system.schema import Schema
from treatyc.system.system import System


@dataclass(frozen=True, slots=True)
class Frozen:
    """What a release adds: `sources` are new files, `lock` takes the place of the one before."""

    versions: tuple[Next, ...]
    sources: tuple[Source, ...]
    lock: Source


def to_release(system: System, gated: Gated, names: Iterable[str] = ()) -> tuple[Outcome, ...]:
    """The schemas that a release is about: those named, or all that travel; of them, those that changed.

    What no channel carries is a part of messages, and lies in their releases.
    """
    asked = frozenset(names) or {message.value for channel in system.channels for message in channel.messages}
    return tuple(each for each in gated.outcomes if each.changed and each.schema.name in asked)


def freeze(present: Contracts, releases: str, steps: Sequence[Next]) -> Frozen:
    """The files of some next versions; `releases` is the folder of all releases."""
    wanted = [step for step in steps if step.step in (Step.FIRST, Step.MINOR, Step.ACCEPTED, Step.UNASKED)]
    sources = tuple(
        source for step in wanted for source in _copies(present, present.schemas[step.name], _home(releases, step))
    )
    there = beneath(present.tree, releases, *SCHEMA_ENDINGS)
    path = f"{releases}/{LOCK}"
    return Frozen(tuple(wanted), sources, Source(path, lock_text(releases, (*there, *sources))))


def _home(releases: str, step: Next) -> str:
    return f"{releases}/{step.name}/{step.version}"


def _copies(present: Contracts, schema: Schema, home: str) -> Iterable[Source]:
    prefix = f"{present.folder}/" if present.folder else ""
    for path in _needed(present, schema):
        yield Source(f"{home}/{path.removeprefix(prefix)}", present.tree.files[path].text)


def _needed(present: Contracts, schema: Schema) -> list[str]:
    """The schema's file and all that it imports, directly or through others."""
    imports: dict[str, set[str]] = {}
    for each in present.schemas.values():
        imports.setdefault(each.path, set()).update(each.imports)
    found, pending = {schema.path}, [schema.path]
    while pending:
        new = imports.get(pending.pop(), set()) - found
        found |= new
        pending += new
    return sorted(found)
