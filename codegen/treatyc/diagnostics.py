"""What treaty says about a user's input: one value a problem, all of them collected in one run."""

from __future__ import annotations

import enum
from collections.abc import Iterable
from dataclasses import dataclass

from treatyc.source import Place


class Severity(enum.Enum):
    """How much a diagnostic matters; only an error or a warning makes a run find something."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


@dataclass(frozen=True, slots=True)
class Related:
    """A second place that explains the first, such as the other half of a conflict."""

    message: str
    place: Place


@dataclass(frozen=True, slots=True)
class Note:
    """Something more to know, under a word that says what it is, such as `witness`."""

    title: str
    text: str


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One problem: lower case, no full stop, the smallest place, and what to do about it."""

    rule: str
    severity: Severity
    message: str
    place: Place
    help: str = ""
    related: tuple[Related, ...] = ()
    notes: tuple[Note, ...] = ()


class Report:
    """The sink that a phase appends to; the caller asks afterwards whether anything failed."""

    def __init__(self) -> None:
        self._diagnostics: dict[Diagnostic, None] = {}

    def error(self, rule: str, message: str, *, at: Place, help: str = "", related: Iterable[Related] = ()) -> None:
        """Add a problem that stops what comes after."""
        self.add(Diagnostic(rule, Severity.ERROR, message, at, help, tuple(related)))

    def warning(self, rule: str, message: str, *, at: Place, help: str = "", related: Iterable[Related] = ()) -> None:
        """Add a problem that a person should mend, though the system would work."""
        self.add(Diagnostic(rule, Severity.WARNING, message, at, help, tuple(related)))

    def add(self, diagnostic: Diagnostic) -> None:
        """Add a diagnostic; the same one twice counts once."""
        self._diagnostics[diagnostic] = None

    @property
    def diagnostics(self) -> tuple[Diagnostic, ...]:
        """All that was added, in the order in which it came."""
        return tuple(self._diagnostics)

    @property
    def failed(self) -> bool:
        """Whether any error was added."""
        return any(diagnostic.severity is Severity.ERROR for diagnostic in self._diagnostics)
