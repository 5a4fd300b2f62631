"""What a loader returns: one file's meaning, with every name in it still unresolved."""

from __future__ import annotations

from dataclasses import dataclass

from treatyc.source import Place
from treatyc.system.schema import Schema


@dataclass(frozen=True, slots=True)
class Reference:
    """A name that a file uses and does not define: `link` proves it, and says "did you mean" when it is not there."""

    name: str
    place: Place


@dataclass(frozen=True, slots=True)
class SchemaUnit:
    """A schema file: the schemas that it declares and the definitions of other files that it refers to."""

    path: str
    schemas: tuple[Schema, ...]
    references: tuple[Reference, ...] = ()
