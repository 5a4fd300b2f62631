"""What registries would answer about the texts that changed, beside what treaty says of the same question, offline."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from treatyc.compatibility.conclusion import Answer
from treatyc.compatibility.engines import engine
from treatyc.compatibility.finding import Finding
from treatyc.compatibility.judge import Past, one_way
from treatyc.compatibility.mode import MEANINGS, Mode
from treatyc.compatibility.report import verdict
from treatyc.compatibility.settings import Settings
from treatyc.compatibility.subject import Subject, WholeFile
from treatyc.diagnostics import Diagnostic, Note, Report, Severity
from treatyc.dialects.differing import differing
from treatyc.dialects.history import Foretold, predict_versions
from treatyc.dialects.texts import Text
from treatyc.gate.gate import Gated
from treatyc.system.registry import Dialect
from treatyc.workspace.renewed import Renewed

REFUSES = "registry-would-refuse"


@dataclass(frozen=True, slots=True)
class Foretelling:
    """All answers, and a warning for each text that the gate lets pass and a registry would not."""

    answers: tuple[Answer, ...] = ()
    warnings: tuple[Diagnostic, ...] = ()


def foretell(
    texts: Iterable[Renewed], dialects: Iterable[Dialect], settings: Settings, stopped: Collection[str]
) -> Foretelling:
    """Ask each engine about each text; `stopped` are the schemas at which the gate itself stops.

    Where nothing is compared, since the text is the first one or the mode is `none`, only a refusal is told.
    """
    asked = tuple(texts)
    enough = {path for text in asked if _stops(text, stopped) for path in (text.new.path, *text.parts)}
    own = _Own(settings)
    all_ = (_Told(text, dialect, own) for dialect in dict.fromkeys(dialects) for text in asked)
    told = [each for each in all_ if each.refused or (each.text.versions and each.text.mode is not Mode.NONE)]
    refused = {(each.dialect, each.text.new.path) for each in told if each.refused}
    warnings = [
        each.warning()
        for each in told
        # What stands against a part is told there, and not again of each message that holds it.
        if each.refused
        and each.text.new.path not in enough
        and (each.text.own or not any((each.dialect, part) in refused for part in each.text.parts))
    ]
    return Foretelling(tuple(each.answer() for each in told), tuple(warnings))


def stopped_at(gated: Gated, failing: Collection[Finding]) -> frozenset[str]:
    """The schemas that the gate does not let pass: there, and in their parts, it has said enough."""
    return frozenset(
        outcome.schema.name for outcome in gated.outcomes if any(found in failing for found in outcome.findings)
    )


def _stops(text: Renewed, stopped: Collection[str]) -> bool:
    return any(schema.name in stopped for schema in text.schemas)


class _Own:
    """What treaty's engines find under the mode of a registry; each folder is read once."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._read: dict[tuple[str, int, str], Any] = {}
        self._found: dict[str, tuple[Finding, ...]] = {}

    def findings(self, text: Renewed) -> tuple[Finding, ...] | None:
        """What is found between the versions and the new text; None where a version was of another format."""
        if any(version.format is not text.new.format for version in text.versions):
            return None
        key = text.new.path
        if key not in self._found:
            self._found[key] = tuple(self._compared(text))
        return self._found[key]

    def _compared(self, text: Renewed) -> Iterator[Finding]:
        new, asked = self._subject(text.new), engine(text.new.format)
        for version in text.versions:
            past = Past(version.label, self._subject(version))
            for direction in sorted(MEANINGS[text.mode].directions):
                yield from one_way(asked, past, new, direction, self._settings)

    def _subject(self, text: Text) -> Subject[Any]:
        # Trees outlive a run, so that each is known by its identity.
        key = (text.format.value, id(text.tree), text.folder)
        if key not in self._read:
            self._read[key] = engine(text.format).read(text.tree, text.folder, Report())
        return Subject(self._read[key], WholeFile(text.whole(text.path)))


class _Told:
    """An engine's answer about one text."""

    def __init__(self, text: Renewed, dialect: Dialect, own: _Own) -> None:
        self.text, self.dialect = text, dialect
        # The versions are those that the mode asks about already.
        self.said: Foretold = predict_versions(dialect, MEANINGS[text.mode].directions, text.new, text.versions)
        found = own.findings(text) if self.said.prediction.known else None
        self._differs = self._beside(found) if found is not None else ""

    def _beside(self, found: tuple[Finding, ...]) -> str:
        """How it differs from what treaty says: of the version that decided, or of all where none stands against it."""
        here = [each for each in found if self.said.version in ("", each.version)]
        return differing(self.said.prediction, verdict(here), frozenset(each.rule for each in here))

    @property
    def refused(self) -> bool:
        """Whether the registry would not take the text: because it compares, or because it fails at it."""
        return self.said.prediction.known and self.said.compatible is not True

    def answer(self) -> Answer:
        """The answer as every report has it."""
        said, reasons = self.said, tuple(map(str, self.said.prediction.reasons))
        mode, title = self.text.mode.value, self.text.title
        return Answer(self.dialect.value, title, said.compatible, reasons, self._differs, mode, said.version)

    def warning(self) -> Diagnostic:
        """What a person must know before the registry says it."""
        refuses = self.said.compatible is False
        does = "would refuse" if refuses else "would fail on"
        named, mode = f"`{self.text.title}`", self.text.mode.value
        message = f"a registry such as {self.dialect} {does} this text of {named} under `{mode}`; the gate lets it pass"
        return Diagnostic(
            REFUSES,
            Severity.WARNING,
            message,
            self.text.schemas[0].place,
            _AGREE if refuses and self.said.version else _READABLE,
            notes=tuple(self._notes()),
        )

    def _notes(self) -> Iterator[Note]:
        yield Note("reason", "; ".join(map(str, self.said.prediction.reasons)))
        if self.said.version:
            yield Note("version", self.said.version)
        if self._differs:
            yield Note("verdict", self._differs)


_AGREE = (
    "change it so that the registry takes it too, ask less of the channel (`compatibility`), or name the subject to "
    "`treaty registry push --allow-incompatible`"
)
_READABLE = "write it so that the registry can read it: the page on dialects says what each one fails on"
