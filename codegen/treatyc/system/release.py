"""A release: a frozen, numbered version of a schema, kept as ordinary files under `releases/<full name>/<M.m>/`."""

from __future__ import annotations

from dataclasses import dataclass

from treatyc.system.schema import Schema


@dataclass(frozen=True, slots=True, order=True)
class Version:
    """`major.minor`: the major is the `.vN` of the namespace, the minor goes up by one with each release."""

    major: int
    minor: int

    def __str__(self) -> str:
        return f"{self.major}.{self.minor}"


@dataclass(frozen=True, slots=True)
class Release:
    """One version of the schema called `name`, with every schema that it needed at that time (itself included)."""

    name: str
    version: Version
    schemas: tuple[Schema, ...]

    @property
    def schema(self) -> Schema:
        """The released schema itself."""
        return next(schema for schema in self.schemas if schema.name == self.name)
