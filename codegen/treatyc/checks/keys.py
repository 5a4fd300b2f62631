"""What may serve as an ordering key or stand in an address: text, whole numbers and UUIDs (DECISIONS: Addresses)."""

from __future__ import annotations

from treatyc.system.schema import Enumeration, Integer, Literal, Record, String, Type, Uuid


def can_be_key(type: Type | Record | Enumeration) -> bool:
    """Whether every value of a type has one agreed spelling in bytes."""
    match type:
        case String() | Integer() | Uuid():
            return True
        case Literal(values):
            return all(value.startswith('"') for value in values)
        case _:
            return False
