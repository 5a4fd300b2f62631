"""A schema as a type of the model: never narrower than the schema, and noted as undecided wherever it is wider."""

from __future__ import annotations

from treatyc.load.jsonschema.dialect import Schema
from treatyc.load.jsonschema.naming import singular, type_token
from treatyc.load.jsonschema.objects import (
    Declaration,
    Shape,
    declares,
    discriminator,
    is_structured,
    shape_of,
    structured,
)
from treatyc.load.jsonschema.reading import (
    ALL_KINDS,
    DEPTH_MAX,
    Reading,
    Spot,
    kind_of,
    kinds_of,
    length,
    type_kinds,
    value_text,
)
from treatyc.load.jsonschema.scalars import count, floating, integer, string
from treatyc.load.jsonschema.unions import branch_token, flattened, widest
from treatyc.source import Pointer
from treatyc.system.schema import (
    Anything,
    Array,
    Boolean,
    Field,
    JsonField,
    Literal,
    Map,
    Null,
    Record,
    Ref,
    Type,
    Union,
)

_ORDER = ("object", "array", "string", "integer", "fraction", "boolean", "null")
_NUMERIC = frozenset({"integer", "fraction"})
_RELEVANT = {
    **dict.fromkeys(("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"), _NUMERIC),
    **dict.fromkeys(("minLength", "maxLength", "pattern"), frozenset({"string"})),
    **dict.fromkeys(
        "items prefixItems additionalItems unevaluatedItems contains minContains maxContains minItems maxItems "
        "uniqueItems".split(),
        frozenset({"array"}),
    ),
    **dict.fromkeys(
        "properties patternProperties additionalProperties unevaluatedProperties propertyNames minProperties "
        "maxProperties required dependentRequired dependentSchemas dependencies".split(),
        frozenset({"object"}),
    ),
}
"""The kinds that a keyword can refuse; a keyword that is not here can refuse any."""

_DECIDED = frozenset(
    "type minimum maximum exclusiveMinimum exclusiveMaximum minLength maxLength pattern items minItems maxItems "
    "multipleOf".split()
)


def type_of(reading: Reading, place: Pointer, spot: Spot) -> Type:
    """The type of the schema at a place: a reference where the schema has a name."""
    name = reading.named.get(place)
    return Ref(name) if name is not None else described(reading, place, spot)


def described(reading: Reading, place: Pointer, spot: Spot) -> Type:
    """The type of what stands at a place, whether or not it has a name."""
    node = reading.node(place)
    if not isinstance(node, dict):
        return Anything() if node else _wider(reading, spot, Anything())
    keys = reading.dialect(place).assertions(node)
    if not keys:
        return Anything()
    if keys == {"$ref"}:
        return reading.reference(reading.target(place)) or _wider(reading, spot, Anything())
    if keys == {"allOf"} and length(node["allOf"]) == 1:
        return type_of(reading, place.child("allOf", 0), spot)
    if keys & {"const", "enum"}:
        return _constants(reading, place, spot)
    for keyword in ("oneOf", "anyOf"):
        if keyword in keys and keys <= {keyword, "type"}:
            return _alternatives(reading, place, keyword, spot)
    if keys & {"$ref", "allOf"}:
        main = _main_part(reading, place)
        if main is not None:
            return _wider(reading, spot, type_of(reading, main, spot))
    return _by_kind(reading, place, spot)


def record(reading: Reading, place: Pointer, name: str) -> Record:
    """The schema at a place as a record, whatever else it may be."""
    shape = shape_of(reading, place)
    spot = Spot(name, name)
    if not shape.exact:
        reading.undecided.add(name)
    additional = _additional(reading, shape, spot)
    node = reading.node(place)
    texts = node if isinstance(node, dict) else {}
    return Record(
        name=name,
        fields=tuple(_field(reading, shape, member, place, spot) for member in shape.names()),
        place=place,
        doc=doc_of(texts),
        deprecated=texts.get("deprecated") is True,
        closed=shape.closed and additional is None,
        additional=additional,
    )


def doc_of(schema: Schema) -> str:
    """What a schema says of itself for people."""
    held = schema.get("description")
    return held.strip() if isinstance(held, str) else ""


def _wider(reading: Reading, spot: Spot, found: Type) -> Type:
    reading.undecided.add(spot.owner)
    return found


def _main_part(reading: Reading, place: Pointer) -> Pointer | None:
    """The one part that gives a schema its form, where all others only narrow it."""
    node = reading.node(place)
    if not isinstance(node, dict):
        return None
    target = reading.target(place)
    parts = [target] if target is not None else []
    parts += [place.child("allOf", index) for index in range(length(node.get("allOf")))]
    forming = [part for part in parts if reading.named.get(part) or declares(reading, part)]
    beside = {
        keyword: held for keyword, held in node.items() if keyword not in ("$ref", "allOf", "$defs", "definitions")
    }
    own = structured(reading.dialect(place), beside)
    return forming[0] if len(forming) == 1 and not own else None


def _constants(reading: Reading, place: Pointer, spot: Spot) -> Type:
    node = reading.node(place)
    if not isinstance(node, dict):
        return Anything()
    keys = reading.dialect(place).assertions(node)
    if not keys <= {"type", "const", "enum"} or {"const", "enum"} <= keys:
        reading.undecided.add(spot.owner)
    listed = node["enum"] if "enum" in keys else [node["const"]]
    allowed = type_kinds(node["type"]) if "type" in keys else ALL_KINDS
    values = listed if isinstance(listed, list) else []
    texts = dict.fromkeys(value_text(value) for value in values if kind_of(value) in allowed)
    return Literal(tuple(texts)) if texts else _wider(reading, spot, Anything())


def _by_kind(reading: Reading, place: Pointer, spot: Spot) -> Type:
    node = reading.node(place)
    kinds = kinds_of(reading, place)
    if not isinstance(node, dict) or kinds in (ALL_KINDS, frozenset()):
        if isinstance(node, dict) and "properties" in node and kinds == ALL_KINDS and place in reading.named:
            message = "this declares properties, and yet takes values that are no objects"
            reading.report.warning("schema-untyped", message, at=place, help='add "type": "object"')
        return _wider(reading, spot, Anything())
    keys = reading.dialect(place).assertions(node)
    relevant = {key for key in keys if _RELEVANT.get(key, ALL_KINDS) & kinds}
    if kinds != {"object"} and not relevant <= _DECIDED:
        reading.undecided.add(spot.owner)
    if "type" in keys and type_kinds(node["type"]) != kinds:
        reading.undecided.add(spot.owner)
    numeric = "fraction" if "fraction" in kinds else "integer"
    branches = [
        _of_kind(reading, place, kind, spot)
        for kind in _ORDER
        if kind in kinds and (kind not in _NUMERIC or kind == numeric)
    ]
    return branches[0] if len(branches) == 1 else Union(tuple(branches))


def _of_kind(reading: Reading, place: Pointer, kind: str, spot: Spot) -> Type:
    node = reading.node(place)
    schema = node if isinstance(node, dict) else {}
    match kind:
        case "object":
            return _object(reading, place, spot)
        case "array":
            return _array(reading, place, schema, spot)
        case "string":
            return string(schema)
        case "integer":
            return integer(reading, schema, spot)
        case "fraction":
            return floating(reading, schema, spot)
        case "boolean":
            return Boolean()
        case _:
            return Null()


def _object(reading: Reading, place: Pointer, spot: Spot) -> Type:
    shape = shape_of(reading, place)
    if shape.is_record:
        return _inline_record(reading, place, spot)
    if not shape.exact:
        reading.undecided.add(spot.owner)
    kept = _additional(reading, shape, _item_spot(spot))
    return Map(kept or Anything())


def _inline_record(reading: Reading, place: Pointer, spot: Spot) -> Type:
    """A record that has no name of its own gets one from where it stands; it is made once, for it may hold itself."""
    known = reading.inline.get(place)
    if known is not None:
        return Ref(known)
    if len(reading.open) > DEPTH_MAX:
        return _wider(reading, spot, Anything())
    name = reading.claim(spot.name)
    reading.inline[place] = name
    reading.open.append(name)
    reading.definitions[name] = record(reading, place, name)
    reading.open.pop()
    return Ref(name)


def _field(reading: Reading, shape: Shape, name: str, place: Pointer, spot: Spot) -> Field:
    declarations = shape.declared.get(name, [])
    first = declarations[0].place if declarations else place
    node = reading.node(first)
    schema = node if isinstance(node, dict) and declarations else {}
    default = schema.get("default")
    return Field(
        name=name,
        type=_member_type(reading, shape, declarations, spot.inside(type_token(name))),
        required=name in shape.required,
        place=first,
        origin=JsonField(read_only=schema.get("readOnly") is True, write_only=schema.get("writeOnly") is True),
        default=value_text(default) if "default" in schema else None,
        doc=doc_of(schema),
        deprecated=schema.get("deprecated") is True,
    )


def _member_type(reading: Reading, shape: Shape, declarations: list[Declaration], spot: Spot) -> Type:
    """The type of the first declaration that always holds; any value where others may declare members within it."""
    first = next((each for each in declarations if each.certain), None)
    if first is None:
        return _wider(reading, spot, Anything()) if declarations else Anything()
    others = [each for each in declarations if each is not first] + shape.patterns
    others += shape.rest if shape.parts > 1 else []
    if is_structured(reading, first.place) and any(declares(reading, other.place) for other in others):
        return _wider(reading, spot, Anything())
    return type_of(reading, first.place, spot)


def _additional(reading: Reading, shape: Shape, spot: Spot) -> Type | None:
    """The type of members that have no name of their own but are declared all the same; None where there are none."""
    kept = shape.rest + shape.patterns
    if shape.keeps_all or len(kept) > 1 or any(not each.certain for each in kept):
        return _wider(reading, spot, Anything())
    if not kept:
        return None
    if shape.patterns:
        reading.undecided.add(spot.owner)
        return Anything()
    return type_of(reading, kept[0].place, spot)


def _item_spot(spot: Spot) -> Spot:
    return spot.inside(singular(spot.name.rpartition(".")[2]))


def _array(reading: Reading, place: Pointer, schema: Schema, spot: Spot) -> Type:
    dialect = reading.dialect(place)
    keys = dialect.assertions(schema)
    items = schema.get("items") if "items" in keys else None
    beside = {keyword: held for keyword, held in schema.items() if keyword not in ("items", "$defs", "definitions")}
    item: Type = Anything()
    if "prefixItems" in keys or isinstance(items, list) or items is False or structured(dialect, beside):
        reading.undecided.add(spot.owner)
    elif isinstance(items, dict):
        item = type_of(reading, place.child("items"), _item_spot(spot))
    return Array(item, min_items=count(schema, "minItems"), max_items=count(schema, "maxItems"))


def _alternatives(reading: Reading, place: Pointer, keyword: str, spot: Spot) -> Type:
    """`oneOf` or `anyOf` as a union, where the branches can be told apart; else what is wide enough for all."""
    node = reading.node(place)
    schema = node if isinstance(node, dict) else {}
    whole = kinds_of(reading, place)
    places = [place.child(keyword, index) for index in range(length(schema.get(keyword)))]
    if len(places) == 1:
        reading.undecided.update({spot.owner} if "type" in schema else ())
        return type_of(reading, places[0], spot)
    kinds = {branch: kinds_of(reading, branch) for branch in places}
    if any(found == ALL_KINDS or not found for found in kinds.values()):
        reading.undecided.add(spot.owner)
        return Anything() if whole == ALL_KINDS else widest(whole)
    if "type" in schema and not frozenset().union(*kinds.values()) <= type_kinds(schema["type"]):
        return _wider(reading, spot, widest(whole))
    shared = {kind for kind in ALL_KINDS if sum(kind in found for found in kinds.values()) > 1}
    numeric = [found for found in kinds.values() if found & _NUMERIC]
    if not shared and len(numeric) < 2:
        return flattened(type_of(reading, each, _branch_spot(reading, each, spot)) for each in places)
    objects = [each for each in places if "object" in kinds[each]]
    if shared == {"object"} and all(kinds[each] == {"object"} for each in objects):
        return _union_of_records(reading, places, objects, keyword, spot)
    return _wider(reading, spot, widest(whole))


def _union_of_records(
    reading: Reading, places: list[Pointer], objects: list[Pointer], keyword: str, spot: Spot
) -> Type:
    member = discriminator(reading, objects)
    spots = {each: _branch_spot(reading, each, spot, member) for each in places}
    branches = [type_of(reading, each, spots[each]) for each in places]
    found = [branch for each, branch in zip(places, branches, strict=True) if each in objects]
    if not all(isinstance(branch, Ref) for branch in found):
        return _wider(reading, spot, widest(frozenset().union(*(kinds_of(reading, each) for each in places))))
    if member is None:
        reading.undecided.add(spot.owner)
    if member is None and keyword == "anyOf":
        branches.append(Map(Anything()))  # two branches at once may hold more than either
    return flattened(branches)


def _branch_spot(reading: Reading, place: Pointer, spot: Spot, member: str | None = None) -> Spot:
    token = branch_token(reading.node(place), member)
    return Spot(spot.owner, f"{spot.name}.{token}") if token else spot
