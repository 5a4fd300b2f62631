"""`redis-acl`: the users of a Redis as its ACL file, a line each.

A file of users knows no comments and no variables. So that no secret stands in it, the digest of each password is a
reference, `#${AGENT_PASSWORD_SHOP_WEB_SHA256}`: Redis refuses the file until it is filled, as by `envsubst`.
"""

from __future__ import annotations

from collections.abc import Iterator

from treatyc.emit.file import File
from treatyc.emit.topology.manifest import Manifest
from treatyc.system.target import Target
from treatyc.topology.principals import password_name
from treatyc.topology.redis import acl
from treatyc.topology.redis.limits import DEFAULT_USER
from treatyc.topology.redis.objects import Permissions, User

FILE = "users.acl"
_BREAKING = frozenset(" \t\r\n\0")


class Unwritable(ValueError):
    """A word that would be read as several, or end its line. Names are proven before they come here."""


def files(manifest: Manifest) -> tuple[File, ...]:
    """The one file, if users are made at all. It is complete: a server that loads it forgets all others."""
    users = [each for each in manifest.resources if isinstance(each, User)]
    if not users:
        return ()
    rights = {each.name: each.rights for each in manifest.resources if isinstance(each, Permissions)}
    lines = [
        *_administrator(manifest.target),
        *(_agent(user, rights.get(user.name, ()), manifest.target) for user in users),
    ]
    return (File(FILE, "".join(f"{line}\n" for line in lines).encode()),)


def _administrator(target: Target) -> Iterator[str]:
    """Who plans and applies, where the target says who that is; and nobody else without a name."""
    security = dict(target.security)
    name, password = security.get("username", DEFAULT_USER), security.get("password")
    if password is None or name != DEFAULT_USER:
        yield line("user", DEFAULT_USER, "off")
    if password is not None:
        yield line("user", name, "on", _digest(password), "~*", "&*", "+@all")


def _agent(user: User, rights: tuple[str, ...], target: Target) -> str:
    password = password_name(target, user.name)
    secret = [_digest(f"${{{password}}}")] if password is not None else []
    return line("user", user.name, "on", *secret, *acl.rules(rights))


def _digest(reference: str) -> str:
    """What stands for a password's SHA-256: its own reference with one more word."""
    return f"#{reference.removesuffix('}')}_SHA256}}"


def line(*words: str) -> str:
    """A line of these words, one of which may be a selector: several words in parentheses."""
    return " ".join(_word(word) for word in words)


def _word(word: str) -> str:
    parts = word[1:-1].split(" ") if word.startswith("(") and word.endswith(")") else [word]
    if not all(parts) or any(letter in _BREAKING for part in parts for letter in part):
        raise Unwritable(repr(word))
    return word
