"""How much one subscription holds at once."""

from __future__ import annotations


def is_full(held: int, in_flight: int) -> bool:
    """Whether to stop fetching: a quarter is kept free, so that batches never shrink to single messages."""
    return held >= max(1, in_flight - in_flight // 4)


def is_roomy(held: int, in_flight: int) -> bool:
    """Whether to fetch again, once it was stopped."""
    return held <= in_flight // 2
