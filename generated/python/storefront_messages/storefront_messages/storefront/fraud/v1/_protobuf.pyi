# ruff: noqa: D301, E741, E742, E743, N801, N802, N803, N805, N815, N816, RUF100 - names are those of the contract
"""The Protobuf messages of `storefront.fraud.v1`."""

from collections.abc import Iterable as _Iterable
from typing import Literal as _Literal
from typing import Never as _Never
from typing import NewType as _NewType

from google.protobuf.descriptor import Descriptor as _Descriptor
from google.protobuf.internal.containers import RepeatedScalarFieldContainer as _RepeatedScalarFieldContainer
from google.protobuf.internal.enum_type_wrapper import _EnumTypeWrapper
from google.protobuf.message import Message as _Message
from treaty.contract import MessageSchema as _MessageSchema

from storefront_messages.storefront.types.v1 import _protobuf as _storefront_types_v1

class _OrderScreenedVerdictValues(_EnumTypeWrapper[OrderScreened.Verdict.ValueType]):
    VERDICT_UNSPECIFIED: OrderScreened.Verdict.ValueType
    """Not decided; treat it as REVIEW."""
    VERDICT_ACCEPT: OrderScreened.Verdict.ValueType
    """Go on."""
    VERDICT_REVIEW: OrderScreened.Verdict.ValueType
    """A person has to look."""
    VERDICT_REFUSE: OrderScreened.Verdict.ValueType
    """Stop here."""

class OrderScreened(_Message):
    """What the fraud agent thinks of an order."""

    DESCRIPTOR: _Descriptor

    class Verdict(metaclass=_OrderScreenedVerdictValues):
        """What to do with the order."""

        ValueType = _NewType("ValueType", int)

    order_id: str
    """The order that was looked at."""
    verdict: OrderScreened.Verdict.ValueType
    """What to do with it."""
    score: float
    """How sure the agent is, from 0 to 1."""
    @property
    def signals(self) -> _RepeatedScalarFieldContainer[str]:
        """What it noticed, most telling first."""

    def __init__(
        self,
        *,
        order_id: str | None = ...,
        verdict: OrderScreened.Verdict.ValueType | None = ...,
        score: float | None = ...,
        signals: _Iterable[str] | None = ...,
    ) -> None: ...
    def HasField(self, field_name: _Never) -> bool: ...
    def ClearField(self, field_name: _Literal["order_id", "verdict", "score", "signals"]) -> None: ...

class ScreenOrder(_Message):
    """Asks whether an order smells of fraud."""

    DESCRIPTOR: _Descriptor
    order_id: str
    """The order to look at."""
    customer_id: str
    """The customer's account."""
    @property
    def total(self) -> _storefront_types_v1.Money:
        """What it is worth."""
    country: str
    """Where the parcel would go, as an ISO 3166-1 alpha-2 code."""
    earlier_orders: int
    """The customer's earlier orders; absent when they are not known."""

    def __init__(
        self,
        *,
        order_id: str | None = ...,
        customer_id: str | None = ...,
        total: _storefront_types_v1.Money | None = ...,
        country: str | None = ...,
        earlier_orders: int | None = ...,
    ) -> None: ...
    def HasField(self, field_name: _Literal["total", "earlier_orders"]) -> bool: ...
    def ClearField(
        self,
        field_name: _Literal["order_id", "customer_id", "total", "country", "earlier_orders"],
    ) -> None: ...

ORDER_SCREENED: _MessageSchema[OrderScreened]

SCREEN_ORDER: _MessageSchema[ScreenOrder]
