"""The message classes that one generated module refers to: their import lines and what they are called there."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from treatyc.emit.python import names
from treatyc.emit.python.layout import import_from, import_order
from treatyc.system.schema import Schema
from treatyc.system.system import System


@dataclass(frozen=True, slots=True)
class References:
    """Classes and constants by the full name of their schema, as one module calls them, and its import statements."""

    classes: dict[str, str]
    constants: dict[str, str]
    statements: tuple[str, ...]
    imported: frozenset[str]


def references(
    system: System, classes: Iterable[str], constants: Iterable[str] = (), taken: AbstractSet[str] = frozenset()
) -> References:
    """Imports for the classes and `MessageSchema` constants of schemas, distinct even where namespaces repeat names.

    `taken` is what the module calls its own: a message may be an `Order` too, and does not hide the one that is there.
    """
    package = names.messages_package(system.name)
    class_names = _local(system, sorted(set(classes)), _class, taken)
    constant_names = _local(system, sorted(set(constants)), names.constant_name, taken | set(class_names.values()))
    by_module: dict[str, set[str]] = defaultdict(set)
    for full_name, local in class_names.items():
        schema = system.schema(full_name)
        by_module[schema.namespace].add(_as(_class(schema), local))
    for full_name, local in constant_names.items():
        schema = system.schema(full_name)
        by_module[schema.namespace].add(_as(names.constant_name(schema), local))
    statements, imported = [], set()
    for namespace, wanted in sorted(by_module.items(), key=lambda item: names.namespace_module(item[0])):
        module = f"{package}.{names.namespace_module(namespace)}"
        imported |= {f"{module}:{item.partition(' ')[0]}" for item in wanted}
        statements.append(import_from(module, sorted(wanted, key=lambda item: import_order(item.partition(" ")[0]))))
    return References(class_names, constant_names, tuple(statements), frozenset(imported))


def _as(name: str, local: str) -> str:
    return name if name == local else f"{name} as {local}"


def _local(
    system: System, full_names: list[str], rule: Callable[[Schema], str], taken: AbstractSet[str]
) -> dict[str, str]:
    short = {name: rule(system.schema(name)) for name in full_names}
    often = Counter(short.values())
    own = {name for name, local in short.items() if often[local] == 1 and local not in taken}
    longer = {name: local if name in own else _qualified(name, local) for name, local in short.items()}
    return names.unique(longer.items(), taken)


def _qualified(full_name: str, local: str) -> str:
    tail = full_name.split(".")[-3:-1]
    if local.isupper():
        return "_".join([*(names.constant(token) for token in tail), local])
    return "".join([*(names.pascal(token) for token in tail), local])


def _class(schema: Schema) -> str:
    return names.class_name(schema.name, schema.namespace)
