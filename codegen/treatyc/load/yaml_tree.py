"""YAML text to a tree that knows its places, by the safe half of YAML 1.2: no aliases, no tags, no duplicate keys.

Scalars are read by YAML 1.2's core schema, so that `no` and `on` stay the words that a person wrote. The tree is built
from the parser's events, one after the other: a bound that is hit ends the reading before anything has grown.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

import yaml

from treatyc.diagnostics import Diagnostic, Report
from treatyc.source import Source, Span

MAX_CHARACTERS = 1024 * 1024
MAX_DEPTH = 64
MAX_NODES = 200_000
MAX_DIGITS = 400

_NULL = re.compile(r"(null|Null|NULL|~|)\Z")
_BOOLEAN = re.compile(r"(?:(true|True|TRUE)|false|False|FALSE)\Z")
_INTEGER = re.compile(r"(?:[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+)\Z")
_FLOAT = re.compile(
    r"(?:[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))\Z"
)
_BASES = {"0o": 8, "0x": 16}


@dataclass(frozen=True, slots=True)
class Scalar:
    """One value; `text` is what stands in the file, without its quotes."""

    value: str | int | float | bool | None
    text: str
    place: Span


@dataclass(frozen=True, slots=True)
class Sequence:
    """A list."""

    items: tuple[Node, ...]
    place: Span


@dataclass(frozen=True, slots=True)
class Mapping:
    """Keys and values, in the order of the file; each key stands once, and is text whatever it looks like."""

    entries: tuple[tuple[Scalar, Node], ...]
    place: Span


Node = Scalar | Sequence | Mapping


def parse(source: Source, report: Report) -> Node | None:
    """The tree of a file, or None when the report says why there is none."""
    node, diagnostics = _parsed(source)
    for diagnostic in diagnostics:
        report.add(diagnostic)
    return node


@functools.lru_cache(maxsize=16384)
def _parsed(source: Source) -> tuple[Node | None, tuple[Diagnostic, ...]]:
    """The tree, or what is wrong; kept, for the shell asks which files it shall read before `load` reads them."""
    report = Report()
    if len(source.text) > MAX_CHARACTERS:
        message = f"this file is longer than {MAX_CHARACTERS} characters"
        report.error("yaml-too-large", message, at=Span(source.path), help="split it, and join the parts by `include`")
        return None, report.diagnostics
    try:
        node = _Builder(source.path, report).build(yaml.parse(source.text, Loader=yaml.CSafeLoader))
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        report.error("yaml-syntax", f"this is not YAML: {_words(error)}", at=_span(source.path, mark, mark))
    except yaml.reader.ReaderError as error:
        report.error("yaml-syntax", "this character cannot stand in YAML", at=_at(source, error.position))
    except _Stop:
        pass  # the report holds what stopped it
    else:
        return (None if report.failed else node), report.diagnostics
    return None, report.diagnostics


class _Mark(Protocol):
    """A position that counts from 0."""

    line: int
    column: int


class _Stop(Exception):
    """Ends the reading of one file; what is wrong is already in the report."""


@dataclass(slots=True)
class _Open:
    """A list or mapping whose end has not come yet; a mapping's `key` waits for its value."""

    place: Span
    is_mapping: bool
    items: list[Node]
    entries: dict[str, tuple[Scalar, Node]]
    key: Scalar | None = None


class _Builder:
    """Puts events together, with a stack of its own, for the text is not trusted."""

    def __init__(self, path: str, report: Report) -> None:
        self._path = path
        self._report = report
        self._open: list[_Open] = []
        self._nodes = 0
        self._documents = 0
        self._root: Node | None = None

    def build(self, events: Iterator[yaml.Event]) -> Node | None:
        """The one document's tree; an empty file is an empty mapping."""
        for event in events:
            match event:
                case yaml.DocumentStartEvent():
                    self._begin_document(event)
                case yaml.AliasEvent():
                    help_ = "write the value out; `defaults` and `policies` say a thing once for many"
                    self._stop("yaml-alias", "anchors and aliases are not read", event, help_)
                case yaml.ScalarEvent():
                    self._refuse_properties(event)
                    self._add(self._scalar(event), event)
                case yaml.SequenceStartEvent() | yaml.MappingStartEvent():
                    self._refuse_properties(event)
                    self._begin(event, is_mapping=isinstance(event, yaml.MappingStartEvent))
                case yaml.SequenceEndEvent() | yaml.MappingEndEvent():
                    self._end(event)
                case _:
                    pass  # the stream's and the document's ends say nothing
        if self._root is None:
            return Mapping((), Span(self._path))
        return self._root

    def _begin_document(self, event: yaml.Event) -> None:
        self._documents += 1
        if self._documents > 1:
            self._stop("yaml-syntax", "a second document begins here, and only one is read", event, "remove the `---`")

    def _refuse_properties(self, event: yaml.ScalarEvent | yaml.CollectionStartEvent) -> None:
        if event.anchor is not None:
            help_ = "write the value out; `defaults` and `policies` say a thing once for many"
            self._stop("yaml-alias", "anchors and aliases are not read", event, help_)
        if event.tag is not None:
            self._stop("yaml-tag", "tags are not read", event, "remove the tag; put quotes around what must be text")

    def _scalar(self, event: yaml.ScalarEvent) -> Scalar:
        place = _span(self._path, event.start_mark, event.end_mark)
        text: str = event.value
        if not event.implicit[0]:
            return Scalar(text, text, place)
        if len(text) > MAX_DIGITS and (_INTEGER.match(text) or _FLOAT.match(text)):
            self._stop("yaml-number", f"this number has more than {MAX_DIGITS} digits", event, "put quotes around it")
        return Scalar(_core(text), text, place)

    def _begin(self, event: yaml.Event, *, is_mapping: bool) -> None:
        if len(self._open) >= MAX_DEPTH:
            self._stop("yaml-too-deep", f"this nests deeper than {MAX_DEPTH} levels", event, "flatten it")
        if self._open and self._open[-1].is_mapping and self._open[-1].key is None:
            self._stop("yaml-key", "a key is one word, not a list or a mapping", event, "put quotes around the key")
        place = _span(self._path, event.start_mark, event.end_mark)
        self._open.append(_Open(place, is_mapping, [], {}))

    def _end(self, event: yaml.Event) -> None:
        ended = self._open.pop()
        node: Node
        if ended.is_mapping:
            node = Mapping(tuple(ended.entries.values()), ended.place)
        else:
            node = Sequence(tuple(ended.items), ended.place)
        self._add(node, event)

    def _add(self, node: Node, event: yaml.Event) -> None:
        self._nodes += 1
        if self._nodes > MAX_NODES:
            message = f"this file holds more than {MAX_NODES} values"
            self._stop("yaml-too-large", message, event, "split it, and join the parts by `include`")
        if not self._open:
            self._root = node
            return
        parent = self._open[-1]
        if not parent.is_mapping:
            parent.items.append(node)
        elif parent.key is not None:
            parent.entries.setdefault(parent.key.text, (parent.key, node))
            parent.key = None
        elif isinstance(node, Scalar):
            if node.text in parent.entries:
                message = f"the key `{node.text}` stands here more than once"
                self._report.error("yaml-duplicate-key", message, at=node.place, help="keep one of them")
            parent.key = node

    def _stop(self, rule: str, message: str, event: yaml.Event, help_: str) -> None:
        place = _span(self._path, event.start_mark, event.end_mark)
        self._report.error(rule, message, at=place, help=help_)
        raise _Stop


def _core(text: str) -> str | int | float | bool | None:
    """A plain scalar by YAML 1.2's core schema."""
    if _NULL.match(text):
        return None
    if boolean := _BOOLEAN.match(text):
        return boolean.group(1) is not None
    if _INTEGER.match(text):
        base = _BASES.get(text[:2])
        return int(text[2:], base) if base else int(text)
    if _FLOAT.match(text):
        # Python writes `inf` and `nan` without the dot that YAML puts before them.
        return float(text.lower().replace(".inf", "inf").replace(".nan", "nan"))
    return text


def _span(path: str, start: _Mark | None, end: _Mark | None) -> Span:
    """From one mark to the next on the same line; a block that goes on is shown by its first character."""
    if start is None or end is None:
        return Span(path)
    length = end.column - start.column if end.line == start.line else 1
    return Span(path, start.line + 1, start.column + 1, max(1, length))


def _at(source: Source, position: int) -> Span:
    before = source.text[:position]
    return Span(source.path, before.count("\n") + 1, position - (before.rfind("\n") + 1) + 1)


def _words(error: yaml.MarkedYAMLError) -> str:
    said = [part for part in (error.problem, error.context) if part]
    return ", ".join(said) or "it ends too early"
