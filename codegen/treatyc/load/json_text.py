"""Strict JSON: a file's text in, its value out, and a diagnostic for all that lenient parsers wave through.

Refused are duplicate keys (the last would win silently), NaN and infinities, numbers too large to keep, lone surrogates
(no UTF-8 holds them), and what is too long or too deep to be a schema.
"""

from __future__ import annotations

import json
import math
from dataclasses import dataclass

from treatyc.diagnostics import Report
from treatyc.source import Pointer, Source, Span

JsonValue = dict[str, "JsonValue"] | list["JsonValue"] | str | int | float | bool | None

MAX_CHARACTERS = 1024 * 1024
MAX_DEPTH = 64
MAX_NODES = 200_000
MAX_DIGITS = 400

_TOO_DEEP = f"this nests deeper than {MAX_DEPTH} levels"
_FLATTEN = "name the inner parts and refer to them"


def parse(source: Source, report: Report) -> JsonValue:
    """The value of a JSON file, or None when the report says why there is none."""
    file = Span(source.path)
    if len(source.text) > MAX_CHARACTERS:
        message = f"this file is longer than {MAX_CHARACTERS} characters"
        report.error("json-too-large", message, at=file, help="split it into several files")
        return None
    duplicates: list[_Duplicate] = []
    try:
        value: _Parsed = json.loads(
            source.text,
            object_pairs_hook=lambda pairs: _object(pairs, duplicates),
            parse_int=_integer,
            parse_float=_float,
            parse_constant=_constant,
        )
    except json.JSONDecodeError as error:
        at = Span(source.path, error.lineno, error.colno)
        report.error("json-syntax", f"this is not JSON: {_lowered(error.msg)}", at=at)
        return None
    except RecursionError:
        report.error("json-too-deep", _TOO_DEEP, at=file, help=_FLATTEN)
        return None
    if value is None:
        report.error("json-syntax", "this file holds only `null`", at=file)
        return None
    if not duplicates and _is_sound(value, source.text):
        return value  # type: ignore[return-value]  # no _Refused is in it
    return _checked(value, duplicates, Pointer(source.path), report)


@dataclass(frozen=True, slots=True)
class _Refused:
    """Stands for a token that is no value, until the walk that knows its place meets it."""

    message: str


@dataclass(frozen=True, slots=True, eq=False)
class _Duplicate:
    """A key that an object holds more than once; the object is known by its identity."""

    owner: dict[str, _Parsed]
    key: str


_Parsed = dict[str, "_Parsed"] | list["_Parsed"] | str | int | float | bool | _Refused | None


def _object(pairs: list[tuple[str, _Parsed]], duplicates: list[_Duplicate]) -> dict[str, _Parsed]:
    members = dict(pairs)
    if len(members) != len(pairs):
        seen: set[str] = set()
        for key, _ in pairs:
            if key in seen:
                duplicates.append(_Duplicate(members, key))
            seen.add(key)
    return members


def _integer(text: str) -> int | _Refused:
    if len(text) > MAX_DIGITS:
        return _Refused(f"this number has more than {MAX_DIGITS} digits")
    return int(text)


def _float(text: str) -> float | _Refused:
    value = float(text)
    return value if math.isfinite(value) else _Refused("this number is beyond what 64 bits hold")


def _constant(text: str) -> _Refused:
    return _Refused(f"`{text}` is no JSON value")


def _is_sound(value: _Parsed, text: str) -> bool:
    """Whether a look at all values, level by level, finds nothing to tell; few texts need a walk that knows places."""
    if len(text) > MAX_NODES * 2 or "\\u" in text or not _is_whole(text):
        return False  # there may be too many values, or half a pair
    level: list[_Parsed] = [value]
    for _ in range(MAX_DEPTH + 1):
        below: list[_Parsed] = []
        for node in level:
            kind = node.__class__
            if kind is dict:
                below += node.values()  # type: ignore[union-attr]  # as its class says
            elif kind is list:
                below += node  # type: ignore[arg-type]  # as above
            elif kind is _Refused:
                return False
        if not below:
            return True
        level = below
    return False


def _checked(value: _Parsed, duplicates: list[_Duplicate], root: Pointer, report: Report) -> JsonValue:
    """The value itself when every node of it is sound; the walk keeps its own stack, for the text is not trusted."""
    owners = {id(duplicate.owner): duplicate.owner for duplicate in duplicates}
    pending: list[tuple[_Parsed, Pointer]] = [(value, root)]
    nodes = 0
    sound = not duplicates
    while pending:
        node, place = pending.pop()
        nodes += 1
        if nodes > MAX_NODES:
            message = f"this file holds more than {MAX_NODES} values"
            report.error("json-too-large", message, at=root, help="split it into several files")
            return None
        if isinstance(node, dict):
            if id(node) in owners:
                _report_duplicates(node, duplicates, place, report)
            for key, member in node.items():
                inner = place.child(key)
                pending.append((member, inner))
                sound = _is_text(key, inner, report) and sound
        elif isinstance(node, list):
            pending.extend((item, place.child(index)) for index, item in enumerate(node))
        elif isinstance(node, _Refused):
            report.error("json-number", node.message, at=place)
            sound = False
        elif isinstance(node, str):
            sound = _is_text(node, place, report) and sound
        if len(place.tokens) > MAX_DEPTH:
            report.error("json-too-deep", _TOO_DEEP, at=place, help=_FLATTEN)
            return None
    return value if sound else None  # type: ignore[return-value]  # the walk met no _Refused


def _report_duplicates(owner: object, duplicates: list[_Duplicate], place: Pointer, report: Report) -> None:
    for duplicate in duplicates:
        if duplicate.owner is owner:
            message = f"the key `{duplicate.key}` stands here more than once"
            report.error("json-duplicate-key", message, at=place.child(duplicate.key), help="keep one of them")


def _is_text(text: str, place: Pointer, report: Report) -> bool:
    """Whether a string is Unicode text; half a pair, written as an escape, is none."""
    if _is_whole(text):
        return True
    report.error("json-surrogate", "this text holds a lone surrogate", at=place, help="write the whole character")
    return False


def _is_whole(text: str) -> bool:
    """Whether all characters are some: UTF-8 holds no half of a pair."""
    if text.isascii():
        return True
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _lowered(message: str) -> str:
    return message[:1].lower() + message[1:]
