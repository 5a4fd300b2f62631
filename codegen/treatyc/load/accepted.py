"""Accepted findings: `accepted.yaml`, beside the project file, a list of what a person let through and until when."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass

from treatyc.diagnostics import Related, Report
from treatyc.load import yaml_tree
from treatyc.load.shape import Declared, Shape, listed, prose, refuse, text
from treatyc.load.struct import required, struct
from treatyc.load.yaml_tree import Mapping, Node
from treatyc.source import Source, SourceTree
from treatyc.system.acceptance import Acceptance

KEY: Shape[str] = text(
    "the key of a finding such as `avro-field-added:shop.v1.OrderPlaced:email`",
    r"[a-z][a-z0-9-]*(?::\S(?:.*\S)?)?",
    str,
    "copy it from the report: `treaty check --against releases`",
    longest=2048,
)


def _day() -> Shape[dt.date]:
    noun = "a day such as `2027-01-31`"
    written = text(noun, "[0-9]{4}-[0-9]{2}-[0-9]{2}", str)

    def read(node: Node, report: Report) -> dt.date | None:
        day = written.read(node, report)
        try:
            return dt.date.fromisoformat(day) if day is not None else None
        except ValueError:
            refuse(node, noun, report, "the calendar has no such day")
            return None

    return Shape(noun, read, {**written.schema, "format": "date"})


DAY = _day()


@dataclass(frozen=True, slots=True, kw_only=True)
class AcceptedKeys:
    """A finding of the gate that is let through: listed, and not failed on, until a day."""

    finding: Declared[str] = required(KEY, "the key that the report prints with the finding")
    says: Declared[str] = required(prose(least=1), "the sentence of the finding that was accepted, and no other")
    reason: Declared[str] = required(prose(least=1, longest=2000), "why it may pass")
    owner: Declared[str] = required(prose(least=1, longest=256), "who answers for it")
    until: Declared[dt.date] = required(DAY, "the last day on which it may, a year ahead at most")


ACCEPTED = listed(struct(AcceptedKeys, "an accepted finding"))


def load_accepted(tree: SourceTree, path: str, report: Report) -> tuple[Acceptance, ...]:
    """The entries of the file at `path`, in its order; none where there is no such file."""
    source = tree.get(path)
    node = yaml_tree.parse(source, report) if source is not None else None
    if node is None or (isinstance(node, Mapping) and not node.entries):
        return ()
    found: dict[tuple[str, str], Acceptance] = {}
    for each in ACCEPTED.read(node, report) or ():
        keys = each.value
        words = (keys.finding.value, keys.says.value, keys.reason.value, keys.owner.value)
        entry = Acceptance(*words, keys.until.value, keys.finding.place)
        if entry.about in found:
            first = Related("it is accepted here already", found[entry.about].place)
            message = f"`{entry.finding}` is accepted twice"
            report.error("duplicate-name", message, at=entry.place, help="keep one of the two", related=(first,))
        else:
            found[entry.about] = entry
    return tuple(found.values())


def appended(source: Source | None, *entries: Acceptance) -> str:
    """The file's text with more entries at its end; all that stands there stays as it is."""
    before = source.text if source is not None else _HEAD
    if before and not before.endswith("\n"):
        before += "\n"
    return "".join([before, *map(_written, entries)])


def _written(entry: Acceptance) -> str:
    values = (entry.finding, entry.says, entry.reason, entry.owner, entry.until.isoformat())
    lines = [f"{name}: {_quoted(value)}\n" for name, value in zip(_NAMES, values, strict=True)]
    return f"- {'  '.join(lines)}"


def _quoted(value: str) -> str:
    """JSON's strings are YAML's, so that whatever a person or a schema says stays text."""
    return json.dumps(value, ensure_ascii=not value.isprintable())


def adds(tree: SourceTree, source: Source, *entries: Acceptance) -> bool:
    """Whether a file that would take the place of the one in the tree says the same, and at its end the entries."""
    before, after = Report(), Report()
    there = load_accepted(tree, source.path, before)
    then = load_accepted(SourceTree(tree.project, {source.path: source}), source.path, after)
    said = [_said(each) for each in then]
    return not after.failed and said == [*map(_said, there), *map(_said, entries)]


def _said(entry: Acceptance) -> tuple[str, str, str, str, dt.date]:
    return entry.finding, entry.says, entry.reason, entry.owner, entry.until


_NAMES = ("finding", "says", "reason", "owner", "until")
_HEAD = "# Findings of `treaty check --against` that were accepted: `treaty accept` adds to it, people take away.\n"
