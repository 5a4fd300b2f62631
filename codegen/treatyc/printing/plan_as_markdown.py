"""A plan as a comment for a pull request: a table of what would be done, and each step folded with its details.

The first line is a marker by which a program finds the comment that it made before. Names at a broker and in contracts
are not trusted: nothing of them can become markup, a mention or a link.
"""

from __future__ import annotations

from collections.abc import Iterator

from treatyc.printing import plan_words as words
from treatyc.printing.as_markdown import CHARACTERS_MAX
from treatyc.printing.inert import block, code, prose
from treatyc.source import SourceTree
from treatyc.topology.plan import Action, Danger, Plan, Step

_UNMANAGED_SHOWN = 20
_SIGNS = {
    Action.CREATE: "🟢 create",
    Action.UPDATE: "🟡 update",
    Action.REPLACE: "🔴 replace",
    Action.DELETE: "🔴 delete",
    Action.ADOPT: "🔵 adopt",
    Action.BLOCKED: "⛔ blocked",
}
_ORDER = (Action.BLOCKED, Action.DELETE, Action.REPLACE, Action.UPDATE, Action.ADOPT, Action.CREATE)
"""What a reviewer must see stands first, and is the last that is cut."""


def as_markdown(plan: Plan, tree: SourceTree) -> str:
    """The whole comment; steps that do not fit are counted."""
    identity = f", cluster {code(plan.identity)}" if plan.identity else ""
    head = [
        f"<!-- treaty: plan {prose(str(plan.scope))} -->",
        f"### treaty: plan for target {code(plan.scope.target)} ({plan.broker}{identity})",
        "",
        *_table(plan),
    ]
    blocks, left = ["\n".join(head)], CHARACTERS_MAX - len("\n".join(head)) - 4_000
    steps = sorted((step for step in plan.steps if step.action in _SIGNS), key=lambda step: _ORDER.index(step.action))
    for number, step in enumerate(steps):
        written = "\n".join(_step(step, plan, tree))
        left -= len(written) + 2
        if left < 0:
            blocks.append(f"… and {len(steps) - number} more, which the other formats show.")
            break
        blocks.append(written)
    return "\n\n".join([*blocks, *_notes(plan)]) + "\n"


def _table(plan: Plan) -> Iterator[str]:
    if plan.empty:
        yield f"✅ {prose(words.summary(plan))}"
        return
    actions = [step.action for step in plan.steps]
    yield from ("| | how many |", "|---|---|")
    yield from (f"| {sign} | {actions.count(action)} |" for action, sign in _SIGNS.items() if action in actions)


def _step(step: Step, plan: Plan, tree: SourceTree) -> Iterator[str]:
    told = f": {prose(words.heading(step))}" if words.heading(step) else ""
    yield f"<details><summary>{_SIGNS[step.action]} {code(step.address)}{told}</summary>"
    if changed := list(words.lines(step)):
        yield from ("", *block("diff", _at_margin(changed)))
    reason = words.why(step, tree)
    rows = [("why", reason)] if reason else []
    if step.risk.danger is not Danger.NONE:
        rows.append(("risk", f"{step.risk.danger.value}: {step.risk.sentence}"))
    if step.undo and step.action in words.UNDONE:
        rows.append(("undo", step.undo))
    if step.given:
        rows.append(("allowed by", " ".join(f"`{consent}`" for consent in step.given)))
    for title, line in rows:
        yield from ("", f"**{title}**: {prose(line)}")
    if step.recipe:
        yield from ("", "**by hand**", "", *block("text", "\n".join(step.recipe)))
    if step.needs:
        needed = words.command("plan", plan.scope.target, (*step.given, *step.needs))
        yield from (
            "",
            "**or delete it, and make it anew**" if step.recipe else "**to allow it**",
            "",
            *block("sh", needed),
        )
    yield from ("", "</details>")


def _at_margin(changed: list[str]) -> str:
    """Entries of lists at the margin, where the colours of a diff are."""
    return "\n".join(line.removeprefix("  ") for line in changed)


def _notes(plan: Plan) -> Iterator[str]:
    if plan.unmanaged:
        shown = ", ".join(code(each) for each in plan.unmanaged[:_UNMANAGED_SHOWN])
        more = ", …" if len(plan.unmanaged) > _UNMANAGED_SHOWN else ""
        yield f"Unmanaged, and left alone: {len(plan.unmanaged)} ({shown}{more})"
    if plan.shortcomings:
        yield "\n".join(f"- {prose(each)}" for each in plan.shortcomings)
