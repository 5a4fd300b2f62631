"""What a generated module imports and how its functions name things: asking for a name is what puts it there."""

from __future__ import annotations

import builtins
from dataclasses import dataclass, field

from treatyc.emit.python.avro.library import Library, distinct
from treatyc.emit.python.layout import import_from, import_order
from treatyc.emit.python.names import pascal

_TEMPORARY = frozenset({"size", "start", "count", "number", "branch", "raw"})
"""Locals that hold a whole number or bytes for a moment: any statement may take them again."""

_OURS = frozenset({"data", "at", "out", "value", "depth", *_TEMPORARY, *dir(builtins)})
"""Names that generated functions use beside those of fields; no local of theirs may take one."""

_FUNCTIONS = ("read_", "write_", "skip_", "check_", "to_", "is_", "bytes_of_", "text_of_", "uuid_of", "unscaled_of")
"""How functions that generated code calls begin; a local that begins so could hide one."""


@dataclass(slots=True)
class Needs:
    """The imports of one generated module, collected while its text is made."""

    library: Library
    own: str | None
    _modules: set[str] = field(default_factory=set)
    _names: dict[str, dict[str, str]] = field(default_factory=dict)
    _taken: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        classes, namespaces = self.library.classes, self.library.namespaces
        self._taken |= {classes[name] for name in classes if namespaces[name] == self.own}

    def module(self, name: str) -> str:
        """A module of the standard library."""
        self._modules.add(name)
        return name

    def take(self, module: str, name: str) -> str:
        """What a name of the runtime's modules is called here: `_Duration` where a message is a `Duration`."""
        found = self._names.setdefault(module, {})
        if name not in found:
            found[name] = f"_{name}" if name in self._taken else name
            self._taken.add(found[name])
        return found[name]

    def wire(self, name: str) -> str:
        """A name of `treaty.codecs.avro_wire`."""
        return self.take("treaty.codecs.avro_wire", name)

    def values(self, name: str) -> str:
        """A name of `treaty.codecs.avro_values`."""
        return self.take("treaty.codecs.avro_values", name)

    def class_of(self, definition: str) -> str:
        """The class of a definition as this module calls it, imported where it is another module's."""
        name = self.library.classes[definition]
        if self.library.namespaces[definition] == self.own:
            return name
        module = self._names.setdefault(self.library.module(definition), {})
        if name not in module:
            tail = self.library.namespaces[definition].rpartition(".")[0].rpartition(".")[2]
            local = name if name not in self._taken else distinct(pascal(tail) + name, self._taken)
            self._taken.add(local)
            module[name] = local
        return module[name]

    def statements(self) -> tuple[str, ...]:
        """The import statements, each group sorted as import sorters do."""
        modules = [f"import {name}" for name in sorted(self._modules - {"msgspec"})]
        standard = "\n".join(filter(None, [*modules, self._imports("typing")]))
        msgspec = "import msgspec" if "msgspec" in self._modules else ""
        others = "\n".join(filter(None, [msgspec, self._imports("treaty.")]))
        ours = self._imports(f"{self.library.package}.", self._late())
        groups = (standard, others, ours)
        return tuple(group for group in groups if group)

    def late_statements(self) -> tuple[str, ...]:
        """What must be imported below all classes: from modules that import this one too."""
        return tuple(f"from {module} import {item}" for module in sorted(self._late()) for item in self._sorted(module))

    def is_late(self, definition: str) -> bool:
        """Whether a class is there only when all of this module is."""
        return self.own is not None and self.library.namespaces[definition] in self.library.circles[self.own]

    def _late(self) -> frozenset[str]:
        late = {self.library.module(name) for name in self.library.namespaces if self.is_late(name)}
        return frozenset(late & self._names.keys())

    def _imports(self, prefix: str, late: frozenset[str] = frozenset()) -> str:
        modules = sorted(module for module in self._names if module.startswith(prefix) and module not in late)
        return "\n".join(import_from(module, self._sorted(module)) for module in modules)

    def _sorted(self, module: str) -> list[str]:
        found = self._names[module]
        ordered = sorted(found, key=import_order)
        return [name if found[name] == name else f"{name} as {found[name]}" for name in ordered]

    def promised(self) -> frozenset[str]:
        """The same imports as an outline counts them."""
        taken = {f"{module}:{name}" for module, found in self._names.items() for name in found}
        return frozenset({f"{name}:" for name in self._modules} | taken)


@dataclass(slots=True)
class Locals:
    """The local names of one generated function."""

    _taken: set[str] = field(default_factory=set)

    def name(self, wanted: str) -> str:
        """A name for something new: `wanted`, with a `_` where it would hide what the function needs."""
        proven = f"{wanted}_" if wanted in _OURS or wanted.startswith(_FUNCTIONS) else wanted
        local = distinct(proven, self._taken)
        self._taken.add(local)
        return local
