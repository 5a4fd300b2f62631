"""Findings as SARIF 2.1.0, which code-scanning services read."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from treatyc.diagnostics import Severity
from treatyc.printing.located import Located
from treatyc.source import Span

_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "note"}
_UNRESERVED = re.compile(r"[^A-Za-z0-9._~/-]")


@dataclass(frozen=True, slots=True)
class RuleText:
    """What is said about a rule itself: its sentence, and its page in Markdown."""

    title: str
    page: str


def as_sarif(found: Sequence[Located], rules: Mapping[str, RuleText]) -> str:
    """One run of one tool; `rules` says what each rule that was broken is about."""
    broken = sorted({one.rule for one in found})
    driver = {"name": "treaty", "rules": [_rule(rule, rules.get(rule)) for rule in broken]}
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "results": [_result(one, broken.index(one.rule)) for one in found],
    }
    document = {"$schema": "https://json.schemastore.org/sarif-2.1.0.json", "version": "2.1.0", "runs": [run]}
    return json.dumps(document, indent=2) + "\n"


def _rule(rule: str, text: RuleText | None) -> dict[str, object]:
    if text is None:
        return {"id": rule}
    return {
        "id": rule,
        "shortDescription": {"text": f"{text.title}."},
        "help": {"text": text.page, "markdown": text.page},
    }


def _result(one: Located, index: int) -> dict[str, object]:
    message = f"{one.message}; {one.help}" if one.help else one.message
    # What stays equal when lines move, so that a service knows an old finding again.
    known = f"{one.rule}\0{one.span.path}\0{one.message}"
    if one.notes:
        known += f"\0{one.note('direction')}\0{one.note('version')}\0{one.note('key')}"
    fingerprint = hashlib.sha256(known.encode()).hexdigest()
    return {
        "ruleId": one.rule,
        "ruleIndex": index,
        "level": _LEVELS[one.severity],
        "message": {"text": message},
        "locations": [{"physicalLocation": _location(one.span)}],
        "relatedLocations": [
            {"id": number, "message": {"text": other.message}, "physicalLocation": _location(other.span)}
            for number, other in enumerate(one.related)
        ],
        "partialFingerprints": {"treaty/v1": fingerprint},
        **({"properties": {note.title: note.text for note in one.notes}} if one.notes else {}),
    }


def _location(span: Span) -> dict[str, object]:
    region = {"startLine": span.line, "startColumn": span.column, "endColumn": span.column + span.length}
    return {"artifactLocation": {"uri": _uri(span.path)}, "region": region}


def _uri(path: str) -> str:
    """A relative path as a URI reference (RFC 3986)."""
    return _UNRESERVED.sub(lambda match: "".join(f"%{byte:02X}" for byte in match.group().encode()), path)
