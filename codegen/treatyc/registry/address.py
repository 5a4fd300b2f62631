"""What a target says of its registry, as the client wants it.

A name and a password come from the registry's own part alone: the broker's, in `security`, are the broker's secrets,
and this is another server.
"""

from __future__ import annotations

from typing import assert_never

import msgspec

from treaty.registry.connection import Address
from treaty.registry.problem import ConnectionUnknown
from treatyc.system.registry import ClientCredentials, Registry, Token
from treatyc.system.target import Target


def address_of(target: Target) -> Address:
    """The address of a target's registry; raises `ConnectionUnknown` where it has none."""
    registry = target.registry
    if registry is None:
        raise ConnectionUnknown(f"target `{target.name}` has no `registry`")
    tls = dict(registry.tls)
    plain = Address(
        target=target.name,
        url=registry.url,
        context=registry.context,
        ca=tls.get("ca"),
        certificate=tls.get("certificate"),
        private_key=tls.get("private_key"),
        headers=dict(registry.headers),
    )
    return _authenticated(plain, registry)


def _authenticated(plain: Address, registry: Registry) -> Address:
    match registry.authentication:
        case None:
            return plain
        case Token(token):
            return msgspec.structs.replace(plain, token=token)
        case ClientCredentials(url, client_id, client_secret, scope):
            return msgspec.structs.replace(
                plain, token_url=url, client_id=client_id, client_secret=client_secret, scope=scope
            )
        case unknown:
            assert_never(unknown)
