"""Where Kafka puts a key: murmur2, as its own clients do and the generated agents are set to."""

from __future__ import annotations

import json
from collections.abc import Iterator

from treatyc.compatibility.finding import Witness

_SEED = 0x9747B28C
_FACTOR = 0x5BD1E995
_MASK = 0xFFFFFFFF


def partition(key: str, partitions: int) -> int:
    """The partition of a key among so many."""
    return (murmur2(key.encode()) & 0x7FFFFFFF) % partitions


def murmur2(data: bytes) -> int:
    """The hash of Kafka's clients, 32 bits without a sign."""
    value = (_SEED ^ len(data)) & _MASK
    whole = len(data) - len(data) % 4
    for at in range(0, whole, 4):
        block = _mixed(int.from_bytes(data[at : at + 4], "little"))
        value = ((value * _FACTOR) & _MASK) ^ block
    if rest := data[whole:]:
        value = ((value ^ int.from_bytes(rest, "little")) * _FACTOR) & _MASK
    value = ((value ^ (value >> 13)) * _FACTOR) & _MASK
    return value ^ (value >> 15)


def moved(field: str, before: int, after: int) -> Witness | None:
    """A key whose messages lie elsewhere when the number of partitions changes."""
    for key in _keys():
        old, new = partition(key, before), partition(key, after)
        if old != new:
            said = f"what was written before lies in partition {old}, what comes after in {new}: it may be read first"
            return Witness(json.dumps({field: key}), said)
    return None


def parted(old_field: str, new_field: str, partitions: int) -> Witness | None:
    """Two messages that one partition held by the old key, and two hold by the new one."""
    first, *others = _keys()
    for second in others:
        one, two = partition(first, partitions), partition(second, partitions)
        if one != two:
            messages = [{old_field: "1", new_field: first}, {old_field: "1", new_field: second}]
            at = partition("1", partitions)
            by_old = f"by `{old_field}` both lie in partition {at} and are read in their order"
            said = f"{by_old}; by `{new_field}` in {one} and {two}, and the second may be read first"
            return Witness(json.dumps(messages), said)
    return None


def _mixed(block: int) -> int:
    block = (block * _FACTOR) & _MASK
    return ((block ^ (block >> 24)) * _FACTOR) & _MASK


def _keys() -> Iterator[str]:
    return (str(number) for number in range(1, 1000))
