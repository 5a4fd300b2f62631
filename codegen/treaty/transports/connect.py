"""From a broker's address to its transport; each client library is imported only when it is asked for."""

from __future__ import annotations

from treaty.errors import ContractError
from treaty.transport import Transport


def connect(address: str, *, client_id: str) -> Transport:
    """The transport of an address such as `kafka://localhost:9092`, not yet open; raises `ContractError`."""
    scheme, _, rest = address.partition(":")
    match scheme:
        case "kafka" if rest:
            return _kafka(address, client_id)
        case "memory":
            return _memory(client_id)
        case _:
            raise ContractError(f"no broker is known by `{scheme}:`; there are kafka: and memory:")


def _kafka(address: str, client_id: str) -> Transport:
    try:
        from treaty.transports import kafka  # noqa: PLC0415 - its library is an extra
    except ImportError as error:
        raise ContractError(f"the Kafka client is missing ({error}): install `treaty[kafka]`") from error
    return kafka.connect(address, client_id)


def _memory(client_id: str) -> Transport:
    from treaty.transports.memory import MemoryBroker  # noqa: PLC0415 - only this process needs it

    return MemoryBroker().connect(client_id)
