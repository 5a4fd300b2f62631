"""The `manifest.json` of a generated package: what this release of an agent sends and receives, and a digest of it.

JSON is YAML, so that the shapes of the contract language read it, each value at its place.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from treatyc.diagnostics import Report
from treatyc.load import yaml_tree
from treatyc.load.deployed import VERSION, short
from treatyc.load.scalars import NAME, SCHEMA_NAME, TEMPLATE
from treatyc.load.shape import Declared, listed, text
from treatyc.load.struct import required, struct
from treatyc.source import Source
from treatyc.system.deployment import SHORT, Carried, Manifest

_VERSION = text("a version such as `1.4`", VERSION, str)
_FINGERPRINT = text("a SHA-256", r"[0-9a-f]{64}", str)


@dataclass(frozen=True, slots=True, kw_only=True)
class CarriedKeys:
    """A message on a channel, in one version."""

    channel: Declared[str] = required(TEMPLATE, "the channel")
    message: Declared[str] = required(SCHEMA_NAME, "the full name of the message")
    version: Declared[str] = required(_VERSION, "the version that the package embeds")
    fingerprint: Declared[str] = required(_FINGERPRINT, "the fingerprint of its text")


@dataclass(frozen=True, slots=True, kw_only=True)
class ManifestKeys:
    """What a package sends and receives."""

    project: Declared[str] = required(NAME, "the name of the project")
    agent: Declared[str] = required(NAME, "the name of the agent")
    receives: Declared[tuple[Declared[CarriedKeys], ...]] = required(
        listed(struct(CarriedKeys, "an entry"), most=100_000), "what it reads"
    )
    sends: Declared[tuple[Declared[CarriedKeys], ...]] = required(
        listed(struct(CarriedKeys, "an entry"), most=100_000), "what it writes"
    )


_MANIFEST = struct(ManifestKeys, "a manifest")


def digest(content: str) -> str:
    """The digest that the package's own contract holds."""
    return hashlib.sha256(content.encode()).hexdigest()[:SHORT]


def load_manifest(source: Source, project: str, agent: str, report: Report) -> Manifest | None:
    """The manifest of an agent of this project; None where the report says what is wrong with it."""
    before = len(report.diagnostics)
    node = yaml_tree.parse(source, report)
    keys = _MANIFEST.read(node, report) if node is not None else None
    if keys is None or len(report.diagnostics) > before:
        return None
    if keys.project.value != project:
        message = f"this is a manifest of the project `{keys.project.value}`, not of `{project}`"
        report.error("manifest-other", message, at=keys.project.place, help="name the project's own package")
    if keys.agent.value != agent:
        message = f"this is the manifest of `{keys.agent.value}`, not of `{agent}`"
        report.error("manifest-other", message, at=keys.agent.place, help="name the agent's own package")
    if len(report.diagnostics) > before:
        return None
    return Manifest(agent, digest(source.text), _carried(keys.receives), _carried(keys.sends))


def _carried(entries: Declared[tuple[Declared[CarriedKeys], ...]]) -> tuple[Carried, ...]:
    found = {
        Carried(each.channel.value, each.message.value, each.version.value, short(each.fingerprint.value))
        for each in (entry.value for entry in entries.value)
    }
    return tuple(sorted(found))
