"""The module of a namespace's Avro codecs: functions to write and read each record, older releases of it included."""

from __future__ import annotations

from dataclasses import dataclass, field

from treatyc.emit.file import File
from treatyc.emit.python import names
from treatyc.emit.python.avro.body import SMALL_INDEXES, Callee, Lines, Scope, apart, ends, indented
from treatyc.emit.python.avro.library import Library, distinct, is_recursive
from treatyc.emit.python.avro.members import fields_of, symbols_of
from treatyc.emit.python.avro.needs import Locals, Needs
from treatyc.emit.python.avro.read import read, refusal
from treatyc.emit.python.avro.resolve import (
    Fill,
    Impossible,
    Resolution,
    Skip,
    Structure,
    Symbols,
)
from treatyc.emit.python.avro.skip import skip
from treatyc.emit.python.avro.write import write
from treatyc.emit.python.layout import Items, call, lay_out
from treatyc.emit.python.literal import docstring
from treatyc.emit.python.outline import Outline, prove
from treatyc.emit.render import render
from treatyc.load.avro.canonical import canonical
from treatyc.system.release import Release
from treatyc.system.schema import Array, Enumeration, Integer, Map, Record, Ref, Schema, Type, Union

MODULE = "_avro_codec"

_DEPTH = {True: ", depth: int = 0", False: ""}


@dataclass(frozen=True, slots=True)
class _Function:
    name: str
    signature: str
    body: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _CodecView:
    title: str
    preamble: tuple[str, ...]
    functions: tuple[_Function, ...]


@dataclass(slots=True)
class _Module:
    """What the module holds so far. Functions that statements ask for are made later, by a loop and no recursion."""

    library: Library
    needs: Needs
    functions: dict[str, _Function] = field(default_factory=dict)
    tables: dict[str, str] = field(default_factory=dict)
    words: dict[str, str] = field(default_factory=dict)
    pending: list[tuple[str, _Job]] = field(default_factory=list)
    asked: set[str] = field(default_factory=set)

    def words_for(self, definition: str) -> str:
        """A definition as part of a function's name."""
        if definition not in self.words:
            taken = set(self.words.values())
            self.words[definition] = distinct(names.snake(self.needs.class_of(definition)), taken)
        return self.words[definition]

    def ask(self, name: str, job: _Job) -> str:
        """Have a function made, once."""
        if name not in self.asked:
            self.asked.add(name)
            self.pending.append((name, job))
        return name

    def finish(self) -> None:
        """Make all that was asked for, and what that asks for."""
        while self.pending:
            name, job = self.pending.pop()
            self.functions[name] = job.make(name)


@dataclass(frozen=True, slots=True)
class _Version:
    """A writer's version of the schema `root` beside the present reader.

    `label` is empty for the present version; the functions of an older one begin with it.
    """

    module: _Module
    root: str
    label: str
    resolution: Resolution

    def scope(self, *, recursive: bool) -> Scope:
        """The scope of a new function."""
        return Scope(self, self.module.needs, Locals(), recursive)

    def reading(self, structure: Structure) -> Callee:
        """The function that reads a record; what has not changed since is read by the present one."""
        version = self._unless_changed(structure)
        words = self.module.words_for(structure.reader)
        name = _joined("read", version.label, "" if version.label and structure.reader == self.root else words)
        callee = Callee(name, is_recursive(structure.writer, version.resolution.writer))
        self.module.ask(callee.name, _ReadRecord(version, structure, callee.recursive))
        return callee

    def skipping(self, record: str) -> Callee:
        """The function that skips a record of the writer's."""
        name = _joined("skip", self.label, names.snake(record.replace(".", "_")))
        callee = Callee(name, is_recursive(record, self.resolution.writer))
        self.module.ask(callee.name, _SkipRecord(self, record, callee.recursive))
        return callee

    def writing(self, record: str) -> Callee:
        """The function that writes a record."""
        name = _joined("write", self.module.words_for(record))
        callee = Callee(name, is_recursive(record, self.resolution.reader))
        self.module.ask(callee.name, _WriteRecord(self, record, callee.recursive))
        return callee

    def symbols_by_index(self, symbols: Symbols) -> str:
        """The table from what stands in the payload to the reader's symbol; an older one is named for its release."""
        enumeration = self._enumeration(symbols.enumeration)
        local = self.module.needs.class_of(enumeration.name)
        members = symbols_of(enumeration)
        factor = 2 if len(symbols.symbols) <= SMALL_INDEXES else 1
        pairs = [
            f"{index * factor}: {local}.{members[symbol]}"
            for index, symbol in enumerate(symbols.symbols)
            if symbol is not None
        ]
        is_present = symbols.symbols == tuple(symbol.name for symbol in enumeration.symbols)
        name = f"{local}_of_index" if is_present else f"{local}_of_index_in_{self.label}"
        return self._table(name, f"dict[int, {local}]", pairs)

    def indexes_by_symbol(self, enumeration: Enumeration) -> str:
        """The table from a symbol to what stands in the payload."""
        local = self.module.needs.class_of(enumeration.name)
        members = symbols_of(enumeration)
        factor = 2 if len(enumeration.symbols) <= SMALL_INDEXES else 1
        pairs = [
            f"{local}.{members[symbol.name]}: {index * factor}" for index, symbol in enumerate(enumeration.symbols)
        ]
        return self._table(f"index_of_{local}", f"dict[{local}, int]", pairs)

    def _enumeration(self, name: str) -> Enumeration:
        definition = self.resolution.reader[name]
        assert isinstance(definition, Enumeration)  # noqa: S101 - the plan made it so
        return definition

    def _table(self, wanted: str, kind: str, pairs: list[str]) -> str:
        """The name of a table; equal ones are one."""
        base = f"_{names.constant(wanted)}"
        name, number = base, 2
        while True:
            declared = f"{name}: {kind} = "
            text = declared + lay_out(call("", *pairs), before=len(declared)).replace("(", "{", 1)[:-1] + "}"
            if self.module.tables.setdefault(name, text) == text:
                return name
            name, number = f"{base}_{number}", number + 1

    def _unless_changed(self, structure: Structure) -> _Version:
        present = self.resolution.reader
        if not self.label or structure.writer != structure.reader:
            return self
        written = canonical(Ref(structure.writer), self.resolution.writer.get)
        if written != canonical(Ref(structure.reader), present.get):
            return self
        return _Version(self.module, self.root, "", Resolution(present, present))


@dataclass(frozen=True, slots=True)
class _ReadRecord:
    version: _Version
    structure: Structure
    recursive: bool

    def make(self, name: str) -> _Function:
        scope = self.version.scope(recursive=self.recursive)
        local = scope.needs.class_of(self.structure.reader)
        signature = f"data: bytes, at: int{_DEPTH[self.recursive]}"
        body = [*_depth_check("too_deep", scope), *self._body(local, scope)]
        return _function(name, signature, f"tuple[{local}, int]", body)

    def _body(self, local: str, scope: Scope) -> Lines:
        steps = self.version.resolution.steps(self.structure)
        if isinstance(steps, Impossible):
            return [refusal(steps.reason, scope)]
        record = self.version.resolution.reader[self.structure.reader]
        assert isinstance(record, Record)  # noqa: S101 - the plan made it so
        members = fields_of(record)
        filled: dict[str, str] = {}
        lines: Lines = []
        for step in steps.steps:
            match step:
                case Fill(field, plan):
                    filled[field.name] = scope.locals.name(members[field.name])
                    lines = apart(lines, read(plan, filled[field.name], scope))
                case Skip(_, type):
                    lines = apart(lines, skip(type, scope, self.version.resolution))
            if ends(lines):
                return lines
        given = {members[each.name]: filled[each.name] for each in record.fields if each.name in filled}
        return apart(lines, _result(call(local, **given)))


@dataclass(frozen=True, slots=True)
class _SkipRecord:
    version: _Version
    record: str
    recursive: bool

    def make(self, name: str) -> _Function:
        scope = self.version.scope(recursive=self.recursive)
        record = self.version.resolution.writer[self.record]
        assert isinstance(record, Record)  # noqa: S101 - the plan made it so
        lines = _depth_check("too_deep", scope)
        for each in record.fields:
            lines = apart(lines, skip(each.type, scope, self.version.resolution))
        return _function(name, f"data: bytes, at: int{_DEPTH[self.recursive]}", "int", _returning(lines))


@dataclass(frozen=True, slots=True)
class _WriteRecord:
    version: _Version
    record: str
    recursive: bool

    def make(self, name: str) -> _Function:
        scope = self.version.scope(recursive=self.recursive)
        record = self.version.resolution.reader[self.record]
        assert isinstance(record, Record)  # noqa: S101 - the plan made it so
        members = fields_of(record)
        lines = _depth_check("too_deep_to_write", scope)
        for each in record.fields:
            lines = apart(lines, _write_member(each.type, members[each.name], scope))
        local = scope.needs.class_of(self.record)
        signature = f"out: bytearray, value: {local}{_DEPTH[self.recursive]}"
        return _function(name, signature, "None", lines or ["return"])


_Job = _ReadRecord | _SkipRecord | _WriteRecord


def _result(construction: Items) -> Lines:
    """The value and the offset, on one line where that fits."""
    text = lay_out(construction, before=len("    return "), after=len(", at"))
    return [f"return {text}, at"] if "\n" not in text else [f"value = {text}", "return value, at"]


def _returning(lines: Lines) -> Lines:
    """The offset as the result: where the last statement computes it, that is what is returned."""
    if lines and lines[-1].startswith("at = "):
        return [*lines[:-1], f"return {lines[-1].removeprefix('at = ')}"]
    return [*lines, "return at"]


def _joined(*parts: str) -> str:
    return "_".join(part for part in parts if part)


def _function(name: str, signature: str, result: str, body: Lines) -> _Function:
    return _Function(name, f"({signature}) -> {result}", tuple(indented(body)))


def _depth_check(error: str, scope: Scope) -> Lines:
    if not scope.recursive:
        return []
    return [f"if depth >= {scope.needs.wire('DEPTH_MAX')}:", f"    raise {scope.needs.wire(error)}()"]


def _write_member(type: Type, member: str, scope: Scope) -> Lines:
    """A member that several statements look at is put into a local first."""
    if isinstance(type, Array | Map | Union | Integer):
        local = scope.locals.name(member)
        return [f"{local} = value.{member}", *write(type, local, scope)]
    return write(type, f"value.{member}", scope)


@dataclass(frozen=True, slots=True)
class Codec:
    """The names of one schema's functions: writing, reading, and reading each released version that differs."""

    write: str
    read: str
    releases: tuple[tuple[str, str], ...]


def codec_file(
    library: Library, namespace: str, schemas: tuple[Schema, ...], releases: dict[str, tuple[Release, ...]]
) -> tuple[File, dict[str, Codec]]:
    """The module, and the functions of each schema."""
    module = _Module(library, Needs(library, None))
    codecs = {schema.name: _codec(module, schema, releases[schema.name]) for schema in schemas}
    module.finish()
    functions = tuple(module.functions[name] for name in sorted(module.functions, key=_order))
    tables = sorted(module.tables)
    title = f"How the Avro messages of `{namespace}` become bytes and back, as their schemas say."
    declared = "\n".join(module.tables[name] for name in tables)
    preamble = (*module.needs.statements(), *filter(None, [declared]))
    view = _CodecView(docstring(title), preamble, functions)
    promised = Outline(
        imports=module.needs.promised() | {"__future__:annotations"},
        functions=tuple(function.name for function in functions),
        constants=tuple(tables),
    )
    path = f"{MODULE}.py"
    text = render("python/messages_avro_codec.py.j2", view).rstrip() + "\n"
    return File(path, prove(path, text, promised).encode()), codecs


def _order(name: str) -> tuple[str, str]:
    """A record's functions stand together, writing before reading."""
    verb, _, subject = name.partition("_")
    return subject, {"write": "0", "read": "1"}.get(verb, "2")


def _codec(module: _Module, schema: Schema, releases: tuple[Release, ...]) -> Codec:
    present = Resolution(module.library.definitions, module.library.definitions)
    version = _Version(module, schema.name, "", present)
    structure = Structure(schema.name, schema.name)
    write, read = version.writing(schema.name).name, version.reading(structure).name
    older = []
    for release in releases:
        label = names.snake(f"{module.library.classes[schema.name]}_{release.version.major}_{release.version.minor}")
        definitions = {definition.name: definition for each in release.schemas for definition in each}
        then = _Version(module, schema.name, label, Resolution(definitions, module.library.definitions))
        older.append((str(release.version), then.reading(structure).name))
    return Codec(write, read, tuple(older))
