"""Where a group of a stream begins to read, in the contract's words and in Redis's."""

from __future__ import annotations

from datetime import UTC, datetime

_LAST_OF_A_MILLISECOND = 2**64 - 1


def order(start: str) -> tuple[int, datetime]:
    """By this the earliest of several starts is found."""
    match start:
        case "earliest":
            return 0, _NEVER
        case "latest":
            return 2, _NEVER
        case _:
            return 1, datetime.fromisoformat(start)


def after(start: str) -> str:
    """The id after which comes what a new group reads first."""
    match start:
        case "earliest":
            return "0"
        case "latest":
            return "$"
        case _:
            milliseconds = int(datetime.fromisoformat(start).timestamp() * 1000)
            return f"{milliseconds - 1}-{_LAST_OF_A_MILLISECOND}" if milliseconds > 0 else "0"


_NEVER = datetime.min.replace(tzinfo=UTC)
"""In the place of a time where none is compared."""
