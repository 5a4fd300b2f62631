"""What is under way at a registry: a journal beside `treaty.lock` tells the next run of one that was killed."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from treaty.registry.connection import resolve
from treaty.registry.problem import ConnectionUnknown
from treatyc.cli.gating import fail
from treatyc.cli.registry.opened import Opened
from treatyc.registry.address import address_of
from treatyc.registry.push.journal import NAME, Journal, NoJournal, read_journal, text_of
from treatyc.system.target import Target
from treatyc.workspace.marking import Held, Mark, alone


@dataclass(frozen=True, slots=True)
class Underway:
    """The journal of one run: to which target, and at which address, without a word of that."""

    mark: Mark
    target: Target
    address: str

    @property
    def left(self) -> bool:
        """Whether a run was cut short."""
        return self.mark.read() is not None

    def before(self) -> Journal | None:
        """The journal of a run that was killed; ends this one where it was of another registry."""
        text = self.mark.read()
        if text is None:
            return None
        try:
            journal = read_journal(text)
        except NoJournal:
            fail(f"`{NAME}` is nothing that a push wrote: restore it, or remove it once the registry is as it shall be")
        if journal.target != self.target.name:
            fail(f"a push to `{journal.target}` was killed here: run that one first, which ends it or takes it back")
        if journal.address != self.address:
            fail(f"the push to `{journal.target}` killed here was to another address: run it again with that one")
        return journal

    def keep(self, journal: Journal) -> None:
        """Write it."""
        self.mark.write(text_of(journal))

    def drop(self) -> None:
        """Remove it."""
        self.mark.remove()


@contextmanager
def underway(opened: Opened, target: Target) -> Iterator[Underway]:
    """The one run that writes to registries from this checkout; ends it where there is another."""
    folder: Path = (opened.workspace.root / opened.workspace.tree.project).parent
    try:
        with alone(folder):
            yield Underway(Mark(folder / NAME), target, _fingerprint(target))
    except Held:
        fail("another push runs in this checkout: wait for its end")


def _fingerprint(target: Target) -> str:
    """What tells the registry from another one, without a word of its address."""
    try:
        connection = resolve(address_of(target), os.environ)
    except ConnectionUnknown:
        return ""  # what is missing is told by whoever asks first
    return hashlib.sha256("\n".join(sorted(connection.urls)).encode()).hexdigest()[:16]
