"""Which version a target's broker has, so that newer fields and features are only used where they are known."""

from __future__ import annotations

import re

from treatyc.system.target import Target


def at_least(target: Target, *version: int) -> bool:
    """Whether the target's broker is of this version or newer; one that says nothing is taken to be of today."""
    if target.broker_version is None:
        return True
    return numbers(target.broker_version) >= version


def numbers(version: str) -> tuple[int, ...]:
    """The leading numbers of a version: `3.10.8-rc1` is (3, 10, 8)."""
    found = re.match(r"[0-9]+(?:\.[0-9]+)*", version)
    return tuple(int(part) for part in found.group().split(".")) if found else ()
