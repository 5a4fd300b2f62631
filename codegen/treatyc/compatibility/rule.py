"""A rule of a format whose compatibility is decided by rules: an id, what it looks at, and its page."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Generic, TypeVar

from treatyc.compatibility.finding import Category, Effect, Scope

P = TypeVar("P")
H = TypeVar("H")


@dataclass(frozen=True, slots=True)
class Rule(Generic[P, H]):
    """What every rule of every format has; `look` sees one pair `P` and says what it hits.

    `page` is the docstring of the rule's module: a title and the sections What, Why, Breaks and Passes, whose fences
    are examples, `writer` before `reader`.
    """

    id: str
    category: Category
    effect: Effect
    scope: Scope
    look: Callable[[P], Iterator[H]]
    page: str
