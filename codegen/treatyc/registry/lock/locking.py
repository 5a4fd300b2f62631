"""The lines of `treaty.lock` about a target after a push: what is there now, and the releases that were before."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from treatyc.registry.lock.relocking import relocked
from treatyc.registry.protocol import RegisteredVersion
from treatyc.registry.wanted.desired import Role, Wanted, text_fingerprint
from treatyc.system.lock import LockedSchema, Registration
from treatyc.system.system import System
from treatyc.system.version import fingerprint, version_of

_DEVELOPED = "-dev+"
_NO_VERSION = "-"


def locked_after(
    system: System, target: str, there: Sequence[tuple[Wanted, RegisteredVersion]]
) -> tuple[LockedSchema, ...]:
    """The whole lock. Texts that were never released and are no longer declared are left out."""
    subjects = {wanted.subject for wanted, _ in there}
    now = tuple(_merged(each for wanted, version in there for each in _lines(system, target, wanted, version)))
    return relocked(system.locked, target, subjects, (*_before(system.locked, target, subjects, now), *now))


def _lines(system: System, target: str, wanted: Wanted, version: RegisteredVersion) -> Iterator[LockedSchema]:
    where = (Registration(target, wanted.subject, version.key.version, version.id, version.guid),)
    if wanted.role is Role.KEY:
        for name in wanted.schemas:
            yield LockedSchema(name, _NO_VERSION, text_fingerprint(wanted.text), where)
        return
    for name in wanted.schemas:
        schema = system.schema(name)
        yield LockedSchema(name, version_of(system, schema), fingerprint(schema), where)


def _before(
    locked: Iterable[LockedSchema], target: str, subjects: set[str], now: Iterable[LockedSchema]
) -> Iterator[LockedSchema]:
    """What agents may still meet: older releases, and other versions of a subject that mean what is there now."""
    present = {(each.name, each.version): each for each in now}
    for schema in locked:
        known = present.get((schema.name, schema.version))
        same = known is not None and known.fingerprint == schema.fingerprint
        if not same and (known is not None or _DEVELOPED in schema.version):
            continue
        taken = {(each.subject, each.version) for each in known.registrations} if known is not None else set()
        lines = tuple(
            each
            for each in schema.registrations
            if each.target == target and each.subject in subjects and (each.subject, each.version) not in taken
        )
        if lines:
            yield LockedSchema(schema.name, schema.version, schema.fingerprint, lines, schema.place)


def _merged(lines: Iterable[LockedSchema]) -> Iterator[LockedSchema]:
    """One entry for each text, however many subjects it is under."""
    found: dict[tuple[str, str], LockedSchema] = {}
    for each in lines:
        first = found.get((each.name, each.version))
        both = (*first.registrations, *each.registrations) if first is not None else each.registrations
        found[each.name, each.version] = LockedSchema(each.name, each.version, each.fingerprint, both)
    yield from found.values()
