"""The schemas of both sides, each known by its place and by what `$dynamicRef` means there; equal ones are one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from treatyc.compatibility.jsonschema.normal.twins import Face, Twins
from treatyc.load.json_text import JsonValue
from treatyc.load.jsonschema import uri
from treatyc.load.jsonschema.dialect import Dialect, Schema
from treatyc.load.jsonschema.library import Library
from treatyc.source import Pointer


@dataclass(frozen=True, slots=True, eq=False)
class Site:
    """A schema of one side. `scope` are the resources with dynamic anchors that led here, the outermost first."""

    side: int
    place: Pointer
    scope: tuple[str, ...]
    value: JsonValue
    dialect: Dialect

    @property
    def assertions(self) -> Schema:
        """The keywords that count, with what they hold."""
        if not isinstance(self.value, dict):
            return {}
        return {keyword: self.value[keyword] for keyword in sorted(self.dialect.assertions(self.value))}


@dataclass(slots=True, eq=False)
class Schemas:
    """Sites by place. Two places are one site where their schemas say the same, through every reference."""

    libraries: Sequence[Library]
    _sites: dict[tuple[int, Pointer, tuple[str, ...]], Site] = field(default_factory=dict)
    _alike: dict[Face, list[Site]] = field(default_factory=dict)
    _dynamic: dict[tuple[int, str], bool] = field(default_factory=dict)
    _twins: Twins = field(init=False)

    def __post_init__(self) -> None:
        self._twins = Twins(self.libraries)

    def root(self, side: int, place: Pointer) -> Site:
        """The site where a comparison begins."""
        return self._site(side, place, ())

    def child(self, site: Site, *tokens: str | int) -> Site:
        """A schema inside another."""
        return self._site(site.side, site.place.child(*tokens), site.scope)

    def target(self, site: Site, keyword: str) -> Site | None:
        """What a reference of a site names; None where that is not at hand."""
        reference = site.assertions[keyword]
        found = self.libraries[site.side].find(site.place, reference) if isinstance(reference, str) else None
        if found is None or found.place is None:
            return None
        place = found.place
        if keyword == "$recursiveRef":
            place = self._recursive(site, place)
        elif keyword == "$dynamicRef" and isinstance(reference, str):
            place = self._dynamically(site, place, reference)
        return self._site(site.side, place, site.scope)

    def _recursive(self, site: Site, place: Pointer) -> Pointer:
        library = self.libraries[site.side]
        if not _holds(library.node(place), "$recursiveAnchor", expected=True):
            return place
        for resource in site.scope:
            outer = library.resources[resource]
            if _holds(library.node(outer), "$recursiveAnchor", expected=True):
                return outer
        return place

    def _dynamically(self, site: Site, place: Pointer, reference: str) -> Pointer:
        library = self.libraries[site.side]
        anchor = uri.split(reference)[1]
        if not _holds(library.node(place), "$dynamicAnchor", expected=anchor):
            return place
        for resource in site.scope:
            outer = library.anchors.get((resource, anchor))
            if outer is not None and _holds(library.node(outer), "$dynamicAnchor", expected=anchor):
                return outer
        return place

    def _site(self, side: int, place: Pointer, scope: tuple[str, ...]) -> Site:
        library = self.libraries[side]
        if self._is_dynamic(side, place.path):
            base = library.base(place)
            scope = scope if base in scope else (*scope, base)
        known = self._sites.get((side, place, scope))
        if known is None:
            fresh = Site(side, place, scope, library.node(place), library.documents[place.path].dialect)
            known = self._one_of(fresh)
            self._sites[(side, place, scope)] = known
        return known

    def _is_dynamic(self, side: int, path: str) -> bool:
        known = self._dynamic.get((side, path))
        if known is None:
            document = self.libraries[side].documents[path]
            schemas = (schema for _, schema in document.dialect.walk(document.value))
            known = any("$dynamicAnchor" in schema or "$recursiveAnchor" in schema for schema in schemas)
            self._dynamic[(side, path)] = known
        return known

    def _one_of(self, fresh: Site) -> Site:
        """The site that says the same as a fresh one, if there is one already."""
        if fresh.scope:
            return fresh
        where = (fresh.side, fresh.place)
        alike = self._alike.setdefault(self._twins.face(where), [])
        for known in alike:
            if self._twins.are_alike(where, (known.side, known.place)):
                return known
        alike.append(fresh)
        return fresh


def _holds(node: JsonValue, keyword: str, *, expected: JsonValue) -> bool:
    return isinstance(node, dict) and node.get(keyword) == expected
