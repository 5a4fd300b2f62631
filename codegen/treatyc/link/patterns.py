"""Patterns against templates: what matches, which parameters a match fixes, and which pattern is the more specific."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from treatyc.system.address import is_parameter_value, parameter_name, tokens

Bindings = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, order=True)
class Specificity:
    """How narrow a pattern or a template is: by its plain tokens first, then by its parameters, then by its `*`."""

    plain: int
    named: int
    single: int


def specificity(pattern: str) -> Specificity:
    """`events.order.>` is more specific than `events.*.*`, which is more so than `events.>`."""
    parts = tokens(pattern)
    named = sum(parameter_name(part) is not None for part in parts)
    single, rest = parts.count("*"), parts.count(">")
    return Specificity(len(parts) - named - single - rest, named, single)


class AddressTree:
    """All templates of a project, token by token: what a pattern covers is found without asking each of them."""

    def __init__(self, templates: Iterable[str]) -> None:
        self._root = _Branch()
        for template in templates:
            branch = self._root
            for token in tokens(template):
                branch = branch.below.setdefault(token, _Branch())
            branch.template = template

    def find(self, pattern: str) -> list[tuple[str, Bindings]]:
        """The templates that a pattern covers, sorted, each with the parameters that the pattern fixes.

        `*` covers one token and `>` all that is left; a plain token covers itself, or is a parameter's value; a
        `{parameter}` covers the parameter of that name.
        """
        reached: list[tuple[_Branch, Bindings]] = [(self._root, ())]
        for want in tokens(pattern):
            following: list[tuple[_Branch, Bindings]] = []
            for branch, bindings in reached:
                if want == ">":
                    following += [(each, bindings) for each in branch.all_below()]
                else:
                    following += branch.step(want, bindings)
            reached = following
        return sorted((branch.template, bindings) for branch, bindings in reached if branch.template is not None)


@dataclass(slots=True)
class _Branch:
    """One token's place in the tree; `template` where an address ends here."""

    below: dict[str, _Branch] = field(default_factory=dict)
    template: str | None = None

    def step(self, want: str, bindings: Bindings) -> Iterator[tuple[_Branch, Bindings]]:
        """The branches that one token of a pattern leads to."""
        if want == "*":
            yield from ((branch, bindings) for branch in self.below.values())
            return
        if want in self.below:
            yield self.below[want], bindings
        if is_parameter_value(want):
            for token, branch in self.below.items():
                name = parameter_name(token)
                if name is not None:
                    yield branch, (*bindings, (name, want))

    def all_below(self) -> Iterator[_Branch]:
        """Every branch further down."""
        pending = list(self.below.values())
        while pending:
            branch = pending.pop()
            yield branch
            pending += branch.below.values()
