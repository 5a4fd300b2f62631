"""A registered text as an ordinary file: registries keep JSON on one line, and people review it on many."""

from __future__ import annotations

import json


class _NotTheSame(ValueError):
    """Writing the value anew would say something else."""


def ordinary(text: str) -> str:
    """A text of JSON with a line for each of its parts; any other, and one that has lines already, as it is."""
    if "\n" in text.strip():
        return text if text.endswith("\n") else f"{text}\n"
    try:
        value = json.loads(text, object_pairs_hook=_object, parse_float=_float, parse_constant=_constant)
        written = json.dumps(value, indent=2, ensure_ascii=False) + "\n"
        written.encode()  # JSON can escape halves of characters, which no file can hold
    except (ValueError, RecursionError):
        return text
    return written


def _object(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise _NotTheSame
    return found


def _float(written: str) -> float:
    value = float(written)
    if repr(value) != written:
        raise _NotTheSame
    return value


def _constant(written: str) -> float:
    raise _NotTheSame(written)
