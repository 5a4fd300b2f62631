"""What is said of a text beside the versions before it, in the words of the API."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from treatyc.compatibility.mode import MEANINGS, Mode
from treatyc.dialects.apicurio.references import read_beside
from treatyc.dialects.dialect import EngineFails, Reason
from treatyc.dialects.documents import Documents
from treatyc.dialects.predict import Side, predict
from treatyc.embedded.parsing import Parsed
from treatyc.system.registry import Dialect
from treatyc.system.schema import Format


@dataclass(frozen=True, slots=True)
class Former:
    """A version that was there before; it is parsed when it is asked about."""

    number: int
    format: Format
    parsed: Callable[[], Parsed]


ALL_S = 30.0
UNDECIDED = "NOT_DECIDED"
"""The word for what no verdict is known of."""

Judge = Callable[[Format, Parsed, Parsed, Mode], tuple[str, ...]]
"""What stands against a new text beside one older one, in a mode's directions; nothing if it may follow."""


def messages(judge: Judge, format: Format, new: Parsed, formers: Sequence[Former], mode: Mode) -> tuple[str, ...]:
    """What stands against a text; the versions are asked from the last one on, and the first that objects speaks.

    Each comparison is bounded by itself; where all of them together take too long, the rest is not decided.
    """
    end = time.monotonic() + ALL_S
    for former in reversed(MEANINGS[mode].of(formers)):
        if time.monotonic() > end:
            words = (
                f"comparing with all versions takes longer than {ALL_S:g} s; version {former.number} was not reached"
            )
            return (_line(format, UNDECIDED, words),)
        found = tuple(_said(judge, format, new, former, mode))
        if found:
            # The registries' clients show these lines as they are.
            version, old = f"{{oldSchemaVersion: {former.number}}}", f"{{oldSchema: '{former.parsed().text}'}}"
            return (*found, version, old, f"{{compatibility: '{mode.value.upper()}'}}")
    return ()


def _said(judge: Judge, format: Format, new: Parsed, former: Former, mode: Mode) -> Iterator[str]:
    if former.format is not format:
        was, shall_be = former.format.value.upper(), format.value.upper()
        yield _line(format, "FORMAT_CHANGED", f"the old schema is {was}, the new one {shall_be}")
        return
    yield from judge(format, former.parsed(), new, mode)


def predicted(dialect: Dialect) -> Judge:
    """The verdicts of a registry; where its engine would fail nothing is known, and then nothing passes.

    A text that is the same again, with other things beside it, goes with itself where nothing is known.
    """

    def judge(format: Format, old: Parsed, new: Parsed, mode: Mode) -> tuple[str, ...]:
        try:
            sides = _sides(dialect, format, old, new)
        except EngineFails as failure:
            return (_line(format, UNDECIDED, str(failure)),)
        same = old.source == new.source
        if sides is None:
            return () if same else (_line(format, UNDECIDED, "how this registry reads it is not known"),)
        found = predict(dialect, format, *sides, MEANINGS[mode].directions)
        if found.compatible or (same and not found.known):
            return ()
        if found.compatible is None:
            return tuple(_line(format, UNDECIDED, each.kind) for each in found.reasons)
        return tuple(_line(format, each.kind, _sentence(each)) for each in found.reasons)

    return judge


def _sides(dialect: Dialect, format: Format, old: Parsed, new: Parsed) -> tuple[Side, Side] | None:
    """Both as a registry reads them, None where that is not known: Apicurio reads an older one in a way of its own."""
    if dialect is Dialect.APICURIO and isinstance(old.side, Documents) and isinstance(new.side, Documents):
        return read_beside(old.side, new.side, format), new.side
    if old.schema is not None and new.schema is not None:
        return old.schema, new.schema
    if old.side is None or new.side is None:
        return None
    return old.side, new.side


def _sentence(reason: Reason) -> str:
    """`type mismatch at path '/fields/0/type' between the old schema and the new one`."""
    return f"{reason.kind.lower().replace('_', ' ')} at path '{reason.path}' between the old schema and the new one"


def _line(format: Format, kind: str, words: str) -> str:
    """A reason as clients of this API parse it, who look for the word; Avro's has marks of its own."""
    mark = "'" if format is Format.AVRO else '"'
    return f"{{errorType:{mark}{kind}{mark}, description:{mark}{words}{mark}}}"
