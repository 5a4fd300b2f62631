"""Marks at a Kafka: for each address of a scope what we last applied, and what we were about to do.

An intention is written before anything is done, so a run that dies at any moment leaves nothing behind that the next
one could not tell from somebody else's. What we made once is ours in whichever state; what we only meant to make is
ours where it is just that, for else somebody made it after our run had died.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from treatyc.brokers.kafka.log import Record, Value
from treatyc.topology.kafka.objects import Permissions
from treatyc.topology.resource import Resource, digest

_LEASE = "lease/"


@dataclass(frozen=True, slots=True)
class Note:
    """`applied` is the digest of what we last made it, empty for what we never finished.

    `intended` is the digest of what a run was about to make of it, empty where it was to go; None where nothing is
    under way.
    """

    applied: str = ""
    intended: str | None = None

    def intending(self, digest: str) -> Note:
        """About to become that."""
        return replace(self, intended=digest)

    def mark(self, digest: str) -> str:
        """What a mark says of something that is there, with this digest: a run that died may have finished it."""
        return self.intended if self.intended is not None and self.intended == digest else self.applied

    def owns(self, found: Resource, wanted: Resource | None) -> bool:
        """Whether what is there under its address is ours; a cluster makes it whole, but rights one by one."""
        if self.applied or self.intended == digest(found):
            return True
        return (
            isinstance(found, Permissions)
            and isinstance(wanted, Permissions)
            and set(found.rights) <= set(wanted.rights)
        )

    @property
    def gone(self) -> bool:
        """Of what is not there: whether somebody else took it away."""
        return bool(self.applied) and self.intended != ""

    @property
    def dead(self) -> bool:
        """Of what is not there: whether a run died before it made it, or after it deleted it."""
        return self.intended is not None and (not self.applied or self.intended == "")


def notes(records: Mapping[str, Record]) -> dict[str, Note]:
    """The notes among a scope's records, by address."""
    return {key: _note(record.value) for key, record in records.items() if not key.startswith(_LEASE)}


def _note(value: Value) -> Note:
    applied, intended = value.get("applied", ""), value.get("intended")
    return Note(str(applied), str(intended) if intended is not None else None)


def written(changed: Mapping[str, Note | None]) -> Iterable[tuple[str, Value | None]]:
    """The records of notes; None where one is to be forgotten."""
    for address, note in changed.items():
        if note is None:
            yield address, None
        elif note.intended is None:
            yield address, {"applied": note.applied}
        else:
            yield address, {"applied": note.applied, "intended": note.intended}
