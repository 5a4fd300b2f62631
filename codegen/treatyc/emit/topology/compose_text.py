"""Values of a Compose file, in every one of which `$` is a variable: of the texts in it, that a person wrote or we did.

What is read from the environment is only ever named. It must be set: Compose would put nothing there otherwise.
"""

from __future__ import annotations

import re

_REFERENCE = re.compile(r"\$\{([A-Za-z_][A-Za-z0-9_]*)\}")


def literal(text: str) -> str:
    """A text that stays what it is."""
    return text.replace("$", "$$")


def required(name: str) -> str:
    """The value of a variable, without which nothing starts."""
    return f"${{{name}:?is not set}}"


def filled(text: str) -> str:
    """A text whose `${NAME}` are read from the environment."""
    parts = _REFERENCE.split(text)
    return "".join(required(part) if index % 2 else literal(part) for index, part in enumerate(parts))


def references(text: str) -> tuple[str, ...]:
    """The names of all variables that a text reads."""
    return tuple(_REFERENCE.findall(text))


def only_reference(text: str | None) -> str | None:
    """The name of the variable that is the whole text; None where there is more to it, or none in it."""
    found = _REFERENCE.fullmatch(text or "")
    return found.group(1) if found is not None else None
