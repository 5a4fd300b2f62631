"""What a registry lacks as far as the lock knows: no registry is asked, and modes are not known."""

from __future__ import annotations

from collections.abc import Iterable

from treatyc.registry.protocol import RegisteredVersion, VersionKey
from treatyc.registry.push.difference import Difference, Held, Lacking, needed
from treatyc.registry.wanted.desired import Wanted
from treatyc.registry.wanted.seen import Declared
from treatyc.system.lock import LockedSchema, Registration

Line = tuple[LockedSchema, Registration]


def offline_difference(declared: Declared) -> Difference:
    """Hold what is wanted against the lines of the lock about this target."""
    lines: dict[str, list[Line]] = {}
    for schema, line in sorted(declared.lines, key=lambda each: each[1].version):
        lines.setdefault(line.subject, []).append((schema, line))
    found = {
        each.subject: same
        for each in declared.wanted
        if (same := _same(each, lines.get(each.subject, ()), declared)) is not None
    }
    missing = needed(declared.wanted, found)
    held, lacking = [], []
    for each in declared.wanted:
        history = tuple(_versions(each, lines.get(each.subject, ())).values())
        if each.subject in found:
            held.append(Held(each, found[each.subject], history[-1].key.version))
        elif each.subject in missing:
            lacking.append(Lacking(each, history, ("text",)))
    return Difference(tuple(held), tuple(lacking))


def _same(wanted: Wanted, lines: Iterable[Line], declared: Declared) -> RegisteredVersion | None:
    """The last version that every schema of a text is locked at with its present meaning."""
    meant = dict(declared.meanings[wanted.path]) if wanted.path is not None else {}
    several = list(lines)
    for number, version in reversed(_versions(wanted, several).items()):
        locked = {schema.name: schema.fingerprint for schema, line in several if line.version == number}
        if all(locked.get(name) == meant.get(name, locked.get(name)) for name in wanted.schemas):
            return version
    return None


def _versions(wanted: Wanted, lines: Iterable[Line]) -> dict[int, RegisteredVersion]:
    return {
        line.version: RegisteredVersion(
            VersionKey(line.subject, line.version), line.id, wanted.format, wanted.text, guid=line.guid
        )
        for _, line in lines
    }
