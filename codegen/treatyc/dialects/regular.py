"""Whether a pattern of a contract is found in a text, without a matcher that could be made to run for ever."""

from __future__ import annotations

from treatyc.compatibility.jsonschema.regular.language import parse
from treatyc.dialects.limits import Unpredicted


def is_found(pattern: str, text: str) -> bool:
    """Whether some part of the text matches."""
    language = parse(pattern)
    if language is None:
        raise Unpredicted(f"not predicted: the pattern {pattern!r} is no regular language")
    return language.accepts(text)


def is_matched(pattern: str, text: str) -> bool:
    """Whether the text begins with a match."""
    return is_found(f"^(?:{pattern})", text)
