"""What a registry says against a text, made readable: Confluent's servers answer in the notation of a program."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from treaty.registry.problem import said

_KIND = re.compile(r"\{\"?errorType\"?: ?[\"'](\w{1,80})[\"'], ?\"?description\"?: ?[\"']")
_PATH = re.compile(r"at path '([^']{1,200})'")
_VERSION = re.compile(r"\{\"?oldSchemaVersion\"?: ?(\d{1,10})\}\Z")
_BESIDE = re.compile(r"\{\"?(?:oldSchema|validateFields|compatibility)\"?:")
_MARKS = " :,{}\"'"


def readable(messages: Sequence[str]) -> tuple[str, ...]:
    """The reasons against each version behind a line that names it, without the text and the mode that we know.

    `{errorType:'TYPE_MISMATCH', description:'… at path '/fields/0' …', additionalInfo:'…'}` is `TYPE_MISMATCH at
    /fields/0 (…)`. What is written otherwise is kept, word for word.
    """
    return tuple(_lines(messages))


def without_details(words: str) -> str:
    """What a registry says where it does not register a text, without the notation of a program behind it."""
    return said(words.partition(", details: [")[0])


def _lines(messages: Sequence[str]) -> Iterator[str]:
    reasons: list[str] = []
    for each in messages:
        if (version := _VERSION.match(each)) is not None:
            # A registry names the version behind what it says against it.
            yield from (f"against version {version[1]}", *reasons)
            reasons = []
        elif _BESIDE.match(each) is None:
            reasons.append(_reason(each))
    yield from reasons


def _reason(message: str) -> str:
    kind = _KIND.match(message)
    if kind is None:
        return said(message)
    description, _, more = message[kind.end() :].partition("additionalInfo")
    path = _PATH.search(description)
    about = f"{kind[1]} at {path[1]}" if path is not None else f"{kind[1]}: {description.strip(_MARKS)}"
    extra = more.strip(_MARKS)
    return said(f"{about} ({extra})" if extra else about)
