"""All findings of one question, and what they come to."""

from __future__ import annotations

import enum
from collections.abc import Iterable
from dataclasses import dataclass

from treatyc.compatibility.finding import Category, Effect, Finding, Verdict


class Change(enum.StrEnum):
    """What the next version is: semantic versioning over schemas."""

    NONE = "none"
    """The same schema, however it is laid out."""
    MINOR = "minor"
    MAJOR = "major"


@dataclass(frozen=True, slots=True)
class CompatibilityReport:
    """`same` where both schemas are the same but for layout and prose."""

    findings: tuple[Finding, ...]
    same: bool = False

    @property
    def verdict(self) -> Verdict:
        """What holds on the wire."""
        return verdict(self.findings)

    @property
    def compatible(self) -> bool | None:
        """The verdict as `True`, `False`, or `None` for what cannot be proven."""
        return {Verdict.COMPATIBLE: True, Verdict.BREAKING: False, Verdict.UNPROVEN: None}[self.verdict]

    @property
    def change(self) -> Change:
        """The smallest next version that says what changed."""
        if self.same:
            return Change.NONE
        return Change.MINOR if self.verdict is Verdict.COMPATIBLE else Change.MAJOR


def verdict(findings: Iterable[Finding], categories: frozenset[Category] = frozenset({Category.WIRE})) -> Verdict:
    """What some findings come to in some categories."""
    effects = {finding.effect for finding in findings if finding.category in categories}
    if Effect.BREAKS in effects:
        return Verdict.BREAKING
    return Verdict.UNPROVEN if Effect.UNPROVEN in effects else Verdict.COMPATIBLE
