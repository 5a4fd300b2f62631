"""The small shop of which every rule's examples show a part, and the way from an example to its findings."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping

from treatyc.checks.choice import EVERYTHING, Choice
from treatyc.checks.engine import check
from treatyc.checks.page import PROJECT_FILE, ExampleFile
from treatyc.checks.rules import RULES
from treatyc.diagnostics import Diagnostic, Report
from treatyc.pipeline import compile_tree
from treatyc.source import Source, SourceTree
from treatyc.system.system import System
from treatyc.workspace.protoc import compile_protobuf

HEAD = "treaty: 1\nname: shop\n"
"""What an example leaves out at the top of its project file."""

TEXT = {"type": "string"}
MESSAGES: Mapping[str, tuple[str, Mapping[str, object], tuple[str, ...]]] = {
    "OrderPlaced": (
        "A customer placed an order.",
        {
            "order_id": TEXT,
            "customer_id": TEXT,
            "email": TEXT,
            "items": {"type": "array", "items": TEXT},
        },
        ("order_id", "customer_id"),
    ),
    "PriceRequest": ("What does this product cost?", {"request_id": TEXT, "product_id": TEXT}, ("request_id",)),
    "Price": ("What a product costs.", {"request_id": TEXT, "cents": {"type": "integer"}}, ("request_id", "cents")),
}
"""The messages that examples may carry without showing them: name, description, properties, required ones."""


def message_file(name: str) -> ExampleFile:
    """One of the messages as the file that an example leaves out."""
    description, properties, required = MESSAGES[name]
    schema = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "type": "object",
        "description": description,
        "properties": properties,
        "required": required,
    }
    return ExampleFile(f"schemas/shop/v1/{name}.schema.json", json.dumps(schema, indent=2))


def tree_of(files: Iterable[ExampleFile]) -> SourceTree:
    """An example made whole: its project file begins as each does, and the messages that it carries are there."""
    given = {file.path: file.text for file in files}
    project = given.get(PROJECT_FILE, "")
    if not project.startswith("treaty:"):
        given[PROJECT_FILE] = HEAD + project
    for name in MESSAGES:
        if f"shop.v1.{name}" in project:
            file = message_file(name)
            given.setdefault(file.path, file.text)
    return SourceTree(PROJECT_FILE, {path: Source(path, text) for path, text in given.items()})


def compiled(tree: SourceTree, report: Report) -> System | None:
    """The tree through protoc, load and link."""
    return compile_tree(compile_protobuf(tree, ["schemas"], report), report)


def diagnose(files: Iterable[ExampleFile], choice: Choice = EVERYTHING) -> tuple[Diagnostic, ...]:
    """All that treaty says of an example, as `treaty check` would."""
    report = Report()
    system = compiled(tree_of(files), report)
    found = check(system, RULES, choice) if system is not None else ()
    return (*report.diagnostics, *found)
