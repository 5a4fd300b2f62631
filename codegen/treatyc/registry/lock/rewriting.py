"""What `treaty.lock` shall say of a target: each text of ours that its registry has under subjects of ours."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from treatyc.registry.held.understanding import Understanding, understand
from treatyc.registry.lock.relocking import relocked
from treatyc.registry.protocol import RegisteredVersion
from treatyc.registry.wanted.desired import Role, Wanted, text_fingerprint
from treatyc.registry.wanted.seen import Declared, Seen
from treatyc.system.lock import LockedSchema, Registration
from treatyc.system.system import System
from treatyc.system.version import fingerprint, releases_of, version_of

KEY_VERSION = "-"
"""A key's text is no schema of the project, and has no version there."""


def lock_of(
    system: System, declared: Declared, seen: Seen, found: Mapping[str, RegisteredVersion]
) -> tuple[LockedSchema, ...]:
    """The lock with this target's lines written from what is there; `found` is the version that each text is."""
    lines = tuple(_lines(system, declared, seen, found))
    subjects = {each.subject for each in declared.wanted}
    return relocked(declared.locked, declared.target.name, subjects, lines)


def _lines(
    system: System, declared: Declared, seen: Seen, found: Mapping[str, RegisteredVersion]
) -> Iterator[LockedSchema]:
    texts: dict[tuple[str, str, str], list[Registration]] = {}
    understanding = _understood(declared, seen)
    for wanted in declared.wanted:
        for version in seen.subjects.get(wanted.subject, ()):
            at = Registration(declared.target.name, wanted.subject, version.key.version, version.id, version.guid)
            for name, text in _meant(wanted, version, declared, understanding, found).items():
                if (word := _word(system, wanted, name, text)) is not None:
                    texts.setdefault((name, word, text), []).append(at)
    for (name, word, text), several in sorted(texts.items()):
        yield LockedSchema(name, word, text, tuple(sorted(several)))


def _understood(declared: Declared, seen: Seen) -> Understanding:
    paths = {
        version.key: each.path
        for each in declared.wanted
        if each.path is not None
        for version in seen.subjects.get(each.subject, ())
    }
    return understand(paths, seen.versions, declared.compile)


def _meant(
    wanted: Wanted,
    version: RegisteredVersion,
    declared: Declared,
    understanding: Understanding,
    found: Mapping[str, RegisteredVersion],
) -> Mapping[str, str]:
    """What a version means, of the schemas that it is wanted for."""
    if found.get(wanted.subject) is version:
        if wanted.path is None:
            return {name: text_fingerprint(wanted.text) for name in wanted.schemas}
        meant = dict(declared.meanings[wanted.path])
    else:
        understood = understanding.versions.get(version.key)
        meant = dict(understood.fingerprints) if understood is not None else {}
    return {name: meant[name] for name in wanted.schemas if name in meant}


def _word(system: System, wanted: Wanted, name: str, text: str) -> str | None:
    """The version that a text travels as; None for one that is neither present nor a release."""
    if wanted.role is Role.KEY:
        return KEY_VERSION
    schema = system.schema(name)
    if fingerprint(schema) == text:
        return version_of(system, schema)
    known = [each for each in releases_of(system, name) if fingerprint(each.schema) == text]
    return str(known[-1].version) if known else None
