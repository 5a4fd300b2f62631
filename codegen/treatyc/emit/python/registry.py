"""`registry.json` of an agent's package: what it must know of each target's registry to work without asking it.

The runtime reads it in `treaty.registry.bundle`. Ids are data of a target, so they stand here and never in Python.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import assert_never

from google.protobuf.descriptor_pb2 import FileDescriptorProto

from treatyc.emit.file import File
from treatyc.emit.python.channels import used_channels
from treatyc.system.agent import Agent, Reading
from treatyc.system.channel import Channel
from treatyc.system.lock import LockedSchema, Registration
from treatyc.system.registry import ClientCredentials, Registry, Token
from treatyc.system.schema import Format, ProtobufFile, Schema
from treatyc.system.system import System
from treatyc.system.target import Target
from treatyc.system.version import fingerprint, releases_of, version_of
from treatyc.topology.subjects import KEY_TYPE, key_subject, value_subject

FORM = 1

Json = Mapping[str, object]


def registry_file(system: System, agent: Agent, path: str) -> tuple[File, ...]:
    """The file; none where no target has a registry. A target without one is told apart from one that is unknown."""
    if all(target.registry is None for target in system.targets):
        return ()
    targets = {
        target.name: None if target.registry is None else _bundle(system, agent, target, target.registry)
        for target in system.targets
    }
    content = json.dumps({"form": FORM, "targets": targets}, indent=2, sort_keys=True, ensure_ascii=False)
    return (File(path, content.encode() + b"\n"),)


def _bundle(system: System, agent: Agent, target: Target, registry: Registry) -> Json:
    # A target may override what a channel is like.
    overridden = {channel.address: channel for channel in target.channels}
    written = written_by(system, agent)
    channels = [overridden[channel.address] for channel in used_channels(system, agent)]
    return {
        "address": _address(target.name, registry),
        "channels": {
            channel.address: _channel(system, target, registry, channel, writes=channel.address in written)
            for channel in channels
        },
        "frame": registry.frame.value,
        "keys": registry.keys.value,
        "register": registry.register.value,
    }


def written_by(system: System, agent: Agent) -> frozenset[str]:
    """The channels that an agent sends to, calls, and answers on."""
    own = {match.channel for outlet in agent.outlets for match in outlet.matches}
    served = {match.channel for each in agent.subscriptions if each.reading is Reading.SERVES for match in each.matches}
    return frozenset(own | {reply.value for address in served if (reply := system.channel(address).reply) is not None})


def _address(target: str, registry: Registry) -> Json:
    """How the registry is reached, as `treaty.registry.connection.Address` has it."""
    found: dict[str, object] = {"target": target, "url": registry.url, "context": registry.context}
    found |= dict(registry.tls)
    match registry.authentication:
        case None:
            pass
        case Token(token):
            found["token"] = token
        case ClientCredentials(url, client_id, client_secret, scope):
            found |= {"token_url": url, "client_id": client_id, "client_secret": client_secret, "scope": scope}
        case unknown:
            assert_never(unknown)
    found["headers"] = dict(registry.headers) or None
    return {name: each for name, each in found.items() if each is not None}


def _channel(system: System, target: Target, registry: Registry, channel: Channel, *, writes: bool) -> Json:
    subjects = {each.value: value_subject(channel, each.value, target, registry) for each in channel.messages}
    found: dict[str, object] = {"subjects": subjects}
    if writes:
        own = {name: _own(system, target, name, subject) for name, subject in subjects.items()}
        found["writes"] = {name: ids for name, ids in own.items() if ids is not None}
    found["reads"] = [
        each for name, subject in sorted(subjects.items()) for each in _reads(system, target, name, subject)
    ]
    key = key_subject(channel, target, registry)
    if key is not None:
        found["key_subject"] = key
        registered = list(_registered(system, target, KEY_TYPE, key))
        if registered:
            found["key"] = _ids(registered[-1][1], ())
    return found


def _own(system: System, target: Target, name: str, subject: str) -> Json | None:
    """The ids of a schema's present text, the latest where it stands there twice; None where it was not pushed.

    Its meaning decides: a text that was pushed before its release keeps the ids that it was given then.
    """
    schema = system.schema(name)
    meaning = fingerprint(schema)
    found = [each for locked, each in _registered(system, target, name, subject) if locked.fingerprint == meaning]
    return _ids(found[-1], steps_of(schema)) if found else None


def _reads(system: System, target: Target, name: str, subject: str) -> Iterator[Json]:
    """Every text of a message that stands under its subject; of Protobuf those of which the file is at hand."""
    texts = _texts(system, name)
    is_stepped = system.schema(name).format is Format.PROTOBUF
    for locked, registration in _registered(system, target, name, subject):
        version, text = texts.get(locked.fingerprint, (locked.version, None))
        if text is None and is_stepped:
            continue
        steps = () if text is None else steps_of(text)
        yield {"message": name, "version": version, "ids": _ids(registration, steps)}


def _texts(system: System, name: str) -> Mapping[str, tuple[str, Schema]]:
    """The texts of a schema that are at hand, by what they mean, each with the version that it travels as."""
    present = system.schema(name)
    known = {fingerprint(each.schema): (str(each.version), each.schema) for each in releases_of(system, name)}
    return known | {fingerprint(present): (version_of(system, present), present)}


def _registered(system: System, target: Target, name: str, subject: str) -> Iterator[tuple[LockedSchema, Registration]]:
    """Where the lock says that texts of a schema stand, in the order of the subject's versions."""
    found = [
        (each.version, locked, each)
        for locked in system.locked
        if locked.name == name
        for each in locked.registrations
        if (each.target, each.subject) == (target.name, subject)
    ]
    yield from ((locked, each) for _, locked, each in sorted(found))


def _ids(registration: Registration, steps: tuple[int, ...]) -> Json:
    found: dict[str, object] = {"id": registration.id}
    if registration.guid is not None:
        found["guid"] = registration.guid
    if steps:
        found["steps"] = list(steps)
    return found


def steps_of(schema: Schema) -> tuple[int, ...]:
    """The way to a Protobuf message within its file: its place there, for what is sent lies inside no other message."""
    if schema.format is not Format.PROTOBUF:
        return ()
    for file in map(_descriptor, schema.protobuf):
        if file.package == schema.namespace:
            for index, message in enumerate(file.message_type):
                if message.name == schema.short_name:
                    return (index,)
    raise AssertionError(f"{schema.name} stands in none of its files")


def _descriptor(file: ProtobufFile) -> FileDescriptorProto:
    return FileDescriptorProto.FromString(file.descriptor)
