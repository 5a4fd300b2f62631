"""What a keyword means: the place where it stands, and how what it holds becomes a formula."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction

from treatyc.compatibility.jsonschema.normal.formula import Formula, Reach, Refer
from treatyc.compatibility.jsonschema.normal.schemas import Schemas, Site
from treatyc.load.json_text import JsonValue
from treatyc.load.jsonschema.dialect import Schema


@dataclass(frozen=True, slots=True)
class Place:
    """A schema that is being translated, with the reach that its parts are given; `expand` translates another."""

    schemas: Schemas
    site: Site
    reach: Reach
    expand: Callable[[Refer], Formula]

    @property
    def assertions(self) -> Schema:
        """The keywords of the schema that count."""
        return self.site.assertions

    def child(self, *tokens: str | int) -> Formula:
        """What a schema inside this one says of the value that it looks at."""
        return Refer(self.schemas.child(self.site, *tokens), positive=True, reach=self.reach)


Keyword = Callable[[Place, JsonValue], Formula]


def number(value: JsonValue) -> Fraction:
    """A number as it is written: 0.1 is a tenth."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return Fraction(0)
    return Fraction(value) if isinstance(value, int) else Fraction(repr(value))


def whole(value: JsonValue) -> int:
    """A count; 2.0 is one."""
    return int(number(value))


def strings(value: JsonValue) -> list[str]:
    """The texts of a list."""
    return [each for each in value if isinstance(each, str)] if isinstance(value, list) else []


def schemas_of(value: JsonValue) -> Schema:
    """What ought to be an object of schemas."""
    return value if isinstance(value, dict) else {}
