"""A schema in the normal form: every keyword that counts, each schema inside it still a reference."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from treatyc.compatibility.jsonschema.normal import keywords_arrays, keywords_logic, keywords_objects, keywords_values
from treatyc.compatibility.jsonschema.normal.evaluated import Counting, Looking, closing
from treatyc.compatibility.jsonschema.normal.formula import (
    FALSE,
    TRUE,
    AllOf,
    AnyOf,
    Formula,
    Has,
    Is,
    Kind,
    Reach,
    Refer,
    Unclear,
    When,
    every,
    negated,
    some,
    when,
)
from treatyc.compatibility.jsonschema.normal.goal import Goal
from treatyc.compatibility.jsonschema.normal.keyword import Keyword, Place
from treatyc.compatibility.jsonschema.normal.schemas import Schemas
from treatyc.compatibility.jsonschema.regular.language import TooLarge

_KEYWORDS: Mapping[str, Keyword] = {
    **keywords_values.KEYWORDS,
    **keywords_arrays.KEYWORDS,
    **keywords_objects.KEYWORDS,
    **keywords_logic.KEYWORDS,
}


@dataclass(slots=True, eq=False)
class Translator:
    """Translates each schema once."""

    schemas: Schemas
    _known: dict[Refer, Formula] = field(default_factory=dict)
    _open: set[Refer] = field(default_factory=set)
    _met_again: bool = False
    _seen: dict[tuple[Formula, Kind], Formula] = field(default_factory=dict)
    _closings: dict[Goal, Formula] = field(default_factory=dict)

    def expand(self, refer: Refer) -> Formula:
        """What a reference says, one level down."""
        known = self._known.get(refer)
        if known is not None:
            return known
        if refer in self._open:
            # `propertyNames` that refers to the schema that it stands in.
            self._met_again = True
            return Unclear("a schema that is made of itself")
        self._open.add(refer)
        try:
            known = self._translated(refer) if refer.positive else negated(self.expand(_affirmed(refer)))
        except TooLarge:
            known = Unclear("a pattern that needs too many states")
        finally:
            self._open.discard(refer)
        # What was translated within such a circle says less than it could by itself.
        if not (self._met_again and self._open):
            self._known[refer], self._met_again = known, False
        return known

    def _translated(self, refer: Refer) -> Formula:
        if isinstance(refer.site.value, bool):
            return TRUE if refer.site.value else FALSE
        place = Place(self.schemas, refer.site, refer.reach, self.expand)
        return every(_KEYWORDS[keyword](place, held) for keyword, held in refer.site.assertions.items())

    def seen_as(self, formula: Formula, kind: Kind) -> Formula:
        """What a formula says of the values of one kind."""
        key = (formula, kind)
        known = self._seen.get(key)
        if known is None:
            self._seen[key] = formula  # a reference that leads to itself stays what it is
            known = self._seen[key] = self._as(formula, kind)
        return known

    def _as(self, formula: Formula, kind: Kind) -> Formula:
        match formula:
            case AllOf(parts):
                return every(self.seen_as(part, kind) for part in parts)
            case AnyOf(parts):
                return some(self.seen_as(part, kind) for part in parts)
            case Is(kinds):
                return TRUE if kind in kinds else FALSE
            case When(of, body):
                return self.seen_as(body, kind) if of is kind else TRUE
            case Has(of, body):
                return self.seen_as(body, kind) if of is kind else FALSE
            case Refer():
                inside = self.seen_as(self.expand(formula), kind)
                return inside if inside in (TRUE, FALSE) else formula
            case _:
                return formula

    def closing(self, formulas: Goal) -> Formula:
        """That a value which a producer is taken to send holds nothing undeclared, given all that is said of it."""
        known = self._closings.get(formulas)
        if known is None:
            looking = Looking(self.schemas, Reach.DECLARED, Counting.DECLARED)
            try:
                members, items = closing(entry for formula in formulas for entry in looking.of(formula))
                known = every([when(Kind.OBJECT, members), when(Kind.ARRAY, items)])
            except TooLarge:
                known = Unclear("which names several patterns leave")
            self._closings[formulas] = known
        return known


def _affirmed(refer: Refer) -> Refer:
    return Refer(refer.site, positive=True, reach=refer.reach)
