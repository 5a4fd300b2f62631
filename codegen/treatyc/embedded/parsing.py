"""Texts as schemas: whether they are any, in what spelling they are kept, and what engines compare.

Running protoc is the shell's work and is handed in. What was parsed is kept by its text, for clients ask again and
again about the same.
"""

from __future__ import annotations

import functools
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import assert_never

from treatyc.diagnostics import Report
from treatyc.dialects.documents import Documents
from treatyc.dialects.protobuf.model import File
from treatyc.embedded import avro_text, json_schema_text, protobuf_text
from treatyc.embedded.refusal import invalid_schema
from treatyc.load import json_text
from treatyc.load.json_text import JsonValue
from treatyc.source import Source, SourceTree
from treatyc.system.schema import Format

Compile = Callable[[SourceTree, Iterable[str], Report], SourceTree]
"""What adds the descriptors of each folder's Protobuf files."""

_KEPT_MAX = 1_000


@dataclass(frozen=True, slots=True)
class Text:
    """A text with all that it refers to, however far away, by the names that are used for it."""

    format: Format
    text: str
    others: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Parsed:
    """A schema: its text as it is kept, and what is compared; `descriptor` is a Protobuf file's, without its name."""

    text: str
    side: Documents | File | None
    descriptor: bytes = b""


class Parser:
    """`parse` raises `Refusal` for what is no schema."""

    def __init__(self, compile: Compile) -> None:
        self._compile = compile
        self.parse = functools.lru_cache(_KEPT_MAX)(self._parse)

    def normalized(self, text: Text) -> Parsed:
        """The same in the spelling that all texts share which mean the same."""
        return self.parse(text)

    def _parse(self, text: Text) -> Parsed:
        match text.format:
            case Format.AVRO:
                root, others = _values(text)
                return Parsed(avro_text.written(root, others), Documents(root, others))
            case Format.JSONSCHEMA:
                root, others = _values(text)
                documents = Documents(root, others)
                json_schema_text.prove(documents)
                return Parsed(json_schema_text.written(root), documents)
            case Format.PROTOBUF:
                return _protobuf(text, self._compile)
            case unknown:
                assert_never(unknown)


def _values(text: Text) -> tuple[JsonValue, Mapping[str, JsonValue]]:
    bare = text.format is Format.AVRO and text.text.strip().isidentifier()
    root = json.dumps(text.text.strip()) if bare else text.text
    return _value("schema", root), {name: _value(name, each) for name, each in text.others}


def _value(name: str, text: str) -> JsonValue:
    report = Report()
    value = json_text.parse(Source(name, text), report)
    if report.failed:
        raise invalid_schema(f"Invalid schema: {report.diagnostics[0].message}")
    return value


def _protobuf(text: Text, compile: Compile) -> Parsed:
    main, source = protobuf_text.main_path(text.others), protobuf_text.source(text.text)
    files = {path: Source(path, each) for path, each in ((main, source), *text.others)}
    report = Report()
    tree = compile(SourceTree("", files), ("",), report)
    if report.failed:
        raise invalid_schema(f"Invalid schema of type PROTOBUF: {report.diagnostics[0].message}")
    found = protobuf_text.read(tree, main)
    return Parsed(source, found.file, found.descriptor)
