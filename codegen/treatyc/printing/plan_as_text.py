"""A plan as a person reads it before it is done: what, how it differs, why, what may go wrong, and how to allow it."""

from __future__ import annotations

import enum
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass

from treatyc.printing import plan_words as words
from treatyc.printing.as_text import Brush, Paint
from treatyc.printing.visible import visible
from treatyc.source import SourceTree
from treatyc.topology.plan import Action, Danger, Plan, Step

_UNMANAGED_SHOWN = 5
_INDENT = " " * 6
_PAINTS = {
    Action.CREATE: Paint.HELP,
    Action.UPDATE: Paint.WARNING,
    Action.REPLACE: Paint.ERROR,
    Action.DELETE: Paint.ERROR,
    Action.ADOPT: Paint.INFO,
    Action.BLOCKED: Paint.ERROR,
    Action.NOOP: Paint.FRAME,
}


class Detail(enum.Enum):
    """How much is told: what changes, or all that there is."""

    CHANGES = "changes"
    ALL = "all"


@dataclass(frozen=True, slots=True)
class Setting:
    """The verb whose output it is, and the address of the broker that was asked."""

    verb: str
    address: str


def as_text(plan: Plan, setting: Setting, tree: SourceTree, brush: Brush, detail: Detail = Detail.CHANGES) -> str:
    """The whole plan: a head, a block a step, what is nobody's, what the broker cannot do, and a line that counts."""
    blocks = ["\n".join(_block(step, plan, setting, tree, brush)) for step in _shown(plan, detail)]
    notes = [*_unmanaged(plan, detail), *(line for each in plan.shortcomings for line in _note(each))]
    end = brush.paint(f"{setting.verb}: {words.summary(plan)}", Paint.STRONG)
    parts = [head(plan, setting), *blocks, *(["\n".join(notes)] if notes else []), end]
    return "\n\n".join(parts) + "\n" if blocks or notes else "\n".join(parts) + "\n"


def head(plan: Plan, setting: Setting) -> str:
    """Which target, and which broker was asked."""
    identity = f", cluster {plan.identity}" if plan.identity else ""
    told = f"{setting.verb}: target `{plan.scope.target}`, {plan.broker} at {setting.address}{identity}"
    return visible(told + (", authoritative" if plan.authoritative else ""))


def _shown(plan: Plan, detail: Detail) -> tuple[Step, ...]:
    match detail:
        case Detail.ALL:
            return plan.steps
        case Detail.CHANGES:
            # What is external and differs is nothing to do, and nothing to overlook either.
            return tuple(step for step in plan.steps if step.action is not Action.NOOP or step.changes)


def _block(step: Step, plan: Plan, setting: Setting, tree: SourceTree, brush: Brush) -> Iterator[str]:
    action = brush.paint(f"{step.action.symbol} {step.action.value}", _PAINTS[step.action])
    told = words.heading(step)
    behind = visible(f": {told}") if told else ""
    yield f"  {action} {brush.paint(visible(step.address), Paint.STRONG)}{behind}"
    yield from (_INDENT + _entry(line, brush) for line in words.lines(step))
    reason = words.why(step, tree)
    rows = [("why", reason)] if reason else []
    if step.risk.danger is not Danger.NONE:
        rows += _wrapped("risk", f"{step.risk.danger.value}: {step.risk.sentence}")
    if step.action in words.UNDONE and step.undo:
        rows += _wrapped("undo", step.undo)
    if step.given:
        rows.append(("allowed", " ".join(str(consent) for consent in step.given)))
    rows += [("by hand" if number == 0 else "", line) for number, line in enumerate(step.recipe)]
    if step.needs:
        allowing = words.command(setting.verb, plan.scope.target, (*step.given, *step.needs))
        rows.append(("or anew" if step.recipe else "allow", allowing))
    yield from (f"{_INDENT}{brush.paint(f'{title:<8}', Paint.FRAME)} {visible(line)}" for title, line in rows)


def _entry(line: str, brush: Brush) -> str:
    """A line of a list in the colour of what happens to it."""
    match line.lstrip()[:2]:
        case "+ ":
            return brush.paint(visible(line), Paint.HELP)
        case "- ":
            return brush.paint(visible(line), Paint.ERROR)
        case _:
            return visible(line)


def _unmanaged(plan: Plan, detail: Detail) -> Iterator[str]:
    """What is there and nobody's business here."""
    if not plan.unmanaged:
        return
    shown = plan.unmanaged if detail is Detail.ALL else plan.unmanaged[:_UNMANAGED_SHOWN]
    more = ", …; -v names all" if len(shown) < len(plan.unmanaged) else ""
    yield visible(f"unmanaged, and left alone: {len(plan.unmanaged)} ({', '.join(shown)}{more})")


def _note(sentence: str) -> list[str]:
    return textwrap.wrap(visible(f"note: {sentence}"), words.WIDTH + len(_INDENT), subsequent_indent=_INDENT)


def _wrapped(title: str, sentence: str) -> list[tuple[str, str]]:
    lines = textwrap.wrap(sentence, words.WIDTH - 9, break_long_words=False, break_on_hyphens=False)
    return [(title if number == 0 else "", line) for number, line in enumerate(lines)]
