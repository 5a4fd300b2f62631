"""The registries that clients are tried against, and what belongs to each test alone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Kind = Literal["apicurio", "embedded", "given"]


@dataclass(frozen=True, slots=True)
class Registry:
    """A running registry; `given` is whatever `TREATY_TEST_REGISTRY` names, held to what Confluent says."""

    kind: Kind
    url: str
