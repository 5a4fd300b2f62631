"""One right of a principal, an entry in Kafka's access control list, and its line of text: each says all of the other.

`allow Read on topic orders.placed from *`; one for a prefix of names is `allow Read on prefixed topic orders. from *`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

ANYWHERE = "*"
"""The host of a right that holds wherever its principal connects from."""

CLUSTER = "kafka-cluster"
"""The only name that a thing of kind `cluster` has."""

_LINE = re.compile(
    r"(?P<verdict>allow|deny) (?P<operation>\w+) on "
    r"(?P<prefixed>prefixed )?(?P<kind>\w+) (?P<name>.+) from (?P<host>\S+)",
    re.DOTALL,
)


@dataclass(frozen=True, slots=True, order=True)
class Right:
    """What may be done, or may not. `kind` is `topic`, `group`, `cluster` … and `operation` Kafka's own word."""

    kind: str
    name: str
    operation: str
    host: str = ANYWHERE
    prefixed: bool = False
    allowed: bool = True

    def __str__(self) -> str:
        verdict = "allow" if self.allowed else "deny"
        where = f"{'prefixed ' if self.prefixed else ''}{self.kind} {self.name}"
        return f"{verdict} {self.operation} on {where} from {self.host}"


def read(line: str) -> Right:
    """The right that a line says."""
    found = _LINE.fullmatch(line)
    if found is None:
        raise ValueError(f"not a right: {line}")
    return Right(
        found["kind"],
        found["name"],
        found["operation"],
        found["host"],
        prefixed=found["prefixed"] is not None,
        allowed=found["verdict"] == "allow",
    )
