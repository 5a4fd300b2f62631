"""From a broker's address to its transport; each client library is imported only when it is asked for."""

from __future__ import annotations

import importlib

from treaty.errors import ContractError
from treaty.transport import Transport

TRANSPORTS = {
    "kafka": "treaty.transports.kafka",
    "memory": "treaty.transports.memory",
}
"""The module of each broker by the scheme of its addresses; its `connect(address, client_id)` makes the transport."""


def connect(address: str, *, client_id: str) -> Transport:
    """The transport of an address such as `kafka://localhost:9092`, not yet open; raises `ContractError`."""
    scheme, _, _ = address.partition(":")
    if scheme not in TRANSPORTS:
        known = " and ".join(f"{name}:" for name in sorted(TRANSPORTS))
        raise ContractError(f"no broker is known by `{scheme}:`; there are {known}")
    try:
        module = importlib.import_module(TRANSPORTS[scheme])
    except ImportError as error:
        raise ContractError(f"the client of {scheme} is missing ({error}): install `treaty[{scheme}]`") from error
    transport: Transport = module.connect(address, client_id)
    return transport
