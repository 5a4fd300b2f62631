"""Generated decoders against the official JSON-Schema-Test-Suite: they accept exactly what is valid."""

from __future__ import annotations

import importlib
import json
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest

from tests.conformance.json_schema_suite import DRAFTS, SUITE, Group, groups, remotes
from treaty.codec import Codec
from treaty.errors import DecodeError
from treatyc.diagnostics import Report
from treatyc.emit.python import messages, names
from treatyc.load.jsonschema import load_all
from treatyc.source import Source, Span
from treatyc.system.schema import Schema
from treatyc.system.system import System

EXCEPTIONS: Mapping[str, str] = json.loads(Path(__file__).with_name("json_schema_exceptions.json").read_text())
"""Groups that treaty does not take as the suite does, each with its reason; a group that passes must leave the list."""

MEMBER_KEYWORDS = ("properties", "patternProperties", "additionalProperties", "unevaluatedProperties")

pytestmark = pytest.mark.skipif(not SUITE.is_dir(), reason=f"{SUITE.name} lies in ../shared, which is not here")


def generated(schemas: tuple[Schema, ...], project: str, folder: Path) -> dict[str, Codec[Any]]:
    """The codecs of schemas by full name, from a package that is generated, written and imported."""
    system = System(name=project, place=Span("treaty.yaml"), schemas=tuple(sorted(schemas, key=lambda each: each.name)))
    for file in messages.emit(system):
        path = folder / file.path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(file.content)
    package = names.messages_package(project)
    sys.path.insert(0, str(folder / package))
    try:
        modules = {
            schema.namespace: importlib.import_module(f"{package}.{names.namespace_module(schema.namespace)}")
            for schema in system.schemas
        }
    finally:
        sys.path.remove(str(folder / package))
    return {
        schema.name: getattr(modules[schema.namespace], names.constant_name(schema)).codec for schema in system.schemas
    }


def loaded(sources: list[Source]) -> tuple[Schema, ...]:
    report = Report()
    units = load_all(sources, "schemas", report)
    return tuple(schema for unit in units for schema in unit.schemas)


@pytest.fixture(scope="module")
def codecs(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Codec[Any]]:
    """The codecs of all groups of one draft: those without remote documents in one package, each other in its own."""
    draft = request.param
    folder = tmp_path_factory.mktemp("suite")
    found: dict[str, Codec[Any]] = {}
    plain: list[Schema] = []
    for group in groups(draft):
        beside = remotes(draft) if group.remote else []
        schemas = loaded([group.source(), *beside])
        if group.remote:
            needed = closure(schemas, group.name)
            found |= generated(needed, f"{draft.replace('-', '_')}_{group.file}_{group.number}", folder)
        else:
            plain += schemas
    return found | generated(tuple(plain), draft.replace("-", "_"), folder)


def closure(schemas: tuple[Schema, ...], name: str) -> tuple[Schema, ...]:
    by_path = {schema.path: schema for schema in schemas}
    pending = [schema.path for schema in schemas if schema.name == name]
    seen: set[str] = set()
    while pending:
        path = pending.pop()
        if path not in seen:
            seen.add(path)
            pending.extend(by_path[path].imports)
    return tuple(by_path[path] for path in seen)


def differences(group: Group, codec: Codec[Any] | None) -> Iterator[str]:
    """Where a codec does not do what the suite says."""
    if codec is None:
        yield "the schema is refused"
        return
    for case in group.cases:
        payload = json.dumps(case.document).encode()
        try:
            value = codec.decode(payload)
        except DecodeError as error:
            if case.valid:
                yield f"{case.description}: refused: {error}"
            continue
        if not case.valid:
            yield f"{case.description}: accepted"
            continue
        again = json.loads(codec.encode(value))
        lost = set(missing(case.document, again)) & declared(group, case.document)
        yield from (f"{case.description}: {path} is lost" for path in sorted(lost))


def missing(before: Any, after: Any, path: str = "") -> Iterator[str]:
    """The places of a document that another has not, or has otherwise."""
    if isinstance(before, dict) and isinstance(after, dict):
        for key, value in before.items():
            yield from missing(value, after[key], f"{path}/{key}") if key in after else (f"{path}/{key}",)
    elif isinstance(before, list) and isinstance(after, list) and len(before) == len(after):
        for index, (one, other) in enumerate(zip(before, after, strict=True)):
            yield from missing(one, other, f"{path}/{index}")
    elif before != after or isinstance(before, bool) != isinstance(after, bool):
        yield path


def declared(group: Group, document: Any) -> set[str]:
    """The members that the schema speaks of, as jsonschema-rs evaluates it, and every value that is no member.

    Beside `additionalProperties` it tells nothing of `properties`, so it is asked once more without that.
    """
    schema = json.loads(group.source().text)
    others = [(f"json-schema:///{each.path}", json.loads(each.text)) for each in remotes(group.draft)]
    registry = jsonschema_rs.Registry(others) if group.remote else None
    found: set[str] = set()
    for each in (schema, _without(schema, "additionalProperties")):
        validator = jsonschema_rs.validator_for(each, registry=registry, validate_formats=False, offline=True)
        for annotation in validator.evaluate(document).annotations():
            keyword = annotation["schemaLocation"].rpartition("/")[2]
            members = annotation["annotations"]
            if keyword in MEMBER_KEYWORDS and isinstance(members, list):
                found |= {f"{annotation['instanceLocation']}/{member}" for member in members}
    return found | {path for path in _all(document) if not _is_member(document, path)}


def _without(node: Any, keyword: str) -> Any:
    if isinstance(node, dict):
        return {key: _without(value, keyword) for key, value in node.items() if key != keyword}
    return [_without(item, keyword) for item in node] if isinstance(node, list) else node


def _all(document: Any, path: str = "") -> Iterator[str]:
    yield path
    if isinstance(document, dict):
        for key, value in document.items():
            yield from _all(value, f"{path}/{key}")
    elif isinstance(document, list):
        for index, value in enumerate(document):
            yield from _all(value, f"{path}/{index}")


def _is_member(document: Any, path: str) -> bool:
    """Whether a path goes through an object, so that some schema would have to speak of it."""
    node = document
    for token in path.split("/")[1:]:
        if isinstance(node, dict):
            return True
        node = node[int(token)]
    return False


@pytest.mark.parametrize("codecs", sorted(DRAFTS), indirect=True)
def test_decoders_accept_exactly_what_is_valid_and_keep_what_is_declared(
    codecs: dict[str, Codec[Any]], request: pytest.FixtureRequest
) -> None:
    draft = request.node.callspec.params["codecs"]
    found = {group.label: list(differences(group, codecs.get(group.name))) for group in groups(draft)}
    excepted = {label for label in EXCEPTIONS if label.startswith(f"{draft}/")}

    assert found
    unexpected = {label: what for label, what in found.items() if what and label not in excepted}
    assert {} == unexpected
    assert excepted == {label for label, what in found.items() if what}


def test_a_lost_member_that_a_schema_declares_would_be_seen() -> None:
    """The law above can fail: a member counts that any applicable keyword speaks of."""
    group = next(each for each in groups("draft2020-12") if each.file == "properties" and each.number == 1)

    found = declared(group, {"foo": [1, 2], "quux": 3})

    assert {"/foo", "/quux"} <= found
    assert ["/quux"] == list(missing({"foo": [1, 2], "quux": 3}, {"foo": [1, 2]}))
    assert ["/foo/1"] == list(missing({"foo": [1, 2]}, {"foo": [1, 3]}))
