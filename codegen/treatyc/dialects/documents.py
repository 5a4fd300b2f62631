"""JSON documents that refer to each other, as engines look references up: by pointer, by `$id`, by name."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from treatyc.load.json_text import JsonValue
from treatyc.load.jsonschema import uri

_IDS = ("$id", "id")
_ANCHORS = ("$anchor", "$dynamicAnchor")
_HOLDING = (dict, list)


@dataclass(frozen=True, slots=True)
class Place:
    """A value in a document: the document's name and the way to the value."""

    document: str
    tokens: tuple[str, ...] = ()

    def child(self, *tokens: str | int) -> Place:
        """A part of it."""
        return Place(self.document, (*self.tokens, *map(str, tokens)))

    @property
    def pointer(self) -> str:
        """The way as a JSON pointer."""
        return uri.fragment(self.tokens)


@dataclass(frozen=True)
class Documents:
    """A root document, and those that it refers to by the names under which they are known.

    A name is a path, to which other paths are relative, or a URI.
    """

    root: JsonValue
    others: Mapping[str, JsonValue] = field(default_factory=dict)
    name: str = ""

    @property
    def start(self) -> Place:
        """The root of the root document."""
        return Place(self.name)

    def at(self, place: Place) -> JsonValue:
        """The value at a place; KeyError where there is none."""
        found = self._document(place.document)
        for token in place.tokens:
            if isinstance(found, dict):
                found = found[token]
            elif isinstance(found, list) and token.isdecimal() and int(token) < len(found):
                found = found[int(token)]
            else:
                raise KeyError(place.pointer)
        return found

    def find(self, reference: str, around: Place) -> Place | None:
        """What a reference that stands at a place refers to."""
        named = self._addresses.named
        base, fragment = uri.split(uri.resolve(self._addresses.base(around), reference))
        found = named.get(f"{base}#{fragment}") if fragment else None
        if found is not None:
            return found
        resource = named.get(base) or named.get(uri.resolve(uri.FILES, uri.split(reference)[0]))
        if resource is None or (fragment and not fragment.startswith("/")):
            return None
        place = resource.child(*uri.pointer(fragment))
        try:
            self.at(place)
        except KeyError:
            return None
        return place

    @cached_property
    def _addresses(self) -> _Addresses:
        """Made once somebody looks for a reference: Avro has none of this kind."""
        found = _Addresses({}, {})
        for name in (self.name, *self.others):
            found.add(self._document(name), name)
        return found

    def _document(self, name: str) -> JsonValue:
        return self.root if name == self.name else self.others[name]


@dataclass(frozen=True, slots=True)
class _Addresses:
    """What each `$id` and anchor names, and where relative references begin."""

    named: dict[str, Place]
    bases: dict[Place, str]

    def base(self, place: Place) -> str:
        """The address that references at a place are relative to: that of the nearest `$id` around it."""
        around = (Place(place.document, place.tokens[:end]) for end in range(len(place.tokens), 0, -1))
        inner = next((self.bases[each] for each in around if each in self.bases), None)
        return inner or self.bases.get(Place(place.document)) or uri.resolve(uri.FILES, place.document)

    def add(self, value: JsonValue, name: str) -> None:
        """Note a document's own; the walk keeps its own stack."""
        address = uri.resolve(uri.FILES, name)
        self.named.setdefault(address, Place(name))
        pending = [(value, Place(name), address)]
        while pending:
            node, here, around = pending.pop()
            if isinstance(node, dict):
                inside = self._note(node, here, around)
                pending += [(part, here.child(key), inside) for key, part in node.items() if isinstance(part, _HOLDING)]
            elif isinstance(node, list):
                parts = [(part, index) for index, part in enumerate(node) if isinstance(part, _HOLDING)]
                pending += [(part, here.child(index), around) for part, index in parts]

    def _note(self, node: Mapping[str, JsonValue], here: Place, around: str) -> str:
        """What an object calls itself; the address that references inside it are relative to."""
        inside = around
        for name in _identities(node):
            address, fragment = uri.split(uri.resolve(around, name))
            if fragment:
                self.named.setdefault(f"{address}#{fragment}", here)
            else:
                inside = address
                self.named.setdefault(address, here)
                self.bases[here] = address
        for anchor in (node.get(keyword) for keyword in _ANCHORS):
            if isinstance(anchor, str):
                self.named.setdefault(f"{inside}#{anchor}", here)
        return inside


def _identities(node: Mapping[str, JsonValue]) -> Iterator[str]:
    for keyword in _IDS:
        value = node.get(keyword)
        if isinstance(value, str) and value:
            yield value
