"""The constraints of numbers and lengths, read from the keywords that set them."""

from __future__ import annotations

import math

from treatyc.load.jsonschema.dialect import Schema
from treatyc.load.jsonschema.reading import Reading, Spot
from treatyc.system.schema import Float, Integer, String

_FLOAT_MAX = 2**1000


def string(schema: Schema) -> String:
    """Text with its lengths and its pattern."""
    pattern = schema.get("pattern")
    return String(
        min_length=count(schema, "minLength"),
        max_length=count(schema, "maxLength"),
        pattern=pattern if isinstance(pattern, str) else None,
    )


def count(schema: Schema, keyword: str) -> int | None:
    """A length; 2.0 is 2."""
    held = _number(schema, keyword)
    return int(held) if held is not None else None


def integer(reading: Reading, schema: Schema, spot: Spot) -> Integer:
    """A whole number, with its bounds as the whole numbers that they let through."""
    least, above = _number(schema, "minimum"), _number(schema, "exclusiveMinimum")
    most, below = _number(schema, "maximum"), _number(schema, "exclusiveMaximum")
    lower = [math.ceil(least)] if least is not None else []
    lower += [math.floor(above) + 1] if above is not None else []
    upper = [math.floor(most)] if most is not None else []
    upper += [math.ceil(below) - 1] if below is not None else []
    step = _number(schema, "multipleOf")
    if step is not None and step != int(step):
        reading.undecided.add(spot.owner)
        step = None
    return Integer(
        minimum=max(lower, default=None),
        maximum=min(upper, default=None),
        multiple_of=int(step) if step is not None else None,
    )


def floating(reading: Reading, schema: Schema, spot: Spot) -> Float:
    """A number with its bounds; one that 64 bits do not hold is left to the text."""

    def bound(keyword: str) -> float | None:
        held = _number(schema, keyword)
        if held is not None and abs(held) > _FLOAT_MAX:
            reading.undecided.add(spot.owner)
            return None
        return float(held) if held is not None else None

    return Float(
        minimum=bound("minimum"),
        maximum=bound("maximum"),
        exclusive_minimum=bound("exclusiveMinimum"),
        exclusive_maximum=bound("exclusiveMaximum"),
        multiple_of=bound("multipleOf"),
    )


def _number(schema: Schema, keyword: str) -> int | float | None:
    held = schema.get(keyword)
    return held if isinstance(held, int | float) and not isinstance(held, bool) else None
