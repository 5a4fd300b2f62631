"""One text a subject that changes with what matters alone, hashed."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping

from treatyc.compatibility.protobuf.library import Library, Unpooled
from treatyc.compatibility.subject import Everything, Named, Subject, WholeFile
from treatyc.load.protobuf.canonical import WELL_KNOWN, Declared, canonical
from treatyc.load.protobuf.definitions import Top, meaning, tops


def fingerprint(subject: Subject[Library]) -> str:
    """The digest of a subject; a schema's is that of its canonical text, as its releases have it."""
    try:
        return _exact(subject)
    except Unpooled:
        return _hash(repr([(path, subject.library.bare(path)) for path in subject.library.own]))


def _exact(subject: Subject[Library]) -> str:
    library = subject.library
    match subject.root:
        case Named(name):
            return _hash(canonical(name, _Meanings(library)))
        case WholeFile(path):
            meanings = _Meanings(library)
            inner = path.removeprefix(library.prefix)
            return _hash(
                "\n".join([*(canonical(name, meanings) for name in meanings.of_file(inner)), *_rest(library, inner)])
            )
        case Everything():
            meanings = _Meanings(library)
            return _hash("\n".join(line for path in library.own for line in _whole(library, path, meanings)))


class _Meanings(Mapping[str, Declared]):
    """What each top-level declaration means, worked out when it is asked for."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self._known: dict[str, Declared] = {}
        self._tops: dict[str, Top] = {}

    def __getitem__(self, name: str) -> Declared:
        if name not in self._known:
            self._known[name] = self._meaning(name)
        return self._known[name]

    def __iter__(self) -> Iterator[str]:
        return (top for path in self._library.own for top in self.of_file(path))

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def of_file(self, path: str) -> list[str]:
        """The names of a file's top-level declarations."""
        found = {top.name: top for top in tops(self._library.file(path), self._library.pool(path))}
        self._tops |= found
        return sorted(found)

    def _meaning(self, name: str) -> Declared:
        if name not in self._tops:
            declared = self._library.messages.get(name) or self._library.enums[name]
            if declared.site.path not in self._library.own:
                return WELL_KNOWN
            self.of_file(declared.site.path)
        return meaning(self._tops[name])


def _reached(names: list[str], meanings: _Meanings) -> Iterator[str]:
    """What some declarations mean, and all that they refer to."""
    reached, pending = set(names), list(names)
    while pending:
        fresh = meanings[pending.pop()].reaches - reached
        reached |= fresh
        pending += fresh
    return (f"{name} {meanings[name].meaning}" for name in sorted(reached))


def _whole(library: Library, path: str, meanings: _Meanings) -> Iterator[str]:
    """All that a file of a whole folder says; what it refers to stands in a file of its own."""
    yield path
    for name in meanings.of_file(path):
        yield f"{name} {meanings[name].meaning}"
    yield from _rest(library, path)


def _rest(library: Library, path: str) -> Iterator[str]:
    """Services, extensions and options, each by its bytes, in an order that layout does not change."""
    file = library.file(path)
    yield f"{file.package} {file.syntax} {file.edition} {file.options.SerializeToString(deterministic=True).hex()}"
    declared = library.declared(path)
    for service in sorted(file.service, key=lambda service: service.name):
        kept = type(service).FromString(service.SerializeToString())
        kept.method.sort(key=lambda method: method.name)
        yield kept.SerializeToString(deterministic=True).hex()
    for extension in sorted(declared.extensions, key=lambda each: (each.extendee, each.number)):
        yield repr((extension.name, extension.number, extension.extendee, extension))
    for enum in sorted(declared.enums, key=lambda each: each.name):
        yield f"{enum.name} {enum.features}"
    for message in sorted(declared.messages, key=lambda each: each.name):
        yield f"{message.name} {message.features}"


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
