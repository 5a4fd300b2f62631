"""What one value is to satisfy: a set of formulas that keeps the order in which they came.

Python orders a plain set by hashes that differ from process to process; a search that followed them would find other
values each time, and near the end of its budget another verdict.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from treatyc.compatibility.jsonschema.normal.formula import Formula


class Goal:
    """Equal, and known again, by what it holds; gone through in the order of its first mention."""

    __slots__ = ("_held", "_order")

    def __init__(self, formulas: Iterable[Formula]) -> None:
        self._order = tuple(dict.fromkeys(formulas))
        self._held = frozenset(self._order)

    def __iter__(self) -> Iterator[Formula]:
        return iter(self._order)

    def __hash__(self) -> int:
        return hash(self._held)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Goal) and self._held == other._held

    def __le__(self, other: Goal) -> bool:
        """Whether the other asks for all that this one does."""
        return self._held <= other._held

    def also(self, *formulas: Formula) -> Goal:
        """The same with some formulas more."""
        return self if self._held.issuperset(formulas) else Goal((*self._order, *formulas))
