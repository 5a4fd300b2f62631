"""JSON documents that refer to each other, as engines look references up: by pointer, by `$id`, by name."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from treatyc.load.json_text import JsonValue
from treatyc.load.jsonschema import uri

_IDS = ("$id", "id")
_ANCHORS = ("$anchor", "$dynamicAnchor")


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


@dataclass(frozen=True, slots=True)
class Documents:
    """A root document, and those that it refers to by the names under which they are known.

    A name is a path, to which other paths are relative, or a URI.
    """

    root: JsonValue
    others: Mapping[str, JsonValue] = field(default_factory=dict)
    name: str = ""
    _named: dict[str, Place] = field(default_factory=dict, init=False)
    _bases: dict[Place, str] = field(default_factory=dict, init=False)

    def __post_init__(self) -> None:
        for name in (self.name, *self.others):
            address = uri.resolve(uri.FILES, name)
            self._named.setdefault(address, Place(name))
            self._index(self._document(name), Place(name), address)

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
        base, fragment = uri.split(uri.resolve(self._base(around), reference))
        named = self._named.get(f"{base}#{fragment}") if fragment else None
        if named is not None:
            return named
        resource = self._named.get(base) or self._named.get(uri.resolve(uri.FILES, uri.split(reference)[0]))
        if resource is None or (fragment and not fragment.startswith("/")):
            return None
        place = resource.child(*uri.pointer(fragment))
        try:
            self.at(place)
        except KeyError:
            return None
        return place

    def _document(self, name: str) -> JsonValue:
        return self.root if name == self.name else self.others[name]

    def _base(self, place: Place) -> str:
        """The address that references at a place are relative to: that of the nearest `$id` around it."""
        around = (Place(place.document, place.tokens[:end]) for end in range(len(place.tokens), 0, -1))
        inner = next((self._bases[each] for each in around if each in self._bases), None)
        return inner or self._bases.get(Place(place.document)) or uri.resolve(uri.FILES, place.document)

    def _index(self, value: JsonValue, place: Place, base: str) -> None:
        """Note every `$id` and anchor; the walk keeps its own stack."""
        pending = [(value, place, base)]
        while pending:
            node, here, around = pending.pop()
            if isinstance(node, dict):
                inside = around
                for name in _identities(node):
                    address, fragment = uri.split(uri.resolve(around, name))
                    if fragment:
                        self._named.setdefault(f"{address}#{fragment}", here)
                    else:
                        inside = address
                        self._named.setdefault(address, here)
                        self._bases[here] = address
                for anchor in (node.get(keyword) for keyword in _ANCHORS):
                    if isinstance(anchor, str):
                        self._named.setdefault(f"{inside}#{anchor}", here)
                pending += [(member, here.child(key), inside) for key, member in node.items()]
            elif isinstance(node, list):
                pending += [(member, here.child(index), around) for index, member in enumerate(node)]


def _identities(node: Mapping[str, JsonValue]) -> Iterator[str]:
    for keyword in _IDS:
        value = node.get(keyword)
        if isinstance(value, str) and value:
            yield value
