"""The language of a nats-server's configuration, in which `$NAME` is a variable and a comment ends with its line.

Only what is written by these functions gets into a file: texts between quotes, where `$` is a letter, and names of
variables that are proven to be nothing else.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

_VARIABLE = re.compile(r"[A-Za-z_][A-Za-z0-9_]*\Z")
_ESCAPES = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t"}


def text(value: str) -> str:
    """A text between quotes: nothing in it is read as anything else."""
    return '"' + "".join(_ESCAPES.get(each, each if each.isprintable() else _bytes(each)) for each in value) + '"'


def variable(name: str) -> str:
    """A variable, which the server finds in its environment."""
    if _VARIABLE.match(name) is None:
        raise ValueError(f"`{name}` is no name of a variable")
    return f"${name}"


def comment(value: str) -> str:
    """A comment of one line, whatever is in it."""
    return "# " + "".join(each if each.isprintable() else " " for each in value)


def texts(values: Sequence[str], indent: str) -> str:
    """A list of texts, one a line."""
    if not values:
        return "[]"
    lines = "".join(f"{indent}  {text(value)}\n" for value in values)
    return f"[\n{lines}{indent}]"


def _bytes(letter: str) -> str:
    return "".join(f"\\x{byte:02X}" for byte in letter.encode("utf-8", "surrogatepass"))
