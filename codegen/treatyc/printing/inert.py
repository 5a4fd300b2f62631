"""Text that is not trusted, as Markdown may show it: nothing in it becomes markup, a mention or a link."""

from __future__ import annotations

import re
from collections.abc import Iterator

from treatyc.printing.cut import cut
from treatyc.printing.visible import visible
from treatyc.source import Span

_CODE = re.compile(r"`([^`]+)`")
_PUNCTUATION = re.compile(r"[^\w\s,;()/-]|_")
_CHARACTERS, _LINES = 2_000, 40
_GAP = "&#8203;"
"""A space without width: after it stands no mention, no number of an issue, no address."""


def block(language: str, text: str) -> Iterator[str]:
    """A block of code that its text cannot end."""
    lines = [visible(line) for line in cut(text, _CHARACTERS, _LINES)]
    longest = max((len(run) for run in re.findall(r"`+", "\n".join(lines))), default=0)
    fence = "`" * max(longest + 1, 3)
    yield f"{fence}{language}"
    yield from lines
    yield fence


def place(span: Span) -> str:
    """A place of a file, as code."""
    return code(f"{span.path}:{span.line}:{span.column}")


def prose(text: str) -> str:
    """Words of our own with names of contracts in backquotes, which become code."""
    parts = _CODE.split(visible(text))
    return "".join(code(part) if number % 2 else _inert(part) for number, part in enumerate(parts))


def code(text: str) -> str:
    """Code within a line, in which there are no mentions; the entities keep everything else from being read."""
    return f"<code>{_PUNCTUATION.sub(_entity, visible(text))}</code>"


def _inert(text: str) -> str:
    return _PUNCTUATION.sub(lambda match: _entity(match) + (_GAP if _links(match) else ""), text)


def _links(match: re.Match[str]) -> bool:
    """Whether GitHub would link what stands here: a mention, an issue, an address."""
    before, after = match.string[: match.start()], match.string[match.end() :]
    match match.group():
        case "@" | "#":
            return True
        case ":":
            return after.startswith("//")
        case ".":
            return before.lower().endswith("www")
        case _:
            return False


def _entity(match: re.Match[str]) -> str:
    return f"&#{ord(match.group())};"
