"""Long expressions over several lines, as a formatter would lay them out."""

from __future__ import annotations

from collections.abc import Sequence

WIDTH = 120


def wrapped(opening: str, items: Sequence[str], closing: str, *, indent: int = 0) -> str:
    """`opening` + items + `closing` on one line where that fits, else one item a line with a trailing comma.

    `opening` begins at column `indent`; further lines are indented below it. Nested items may hold line breaks.
    """
    line = f"{opening}{', '.join(items)}{closing}"
    if len(line) + indent <= WIDTH and "\n" not in line:
        return line
    margin = " " * indent
    body = "".join(f"{margin}    {item},\n" for item in items)
    return f"{opening}\n{body}{margin}{closing}"
