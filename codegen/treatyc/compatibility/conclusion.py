"""What all findings of a comparison come to, in the words that every format prints: verdicts, versions, rollout."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from treatyc.compatibility.finding import Category, Finding, Verdict
from treatyc.compatibility.mode import Mode
from treatyc.compatibility.report import Change, CompatibilityReport, verdict
from treatyc.system.schema import Format

WHERE = {
    Category.WIRE: "on the wire",
    Category.JSON: "as JSON",
    Category.SOURCE: "in source",
    Category.SEMANTIC: "in meaning",
}
UNASKED = "nothing was asked: the mode is `none`, under which everything passes"
_WORDS = {Verdict.COMPATIBLE: "compatible", Verdict.BREAKING: "breaking", Verdict.UNPROVEN: "unproven"}
_ANSWERS = {True: ("compatible", "with"), False: ("incompatible", "with"), None: ("nothing", "about")}
REASONS_SHOWN = 3
PLAIN_SHOWN = 5
_NEXT = {Change.NONE: "none, the schemas mean the same", Change.MINOR: "a new minor", Change.MAJOR: "a new major"}


@dataclass(frozen=True, slots=True)
class Answer:
    """What another engine would say of a schema; `compatible` is None where it would fail, or nothing is known.

    `differs` says what is known of it where that is another verdict than treaty's. `mode` and `version` are what it is
    asked and the version before that decides its answer, where there is more than one of either.
    """

    engine: str
    schema: str
    compatible: bool | None
    reasons: tuple[str, ...] = ()
    differs: str = ""
    mode: str = ""
    version: str = ""

    @property
    def plain(self) -> bool:
        """Whether there is nothing to be said but that it goes through."""
        return self.compatible is True and not self.differs

    def lines(self) -> Iterator[str]:
        """`confluent would say of order.avsc: incompatible (TYPE_MISMATCH at /fields/0/type)`."""
        word, to = _ANSWERS[self.compatible]
        shown = self.reasons[:REASONS_SHOWN]
        left = len(self.reasons) - len(shown)
        said = "; ".join([*shown, *([f"and {left} more"] if left else [])])
        asked = f", under {self.mode}" if self.mode else ""
        against = f" {to} {self.version}" if self.version else ""
        yield f"{self.engine} would say of {self.schema}{asked}: {word}{against}{f' ({said})' if said else ''}"
        if self.differs:
            yield f"  {self.differs}"


@dataclass(frozen=True, slots=True)
class Conclusion:
    """What is said beside the findings; `rollout` are the lines of an order of deployment.

    Without `verdicts` nothing was asked: whatever was not looked at is not called compatible.
    `answers` are those of other engines. `change` is the smallest next step where no version is known; where one is,
    `versions` has it for each schema.
    """

    verdicts: tuple[tuple[Category, Verdict], ...]
    change: Change | None = None
    versions: tuple[tuple[str, str], ...] = ()
    rollout: tuple[str, ...] = ()
    answers: tuple[Answer, ...] = ()

    @property
    def sentence(self) -> str:
        """`breaking on the wire, compatible in source`."""
        if not self.verdicts:
            return UNASKED
        return ", ".join(f"{_WORDS[found]} {WHERE[category]}" for category, found in self.verdicts)

    @property
    def steps(self) -> tuple[tuple[str, str], ...]:
        """What has which next version."""
        general = (("smallest next version", _NEXT[self.change]),) if self.change is not None else ()
        return (*general, *self.versions)

    def lines(self) -> Iterator[str]:
        """What ends a report in text."""
        yield self.sentence
        yield from (f"{what}: {version}" for what, version in self.steps)
        if self.rollout:
            yield from ("", *self.rollout)
        if self.answers:
            yield from ("", *self.answered())

    def answered(self) -> Iterator[str]:
        """What other engines would say, as lines; of many that go through without a word, the number."""
        for engine in dict.fromkeys(answer.engine for answer in self.answers):
            several = [answer for answer in self.answers if answer.engine == engine]
            plain = [answer for answer in several if answer.plain]
            counted = len(plain) > PLAIN_SHOWN
            shown = (answer for answer in several if not (counted and answer.plain))
            yield from (line for answer in shown for line in answer.lines())
            if counted:
                others = "others" if len(plain) < len(several) else "schemas"
                yield f"{engine} would say of {len(plain)} {others}: compatible"


def verdicts(findings: Iterable[Finding], formats: Iterable[Format]) -> tuple[tuple[Category, Verdict], ...]:
    """The verdict in each category that the formats have: only Protobuf has a JSON form beside what travels."""
    found, binary = tuple(findings), Format.PROTOBUF in set(formats)
    categories = [each for each in Category if binary or each is not Category.JSON]
    return tuple((each, verdict(found, frozenset({each}))) for each in categories)


def conclude(report: CompatibilityReport, formats: Iterable[Format], mode: Mode) -> Conclusion:
    """What a comparison without a project comes to: no schema has a version, so the kind of step is named."""
    if mode is Mode.NONE and not report.same:
        return Conclusion(())
    return Conclusion(verdicts(report.findings, formats), report.change)
