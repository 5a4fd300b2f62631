"""What is said of a text beside the versions before it, in the words of the API."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from treatyc.compatibility.mode import MEANINGS, Mode
from treatyc.dialects.predict import predict
from treatyc.embedded.parsing import Parsed
from treatyc.system.registry import Dialect
from treatyc.system.schema import Format


@dataclass(frozen=True, slots=True)
class Former:
    """A version that was there before; it is parsed when it is asked about."""

    number: int
    format: Format
    parsed: Callable[[], Parsed]


Judge = Callable[[Format, Parsed, Parsed, Mode], tuple[str, ...]]
"""What stands against a new text beside one older one, in a mode's directions; nothing if it may follow."""


def messages(judge: Judge, format: Format, new: Parsed, formers: Sequence[Former], mode: Mode) -> tuple[str, ...]:
    """What stands against a text; the versions are asked from the last one on, and the first that objects speaks."""
    for former in reversed(MEANINGS[mode].of(formers)):
        found = tuple(_said(judge, format, new, former, mode))
        if found:
            # The registries' clients show these lines as they are.
            version, old = f"{{oldSchemaVersion: {former.number}}}", f"{{oldSchema: '{former.parsed().text}'}}"
            return (*found, version, old, f"{{compatibility: '{mode.value.upper()}'}}")
    return ()


def _said(judge: Judge, format: Format, new: Parsed, former: Former, mode: Mode) -> Iterator[str]:
    if former.format is not format:
        was, shall_be = former.format.value.upper(), format.value.upper()
        yield f"{{errorType:'FORMAT_CHANGED', description:'the older version is {was}, this one {shall_be}'}}"
        return
    yield from judge(format, former.parsed(), new, mode)


def predicted(dialect: Dialect) -> Judge:
    """The verdicts of a registry; where its engine would fail nothing is known, and then nothing passes."""

    def judge(format: Format, old: Parsed, new: Parsed, mode: Mode) -> tuple[str, ...]:
        if old.side is None or new.side is None:
            return ("{errorType:'NOT_DECIDED', description:'how this registry reads it is not known'}",)
        found = predict(dialect, format, old.side, new.side, MEANINGS[mode].directions)
        if found.compatible:
            return ()
        kind = "" if found.compatible is False else "NOT_DECIDED: "
        return tuple(
            f"{{errorType:'{kind}{each.kind}', description:'{each.kind} at path '{each.path}''}}"
            for each in found.reasons
        )

    return judge
