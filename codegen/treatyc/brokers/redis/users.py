"""What a Redis tells of its users, and how they are written."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from typing import Any

import redis
from redis.client import Pipeline

from treatyc.brokers.redis.batches import ask_each, raw
from treatyc.topology.redis import acl
from treatyc.topology.redis.acl import Selector
from treatyc.topology.redis.limits import DEFAULT_USER
from treatyc.topology.redis.objects import Permissions, User


def found(client: redis.Redis) -> Iterator[User | Permissions]:
    """Every user but the default one, and what each may do, when it may do anything."""
    there = sorted(name for name in raw(client, "ACL", "USERS") if name != DEFAULT_USER)
    for name, told in zip(there, ask_each(client, there, _ask), strict=True):
        if isinstance(told, redis.RedisError):
            raise told
        if told is None:
            continue  # deleted since it was listed
        about = dict(zip(told[::2], told[1::2], strict=True))
        yield _user(name, about)
        if rights := acl.lines([_selector(about), *(_selector(_pairs(each)) for each in about["selectors"])]):
            yield Permissions(name, rights)


def remarks(client: redis.Redis) -> Iterator[str]:
    """Who needs no login, beside whom the rights of others protect nothing."""
    told = _pairs(raw(client, "ACL", "GETUSER", DEFAULT_USER))
    if {"on", "nopass"} <= set(told["flags"]) and told["commands"] != "-@all":
        yield (
            "who does not log in is the user `default` of this Redis, and may do something without a password:"
            " `ACL SETUSER default off`"
        )


def login(password: str) -> tuple[str, ...]:
    """What `ACL SETUSER` must be told, so that this password and no other is taken. Only its digest travels."""
    return ("on", "resetpass", f"#{hashlib.sha256(password.encode()).hexdigest()}")


def _ask(pipeline: Pipeline, name: str) -> object:
    return raw(pipeline, "ACL", "GETUSER", name)


def _pairs(told: Sequence[Any]) -> dict[str, Any]:
    return dict(zip(told[::2], told[1::2], strict=True))


def _user(name: str, about: dict[str, Any]) -> User:
    flags = about["flags"]
    return User(name, "on" in flags, "any" if "nopass" in flags else str(len(about["passwords"])))


def _selector(about: dict[str, Any]) -> Selector:
    channels = [f"&{each.removeprefix('&')}" for each in about["channels"].split()]
    return Selector(about["commands"], (*about["keys"].split(), *channels))
