"""The Avro schemas of one folder, read for comparison: every definition by its full name, every file by its path.

More is let in here than a project takes: a file may hold a schema without a name (`"string"`, a union, an array), and a
record that no value ever satisfies, for a registry holds both.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from treatyc.compatibility.avro.remarks import remarks
from treatyc.compatibility.subject import Everything, Named, Subject, WholeFile
from treatyc.diagnostics import Related, Report
from treatyc.load import json_text
from treatyc.load.avro.canonical import TooDeepError, canonical
from treatyc.load.avro.defaults import misfits
from treatyc.load.avro.graph import reached
from treatyc.load.avro.load import prove_order
from treatyc.load.avro.proof import report_too_deep
from treatyc.load.avro.scope import Scope
from treatyc.load.avro.types import read_type
from treatyc.load.json_text import JsonValue
from treatyc.load.unit import Reference
from treatyc.source import Pointer, Source, SourceTree
from treatyc.suggest import did_you_mean
from treatyc.system.schema import Array, Definition, Map, Ref, Type, Union


@dataclass(frozen=True, slots=True)
class Root:
    """A schema that can be compared: its type, and where it stands."""

    name: str
    type: Type
    place: Pointer


@dataclass(frozen=True, slots=True)
class Library:
    """A folder's schemas; `files` are whole files by their paths, `roots` the named schemas at the top of files.

    `prints` keeps the fingerprints that were asked for: comparing a version with many asks for them again and again.
    """

    files: dict[str, Root]
    roots: dict[str, Root]
    definitions: dict[str, Definition]
    prints: dict[Type, str] = field(default_factory=dict, compare=False, repr=False)

    def root(self, subject: WholeFile | Named) -> Root:
        """The schema that is compared."""
        match subject:
            case WholeFile(path):
                return self.files[path]
            case Named(name):
                return self.roots.get(name) or Root(name, Ref(name), _place(self.definitions[name]))


def read(tree: SourceTree, folder: str, report: Report) -> Library:
    """Every `.avsc` file beneath a folder; the files may refer to each other in any order."""
    own = Report()
    library = _read(tree, folder, own)
    for diagnostic in own.diagnostics:
        report.add(diagnostic)
    return library


def _read(tree: SourceTree, folder: str, report: Report) -> Library:
    beneath = f"{folder}/" if folder else ""
    library = Library({}, {}, {})
    references: list[Reference] = []
    for source in tree:
        if source.path.endswith(".avsc") and source.path.startswith(beneath):
            references += _file(source, library, report)
    if report.failed:
        return library  # a name may be missing because its file could not be read, and that has been told
    definitions = library.definitions
    for reference in references:
        if reference.name not in definitions:
            advice = did_you_mean(reference.name, definitions)
            report.error("unknown-type", f"no schema defines `{reference.name}`", at=reference.place, help=advice)
    if not report.failed:
        _prove(library, report)
    return library


def names(library: Library) -> tuple[tuple[str, str], ...]:
    """The full names of the schemas at the top of files, each with its file's path."""
    return tuple((name, root.place.path) for name, root in sorted(library.roots.items()))


def fingerprint(subject: Subject[Library]) -> str:
    """The SHA-256 of all that a comparison looks at: the canonical text, and the remarks that it leaves out."""
    library = subject.library
    match subject.root:
        case Everything():
            each = [f"{name} {_print(Ref(name), library)}" for name in sorted(library.roots)]
            return hashlib.sha256("\n".join(each).encode()).hexdigest()
        case root:
            return _print(library.root(root).type, library)


def meaning(subject: Subject[Library]) -> str:
    """The SHA-256 of the canonical text alone, which is what makes a version."""
    library = subject.library
    match subject.root:
        case Everything():
            said = [f"{name} {_text(Ref(name), library.definitions)}" for name in sorted(library.roots)]
        case root:
            said = [_text(library.root(root).type, library.definitions)]
    return hashlib.sha256("\n".join(said).encode()).hexdigest()


def _print(type: Type, library: Library) -> str:
    if type not in library.prints:
        library.prints[type] = _digest(_text(type, library.definitions), type, library)
    return library.prints[type]


def _digest(text: str, type: Type, library: Library) -> str:
    said = remarks(_reached(type, library.definitions))
    whole = f"{text}\n{json.dumps(said, ensure_ascii=False)}" if said else text
    return hashlib.sha256(whole.encode()).hexdigest()


def _text(type: Type, definitions: Mapping[str, Definition]) -> str:
    """The canonical text; where it would nest too deep, each definition by itself, which says the same."""
    try:
        return canonical(type, definitions.get)
    except TooDeepError:
        alone = [canonical(Ref(each.name), {each.name: each}.get) for each in _reached(type, definitions)]
        return "\n".join([canonical(type, _unknown), *alone])


def _unknown(_name: str) -> None:
    return None


def _reached(type: Type, definitions: Mapping[str, Definition]) -> list[Definition]:
    return [definitions[name] for name in sorted(reached(_names_in(type), definitions))]


def _names_in(type: Type) -> Iterator[str]:
    match type:
        case Ref(name):
            yield name
        case Array(inner) | Map(inner):
            yield from _names_in(inner)
        case Union(branches):
            for branch in branches:
                yield from _names_in(branch)
        case _:
            return


def _file(source: Source, library: Library, report: Report) -> list[Reference]:
    """Take a file's schemas; what it refers to is proven when all files are known."""
    node: JsonValue = json_text.parse(source, report)
    if node is None:
        return []
    scope = Scope(report)
    place = Pointer(source.path)
    # A union without branches is of no use in a project; registries hold it, for nothing is what it can send.
    root_type = Union(()) if node == [] else read_type(node, place, "", scope)
    prove_order(scope)
    if scope.failed:
        return []
    name = root_type.name if isinstance(root_type, Ref) and root_type.name in scope.definitions else ""
    root = Root(name, root_type, place)
    library.files[source.path] = root
    library.roots.update((each.name, each) for each in _named(root))
    _define(scope.definitions, library.definitions, report)
    return scope.references


def _named(root: Root) -> Iterator[Root]:
    """The schemas of a file that have names: its one, or each of its list."""
    if root.name:
        yield root
    elif isinstance(root.type, Union):
        for index, branch in enumerate(root.type.branches):
            if isinstance(branch, Ref):
                yield Root(branch.name, branch, root.place.child(index))


def _define(own: Mapping[str, Definition], definitions: dict[str, Definition], report: Report) -> None:
    """Take a file's definitions; two files may define a name only if they say the same."""
    for name, definition in own.items():
        first = definitions.setdefault(name, definition)
        if first is not definition and _alone(first) != _alone(definition):
            related = [Related("it is defined here already", first.place)]
            advice = "give one of them another name or namespace"
            message = f"`{name}` is defined twice"
            report.error("duplicate-name", message, at=definition.place, help=advice, related=related)


def _alone(definition: Definition) -> str:
    return canonical(Ref(definition.name), {definition.name: definition}.get)


def _prove(library: Library, report: Report) -> None:
    """What only the whole folder shows: defaults that are no values of their types, and types that nest too deep."""
    definitions = library.definitions
    for misfit in misfits(definitions.values(), definitions.get):
        report.error("avro-default", misfit.message, at=misfit.place)
    if report.failed:
        return
    for _, root in sorted(library.files.items()):
        try:
            library.prints[root.type] = _digest(canonical(root.type, definitions.get), root.type, library)
        except TooDeepError:
            report_too_deep(next(iter(_reached(root.type, definitions))), report)


def _place(definition: Definition) -> Pointer:
    assert isinstance(definition.place, Pointer)  # noqa: S101 - the loader gives every definition one
    return Pointer(definition.place.path, definition.place.tokens[:-1])
