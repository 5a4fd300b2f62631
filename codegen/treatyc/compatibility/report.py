"""All findings of one question, and what they come to."""

from __future__ import annotations

import enum
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from treatyc.compatibility.finding import Category, Effect, Finding, Verdict
from treatyc.positions import locate
from treatyc.source import Place, SourceTree, Span

_NO_TEXTS = SourceTree("")


class Change(enum.StrEnum):
    """What the next version is: semantic versioning over schemas."""

    NONE = "none"
    """The same schema, however it is laid out."""
    MINOR = "minor"
    MAJOR = "major"


@dataclass(frozen=True, slots=True)
class CompatibilityReport:
    """`same` where both schemas are the same but for layout and prose; `tree` holds the texts that were compared."""

    findings: tuple[Finding, ...]
    same: bool = False
    tree: SourceTree = field(default=_NO_TEXTS, compare=False, repr=False)

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
        """The smallest next version that says what changed; a value that arrives as another one is no minor matter."""
        if self.same:
            return Change.NONE
        sound = verdict(self.findings, frozenset({Category.WIRE, Category.SEMANTIC}))
        return Change.MINOR if sound is Verdict.COMPATIBLE else Change.MAJOR

    def locate(self, place: Place) -> Span:
        """The file, line and column of a finding's place."""
        return locate(place, self.tree)

    def __str__(self) -> str:
        """The verdict, and each finding with its places and what proves it."""
        return "\n".join([self.verdict.value, *(line for finding in self.findings for line in self._lines(finding))])

    def _lines(self, finding: Finding) -> Iterator[str]:
        against = f" against {finding.version}" if finding.version else ""
        yield f"{finding.rule}: {finding.message} [{finding.category} {finding.effect}, {finding.direction}{against}]"
        for side, place in (("writer", finding.writer), ("reader", finding.reader)):
            if place is not None:
                span = self.locate(place)
                yield f"  {side}: {span.path}:{span.line}:{span.column}"
        if finding.witness is not None:
            yield f"  witness: {finding.witness.message}"
            if finding.witness.hex:
                yield f"  bytes: {finding.witness.hex}"
            yield f"  says: {finding.witness.reader}"
        if finding.unproven:
            yield f"  no witness: {finding.unproven}"
        if finding.help:
            yield f"  help: {finding.help}"


def verdict(findings: Iterable[Finding], categories: frozenset[Category] = frozenset({Category.WIRE})) -> Verdict:
    """What some findings come to in some categories."""
    effects = {finding.effect for finding in findings if finding.category in categories}
    if Effect.BREAKS in effects:
        return Verdict.BREAKING
    return Verdict.UNPROVEN if Effect.UNPROVEN in effects else Verdict.COMPATIBLE
