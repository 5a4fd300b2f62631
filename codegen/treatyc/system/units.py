"""Durations and sizes as people write them in contracts: `90s`, `7d`, `256KiB`; the way back from seconds and bytes."""

from __future__ import annotations

_DURATIONS = (("d", 86400.0), ("h", 3600.0), ("m", 60.0), ("s", 1.0), ("ms", 0.001))
_SIZES = (("GiB", 1024**3), ("MiB", 1024**2), ("KiB", 1024))


def duration_text(seconds: float) -> str:
    """The duration in the largest unit that holds it whole, milliseconds at the least."""
    milliseconds = round(seconds * 1000)
    for unit, length_s in _DURATIONS:
        length_ms = round(length_s * 1000)
        if milliseconds >= length_ms and milliseconds % length_ms == 0:
            return f"{milliseconds // length_ms}{unit}"
    return "0s"


def size_text(size_bytes: int) -> str:
    """The size in the largest unit that holds it whole."""
    for unit, length in _SIZES:
        if size_bytes >= length and size_bytes % length == 0:
            return f"{size_bytes // length}{unit}"
    return f"{size_bytes}B"
