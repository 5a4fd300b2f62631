"""How a target's registry stands: what answers, what it does, and which of the project's texts it has; pure."""

from __future__ import annotations

import enum
from collections.abc import Iterator
from dataclasses import dataclass

from treatyc.compatibility.mode import Mode
from treatyc.diagnostics import Diagnostic, Severity
from treatyc.registry.identity import Anonymous, Identity, Shown
from treatyc.registry.protocol import RegisteredVersion
from treatyc.registry.push.difference import Difference
from treatyc.registry.wanted.desired import Wanted
from treatyc.registry.wanted.seen import Declared, Seen
from treatyc.source import Place
from treatyc.system.registry import Dialect, Registry

READ_WRITE = "READWRITE"


class Standing(enum.Enum):
    """How a text of ours stands: `differs` is a subject whose versions are all others."""

    REGISTERED = "registered"
    DIFFERS = "differs"
    MISSING = "missing"


@dataclass(frozen=True, slots=True)
class Text:
    """A text of ours under its subject; `version` is the one that it is, or the last one of a subject that differs.

    `beside` is what is registered with it and is to be another: `metadata`, `rule set`.
    """

    wanted: Wanted
    standing: Standing
    version: RegisteredVersion | None
    mode: Mode
    locked: bool
    beside: tuple[str, ...] = ()

    @property
    def mode_differs(self) -> bool:
        """Whether the registry decides about the subject otherwise than the contracts ask."""
        return self.standing is not Standing.MISSING and self.mode is not self.wanted.mode


@dataclass(frozen=True, slots=True)
class Status:
    """All of it; `access` is whether the registry takes anything, `subjects` how many it has in all."""

    identity: Identity
    access: str
    subjects: int
    default: Mode
    texts: tuple[Text, ...]

    def count(self, standing: Standing) -> int:
        """How many texts stand so."""
        return sum(each.standing is standing for each in self.texts)

    @property
    def as_declared(self) -> bool:
        """Whether all is there as it shall be."""
        return all(
            each.standing is Standing.REGISTERED and not each.mode_differs and not each.beside for each in self.texts
        )


def texts(declared: Declared, seen: Seen, lacks: Difference) -> tuple[Text, ...]:
    """How each text of ours stands."""
    lines = {(line.subject, line.version): line.id for _, line in declared.lines}

    def there(wanted: Wanted, version: RegisteredVersion, beside: tuple[str, ...] = ()) -> Text:
        locked = lines.get((wanted.subject, version.key.version)) == version.id
        return Text(wanted, Standing.REGISTERED, version, seen.mode(wanted.subject), locked, beside)

    found = [there(each.wanted, each.version) for each in lacks.held]
    for lacking in lacks.lacking:
        last = lacking.history[-1] if lacking.history else None
        if last is not None and "text" not in lacking.changed:
            found.append(there(lacking.wanted, last, lacking.changed))
        else:
            standing = Standing.DIFFERS if last is not None else Standing.MISSING
            found.append(Text(lacking.wanted, standing, last, seen.mode(lacking.wanted.subject), locked=False))
    return tuple(sorted(found, key=lambda each: each.wanted.subject))


def warnings(identity: Identity, registry: Registry, at: Place) -> Iterator[Diagnostic]:
    """What is wrong with how we and the registry know each other."""
    if identity.shown is not Shown.NOTHING and identity.anonymous is Anonymous.LET_IN:
        message = f"the registry lists its subjects to anybody, and we show it {identity.shown.value}"
        yield Diagnostic("registry-anonymous", Severity.WARNING, message, at, "see that its authentication is on")
    for host in identity.exposed:
        message = f"we show {host} {identity.shown.value} over plain http"
        yield Diagnostic("registry-exposed", Severity.WARNING, message, at, "write `https` into its address")
    software = identity.software
    if software is not None and not _fits(software.dialect, registry.dialect):
        message = f"{software.name} answers, and the target's `dialect` is `{registry.dialect.value}`"
        help_ = f"write `dialect: {software.dialect.value}`, or verdicts that are foretold are another registry's"
        yield Diagnostic("registry-dialect", Severity.INFO, message, at, help_)


def _fits(found: Dialect, written: Dialect) -> bool:
    confluent = {Dialect.CONFLUENT, Dialect.CONFLUENT_LENIENT}
    return found is written or {found, written} <= confluent
