"""Which version a schema's present text travels as: a release's number, or a development version."""

from __future__ import annotations

import hashlib
import re

from treatyc.system.release import Release, Version
from treatyc.system.schema import Schema
from treatyc.system.system import System

_MAJOR = re.compile(r"v([1-9][0-9]*)\Z")


def fingerprint(schema: Schema) -> str:
    """The SHA-256, in hexadecimal, of what a schema means, with all that it reaches."""
    return hashlib.sha256(f"{schema.canonical}{schema.needed}".encode()).hexdigest()


def major(schema: Schema) -> int | None:
    """The `.vN` of a schema's namespace, or None where it has none."""
    match = _MAJOR.match(schema.namespace.rpartition(".")[2])
    return int(match.group(1)) if match else None


def releases_of(system: System, name: str) -> tuple[Release, ...]:
    """The releases of a schema, oldest first."""
    return tuple(sorted((release for release in system.releases if release.name == name), key=lambda r: r.version))


def version_of(system: System, schema: Schema) -> str:
    """`1.4` when the text is that release's; else `1.5-dev+<8 hex>`, the next release's number and the fingerprint."""
    known = releases_of(system, schema.name)
    present = fingerprint(schema)
    for release in reversed(known):
        if fingerprint(release.schema) == present:
            return str(release.version)
    number = major(schema) or 0
    minor = known[-1].version.minor + 1 if known else 0
    return f"{Version(number, minor)}-dev+{present[:8]}"
