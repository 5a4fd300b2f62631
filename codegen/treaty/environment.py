"""`${NAME}` references of a target: each is read from the environment when a verb runs, and never before."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

REFERENCE = r"\$\{[A-Za-z_][A-Za-z0-9_]*\}"

_NAMED = re.compile(r"\$\{([A-Za-z_][A-Za-z0-9_]*)\}")


def missing(texts: Iterable[str], environment: Mapping[str, str]) -> tuple[str, ...]:
    """The names that these texts refer to and that the environment lacks or leaves empty, sorted."""
    wanted = {name for text in texts for name in _NAMED.findall(text)}
    return tuple(sorted(name for name in wanted if not environment.get(name)))


def filled(text: str, environment: Mapping[str, str]) -> str:
    """A text with the values in the places of their names, none of which is `missing`."""
    return _NAMED.sub(lambda found: environment[found.group(1)], text)
