"""What only whole definitions show: defaults that are no values of their types, and records without an end."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

from treatyc.diagnostics import Report
from treatyc.load.avro.canonical import DEPTH_MAX
from treatyc.load.avro.defaults import misfits
from treatyc.load.avro.graph import references
from treatyc.system.schema import Definition, Record, Ref, Type, Union


def prove(
    definitions: Iterable[Definition], known: Mapping[str, Definition], finite: frozenset[str], report: Report
) -> bool:
    """Whether definitions are sound as far as `known` tells, of which those in `finite` have an end."""
    ours = tuple(definitions)
    faults = list(misfits(ours, known.get))
    for misfit in faults:
        report.error("avro-default", misfit.message, at=misfit.place)
    endless = [definition for definition in ours if definition.name not in finite]
    for definition in endless:
        message = f"every `{definition.name}` holds another one, without an end"
        advice = 'make the field optional: ["null", ...]'
        report.error("avro-endless", message, at=definition.place, help=advice)
    return not faults and not endless


def report_too_deep(definition: Definition, report: Report) -> None:
    """Say that types nest too deep for any generated code."""
    message = f"`{definition.name}` nests deeper than {DEPTH_MAX} types, what it refers to included"
    report.error("avro-too-deep", message, at=definition.place, help="flatten it")


def all_finite(definitions: Mapping[str, Definition]) -> frozenset[str]:
    """The definitions that have a finite value: the least fixed point, since nothing is finite until shown to be."""
    users: dict[str, list[str]] = defaultdict(list)
    for definition in definitions.values():
        for name in references(definition):
            users[name].append(definition.name)
    finite: set[str] = set()
    pending = list(definitions)
    while pending:
        name = pending.pop()
        if name not in finite and _is_finite(definitions[name], finite, definitions):
            finite.add(name)
            pending += users[name]
    return frozenset(finite)


def _is_finite(definition: Definition, finite: set[str], known: Mapping[str, Definition]) -> bool:
    if not isinstance(definition, Record):
        return True
    return all(_ends(field.type, finite, known) for field in definition.fields)


def _ends(type: Type, finite: set[str], known: Mapping[str, Definition]) -> bool:
    match type:
        case Ref(name):
            return name in finite or name not in known
        case Union(branches):
            return any(_ends(branch, finite, known) for branch in branches)
        case _:
            return True
