"""`treaty.lock` after a target's registry was read: its lines for some subjects written anew, all others kept."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace

from treatyc.system.lock import LockedSchema, Registration


def relocked(
    locked: Iterable[LockedSchema], target: str, subjects: Collection[str], found: Iterable[LockedSchema]
) -> tuple[LockedSchema, ...]:
    """The lock with what was found under some subjects of a target in the place of what it said of them."""
    schemas: dict[tuple[str, str], LockedSchema] = {}
    for schema in locked:
        kept = tuple(each for each in schema.registrations if not (each.target == target and each.subject in subjects))
        schemas[schema.name, schema.version] = replace(schema, registrations=kept)
    for schema in found:
        before = schemas.get((schema.name, schema.version))
        others = _others(before, schema) if before is not None else ()
        merged = tuple(sorted({*others, *schema.registrations}))
        schemas[schema.name, schema.version] = replace(schema, registrations=merged)
    return tuple(sorted(schema for schema in schemas.values() if schema.registrations))


def _others(before: LockedSchema, schema: LockedSchema) -> Iterable[Registration]:
    """What stays of a line: nothing of one that was said of another text."""
    return before.registrations if before.fingerprint == schema.fingerprint else ()
