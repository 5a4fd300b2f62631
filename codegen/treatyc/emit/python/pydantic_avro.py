"""Avro messages with Pydantic models instead of structs: the same codecs over classes of the same names and members."""

from __future__ import annotations

import ast
from dataclasses import replace

from treatyc.emit.file import File
from treatyc.emit.python.avro import emit as avro
from treatyc.emit.python.avro.library import TYPES
from treatyc.emit.python.outline import outline, prove
from treatyc.emit.python.part import Part
from treatyc.emit.python.pydantic import Json, Tokens, generated
from treatyc.system.schema import Schema
from treatyc.system.system import System

_STRUCT = "msgspec.Struct"
_FACTORY = "msgspec.field("
_FROZEN = "frozen=True,"
_DURATION = "Duration"
_IMPORT = "import msgspec"


def emit(system: System, namespace: str, schemas: tuple[Schema, ...]) -> Part:
    """The modules of a namespace's Avro messages."""
    part = avro.emit(system, namespace, schemas)
    files = tuple(_models(file) if file.path == f"{TYPES}.py" else file for file in part.files)
    return replace(part, files=files)


def _models(file: File) -> File:
    """The module of classes with a model in the place of each struct."""
    text = file.content.decode()
    structs = [
        node
        for node in ast.parse(text).body
        if isinstance(node, ast.ClassDef) and _STRUCT in map(ast.unparse, node.bases)
    ]
    if not structs:
        return file
    tokens = Tokens()
    classes = generated({node.name: _object(tokens, node) for node in structs}, tokens)
    lines = text.split("\n")
    for node in reversed(structs):
        # Avro's duration is a struct of the runtime, which Pydantic checks by its class alone.
        config = f"{_FROZEN}\n        arbitrary_types_allowed=True," if _DURATION in text else _FROZEN
        lines[node.lineno - 1 : node.end_lineno] = classes[node.name].replace(_FROZEN, config, 1).split("\n")
    used = ["BaseModel", "ConfigDict", *(["Field"] if _FACTORY in text else [])]
    lines[lines.index(_IMPORT)] = f"from pydantic import {', '.join(used)}"
    before = outline(file.path, text)
    promised = replace(
        before,
        imports=before.imports - {"msgspec:"} | {f"pydantic:{name}" for name in used},
        classes={
            name: ("model_config", *members) if name in classes else members for name, members in before.classes.items()
        },
    )
    return File(file.path, prove(file.path, "\n".join(lines), promised).encode())


def _object(tokens: Tokens, node: ast.ClassDef) -> Json:
    """A struct in words that the generator knows; each annotation, with its default, is a token."""
    properties: Json = {}
    last: Json = {}
    for statement in node.body:
        match statement:
            case ast.AnnAssign(ast.Name(name), annotation, value):
                default = f" = {ast.unparse(value).replace(_FACTORY, 'Field(')}" if value is not None else ""
                last = {"enum": [tokens.token("type", f"{ast.unparse(annotation)}{default}")]}
                properties[tokens.token("name", name)] = last
            case ast.Expr(ast.Constant(str(doc))) if properties:
                last["description"] = tokens.token("doc", doc)
    return {
        "type": "object",
        "description": tokens.token("doc", ast.get_docstring(node) or ""),
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }
