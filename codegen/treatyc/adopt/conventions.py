"""What other programs call what they keep beside their topics and queues; none of it is a channel.

A retry or a dead letter is only taken for one where the thing that it is for is there too: somebody may well call a
channel `tasks-retry`.
"""

from __future__ import annotations

import re
from collections.abc import Collection

from treatyc.topology import names
from treatyc.topology.names import ObjectName, Role

_BESIDE = (
    (re.compile(r"[._-](?:retry|retries)(?:[._-][a-z0-9_]+)?\Z", re.IGNORECASE), "where failed messages wait"),
    (
        re.compile(r"[._-](?:dlt|dlq|dlx|dead[._-]?letters?|error|errors|poison)(?:[._-]\d+)?\Z", re.IGNORECASE),
        "where dead letters end",
    ),
    (re.compile(r"_skipped\Z"), "messages that nobody wanted, as MassTransit keeps them"),
)
"""What follows the name of the thing that it is for."""

_INTERNAL = (
    (re.compile(r".*-changelog\Z"), "what Kafka Streams keeps of a state"),
    (re.compile(r".*-repartition\Z"), "what Kafka Streams passes from one step to the next"),
    (re.compile(r"(?:.*[._-])?connect[._-](?:configs?|offsets?|status(?:es)?)\Z"), "what Kafka Connect keeps"),
    (re.compile(r"mm2-.*|.*\.checkpoints\.internal\Z|heartbeats\Z"), "what MirrorMaker keeps"),
    (re.compile(r"_unroutable\..*"), "what nobody read, which treaty keeps"),
    (re.compile(r"(?:KV|OBJ)_.*"), "a bucket of keys and values, or of files"),
    (re.compile(r"_schemas.*"), "what a schema registry keeps"),
    (re.compile(r"_(?:confluent|_|redpanda|strimzi).*"), "what a broker's own tools keep"),
)

_OURS = {
    Role.GROUP: "what a group reads, which treaty makes for its agent",
    Role.RETRY: "where failed work waits, which treaty makes for its agent",
    Role.DEAD_LETTER: "dead letters, which treaty makes for its agent",
    Role.INBOX: "an inbox of replies, which its owner makes",
}


def beside(name: str, all_names: Collection[str]) -> str | None:
    """What a thing is that is no channel, by its name and those of all that is there; None where it may be one."""
    for pattern, what in _INTERNAL:
        if pattern.fullmatch(name):
            return what
    role = named(name).role
    if role is not Role.CHANNEL:
        return _OURS[role]
    for pattern, what in _BESIDE:
        found = pattern.search(name)
        if found and any(_is_for(name[: found.start()], each) for each in all_names if each != name):
            return what
    return None


def named(name: str) -> ObjectName:
    """What a name says in treaty's own words; one that only looks like ours is a channel's."""
    try:
        return names.read(name)
    except (ValueError, IndexError):  # such as one that lacks the number of its retry
        return ObjectName(name)


def _is_for(rest: str, other: str) -> bool:
    """Whether what is left of a name is that of another thing, or that with a group behind it."""
    return rest == other or (rest.startswith(other) and rest[len(other)] in "._-")
