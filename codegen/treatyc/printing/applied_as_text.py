"""How an apply ended, for people: what was done, what was not and why, and what is left."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from treatyc.printing import plan_words as words
from treatyc.printing.as_text import Brush, Paint
from treatyc.printing.visible import visible
from treatyc.topology.plan import Action, Plan, Step

_NAMED_MAX = 5
_NOT = {
    Action.CREATE: "was not created",
    Action.UPDATE: "was not changed",
    Action.REPLACE: "was not replaced",
    Action.DELETE: "was not deleted",
    Action.ADOPT: "was not taken over",
}


@dataclass(frozen=True, slots=True)
class Ending:
    """How it ended; `failed` has a problem with each step. `left` is None where the broker could not be asked again."""

    target: str
    done: Sequence[Step]
    failed: Sequence[tuple[Step, str]]
    unconfirmed: Sequence[Step]
    untried: Sequence[Step]
    left: Plan | None
    stopped: str


def as_lines(ending: Ending, brush: Brush) -> Iterator[str]:
    """Everything that went otherwise than planned, and at the end a line that counts."""
    for step, problem in ending.failed:
        told = f"{step.address} {_NOT[step.action]}: {problem}"
        yield f"  {brush.paint('x', Paint.ERROR)} {visible(told)}"
    if ending.stopped:
        yield f"  {brush.paint('x', Paint.ERROR)} {visible(ending.stopped)}"
    if ending.unconfirmed:
        yield visible(f"  begun, and not known how it ended: {_named(ending.unconfirmed)}")
    if ending.untried:
        yield visible(f"  not tried: {_named(ending.untried)}")
    yield brush.paint(visible(f"apply: {_summary(ending)}"), Paint.STRONG)


def _summary(ending: Ending) -> str:
    done = words.count_done(ending.done) or "nothing was done"
    again = f"`treaty apply --target {ending.target}` goes on from here"
    match ending.left:
        case None:
            return f"{done}; what is left could not be seen; {again}"
        case left if left.empty:
            return f"{done}; all is as wanted"
        case left:
            undone = words.count(step for step in left.steps if step.action is not Action.NOOP)
            return f"{done}; left: {undone}" + (f"; {again}" if left.todo else "")


def _named(steps: Sequence[Step]) -> str:
    shown = ", ".join(step.address for step in steps[:_NAMED_MAX])
    return f"{len(steps)} ({shown}{', …' if len(steps) > _NAMED_MAX else ''})"
