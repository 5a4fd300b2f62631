"""The order of deployment for people and for programs: text, Markdown for a pull request, and JSON's values."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from typing import assert_never

from treatyc.compatibility.kept import span_text
from treatyc.compatibility.rollout import Conflict, Deploy, Order, Retire, Rollout, Step, Together, Wait

Json = dict[str, "Json"] | list["Json"] | str | float | None

_REASONS_MAX = 10

_MEANING = {
    Order.ANY: "deploy in any order",
    Order.READERS_FIRST: "deploy the readers first",
    Order.WRITERS_FIRST: "deploy the writers first, and the readers when nothing older is kept any more",
    Order.ONE_BY_ONE: "deploy one by one",
    Order.TOGETHER: "stop and start together what no order keeps apart",
    Order.NEW_CHANNEL: "no order is safe: this change needs a new channel",
}


def as_lines(rollouts: Iterable[Rollout]) -> Iterator[str]:
    """The order of each target, a line a step."""
    for rollout in rollouts:
        yield f"{_where(rollout)}{_MEANING[rollout.order]}"
        yield from (f"  {number}. {sentence(step)}" for number, step in enumerate(rollout.steps, start=1))
        for conflict in rollout.conflicts:
            yield f"  {_conflict(conflict)}:"
            yield from (f"    {reason}" for reason in _few(conflict.reasons))


def as_markdown(rollouts: Iterable[Rollout]) -> Iterator[str]:
    """The same as a list; names are code, and a name has neither a backtick nor a line's end."""
    for rollout in rollouts:
        yield f"**{_where(rollout)}{_MEANING[rollout.order]}**"
        yield ""
        yield from (f"{number}. {sentence(step)}" for number, step in enumerate(rollout.steps, start=1))
        for conflict in rollout.conflicts:
            yield f"- {_conflict(conflict)}:"
            yield from (f"  - {reason}" for reason in _few(conflict.reasons))
        yield ""


def as_data(rollouts: Iterable[Rollout]) -> list[Json]:
    """The same as JSON's values; a time that never ends is null."""
    return [
        {
            "target": rollout.target,
            "order": rollout.order.value,
            "steps": [_step(step) for step in rollout.steps],
            "schemas": {name: order.value for name, order in rollout.schemas},
            "conflicts": [
                {
                    "agents": list(conflict.agents),
                    "schemas": list(conflict.schemas),
                    "channels": list(conflict.channels),
                    "reasons": list(conflict.reasons),
                }
                for conflict in rollout.conflicts
            ],
        }
        for rollout in rollouts
    ]


def sentence(step: Step) -> str:
    """What to do in one step."""
    match step:
        case Deploy(agents):
            return f"deploy {_names(agents)}"
        case Retire(agents):
            return f"end {_names(agents)}, which the contracts no longer have"
        case Wait(seconds, channels):
            return f"wait {span_text(seconds)}, until nothing older is kept on {_names(channels)}"
        case Together(agents, standstill_s):
            still = f", wait {span_text(standstill_s)}" if standstill_s else ""
            return f"stop {_names(agents)}{still}, then start {'it' if len(agents) == 1 else 'them'} again"
        case _:
            assert_never(step)


def _where(rollout: Rollout) -> str:
    return f"{rollout.target}: " if rollout.target else ""


def _few(reasons: Sequence[str]) -> Sequence[str]:
    """What a person reads of a long list."""
    more = len(reasons) - _REASONS_MAX
    return reasons if more <= 0 else (*reasons[:_REASONS_MAX], f"and {more} more")


def _conflict(conflict: Conflict) -> str:
    return f"{_names(conflict.agents)} cannot be kept apart on {_names(conflict.channels)}"


def _step(step: Step) -> Json:
    match step:
        case Deploy(agents):
            return {"do": "deploy", "agents": list(agents)}
        case Retire(agents):
            return {"do": "retire", "agents": list(agents)}
        case Wait(seconds, channels):
            return {"do": "wait", "seconds": _finite(seconds), "channels": list(channels)}
        case Together(agents, standstill_s):
            return {"do": "together", "agents": list(agents), "standstill": _finite(standstill_s)}
        case _:
            assert_never(step)


def _finite(seconds: float) -> float | None:
    return None if math.isinf(seconds) else seconds


def _names(names: Sequence[str]) -> str:
    marked = [f"`{name}`" for name in names]
    return marked[0] if len(marked) == 1 else f"{', '.join(marked[:-1])} and {marked[-1]}"
