"""Findings as one JSON document, for programs."""

from __future__ import annotations

import json
from collections.abc import Sequence

from treatyc.compatibility.conclusion import Answer, Conclusion
from treatyc.printing.located import Located, counted
from treatyc.source import Span


def as_json(found: Sequence[Located], conclusion: Conclusion | None = None) -> str:
    """`version` names the shape of this document; lines and columns count from 1, in characters; nothing is cut."""
    document = {
        "version": 1,
        "findings": [_finding(one) for one in found],
        "summary": {severity.value: count for severity, count in counted(found).items()},
        **(_concluded(conclusion) if conclusion is not None else {}),
    }
    return json.dumps(document, indent=2) + "\n"


def _concluded(conclusion: Conclusion) -> dict[str, object]:
    return {
        "verdicts": {category.value: verdict.value for category, verdict in conclusion.verdicts},
        "change": conclusion.change.value if conclusion.change is not None else None,
        "versions": dict(conclusion.versions),
        "rollout": list(conclusion.rollout),
        **({"answers": [_answer(answer) for answer in conclusion.answers]} if conclusion.answers else {}),
    }


def _answer(answer: Answer) -> dict[str, object]:
    return {
        "engine": answer.engine,
        "schema": answer.schema,
        "mode": answer.mode or None,
        "version": answer.version or None,
        "compatible": answer.compatible,
        "reasons": list(answer.reasons),
        "differs": answer.differs,
    }


def _finding(one: Located) -> dict[str, object]:
    return {
        "rule": one.rule,
        "severity": one.severity.value,
        "message": one.message,
        "help": one.help,
        "place": _place(one.span),
        "related": [{"message": other.message, "place": _place(other.span)} for other in one.related],
        **({"notes": {note.title: note.text for note in one.notes}} if one.notes else {}),
    }


def _place(span: Span) -> dict[str, object]:
    return {"path": span.path, "line": span.line, "column": span.column, "end_column": span.column + span.length}
