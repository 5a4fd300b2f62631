"""The pairs of schemas on which registries' engines were heard, read as the predictions want them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from treatyc.compatibility.mode import MEANINGS, Mode
from treatyc.compatibility.protobuf.library import Library
from treatyc.diagnostics import Report
from treatyc.dialects.dialect import Prediction
from treatyc.dialects.documents import Documents
from treatyc.dialects.history import predict_pair
from treatyc.dialects.predict import predict
from treatyc.dialects.protobuf.model import File, file
from treatyc.dialects.texts import Text
from treatyc.source import Source, SourceTree
from treatyc.system.registry import Dialect
from treatyc.system.schema import Format
from treatyc.workspace.protoc import compile_protobuf

VECTORS = Path(__file__).parents[3] / "shared" / "vectors"
ENDINGS = {"JSON": "schema.json", "AVRO": "avsc", "PROTOBUF": "proto"}
FORMATS = {"JSON": Format.JSONSCHEMA, "AVRO": Format.AVRO, "PROTOBUF": Format.PROTOBUF}


def lines(name: str) -> Iterator[dict[str, Any]]:
    yield from map(json.loads, (VECTORS / name).read_text(encoding="utf-8").splitlines())


@cache
def rows() -> tuple[dict[str, Any], ...]:
    """Every pair on which some engine was heard, and every pair of scalar types of Protobuf."""
    found = [*lines("pairs.jsonl"), *lines("pairs_more.jsonl")]
    for row in found:
        if row["id"].startswith("apicurio_protobuf/"):
            # The source is Apicurio's own test, which states what its engine does.
            row["apicurio"] = row["stated"]
    return (*found, *map(scalars, lines("protobuf_scalars.jsonl")))


def scalars(row: dict[str, Any]) -> dict[str, Any]:
    def text(type: str) -> str:
        return f'syntax = "proto3"; enum E {{ ZERO = 0; }} message M {{ {"E" if type == "enum" else type} a = 1; }}'

    pair = {"writer": text(row["from"]), "reader": text(row["to"]), "format": "PROTOBUF", "mode": "BACKWARD"}
    return {**row, **pair, "id": f"scalars/{row['from']} to {row['to']}"}


@cache
def compiled() -> SourceTree:
    """All `.proto` texts, compiled in one run; those that do not compile have no descriptors."""
    texts = {
        f"{index}/{side}/schema.proto": row[side]
        for index, row in enumerate(rows())
        if row["format"] == "PROTOBUF"
        for side in ("writer", "reader")
    }
    tree = SourceTree("", {path: Source(path, text) for path, text in texts.items()})
    return compile_protobuf(tree, [path.rpartition("/")[0] for path in texts], Report())


def schema(index: int, side: str) -> Documents | File | None:
    row = rows()[index]
    if row["format"] != "PROTOBUF":
        return Documents(json.loads(row[side]))
    library = Library(compiled(), f"{index}/{side}")
    if "schema.proto" not in library:
        return None
    root = library.file("schema.proto")
    return file(root, [library.file(path) for path in root.dependency])


def predicted(index: int, engine: Dialect) -> Prediction | None:
    """What is predicted of a pair; None where the vectors do not give all of it."""
    row, writer, reader = rows()[index], schema(index, "writer"), schema(index, "reader")
    if writer is None or reader is None:
        return None
    ways = MEANINGS[Mode(row["mode"].lower())].directions
    return predict(engine, FORMATS[row["format"]], writer, reader, ways)


def foretold(index: int, dialect: Dialect) -> Prediction | None:
    """What is predicted of a registry around the engine that is asked to compare, and not to take the text."""
    row = rows()[index]
    ending = ENDINGS[row["format"]]
    tree = compiled() if row["format"] == "PROTOBUF" else SourceTree("", dict(_laid(index, ending)))
    writer, reader = (Text(tree, f"{index}/{side}", f"schema.{ending}") for side in ("writer", "reader"))
    if schema(index, "writer") is None or schema(index, "reader") is None:
        return None
    return predict_pair(dialect, MEANINGS[Mode(row["mode"].lower())].directions, reader, writer)


def _laid(index: int, ending: str) -> Iterator[tuple[str, Source]]:
    for side in ("writer", "reader"):
        path = f"{index}/{side}/schema.{ending}"
        yield path, Source(path, rows()[index][side])
