"""The schemas of both sides, each known by its place and by what `$dynamicRef` means there; equal ones are one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from treatyc.load.json_text import JsonValue
from treatyc.load.jsonschema import uri
from treatyc.load.jsonschema.canonical import text
from treatyc.load.jsonschema.dialect import Dialect, Schema, Tokens
from treatyc.load.jsonschema.library import Library, Target
from treatyc.source import Pointer

_DYNAMIC = ("$dynamicRef", "$recursiveRef")
_TWINS_MAX = 2_000


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
    _signatures: dict[Site, str] = field(default_factory=dict)
    _alike: dict[tuple[Dialect, str], list[Site]] = field(default_factory=dict)
    _dynamic: dict[tuple[int, str], bool] = field(default_factory=dict)

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
        alike = self._alike.setdefault((fresh.dialect, self._signature(fresh)), [])
        for known in alike:
            if self._twins(fresh, known):
                return known
        alike.append(fresh)
        return fresh

    def _signature(self, site: Site) -> str:
        known = self._signatures.get(site)
        if known is None:
            known = text(_pruned(site.dialect, site.value))
            self._signatures[site] = known
        return known

    def _twins(self, one: Site, other: Site) -> bool:
        """Whether two schemas say the same, each reference of one leading to what that of the other leads to."""
        pending, assumed = [(one, other)], {(_where(one), _where(other))}
        while pending:
            left, right = pending.pop()
            if left.dialect is not right.dialect or self._signature(left) != self._signature(right):
                return False
            for tokens, schema in left.dialect.walk(_pruned(left.dialect, left.value)):
                if any(keyword in schema for keyword in _DYNAMIC) or len(assumed) > _TWINS_MAX:
                    return False
                if "$ref" not in schema:
                    continue
                pair = self._named(left, tokens), self._named(right, tokens)
                if pair[0] is None or pair[1] is None:
                    return False
                if pair[0].place is None or pair[1].place is None:
                    # One draft's meta-schema: the same words name the same one.
                    if pair[0].place is not pair[1].place:
                        return False
                    continue
                key = (left.side, pair[0].place), (right.side, pair[1].place)
                if key not in assumed:
                    assumed.add(key)
                    pending.append((self._aside(left, pair[0].place), self._aside(right, pair[1].place)))
        return True

    def _named(self, site: Site, tokens: Tokens) -> Target | None:
        """What the reference of a schema inside a site names."""
        library, place = self.libraries[site.side], site.place.child(*tokens)
        schema = library.node(place)
        reference = schema.get("$ref") if isinstance(schema, dict) else None
        return library.find(place, reference) if isinstance(reference, str) else None

    def _aside(self, site: Site, place: Pointer) -> Site:
        """Another schema of the same side, to be looked at and forgotten."""
        library = self.libraries[site.side]
        return Site(site.side, place, (), library.node(place), library.documents[place.path].dialect)


def _where(site: Site) -> tuple[int, Pointer]:
    return site.side, site.place


def _holds(node: JsonValue, keyword: str, *, expected: JsonValue) -> bool:
    return isinstance(node, dict) and node.get(keyword) == expected


def _pruned(dialect: Dialect, value: JsonValue) -> JsonValue:
    """A schema with the keywords that can refuse something, and nothing else."""
    if not isinstance(value, dict):
        return value
    return {keyword: _held(dialect, keyword, value[keyword]) for keyword in sorted(dialect.assertions(value))}


def _held(dialect: Dialect, keyword: str, held: JsonValue) -> JsonValue:
    if keyword in dialect.named and isinstance(held, dict):
        return {name: _pruned(dialect, child) for name, child in held.items()}
    if keyword in dialect.several and isinstance(held, list):
        return [_pruned(dialect, child) for child in held]
    return _pruned(dialect, held) if keyword in dialect.one else held
