# ruff: noqa: D301, E741, E742, E743, N801, N802, N803, N805, N815, N816, RUF100 - names are those of the contract
"""The Protobuf messages of `storefront.types.v1`."""

from typing import Literal as _Literal
from typing import Never as _Never

from google.protobuf.descriptor import Descriptor as _Descriptor
from google.protobuf.message import Message as _Message
from treaty.contract import MessageSchema as _MessageSchema

class Money(_Message):
    """An exact amount in one currency."""

    DESCRIPTOR: _Descriptor
    currency: str
    """ISO 4217 code, such as EUR."""
    minor_units: int
    """The amount in the currency's smallest unit: 1990 for EUR 19.90."""

    def __init__(self, *, currency: str | None = ..., minor_units: int | None = ...) -> None: ...
    def HasField(self, field_name: _Never) -> bool: ...
    def ClearField(self, field_name: _Literal["currency", "minor_units"]) -> None: ...

class PostalAddress(_Message):
    """Where a parcel goes."""

    DESCRIPTOR: _Descriptor
    recipient: str
    """The person who takes the parcel in."""
    street: str
    """Street and house number."""
    postal_code: str
    """Postal code, as written in the country."""
    city: str
    """Town or city."""
    country: str
    """ISO 3166-1 alpha-2 code, such as DE."""

    def __init__(
        self,
        *,
        recipient: str | None = ...,
        street: str | None = ...,
        postal_code: str | None = ...,
        city: str | None = ...,
        country: str | None = ...,
    ) -> None: ...
    def HasField(self, field_name: _Never) -> bool: ...
    def ClearField(self, field_name: _Literal["recipient", "street", "postal_code", "city", "country"]) -> None: ...

MONEY: _MessageSchema[Money]

POSTAL_ADDRESS: _MessageSchema[PostalAddress]
