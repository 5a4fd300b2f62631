"""The benchmark's message as a user of confluent-kafka would write it.

Data classes, and the functions to and from dictionaries that its (de)serialisers take for typed values. treaty's
codecs give typed values anyway.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import Any

Document = dict[str, Any]


@dataclass
class Envelope:
    """Who sent what, when and why."""

    message_id: Any
    sent_at: Any
    sender_id: str
    message_type: str
    correlation_id: str
    schema_version: str
    recipient_id: str | None = None


@dataclass
class Customer:
    """A customer."""

    customer_id: str
    name: str
    country: str
    tier: int


@dataclass
class Line:
    """One article."""

    sku: str
    title: str
    quantity: int
    unit_cents: int


@dataclass
class Decision:
    """What an agent decided."""

    envelope: Envelope
    decision_id: Any
    conversation_id: str
    agent: str
    decided_at: Any
    confidence: float
    attempt: int
    automatic: bool
    status: str
    total: Any
    customer: Customer
    lines: list[Line]
    reason: str | None = None


def decision_to_dict(value: Decision, _: object = None) -> Document:
    """What a serialiser's `to_dict` does: a new dictionary for each record; what is None is left out."""
    document = dict(value.__dict__)
    document["envelope"] = dict(value.envelope.__dict__)
    if document["envelope"]["recipient_id"] is None:
        del document["envelope"]["recipient_id"]
    document["customer"] = dict(value.customer.__dict__)
    document["lines"] = [dict(line.__dict__) for line in value.lines]
    return document


def decision_from_dict(document: Document, _: object = None) -> Decision:
    """What a deserialiser's `from_dict` does."""
    return Decision(
        **document
        | {
            "envelope": Envelope(**document["envelope"]),
            "customer": Customer(**document["customer"]),
            "lines": [Line(**line) for line in document["lines"]],
        }
    )


DECIDED_AT = datetime.fromisoformat("2026-11-21T08:30:15.123000+00:00")
DECISION_ID = "0f8fad5b-d9cb-469f-a165-70867728950e"
MESSAGE_ID = uuid.UUID("7c9e6679-7425-40de-944b-e07fc1f90ae7")
CUSTOMER: Document = {"customer_id": "customer-81512", "name": "Joséphine Baker", "country": "FR", "tier": 3}


LINES: list[Document] = [
    {"sku": f"SKU-{number:05}", "title": f"A thing that people buy, {number}", "quantity": number, "unit_cents": 1999}
    for number in range(1, 6)
]


def document(*, moment: object, message_id: object, total: object) -> Document:
    """The message as a dictionary, with the values that depend on the format."""
    return {
        "envelope": {
            "message_id": message_id,
            "sent_at": moment,
            "sender_id": "storefront.fraud",
            "message_type": "RESULT",
            "correlation_id": "conversation-5d1f0c",
            "schema_version": "1.4",
        },
        "decision_id": DECISION_ID,
        "conversation_id": "conversation-5d1f0c",
        "agent": "fraud",
        "decided_at": moment,
        "confidence": 0.9375,
        "attempt": 1,
        "automatic": True,
        "status": "APPROVED",
        "reason": "The address matches two earlier orders that were paid without trouble.",
        "total": total,
        "customer": CUSTOMER,
        "lines": LINES,
    }
