"""The schemas of all files together: each full name once, and every name that one file takes from another proven."""

from __future__ import annotations

from treatyc.diagnostics import Related, Report
from treatyc.load.project import ProjectUnit
from treatyc.source import Place
from treatyc.suggest import did_you_mean
from treatyc.system.channel import Name
from treatyc.system.schema import Enumeration, Fixed, Schema

WELL_KNOWN = "google.protobuf."
"""Protobuf's own types are everybody's: each file that uses one of them defines it alike."""


def link_schemas(unit: ProjectUnit, report: Report) -> dict[str, Schema]:
    """Every schema by its full name."""
    schemas: dict[str, Schema] = {}
    defined: dict[str, tuple[str, Place]] = {}
    for file in unit.schemas:
        for schema in file.schemas:
            schemas.setdefault(schema.name, schema)
            for definition in schema:
                _define(definition.name, file.path, definition.place, defined, report)
    for file in unit.schemas:
        for reference in file.references:
            if reference.name not in defined and not unit.unread:
                help_ = did_you_mean(reference.name, defined)
                report.error("unknown-type", f"no schema defines `{reference.name}`", at=reference.place, help=help_)
    return dict(sorted(schemas.items()))


def check_message(name: Name, schemas: dict[str, Schema], unit: ProjectUnit, report: Report) -> bool:
    """Whether a message is a schema that can travel alone; says so where it is not."""
    schema = schemas.get(name.value)
    if schema is None:
        # It may be in a file that could not be read, and that has been told.
        if not unit.unread:
            help_ = did_you_mean(
                name.value, schemas, "a message is named by its full name: the namespace, a dot, its name"
            )
            report.error("unknown-message", f"no schema is called `{name.value}`", at=name.place, help=help_)
        return False
    root = schema.definitions[0]
    if isinstance(root, Enumeration | Fixed):
        message = f"`{name.value}` is a part of messages, and no message itself"
        related = (Related("it is defined here", root.place),)
        report.error("not-a-message", message, at=name.place, help="name a record that holds it", related=related)
        return False
    return True


def _define(name: str, path: str, place: Place, defined: dict[str, tuple[str, Place]], report: Report) -> None:
    """Several schemas of one file may hold the same definition; two files may not."""
    if name.startswith(WELL_KNOWN):
        return
    known = defined.setdefault(name, (path, place))
    if known[0] != path:
        first = Related("it is defined here already", known[1])
        help_ = "give one of them another name or namespace"
        report.error("duplicate-name", f"`{name}` is defined twice", at=place, help=help_, related=(first,))
