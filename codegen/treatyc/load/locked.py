"""`treaty.lock`: under which version, id and guid each text of a schema stands in each target's registry.

Lines of words, so that a change reads well and branches merge: one for each text of a schema, and beneath it one for
each place where it is registered.

    schema shop.orders.v1.OrderPlaced 1.2 2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae
      prod orders.placed-value 3 17 8f0c7a0e-3a57-4d6f-9a51-0b6a5c1f2e3d

The words beneath are target, subject (escaped as in an address), version, id and guid; `-` where the registry gives no
guid. The version is that which messages travel with, `-` for what is no schema of the project, such as a key's.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from treatyc.diagnostics import Related, Report
from treatyc.load.deployed import MESSAGE, VERSION
from treatyc.source import Source, SourceTree, Span
from treatyc.system.lock import LockedSchema, Registration

_HEAD = "# Which schema is which in each registry: `treaty registry push` and `pull` write it; never edit it by hand.\n"
_TARGET = r"[a-z][a-z0-9_]{0,63}"
_NUMBER = r"[1-9][0-9]{0,9}"
_GUID = r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
_SCHEMA = re.compile(rf"schema ({MESSAGE}) ({VERSION}|-) ([0-9a-f]{{64}})")
_REGISTRATION = re.compile(rf"  ({_TARGET}) ((?:[!-$&-~]|%[0-9A-F]{{2}})+) ({_NUMBER}) ({_NUMBER}) ({_GUID}|-)")
_ESCAPE = re.compile(r"(?:%[0-9A-F]{2})+")
_PLAIN = re.compile(r"[!-$&-~]")
_RESTORE = "restore it from the repository, or write it anew with `treaty registry verify --write`"


@dataclass(slots=True)
class _Lines:
    """What the lines say, one by one; `schema` is the one that the next line belongs to."""

    report: Report
    schemas: dict[tuple[str, str], LockedSchema] = field(default_factory=dict)
    places: dict[tuple[str, str, int], Span] = field(default_factory=dict)
    schema: tuple[str, str] | None = None

    def read(self, line: str, place: Span) -> None:
        """One line; what is neither of the two kinds is reported."""
        if match := _SCHEMA.fullmatch(line):
            self._begin(LockedSchema(match[1], match[2], match[3], (), place), place)
        elif (match := _REGISTRATION.fullmatch(line)) and self.schema is not None:
            self._add(match, self.schema, place)
        elif line.strip() and not line.startswith("#"):
            message = "a line is a schema with its fingerprint, or where the schema above it is registered"
            self.report.error("lock-syntax", message, at=place, help=_RESTORE)

    def _begin(self, found: LockedSchema, place: Span) -> None:
        key = found.name, found.version
        first = self.schemas.setdefault(key, found)
        if first is not found:
            earlier = (Related("it stands here already", first.place),) if first.place is not None else ()
            message = f"`{found.name}` {found.version} stands twice"
            self.report.error("lock-twice", message, at=place, help="keep one of the two", related=earlier)
        self.schema = key

    def _add(self, match: re.Match[str], key: tuple[str, str], place: Span) -> None:
        target, written, version, number, guid = match.groups()
        subject = _unescaped(written)
        if subject is None:
            self.report.error("lock-syntax", "the subject is no UTF-8", at=place, help=_RESTORE)
            return
        first = self.places.setdefault((key[0], f"{target} {subject}", int(version)), place)
        if first is not place:
            earlier = Related("it stands here already", first)
            message = f"version {version} of subject `{subject}` stands twice for `{key[0]}`"
            self.report.error("lock-twice", message, at=place, help="keep one of the two", related=(earlier,))
            return
        registration = Registration(target, subject, int(version), int(number), None if guid == "-" else guid)
        schema = self.schemas[key]
        self.schemas[key] = replace(schema, registrations=(*schema.registrations, registration))


def load_locked(tree: SourceTree, path: str, report: Report) -> tuple[LockedSchema, ...]:
    """Every text of the lock, sorted; none where there is no lock."""
    source = tree.get(path)
    if source is None:
        return ()
    lines = _Lines(report)
    for number, line in enumerate(source.text.splitlines(), start=1):
        lines.read(line, Span(path, number, 1, max(1, len(line))))
    return tuple(sorted(lines.schemas.values()))


def locked_text(schemas: Iterable[LockedSchema]) -> str:
    """The lock of these texts, as `load_locked` reads it; a text that is registered nowhere is left out."""
    parts = [_HEAD]
    for schema in sorted(schemas):
        if schema.registrations:
            parts.append(f"schema {schema.name} {schema.version} {schema.fingerprint}\n")
        parts += map(_registration_line, sorted(schema.registrations))
    return "".join(parts)


def source_of(path: str, schemas: Iterable[LockedSchema]) -> Source:
    """The lock as a file."""
    return Source(path, locked_text(schemas))


def _registration_line(each: Registration) -> str:
    return f"  {each.target} {_escaped(each.subject)} {each.version} {each.id} {each.guid or '-'}\n"


def _escaped(subject: str) -> str:
    return "".join(
        each if _PLAIN.fullmatch(each) else "".join(f"%{octet:02X}" for octet in each.encode()) for each in subject
    )


def _unescaped(text: str) -> str | None:
    try:
        return _ESCAPE.sub(lambda found: bytes.fromhex(found[0].replace("%", "")).decode(), text)
    except UnicodeDecodeError:
        return None
