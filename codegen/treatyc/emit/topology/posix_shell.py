"""Words and comments of a POSIX shell script: whatever is in a text stays one word, and is never run."""

from __future__ import annotations

import re

_PLAIN = re.compile(r"[A-Za-z0-9_./:+-][A-Za-z0-9_./:+@%-]*\Z")
_REFERENCE = re.compile(r"\$\{([A-Za-z_][A-Za-z0-9_]*)\}")


def word(text: str) -> str:
    """One word that is this text. Nothing has a meaning between single quotes but the next of them."""
    if "\0" in text:
        raise ValueError("no word of a shell holds a zero byte")
    return text if _PLAIN.match(text) else "'" + text.replace("'", "'\\''") + "'"


def filled(text: str) -> str:
    """One word in which `${NAME}` is read from the environment when it runs, which ends where that is empty."""
    parts = _REFERENCE.split(text)
    return "".join(f'"${{{part}:?}}"' if index % 2 else word(part) for index, part in enumerate(parts) if part) or "''"


def comment(text: str) -> str:
    """A comment of one line: what could end it, or hide something, is shown as `?`."""
    return "# " + "".join(letter if letter.isprintable() else "?" for letter in text)
