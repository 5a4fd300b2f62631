"""Values of a contract as Python literals: the only place where text of a user becomes part of a generated file."""

from __future__ import annotations

import math
import textwrap
from collections.abc import Mapping
from typing import assert_never

Value = None | bool | int | float | str | bytes | tuple["Value", ...] | list["Value"] | Mapping[str, "Value"]

_WIDTH = 120


def literal(value: Value) -> str:
    """An expression that evaluates to `value`, whatever it holds; one line."""
    match value:
        case None | bool() | int():
            return repr(value)
        case bytes():
            return f"b{_double_quoted(repr(value)[1:])}"
        case float():
            return repr(value) if math.isfinite(value) else f'float("{value!r}")'
        case str():
            return _text(value)
        case tuple():
            inner = ", ".join(map(literal, value))
            return f"({inner},)" if len(value) == 1 else f"({inner})"
        case list():
            return f"[{', '.join(map(literal, value))}]"
        case Mapping():
            return f"{{{', '.join(f'{literal(key)}: {literal(item)}' for key, item in value.items())}}}"
    assert_never(value)


def _text(text: str) -> str:
    """`repr` with double quotes, as formatters prefer. It escapes whatever does not print, bidi marks included."""
    return _double_quoted(repr(text))


def _double_quoted(quoted: str) -> str:
    """What `repr` made, between double quotes unless those would cost more escapes."""
    inner = quoted[1:-1]
    if quoted[0] == '"' or inner.count('"') > inner.count("\\'"):
        return quoted
    bare = inner.replace("\\'", "'").replace('"', '\\"')
    return f'"{bare}"'


def docstring(text: str, *, indent: int = 0) -> str:
    """A triple-quoted docstring, wrapped to the line width; the first line is not indented, the others are.

    The text can neither end the string nor hold a control character: both are escaped.
    """
    margin = " " * indent
    width = _WIDTH - indent - 6
    paragraphs = [
        paragraph for paragraph in text.replace("\r\n", "\n").replace("\r", "\n").split("\n\n") if paragraph.strip()
    ]
    lines: list[str] = []
    for paragraph in paragraphs:
        line = " ".join(paragraph.split())
        wrapped = [line] if len(line) <= width else textwrap.wrap(line, width, break_long_words=False)
        lines += ["", *wrapped] if lines else wrapped
    *first, last = lines or ["Undocumented."]
    ending = f'{_escaped(last[:-1])}\\"' if last.endswith('"') else _escaped(last)
    escaped = [*map(_escaped, first), ending]
    if len(escaped) == 1:
        return f'"""{escaped[0]}"""'
    body = "\n".join(f"{margin}{line}" if line else "" for line in escaped[1:])
    return f'"""{escaped[0]}\n{body}\n{margin}"""'


def _escaped(line: str) -> str:
    escaped = line.replace("\\", "\\\\").replace('"""', '\\"\\"\\"')
    return "".join(char if char.isprintable() else char.encode("unicode_escape").decode() for char in escaped)
