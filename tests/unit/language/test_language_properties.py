"""Laws of load and link: what a project means does not hang on the order of its text, and no text makes them raise."""

from __future__ import annotations

import functools
import json
import random
import re
from pathlib import Path

import jsonschema_rs
import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from treatyc.diagnostics import Report
from treatyc.link import link
from treatyc.load import files, scalars, yaml_tree
from treatyc.load.accepted import ACCEPTED
from treatyc.load.language import FRAGMENT, PROJECT
from treatyc.load.language_schema import language_schema
from treatyc.load.project import load_project
from treatyc.load.shape import Shape
from treatyc.source import Source, SourceTree, Span
from treatyc.system.system import System
from treatyc.workspace.reading import read

CASE = Path(__file__).parents[2] / "cases" / "language" / "accepts_everything"


@functools.cache
def tree() -> SourceTree:
    workspace = read(CASE / "treaty.yaml", Report(), root=CASE.parent)
    assert workspace is not None
    return workspace.tree


@functools.cache
def documents() -> dict[str, object]:
    """The YAML files of the largest case as values."""
    found = {}
    for source in tree():
        if source.path.endswith(".yaml"):
            node = yaml_tree.parse(source, Report())
            assert node is not None
            found[source.path] = _plain(node)
    return found


def _plain(node: yaml_tree.Node) -> object:
    match node:
        case yaml_tree.Scalar():
            return node.value
        case yaml_tree.Sequence():
            return [_plain(item) for item in node.items]
        case yaml_tree.Mapping():
            return {key.text: _plain(value) for key, value in node.entries}


def with_documents(changed: dict[str, object]) -> SourceTree:
    """The tree with other YAML: JSON is YAML too, and each file's text is written anew."""
    texts = {path: Source(path, json.dumps(value, ensure_ascii=False)) for path, value in changed.items()}
    return SourceTree(tree().project, {**tree().files, **texts})


def compiled(source_tree: SourceTree) -> tuple[System | None, list[str]]:
    report = Report()
    unit = load_project(source_tree, report)
    system = link(unit, report) if unit is not None else None
    files.wanted(source_tree)
    return system, [diagnostic.rule for diagnostic in report.diagnostics]


def without_places(value: object) -> object:
    """A model as plain data, its places left out: those are what may change when text moves."""
    if isinstance(value, tuple):
        return tuple(without_places(item) for item in value)
    fields = getattr(value, "__dataclass_fields__", None)
    if fields is None:
        return value
    return {name: without_places(getattr(value, name)) for name in fields if name != "place"}


def shuffled(value: object, chance: random.Random) -> object:
    """The same value with the keys of every mapping in another order."""
    if isinstance(value, dict):
        keys = list(value)
        chance.shuffle(keys)
        return {key: shuffled(value[key], chance) for key in keys}
    if isinstance(value, list):
        return [shuffled(item, chance) for item in value]
    return value


@settings(max_examples=40, deadline=None)
@given(st.randoms(use_true_random=False))
def test_the_order_of_files_and_keys_does_not_change_the_system(chance: random.Random) -> None:
    moved = {path: shuffled(value, chance) for path, value in documents().items()}
    paths = list(tree().files)
    chance.shuffle(paths)
    changed = with_documents(moved)
    disordered = SourceTree(changed.project, {path: changed.files[path] for path in paths})
    expected, said = compiled(with_documents(documents()))
    assert expected is not None
    assert [] == said
    assert without_places(expected) == without_places(compiled(disordered)[0])


WORDS = st.sampled_from(
    "events.> events.order.paid * > event standard 30s 1MiB per-value shop.v1.OrderPaid ${NAME} ../../x.yaml *.yaml "
    "{a} a.{a}.{a} false kafka 1/s \u202e \x00".split(" ")
)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(-1e9, 1e9) | WORDS | st.text(max_size=6),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(WORDS, inner, max_size=3),
    max_leaves=6,
)


def mutated(value: object, chance: random.Random, other: object) -> object:
    """The value with one node somewhere in it replaced, removed, or given to another key."""
    if isinstance(value, dict) and value and chance.random() < 0.85:
        key = chance.choice(list(value))
        return {**value, key: mutated(value[key], chance, other)}
    if isinstance(value, list) and value and chance.random() < 0.85:
        index = chance.randrange(len(value))
        return [*value[:index], mutated(value[index], chance, other), *value[index + 1 :]]
    if isinstance(value, dict) and value and chance.random() < 0.5:
        key = chance.choice(list(value))
        rest = {name: under for name, under in value.items() if name != key}
        return rest if chance.random() < 0.5 else {**rest, f"{key}x": value[key]}
    return other


@settings(max_examples=250, deadline=None)
@given(st.randoms(use_true_random=False), st.lists(VALUES, min_size=1, max_size=4))
def test_no_mutated_project_makes_load_or_link_raise(chance: random.Random, others: list[object]) -> None:
    changed = dict(documents())
    for other in others:
        path = chance.choice(sorted(changed))
        changed[path] = mutated(changed[path], chance, other)
    system, said = compiled(with_documents(changed))
    assert system is not None or said


SCHEMA = jsonschema_rs.Draft202012Validator(language_schema())


@settings(max_examples=250, deadline=None)
@given(st.randoms(use_true_random=False), VALUES)
def test_loader_and_schema_agree_about_mutated_files(chance: random.Random, other: object) -> None:
    """Whatever the loader accepts an editor accepts, and the other way round."""
    path = chance.choice(sorted(documents()))
    value = mutated(documents()[path], chance, other)
    report = Report()
    node = yaml_tree.parse(Source("a.yaml", json.dumps(value, ensure_ascii=False)), report)
    if node is None:
        return  # a text that is no YAML has no value to compare
    shape = ACCEPTED if isinstance(value, list) else PROJECT if _is_project(value) else FRAGMENT
    shape.read(node, report)
    assert SCHEMA.is_valid(value) == (report.diagnostics == ())


def _is_project(value: object) -> bool:
    return isinstance(value, dict) and "treaty" in value


SCALARS = {name: shape for name, shape in vars(scalars).items() if isinstance(shape, Shape)}
TRICKY = "\n\r\x85\u2028\ufeff\u00a0\u0660\u212a\x7f\x1c${}/.:@-_ aA09"


@pytest.mark.parametrize("name", sorted(SCALARS))
@settings(max_examples=30, deadline=None)
@given(st.data())
def test_python_and_ecma_262_read_the_patterns_of_the_language_alike(name: str, data: st.DataObject) -> None:
    """What fits a pattern, and what almost does: `$`, `\\s` and `\\d` are where the two differ."""
    shape = SCALARS[name]
    pattern = str(shape.schema["pattern"])
    fitting = data.draw(st.from_regex(re.compile(pattern.removesuffix("$") + r"\Z")))
    at, kept = data.draw(st.integers(0, len(fitting))), data.draw(st.integers(0, 1))
    validator = jsonschema_rs.Draft202012Validator(shape.schema)
    for text in (fitting, fitting + "\n", *(fitting[:at] + letter + fitting[at + kept :] for letter in TRICKY)):
        report = Report()
        shape.read(yaml_tree.Scalar(text, text, Span("a.yaml")), report)
        assert validator.is_valid(text) == (report.diagnostics == ())


@settings(max_examples=150, deadline=None)
@given(st.text(alphabet="treaty: 1\nname: shop{}[]\"'>*.,-#|&!", max_size=120))
def test_no_text_makes_load_or_link_raise(text: str) -> None:
    compiled(SourceTree("treaty.yaml", {"treaty.yaml": Source("treaty.yaml", f"treaty: 1\nname: shop\n{text}")}))


def test_the_largest_case_is_what_a_yaml_library_reads_too() -> None:
    """Our own reading of scalars against PyYAML's, where YAML 1.1 and 1.2 agree."""
    source = (CASE / "treaty.yaml").read_text()
    theirs = yaml.safe_load(source)
    ours = documents()[tree().project]
    assert theirs == ours
