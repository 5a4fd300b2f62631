"""Which `.proto` texts protoc may see: protoc itself crashes on deep nesting, and takes some file names for options."""

from __future__ import annotations

import re

from treatyc.diagnostics import Report
from treatyc.source import Source, Span

MAX_CHARACTERS = 1024 * 1024
MAX_DEPTH = 64

_SEGMENT = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.+-]*\Z")
_BRACES_ALONE = re.compile(r"//[^\n]*|/\*.*?\*/|\"(?:\\.|[^\"\\\n])*\"|'(?:\\.|[^'\\\n])*'|[{}<>]", re.DOTALL)
_OPENING, _CLOSING = "{<", "}>"


def may_compile(source: Source, path: str, report: Report) -> bool:
    """Whether a file, imported as `path`, is fit for protoc; the report says why when it is not."""
    at = Span(source.path)
    if not all(_SEGMENT.match(segment) for segment in path.split("/")):
        message = f"`{path}` is no portable name for a `.proto` file"
        report.error("protobuf-file-name", message, at=at, help="use letters, digits, `_`, `-`, `+` and `.` only")
        return False
    if path.startswith("google/protobuf/"):
        message = f"`{path}` is one of Protobuf's own files"
        advice = "remove it: the well-known types are there without it"
        report.error("protobuf-file-name", message, at=at, help=advice)
        return False
    if len(source.text) > MAX_CHARACTERS:
        message = f"this file is longer than {MAX_CHARACTERS} characters"
        report.error("protobuf-too-large", message, at=at, help="split it into several files")
        return False
    place = _too_deep(source)
    if place is not None:
        message = f"this nests deeper than {MAX_DEPTH} levels"
        report.error("protobuf-too-deep", message, at=place, help="declare the inner messages beside the outer ones")
    return place is None


def _too_deep(source: Source) -> Span | None:
    """The bracket that opens one level too many. `<` counts, for text-format options nest by it as well."""
    if source.text.count("{") + source.text.count("<") <= MAX_DEPTH:
        return None
    depth = 0
    for match in _BRACES_ALONE.finditer(source.text):
        if match[0] in _OPENING:
            depth += 1
            if depth > MAX_DEPTH:
                before = source.text[: match.start()]
                return Span(source.path, before.count("\n") + 1, match.start() - before.rfind("\n"))
        elif match[0] in _CLOSING:
            depth = max(depth - 1, 0)
    return None
