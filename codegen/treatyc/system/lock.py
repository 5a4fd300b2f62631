"""What `treaty.lock` says: which version, id and guid each text of a schema has in each target's registry."""

from __future__ import annotations

from dataclasses import dataclass, field

from treatyc.source import Place


@dataclass(frozen=True, slots=True, order=True)
class Registration:
    """A schema's text in the registry of a target. `guid` is lower-case hexadecimal with dashes; not all give one."""

    target: str
    subject: str
    version: int
    id: int
    guid: str | None = None


@dataclass(frozen=True, slots=True, order=True)
class LockedSchema:
    """One text of a schema: the version that it travels as, its fingerprint, and where it is registered."""

    name: str
    version: str
    fingerprint: str
    registrations: tuple[Registration, ...]
    place: Place | None = field(default=None, compare=False)
