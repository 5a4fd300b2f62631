"""The validator of one side, jsonschema-rs: what it says to a document, and where."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import takewhile

import jsonschema_rs

from treatyc.compatibility.jsonschema import oracle
from treatyc.compatibility.jsonschema.position import Items, Member, Step, written
from treatyc.compatibility.jsonschema.shelf import Shelf
from treatyc.load.json_text import JsonValue
from treatyc.load.jsonschema import uri
from treatyc.source import Pointer

_SAID_MAX = 240


@dataclass(frozen=True, slots=True)
class Refusal:
    """The deepest thing that a validator finds wrong with a document: what it says, where in it, and by which part."""

    said: str
    path: str
    place: Pointer


@dataclass(frozen=True, slots=True)
class Validator:
    """One schema of a shelf, built when it is asked for the first time; no text can make it run away."""

    shelf: Shelf
    path: str

    def accepts(self, document: JsonValue) -> bool:
        """Whether a document is valid; one that the validator cannot decide is not."""
        built = self._built()
        return built is not None and oracle.accepts(built, document) is True

    def refusal(self, document: JsonValue, about: Pointer | None = None, path: str = "") -> Refusal | None:
        """What is wrong with a document; None for one that is valid.

        Of several faults that of the keyword at `about`, or else the one that is nearest to `path`, or the deepest.
        """
        built = self._built()
        found = [self._refusal(error) for error in oracle.errors(built, document)] if built is not None else []
        return max(found, key=lambda each: _nearness(each, about, path), default=None)

    def _built(self) -> oracle.Validator | None:
        built = self.shelf.validators
        if self.path not in built:
            built[self.path] = oracle.validator(self.shelf.library, Pointer(self.path))
        return built[self.path]

    def _refusal(self, error: jsonschema_rs.ValidationError) -> Refusal:
        place = self._place(str(error.absolute_keyword_location or ""), [str(each) for each in error.schema_path])
        at = "".join(f"/{token}" for token in error.instance_path)
        said = error.message if len(error.message) <= _SAID_MAX else f"{error.message[:_SAID_MAX]}…"
        return Refusal(f"{said} (at {at})" if at else said, _written(error.instance_path), place)

    def _place(self, location: str, tokens: list[str]) -> Pointer:
        """The keyword that a validator names, by its own address or by its way from the root."""
        library = self.shelf.library
        resource, fragment = uri.split(location)
        root = library.resources.get(resource)
        if root is not None:
            tokens = list(uri.pointer(fragment))
        place = root or Pointer(self.path)
        node = library.node(place)
        for token in tokens:
            if isinstance(node, dict) and token in node:
                place, node = place.child(token), node[token]
            elif isinstance(node, list) and token.isdigit() and int(token) < len(node):
                place, node = place.child(int(token)), node[int(token)]
            else:
                break
        return place


def _nearness(refusal: Refusal, about: Pointer | None, path: str) -> tuple[bool, int, int]:
    same = about is not None and about.path == refusal.place.path and _begins(about.tokens, refusal.place.tokens)
    shared = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(refusal.path, path, strict=False)))
    return same, shared, len(refusal.path)


def _begins(tokens: tuple[str | int, ...], start: tuple[str | int, ...]) -> bool:
    return tokens[: len(start)] == start and bool(start)


def _written(tokens: list[str | int]) -> str:
    steps: list[Step] = [Items(0) if isinstance(token, int) else Member(token) for token in tokens]
    return written(tuple(steps))
