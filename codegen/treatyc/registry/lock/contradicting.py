"""What `treaty.lock` says of a target's registry and is not so."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from treatyc.diagnostics import Diagnostic, Severity
from treatyc.registry.contexts import plain
from treatyc.registry.protocol import RegisteredVersion
from treatyc.registry.wanted.meaning import meaning_of
from treatyc.registry.wanted.seen import Declared, Found, Seen
from treatyc.source import Place
from treatyc.system.lock import LockedSchema, Registration
from treatyc.system.target import Target


def contradictions(declared: Declared, seen: Seen, found: Found) -> Iterator[Diagnostic]:
    """Each line about a target's present subjects that its registry does not bear out."""
    target = declared.target
    meant = _meant(declared, found)
    for schema, line in declared.lines:
        version = _version(line, seen)
        problem = _problem(schema, line, version, meant.get((line.subject, line.version)))
        if problem is not None:
            yield _told(problem, schema.place or target.place, target)


def _problem(
    schema: LockedSchema, line: Registration, version: RegisteredVersion | None, meaning: Mapping[str, str] | None
) -> str | None:
    where = f"version {line.version} of `{line.subject}`"
    if version is None:
        return f"`{schema.name}` {schema.version} is {where} by the lock, and the registry has none of that number"
    if version.id != line.id:
        return f"{where} has id {version.id}, and the lock says {line.id}"
    if line.guid is not None and version.guid is not None and line.guid != version.guid:
        return f"{where} has guid {version.guid}, and the lock says {line.guid}"
    # Of a text that cannot be read, and of a key's, nothing is known but its id.
    if meaning is not None and meaning.get(schema.name) != schema.fingerprint:
        return f"{where} is another text than `{schema.name}` {schema.version} of the lock"
    return None


def _version(line: Registration, seen: Seen) -> RegisteredVersion | None:
    versions = seen.subjects.get(line.subject, ())
    return next((each for each in versions if each.key.version == line.version), None)


def _meant(declared: Declared, found: Found) -> dict[tuple[str, int], Mapping[str, str]]:
    """The fingerprints of each version that was understood, and of those that are declared texts to the letter."""
    paths = {each.subject: each.path for each in declared.wanted}
    meant: dict[tuple[str, int], Mapping[str, str]] = {}
    for subject, version in found.versions.items():
        path = paths[subject]
        if path is not None:
            meant[subject, version.key.version] = dict(declared.meanings[path])
    for key, understood in found.understanding.versions.items():
        if understood.schemas:
            meant[plain(key.subject), key.version] = dict(meaning_of(understood.schemas))
    return meant


def _told(problem: str, at: Place, target: Target) -> Diagnostic:
    help_ = (
        f"if the registry is right, `treaty registry verify --target {target.name} --write` writes the lock from it; "
        "if the lock is, the address is that of another registry, or versions were deleted there"
    )
    return Diagnostic("lock-contradicts", Severity.ERROR, problem, at, help_)
