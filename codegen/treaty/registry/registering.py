"""What a development target asks for: an agent registers what it writes when it starts, and takes the ids.

Nothing is compared beforehand but by the registry itself. `treaty check` refuses this for production.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import AbstractAsyncContextManager
from typing import Protocol
from urllib.parse import quote
from uuid import UUID

import msgspec

from treaty.errors import ContractError
from treaty.registry.bundle import Bundle, ChannelIds, Id, Ids, Release, Text
from treaty.registry.problem import RegistryProblem, Rejected, WrongAnswer


class Told(Protocol):
    """What carries questions, `treaty.registry.client.Client`; raises `RegistryProblem`."""

    async def post(self, path: str, value: object) -> object:
        """What a registry answers to a value."""
        ...


Connect = Callable[[], AbstractAsyncContextManager[Told]]


class _Given(msgspec.Struct, frozen=True):
    id: Id
    version: int
    guid: UUID | None = None


async def registered(bundle: Bundle, connect: Connect, versions: Mapping[str, str]) -> Bundle:
    """The bundle with the ids of all its texts; `versions` is what each message travels as. Raises `ContractError`."""
    given: dict[str, _Given] = {}
    try:
        async with connect() as told:
            for text in bundle.texts:
                given[text.subject] = await _register(told, text, given)
    except RegistryProblem as problem:
        raise ContractError(f"nothing can be registered at target `{bundle.target}`: {problem}") from problem
    steps = {text.subject: text.steps for text in bundle.texts}
    channels = {address: _known(ids, given, steps, versions) for address, ids in bundle.channels.items()}
    return msgspec.structs.replace(bundle, channels=channels)


async def _register(told: Told, text: Text, given: Mapping[str, _Given]) -> _Given:
    """Register a text, which changes nothing where it is there, and ask what it is called there."""
    body = {
        "schema": text.text,
        "schemaType": text.language,
        "references": [
            {"name": each.name, "subject": each.subject, "version": given[each.subject].version}
            for each in text.references
        ],
    }
    path = f"/subjects/{quote(text.subject, safe='')}"
    try:
        await told.post(f"{path}/versions", body)
        return msgspec.convert(await told.post(path, body), _Given)
    except Rejected as problem:
        raise RegistryProblem(f"`{text.subject}`: {problem}") from problem
    except msgspec.ValidationError as error:
        raise WrongAnswer(f"what it says of `{text.subject}` is no version: {error}") from error


def _known(
    ids: ChannelIds,
    given: Mapping[str, _Given],
    steps: Mapping[str, Mapping[str, tuple[int, ...]]],
    versions: Mapping[str, str],
) -> ChannelIds:
    """A channel's ids, with those that were given now."""
    new = {
        message: Ids(given[subject].id, given[subject].guid, steps[subject].get(message, ()))
        for message, subject in ids.subjects.items()
        if subject in given
    }
    reads = tuple(Release(message, versions[message], each) for message, each in new.items() if message in versions)
    key = given.get(ids.key_subject) if ids.key_subject is not None else None
    return msgspec.structs.replace(
        ids,
        writes={**ids.writes, **new},
        reads=(*ids.reads, *reads),
        key=ids.key if key is None else Ids(key.id, key.guid),
    )
