"""A registry with typed answers: one method for each question of the Confluent API that we ask."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from treaty.registry.problem import NotThere
from treatyc.compatibility.mode import Mode
from treatyc.registry import protocol
from treatyc.registry.protocol import RegisteredVersion, Sent, Verdict, VersionKey


class Asked(Protocol):
    """What carries questions, `treaty.registry.client.Client`; each method raises `RegistryProblem`."""

    async def get(self, path: str) -> object:
        """The JSON value at a path."""

    async def post(self, path: str, value: object) -> object:
        """What the registry answers to a value."""

    async def put(self, path: str, value: object) -> object:
        """What the registry answers to a setting."""

    async def delete(self, path: str) -> object:
        """What the registry answers to a deletion."""


@dataclass(frozen=True, slots=True)
class Api:
    """A registry. All methods raise `RegistryProblem`, such as `NotThere`, or `Rejected` for 409 and 422."""

    asked: Asked

    async def subjects(self) -> tuple[str, ...]:
        """The names of all subjects, sorted."""
        return protocol.read_subjects(await self.asked.get(protocol.SUBJECTS))

    async def versions(self, subject: str) -> tuple[int, ...]:
        """The numbers of a subject's versions, oldest first; none where there is no such subject."""
        try:
            return protocol.read_versions(await self.asked.get(protocol.versions_path(subject)), subject)
        except NotThere:
            return ()

    async def version(self, key: VersionKey) -> RegisteredVersion:
        """A version."""
        return protocol.read_version(await self.asked.get(protocol.version_path(key)), key)

    async def text(self, id: int) -> str | None:
        """The text of an id, as whoever meets the id in a message is given it; None where there is none."""
        try:
            return protocol.read_text(await self.asked.get(protocol.id_path(id)), id)
        except NotThere:
            return None

    async def look_up(self, subject: str, sent: Sent) -> RegisteredVersion | None:
        """The version of a subject that has this text and these references; None where there is none."""
        path = protocol.lookup_path(subject)
        try:
            return protocol.read_looked_up(await self.asked.post(path, protocol.body_of(sent)), subject)
        except NotThere:
            return None

    async def check(self, subject: str, sent: Sent, mode: Mode) -> Verdict | None:
        """Whether a subject of this mode would take a text; None where nothing is said, for there is no subject yet."""
        path = protocol.compatibility_path(subject, mode)
        try:
            return protocol.read_verdict(await self.asked.post(path, protocol.body_of(sent)), subject)
        except NotThere:
            return None

    async def register(self, subject: str, sent: Sent) -> int:
        """The id of a text under a subject, registered if it was not."""
        path = protocol.versions_path(subject)
        return protocol.read_id(await self.asked.post(path, protocol.body_of(sent)), subject)

    async def compatibility(self, subject: str | None = None) -> Mode | None:
        """The compatibility mode that was set for a subject, or for all; None where none was."""
        try:
            answer = await self.asked.get(protocol.config_path(subject))
        except NotThere:
            return None
        return protocol.read_mode(answer)

    async def set_compatibility(self, subject: str, mode: Mode) -> None:
        """Set the compatibility mode of a subject, whether or not it has versions."""
        await self.asked.put(protocol.config_path(subject), {"compatibility": mode.value.upper()})

    async def unset_compatibility(self, subject: str) -> None:
        """Let a subject follow the registry's own mode again."""
        try:
            await self.asked.delete(protocol.config_path(subject))
        except NotThere:
            return

    async def access(self, subject: str | None = None) -> str:
        """`READWRITE`, `READONLY`, `READONLY_OVERRIDE` or `IMPORT`."""
        try:
            return protocol.read_word(await self.asked.get(protocol.mode_path(subject)), ("mode",), "the mode")
        except NotThere:
            return await self.access() if subject is not None else "READWRITE"

    async def delete(self, key: VersionKey) -> None:
        """Delete a version as if it had never been: softly first, as the API wants it, then for good."""
        for path in (protocol.version_path(key), f"{protocol.version_path(key)}?permanent=true"):
            try:
                await self.asked.delete(path)
            except NotThere:
                continue
