"""How open a schema is to members that it does not declare, and what is said when that changes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from treatyc.dialects.confluent.jsonschema_changes import Change
from treatyc.dialects.confluent.nodes import Comparison, Finding
from treatyc.dialects.everit.model import Empty, Never, Node


@dataclass(frozen=True, slots=True)
class Rest:
    """What a schema says of members that are not declared: permitted or not, and by which schema."""

    permits: bool
    schema: Node | None
    unevaluated: Node | None

    @property
    def is_open(self) -> bool:
        """Whether anything goes."""
        free = self.unevaluated is None or isinstance(self.unevaluated, Empty)
        return self.permits and self.schema is None and free

    @property
    def covering(self) -> Node | None:
        """The schema of what is not declared."""
        if self.schema is not None:
            return self.schema
        limited = self.permits and not isinstance(self.unevaluated, Empty | Never)
        return self.unevaluated if limited else None


def additional(comparison: Comparison, before: Rest, after: Rest, words: tuple[Change, Change]) -> Iterator[Finding]:
    """`additionalProperties` or `additionalItems`; `words` are what it is to remove and to narrow them."""
    removed, narrowed = words
    if before.permits != after.permits:
        if before.permits:
            yield from comparison.differ(removed)
    elif before.schema is None and after.schema is not None:
        yield from comparison.differ(narrowed)
    elif before.schema is not None and after.schema is not None:
        yield from comparison.within(before.schema, after.schema)


def unevaluated(
    comparison: Comparison, before: Node | None, after: Node | None, words: tuple[Change, Change]
) -> Iterator[Finding]:
    """`unevaluatedProperties` or `unevaluatedItems`."""
    removed, narrowed = words
    if after is None or isinstance(after, Empty):
        return
    if before is None:
        yield from comparison.differ(removed if isinstance(after, Never) else narrowed)
    elif isinstance(after, Never):
        if not isinstance(before, Never):
            yield from comparison.differ(removed)
    elif isinstance(before, Empty):
        yield from comparison.differ(narrowed)
    elif not isinstance(before, Never):
        yield from comparison.within(before, after)
