"""Texts as schemas: whether they are any, in what spelling they are kept, and what engines compare.

Running protoc is the shell's work and is handed in. What was parsed is kept by its text, for clients ask again and
again about the same.
"""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import assert_never

from treatyc.diagnostics import Report, Severity
from treatyc.dialects import editions
from treatyc.dialects.avro.model import Schema
from treatyc.dialects.documents import Documents
from treatyc.dialects.protobuf.model import File
from treatyc.embedded import avro_text, json_schema_text, protobuf_text
from treatyc.embedded.refusal import invalid_schema
from treatyc.embedded.remembering import Remembering
from treatyc.load import json_text
from treatyc.load.json_text import JsonValue
from treatyc.source import Source, SourceTree
from treatyc.system.registry import Dialect
from treatyc.system.schema import Format

Compile = Callable[[SourceTree, Iterable[str], Report], SourceTree]
"""What adds the descriptors of each folder's Protobuf files."""

_OVERHEAD = 500
_WELL_KNOWN = "google/protobuf/"


@dataclass(frozen=True, slots=True)
class Text:
    """A text with all that it refers to, however far away, by the names that are used for it."""

    format: Format
    text: str
    others: tuple[tuple[str, str], ...] = ()

    @property
    def size(self) -> int:
        """How many characters they have together, and some for each of them."""
        return sum(_OVERHEAD + len(each) for each in (self.text, *(text for _, text in self.others)))


@dataclass(frozen=True, slots=True)
class Parsed:
    """A schema: its text as it is kept, and what is compared, None where that is not known of a registry.

    `schema` is an Avro text as it is compared; `descriptor` a Protobuf file's, as which it may have been sent.
    """

    text: str
    source: Text
    side: Documents | File | None
    schema: Schema | None = None
    descriptor: bytes = b""
    sent_as_descriptor: bool = False


class Parser:
    """`parse` raises `Refusal` for what is no schema; a normal text is the one that all share which say the same.

    `dialect` is that of the registry whose parser is followed, None where every schema is taken.
    """

    def __init__(self, compile: Compile, dialect: Dialect | None = None) -> None:
        self._compile = compile
        self._dialect = dialect
        self._parsed = Remembering[tuple[Text, bool], Parsed](lambda key: key[0].size)

    def parse(self, text: Text, *, normalize: bool = False) -> Parsed:
        """A text as a schema."""
        return self._parsed.value((text, normalize), self._parse)

    def prove_new(self, text: Text) -> None:
        """Raise `Refusal` for what is borne with in texts that are there, and not in new ones."""
        schema = self.parse(text).schema
        if schema is not None:
            avro_text.prove_defaults(schema)

    def _parse(self, key: tuple[Text, bool]) -> Parsed:
        text, normalize = key
        match text.format:
            case Format.AVRO:
                root, others = _values(text)
                kept = avro_text.written(root, others, normalize=normalize)
                return Parsed(kept, text, Documents(root, others), schema=avro_text.schema(root, others))
            case Format.JSONSCHEMA:
                root, others = _values(text)
                documents = Documents(root, others)
                json_schema_text.prove(documents)
                return Parsed(json_schema_text.written(root, normalize=normalize), text, documents)
            case Format.PROTOBUF:
                return self._protobuf(text, normalize=normalize)
            case unknown:
                assert_never(unknown)

    def _protobuf(self, text: Text, *, normalize: bool) -> Parsed:
        main = protobuf_text.main_path(path for path, _ in text.others)
        sent = protobuf_text.sent_descriptor(text.text)
        if sent is not None:
            stub = protobuf_text.importing(sent.dependency)
            text = dataclasses.replace(text, text=protobuf_text.written(sent, self._compiled(text, main, stub), main))
        tree = self._compiled(text, main, text.text)
        found = protobuf_text.read(tree, main)
        if found.syntax == editions.SYNTAX and self._dialect is not None:
            raise invalid_schema(f"Invalid schema of type PROTOBUF: {editions.REFUSALS[self._dialect]}")
        kept = protobuf_text.declared(tree, main) if normalize else text.text
        return Parsed(kept, text, found.file, descriptor=found.descriptor, sent_as_descriptor=sent is not None)

    def _compiled(self, text: Text, main: str, own: str) -> SourceTree:
        """What protoc makes of a text at a path, with all that it refers to."""
        files = {**protobuf_text.BUILT_IN, **dict(text.others), main: own}
        sources = {path: Source(path, each) for path, each in files.items() if not path.startswith(_WELL_KNOWN)}
        report = Report()
        tree = self._compile(SourceTree("", sources), ("",), report)
        if report.failed:
            problem = next(each for each in report.diagnostics if each.severity is Severity.ERROR)
            raise invalid_schema(f"Invalid schema of type PROTOBUF: {problem.message}")
        return tree


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
