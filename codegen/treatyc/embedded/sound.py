"""Our own verdicts as those of a registry: what our engines find that breaks a reader, or cannot prove."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from treatyc.compatibility.engine import Engine
from treatyc.compatibility.engines import engine
from treatyc.compatibility.finding import Category, Effect
from treatyc.compatibility.judge import Past, judge
from treatyc.compatibility.mode import Mode
from treatyc.compatibility.settings import Settings
from treatyc.compatibility.subject import Subject, WholeFile
from treatyc.diagnostics import Report
from treatyc.embedded.parsing import Compile, Parsed, Text
from treatyc.embedded.protobuf_text import BUILT_IN, main_path
from treatyc.embedded.verdicts import UNDECIDED
from treatyc.source import Source, SourceTree
from treatyc.system.schema import Format

_OLD, _NEW = "old", "new"
_ENDINGS = {Format.AVRO: ".avsc", Format.JSONSCHEMA: ".schema.json"}


def against(compile: Compile, format: Format, old: Parsed, new: Parsed, mode: Mode) -> tuple[str, ...]:
    """What stands against a new text beside an older one; what is not proven stands against it as well."""
    mains = {side: _main(parsed.source) for side, parsed in ((_OLD, old), (_NEW, new))}
    files = {**dict(_files(_OLD, mains[_OLD], old.source)), **dict(_files(_NEW, mains[_NEW], new.source))}
    report = Report()
    tree = SourceTree("", {path: Source(path, text) for path, text in files.items()})
    if format is Format.PROTOBUF:
        tree = compile(tree, (_OLD, _NEW), report)
    asked: Engine[Any] = engine(format)
    before, after = (Subject(asked.read(tree, each, report), WholeFile(f"{each}/{mains[each]}")) for each in mains)
    if report.failed:
        return tuple(f"{UNDECIDED}: {each.message}" for each in report.diagnostics)
    found = judge(asked, [Past("", before)], after, mode, Settings()).findings
    return tuple(
        f"{each.rule}: {each.message}"
        for each in found
        if each.category is Category.WIRE and each.effect in (Effect.BREAKS, Effect.UNPROVEN)
    )


def _main(text: Text) -> str:
    if text.format is Format.PROTOBUF:
        return main_path(path for path, _ in text.others)
    return f"schema{_ENDINGS[text.format]}"


def _files(side: str, main: str, text: Text) -> Iterator[tuple[str, str]]:
    """The files of one side, laid out as the engine reads them."""
    yield f"{side}/{main}", text.text
    match text.format:
        case Format.PROTOBUF:
            for path, each in {**BUILT_IN, **dict(text.others)}.items():
                yield f"{side}/{path}", each
        case Format.AVRO:
            for number, (_, each) in enumerate(text.others):
                yield f"{side}/references/{number}.avsc", each
        case Format.JSONSCHEMA:
            for number, (name, each) in enumerate(text.others):
                plain = name.endswith(".schema.json") and "://" not in name and ".." not in name.split("/")
                path = name.lstrip("/") if plain else f"references/Reference{number}.schema.json"
                yield f"{side}/{path}", each if plain else _with_id(each, name)


def _with_id(text: str, name: str) -> str:
    """A document that says by what name it is referred to."""
    value = json.loads(text)
    return text if not isinstance(value, dict) or "$id" in value else json.dumps({"$id": name, **value})
