"""A registered text as an ordinary file: registries keep JSON on one line, and people review it on many."""

from __future__ import annotations

import json


class NotTheSame(ValueError):
    """Writing the value anew would say something else."""


def ordinary(text: str) -> str:
    """A text of JSON with a line for each of its parts; any other, and one that has lines already, as it is."""
    if "\n" in text.strip():
        return text if text.endswith("\n") else f"{text}\n"
    try:
        return written(parsed(text))
    except (ValueError, RecursionError):
        return text


def parsed(text: str) -> object:
    """The value of a text, where writing it anew says the same; raises ValueError, also for what is no JSON."""
    value: object = json.loads(text, object_pairs_hook=_object, parse_float=_float, parse_constant=_constant)
    return value


def written(value: object) -> str:
    """A value as a file; raises ValueError for halves of characters, which JSON can escape and no file can hold."""
    text = json.dumps(value, indent=2, ensure_ascii=False) + "\n"
    text.encode()
    return text


def _object(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise NotTheSame
    return found


def _float(written: str) -> float:
    value = float(written)
    if repr(value) != written:
        raise NotTheSame
    return value


def _constant(written: str) -> float:
    raise NotTheSame(written)
