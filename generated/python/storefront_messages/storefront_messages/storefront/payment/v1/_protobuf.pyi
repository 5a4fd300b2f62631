# ruff: noqa: D301, E741, E742, E743, N801, N802, N803, N805, N815, N816, RUF100 - names are those of the contract
"""The Protobuf messages of `storefront.payment.v1`."""

from datetime import datetime as _datetime
from typing import Literal as _Literal
from typing import Never as _Never
from typing import NewType as _NewType

from google.protobuf.descriptor import Descriptor as _Descriptor
from google.protobuf.internal.enum_type_wrapper import _EnumTypeWrapper
from google.protobuf.message import Message as _Message
from treaty.contract import MessageSchema as _MessageSchema

from storefront_messages.google.protobuf import _protobuf as _google_protobuf
from storefront_messages.storefront.types.v1 import _protobuf as _storefront_types_v1

class _PaymentInstrumentValues(_EnumTypeWrapper[PaymentInstrument.ValueType]):
    PAYMENT_INSTRUMENT_UNSPECIFIED: PaymentInstrument.ValueType
    """Not told; the provider asks the customer."""
    PAYMENT_INSTRUMENT_CARD: PaymentInstrument.ValueType
    """A credit or debit card."""
    PAYMENT_INSTRUMENT_PAYPAL: PaymentInstrument.ValueType
    """A PayPal account."""
    PAYMENT_INSTRUMENT_INVOICE: PaymentInstrument.ValueType
    """An invoice, paid after delivery."""

class ChargePayment(_Message):
    """Asks for money to be taken for an order."""

    DESCRIPTOR: _Descriptor
    order_id: str
    """The order; charging it twice takes the money once."""
    customer_id: str
    """The customer's account."""
    @property
    def amount(self) -> _storefront_types_v1.Money:
        """How much to take."""
    instrument: PaymentInstrument.ValueType
    """How to take it."""

    def __init__(
        self,
        *,
        order_id: str | None = ...,
        customer_id: str | None = ...,
        amount: _storefront_types_v1.Money | None = ...,
        instrument: PaymentInstrument.ValueType | None = ...,
    ) -> None: ...
    def HasField(self, field_name: _Literal["amount"]) -> bool: ...
    def ClearField(self, field_name: _Literal["order_id", "customer_id", "amount", "instrument"]) -> None: ...

class PaymentCharged(_Message):
    """The money was taken."""

    DESCRIPTOR: _Descriptor
    order_id: str
    """The order that it was taken for."""
    payment_id: str
    """The payment at the provider."""
    @property
    def charged_at(self) -> _google_protobuf.Timestamp:
        """When the provider took it."""
    @charged_at.setter
    def charged_at(self, value: _datetime) -> None: ...
    def __init__(
        self,
        *,
        order_id: str | None = ...,
        payment_id: str | None = ...,
        charged_at: _google_protobuf.Timestamp | _datetime | None = ...,
    ) -> None: ...
    def HasField(self, field_name: _Literal["charged_at"]) -> bool: ...
    def ClearField(self, field_name: _Literal["order_id", "payment_id", "charged_at"]) -> None: ...

class PaymentDeclined(_Message):
    """The provider would not take the money."""

    DESCRIPTOR: _Descriptor
    order_id: str
    """The order that it should have been taken for."""
    code: str
    """The provider's code, such as `insufficient_funds`."""

    def __init__(self, *, order_id: str | None = ..., code: str | None = ...) -> None: ...
    def HasField(self, field_name: _Never) -> bool: ...
    def ClearField(self, field_name: _Literal["order_id", "code"]) -> None: ...

class PaymentInstrument(metaclass=_PaymentInstrumentValues):
    """How a payment is made."""

    ValueType = _NewType("ValueType", int)

class PaymentProcessed(_Message):
    """The payment tool finished: money was taken or given back."""

    DESCRIPTOR: _Descriptor
    order_id: str
    """The order."""
    payment_id: str
    """The payment at the provider."""
    @property
    def amount(self) -> _storefront_types_v1.Money:
        """How much: negative when it was given back."""
    instrument: PaymentInstrument.ValueType
    """How it was paid."""
    @property
    def processed_at(self) -> _google_protobuf.Timestamp:
        """When the provider finished."""
    @processed_at.setter
    def processed_at(self, value: _datetime) -> None: ...
    customer_id: str
    """The customer's account."""
    provider_reference: str
    """What to quote when the provider is asked about it."""

    def __init__(
        self,
        *,
        order_id: str | None = ...,
        payment_id: str | None = ...,
        amount: _storefront_types_v1.Money | None = ...,
        instrument: PaymentInstrument.ValueType | None = ...,
        processed_at: _google_protobuf.Timestamp | _datetime | None = ...,
        customer_id: str | None = ...,
        provider_reference: str | None = ...,
    ) -> None: ...
    def HasField(self, field_name: _Literal["amount", "processed_at", "provider_reference"]) -> bool: ...
    def ClearField(
        self,
        field_name: _Literal[
            "order_id",
            "payment_id",
            "amount",
            "instrument",
            "processed_at",
            "customer_id",
            "provider_reference",
        ],
    ) -> None: ...

class RefundPayment(_Message):
    """Gives money back: the undoing of ChargePayment."""

    DESCRIPTOR: _Descriptor
    order_id: str
    """The order that it was taken for."""
    payment_id: str
    """The payment at the provider."""
    @property
    def amount(self) -> _storefront_types_v1.Money:
        """How much to give back; all of it when absent."""

    def __init__(
        self,
        *,
        order_id: str | None = ...,
        payment_id: str | None = ...,
        amount: _storefront_types_v1.Money | None = ...,
    ) -> None: ...
    def HasField(self, field_name: _Literal["amount"]) -> bool: ...
    def ClearField(self, field_name: _Literal["order_id", "payment_id", "amount"]) -> None: ...

CHARGE_PAYMENT: _MessageSchema[ChargePayment]

PAYMENT_CHARGED: _MessageSchema[PaymentCharged]

PAYMENT_DECLINED: _MessageSchema[PaymentDeclined]

PAYMENT_PROCESSED: _MessageSchema[PaymentProcessed]

REFUND_PAYMENT: _MessageSchema[RefundPayment]
