"""How a comparison is to be made: the same for all formats, so that one call can compare a folder of all three."""

from __future__ import annotations

import enum
from dataclasses import dataclass

from treatyc.compatibility.finding import Scope

WORK = 200_000
"""How many steps one comparison may take, each of a few microseconds: well below a second in all."""


class ContentModel(enum.StrEnum):
    """What a JSON Schema writer is taken to send beside what its schema declares."""

    DECLARED = "declared"
    """Nothing, as generated producers do: an open schema then may get a new optional property."""
    STRICT = "strict"
    """Anything that its schema accepts: pure validation."""


@dataclass(frozen=True, slots=True)
class Settings:
    """`scopes` are the rules that run: those about a change say nothing where the writer is the newer of the two."""

    content_model: ContentModel = ContentModel.DECLARED
    scopes: frozenset[Scope] = frozenset(Scope)
    work: int = WORK
