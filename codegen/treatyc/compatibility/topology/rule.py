"""What a rule of the topology says of two versions of a project."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from treatyc.compatibility.finding import Category, Effect, Scope, Witness
from treatyc.compatibility.rule import Rule
from treatyc.compatibility.topology.pair import Pair
from treatyc.source import Place


@dataclass(frozen=True, slots=True)
class Hit:
    """What a rule found. `path` is the channel, the agent or the target that it is about.

    What breaks has a `witness`, or `unproven` says why no message shows it. `effect` is the rule's own unless it says
    otherwise here.
    """

    path: str
    message: str
    old: Place | None
    new: Place | None
    help: str
    witness: Witness | None = None
    unproven: str = ""
    effect: Effect | None = None


Hits = Iterator[Hit]
TopologyRule = Rule[Pair, Hit]


def rule(id: str, category: Category, effect: Effect, look: Callable[[Pair], Hits], page: str | None) -> TopologyRule:
    """A rule; all of them are about a change."""
    return Rule(id, category, effect, Scope.CHANGE, look, page or "")


def named(target: str) -> str:
    """What a sentence ends with where one target alone is meant."""
    return f" in target `{target}`" if target else ""


def quoted(names: Iterator[str] | list[str] | tuple[str, ...]) -> str:
    """Names as a reader sees them: `a`, `b` and `c`; of many the first ones."""
    marked = [f"`{name}`" for name in names]
    if len(marked) > 4:
        marked = [*marked[:3], f"{len(marked) - 3} more"]
    return marked[0] if len(marked) == 1 else f"{', '.join(marked[:-1])} and {marked[-1]}" if marked else ""
