"""What Karapace finds between two JSON Schemas, in the state of mid 2026: draft 7, whatever `$schema` says.

Among what it does not look at are `const`, `format`, `contains`, `multipleOf`, `uniqueItems` and `required` by itself.
Its mistakes are followed where they decide a verdict; each is named where it is made.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from treatyc.dialects.dialect import EngineFails, Reason
from treatyc.dialects.karapace.schema import (
    ENUM,
    NOT,
    NUMBERS,
    Keywords,
    combination,
    is_open,
    type_of,
)
from treatyc.dialects.limits import Effort, Unpredicted
from treatyc.dialects.pairing import paired
from treatyc.dialects.regular import is_matched
from treatyc.load.json_text import JsonValue

Path = tuple[str, ...]
Found = list[Reason]

DEPTH_MAX = 150
"""Python's own limit ends Karapace not far beyond."""

_COMBINED = frozenset({"allOf", "anyOf", "oneOf"})
_LEAST = {"minimum": "minimum", "exclusiveMinimum": "minimum_exclusive"}
_MOST = {"maximum": "maximum", "exclusiveMaximum": "maximum_exclusive"}


def differences(reader: JsonValue, writer: JsonValue) -> Found:
    """All that stands against reading with one unfolded schema what was written with the other."""
    return _Comparison().schemas(reader, writer, ())


def because(kind: str, path: Path) -> Found:
    """One reason."""
    return [Reason(kind, "/" + "/".join(path))]


@dataclass(slots=True)
class _Comparison:
    effort: Effort = field(default_factory=Effort)

    def schemas(self, reader: JsonValue, writer: JsonValue, path: Path) -> Found:
        """Two schemas, either of which may be missing."""
        self.effort.spend()
        if len(path) > DEPTH_MAX:
            raise Unpredicted("not predicted: the schemas nest too deep")
        if writer is None and reader is not None:
            return because("schema_added", path)
        if reader is None and writer is not None:
            return because("schema_removed", path)
        types = type_of(reader), type_of(writer)
        if NUMBERS.issuperset(types):
            return self._numbers(_object(reader), _object(writer), types, path)
        if not _COMBINED.isdisjoint(types):
            return self._combinations(reader, writer, path)
        # `true` goes for an object without any keyword.
        if all(each == "object" or schema is True for each, schema in zip(types, (reader, writer), strict=True)):
            return self._objects(_object(reader), _object(writer), path)
        if types[0] != types[1]:
            return because("type_changed", path)
        return self._alike(reader, writer, types[0], path)

    def _alike(self, reader: JsonValue, writer: JsonValue, type: str, path: Path) -> Found:
        match type:
            case "string":
                return _strings(_object(reader), _object(writer), path)
            case "array":
                return self._arrays(_object(reader), _object(writer), path)
            case _ if type == NOT:
                # What is forbidden is compared as if it were allowed.
                return self.schemas(_object(reader)[NOT], _object(writer)[NOT], (*path, NOT))
            case _ if type == ENUM:
                return _enums(_object(reader), _object(writer), path)
            case _:
                return []  # booleans, nulls and boolean schemas are alike, `true` and `false` too

    def _numbers(self, reader: Keywords, writer: Keywords, types: tuple[str, str], path: Path) -> Found:
        found = [reason for keyword, word in _MOST.items() for reason in _most(reader, writer, keyword, word, path)]
        found += [reason for keyword, word in _LEAST.items() for reason in _least(reader, writer, keyword, word, path)]
        return found + (because("type_narrowed", path) if types == ("integer", "number") else [])

    def _arrays(self, reader: Keywords, writer: Keywords, path: Path) -> Found:
        reads, writes = reader.get("items"), writer.get("items")
        if isinstance(reads, list) != isinstance(writes, list):
            return because("type_changed", path)
        found: Found = []
        if isinstance(reads, list) and isinstance(writes, list):
            for place, (read, written) in enumerate(zip(reads, writes, strict=False)):
                found += self.schemas(read, written, (*path, "items", str(place)))
            found += self._lengths(reader, writer, (reads, writes), path)
        else:
            found += self.schemas(reads, writes, (*path, "items", "0"))
        found += _most(reader, writer, "maxItems", "max_items", path)
        return found + _least(reader, writer, "minItems", "min_items", path)

    def _lengths(
        self, reader: Keywords, writer: Keywords, items: tuple[list[JsonValue], list[JsonValue]], path: Path
    ) -> Found:
        """Tuples of unequal length, and what each says of further items."""
        reads, writes = items
        rest = (*path, "additionalItems")
        found: Found = []
        if len(writes) > len(reads) and reader.get("additionalItems", True) is not True:
            # What the reader says of further items is not looked at: a schema that is `true` stands for it.
            anything: JsonValue = True
            misfits = [each for each in writes[len(reads) :] if self.schemas(anything, each, rest)]
            kind = "item_removed_not_covered_by_partially_open_content_model"
            found += [reason for _ in misfits for reason in because(kind, rest)]
        if len(reads) > len(writes):
            found += because("item_added_to_open_content_model", path)
        if reader.get("additionalItems", True) is False and writer.get("additionalItems", True) is not False:
            found += because("additional_items_removed", rest)
        return found

    def _objects(self, reader: Keywords, writer: Keywords, path: Path) -> Found:
        reads, writes = _object(reader.get("properties")), _object(writer.get("properties"))
        found: Found = []
        for name in writes:
            if name in reads:
                found += self._property(reads[name], writes[name], (*path, "properties", name))
        gone = [name for name in writes if name not in reads]
        new = [name for name in reads if name not in writes]
        if gone and not is_open(reader):
            found += self._gone(reader, {name: writes[name] for name in gone}, (*path, "properties"))
        elif new:
            # With properties gone from a closed reader nobody looks at those that are new.
            found += self._new(reader, writer, {name: reads[name] for name in new}, (*path, "properties"))
        found += self._dependencies(reader, writer, path)
        found += _most(reader, writer, "maxProperties", "max_properties", path)
        found += _least(reader, writer, "minProperties", "min_properties", path)
        return found + self._additional(reader.get("additionalProperties"), writer.get("additionalProperties"), path)

    def _property(self, reader: JsonValue, writer: JsonValue, path: Path) -> Found:
        if not isinstance(reader, dict) or not isinstance(writer, dict):
            raise EngineFails("AttributeError: a property's schema is a boolean")
        # Meant is whether the property itself became required; looked at is `required` within it.
        newly = reader.get("required") and not writer.get("required")
        found = because("required_attribute_added", path) if newly else []
        return found + self.schemas(reader, writer, path)

    def _gone(self, reader: Keywords, gone: Keywords, path: Path) -> Found:
        found: Found = []
        for name, written in gone.items():
            covering = _covering(reader, name)
            if covering is None:
                found += because("property_removed_from_closed_content_model", (*path, name))
            elif inner := self.schemas(covering, written, path):
                kind = "property_removed_not_covered_by_partially_open_content_model"
                found += [*inner, *because(kind, (*path, name))]
        return found

    def _new(self, reader: Keywords, writer: Keywords, new: Keywords, path: Path) -> Found:
        if is_open(writer):
            return because("property_added_to_open_content_model", path)
        found: Found = []
        for name, read in new.items():
            covering = _covering(writer, name)
            if covering is not None and covering is not False and self.schemas(read, covering, path):
                kind = "property_added_not_covered_by_partially_open_content_model"
                found += because(kind, (*path, name))
            # A default is looked for in a property that is called `required`.
            beside = _object(reader.get("properties")).get("required", [])
            defaulted = isinstance(beside, dict | list) and "default" in beside
            if name in _listed(reader.get("required")) and not defaulted:
                found += because("required_property_added_to_unopen_content_model", (*path, name))
        return found

    def _dependencies(self, reader: Keywords, writer: Keywords, path: Path) -> Found:
        """Those of the writer are looked for in the reader, and not the reverse."""
        found: Found = []
        reads = _object(reader.get("dependencies"))
        for name, written in _object(writer.get("dependencies")).items():
            read = reads.get(name)
            if not read:
                found += because("dependency_array_added", path)
            if not isinstance(read, dict | list) or not isinstance(written, dict | list):
                raise EngineFails("TypeError: a dependency that the reader does not have is gone through")
            if any(each not in read for each in written):
                found += because("dependency_array_extended", path)
        schemas = _object(reader.get("dependentSchemas"))
        for name, written in _object(writer.get("dependentSchemas")).items():
            found += self.schemas(schemas.get(name), written, path)
        return found

    def _additional(self, reader: JsonValue, writer: JsonValue, path: Path) -> Found:
        rest = (*path, "additionalProperties")
        if writer is None and reader is not None:
            return because("additional_properties_narrowed", rest)
        return self.schemas(reader, writer, rest) if reader and writer else []

    def _combinations(self, reader: JsonValue, writer: JsonValue, path: Path) -> Found:
        reads, writes = combination(reader), combination(writer)
        types = type_of(reader), type_of(writer)
        inside = (*path, types[0])
        mismatch = because("type_changed", inside)
        if reads is not None and types[0] in _COMBINED and types[1] not in _COMBINED:
            if len(reads[0]) == 1:
                return mismatch if self.schemas(reads[0][0], writer, inside) else []
            if types[0] != "allOf":
                fits = any(not self.schemas(each, writer, inside) for each in reads[0])
                return [] if fits else mismatch
        if writes is not None and types[1] in _COMBINED and types[0] not in _COMBINED and len(writes[0]) == 1:
            return mismatch if self.schemas(reader, writes[0][0], inside) else []
        if reads is None or writes is None:
            return mismatch
        return self._members(reads, writes, inside)

    def _members(self, reads: tuple[list[JsonValue], str], writes: tuple[list[JsonValue], str], path: Path) -> Found:
        (readers, reader_type), (writers, writer_type) = reads, writes
        if reader_type not in ("anyOf", writer_type):
            return because("combined_type_changed", path)
        if reader_type == "allOf" and len(writers) < len(readers):
            return because("product_type_extended", path)
        if reader_type in ("anyOf", "oneOf") and len(writers) > len(readers):
            return because("sum_type_narrowed", path)
        edges = {
            left: [
                right
                for right, written in enumerate(writers)
                if not self.schemas(read, written, (*path, reader_type, str(right)))
            ]
            for left, read in enumerate(readers)
        }
        needed = len(readers) if reader_type == "allOf" else len(writers)
        return because("combined_type_subschemas_changed", path) if paired(edges) < needed else []


def _strings(reader: Keywords, writer: Keywords, path: Path) -> Found:
    found = _most(reader, writer, "maxLength", "max_length", path)
    found += _least(reader, writer, "minLength", "min_length", path)
    read, written = reader.get("pattern"), writer.get("pattern")
    if read is not None and read != written:
        found += because("pattern_added" if written is None else "pattern_changed", path)
    return found


def _enums(reader: Keywords, writer: Keywords, path: Path) -> Found:
    reads, writes = _listed(reader.get(ENUM)), _listed(writer.get(ENUM))
    if any(isinstance(each, dict | list) for each in (*reads, *writes)):
        raise EngineFails("TypeError: an `enum` of objects or lists is put into a set")
    gone = [each for each in writes if each not in reads]
    if any(not isinstance(each, str) for each in gone):
        raise EngineFails("TypeError: values of an `enum` that are no text are joined as text")
    return because("enum_array_narrowed", (*path, ENUM)) if gone else []


def _most(reader: Keywords, writer: Keywords, keyword: str, word: str, path: Path) -> Found:
    """An upper bound."""
    read, written = reader.get(keyword), writer.get(keyword)
    if written is None and read is not None:
        return because(f"{word}_added", path)
    lower = isinstance(read, int | float) and isinstance(written, int | float) and read < written
    return because(f"{word}_decreased", path) if lower else []


def _least(reader: Keywords, writer: Keywords, keyword: str, word: str, path: Path) -> Found:
    """A lower bound."""
    read, written = reader.get(keyword), writer.get(keyword)
    if written is None and read is not None:
        return because(f"{word}_added", path)
    higher = isinstance(read, int | float) and isinstance(written, int | float) and read > written
    return because(f"{word}_increased", path) if higher else []


def _covering(schema: Keywords, name: str) -> JsonValue:
    """The schema that an undeclared property must fit; a pattern counts only at the beginning of a name."""
    patterns = _object(schema.get("patternProperties"))
    by_pattern = (inner for pattern, inner in patterns.items() if is_matched(pattern, name))
    return next(by_pattern, schema.get("additionalProperties"))


def _object(value: JsonValue) -> Keywords:
    return value if isinstance(value, dict) else {}


def _listed(value: JsonValue) -> list[JsonValue]:
    return value if isinstance(value, list) else []
