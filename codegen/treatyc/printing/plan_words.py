"""The words in which plans and drift are told to people, the same as text and as Markdown. Nothing here is escaped."""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Iterator, Sequence

from treatyc.describe.settings import meant
from treatyc.positions import locate
from treatyc.source import Place, SourceTree
from treatyc.topology.plan import Action, Change, Consent, Plan, Step
from treatyc.topology.resource import Value

WIDTH = 104
_ENTRIES_MAX = 60

_COUNTED = {
    Action.CREATE: "to create",
    Action.UPDATE: "to change",
    Action.REPLACE: "to replace",
    Action.DELETE: "to delete",
    Action.ADOPT: "to take over",
    Action.BLOCKED: "blocked",
    Action.NOOP: "as wanted",
}
_DONE = {
    Action.CREATE: "created",
    Action.UPDATE: "changed",
    Action.REPLACE: "replaced",
    Action.DELETE: "deleted",
    Action.ADOPT: "taken over",
}


def told(value: Value, name: str = "") -> str:
    """A value in a line; of the fact of this name some mean another thing than they say."""
    match value:
        case str() if (meaning := meant(name, value)) is not None:
            return meaning
        case None:
            return "nothing"
        case bool():
            return "true" if value else "false"
        case tuple():
            return ", ".join(value) or "nothing"
        case "":
            return "not set"
        case _:
            return str(value)


UNDONE = (Action.UPDATE, Action.ADOPT, Action.REPLACE, Action.DELETE)
"""The actions whose undo says something; that what was made can be deleted needs no saying."""


def lines(step: Step) -> Iterator[str]:
    """What a step changes: facts of something new run on, those that differ stand one a line, lists an entry a line."""
    if step.action is Action.CREATE:
        yield from fresh(step.changes)
    else:
        yield from differing(step.changes)


def fresh(changes: Sequence[Change]) -> Iterator[str]:
    """The facts of something that is not there yet."""
    lists = [each for each in changes if isinstance(each.wanted, tuple) and each.wanted]
    yield from _run_on([f"{each.name}: {told(each.wanted, each.name)}" for each in changes if each not in lists])
    yield from differing(lists)


def _run_on(parts: Sequence[str]) -> Iterator[str]:
    """Parts with commas between them in lines of `WIDTH`, none of them broken."""
    line = ""
    for number, part in enumerate(parts):
        written = part if number == len(parts) - 1 else f"{part},"
        if line and len(line) + 1 + len(written) > WIDTH:
            yield line
            line = written
        else:
            line = f"{line} {written}" if line else written
    if line:
        yield line


def heading(step: Step) -> str:
    """What is said of a step behind its action and address: nothing of what both say already."""
    obvious = step.action is Action.CREATE or (step.action is Action.UPDATE and step.changes)
    return "" if obvious else step.what


def differing(changes: Iterable[Change]) -> Iterator[str]:
    """How facts differ: what is there, and what is wanted."""
    for each in changes:
        if isinstance(each.found, tuple) or isinstance(each.wanted, tuple):
            yield f"{each.name}:"
            yield from _entries(each)
        elif each.wanted is None:
            yield f"{each.name}: {told(each.found, each.name)} → not declared"
        else:
            yield f"{each.name}: {told(each.found, each.name)} → {told(each.wanted, each.name)}"


def _entries(change: Change) -> Iterator[str]:
    there = _as_entries(change.found)
    wanted = _as_entries(change.wanted)
    both = [*(("-", entry) for entry in there if entry not in wanted), *(("+", entry) for entry in wanted - there)]
    both = sorted(set(both), key=lambda entry: (entry[1], entry[0]))
    yield from (f"  {sign} {entry}" for sign, entry in both[:_ENTRIES_MAX])
    if len(both) > _ENTRIES_MAX:
        yield f"  … and {len(both) - _ENTRIES_MAX} more, which --format json has"


def _as_entries(value: Value) -> set[str]:
    if isinstance(value, tuple):
        return set(value)
    return set() if value is None else {told(value)}


def why(step: Step, tree: SourceTree) -> str:
    """Why something is wanted, and where that is declared."""
    return " · ".join(part for part in (step.why, where(step.place, tree)) if part)


def where(place: Place | None, tree: SourceTree) -> str:
    """`contracts/treaty.yaml:12:3`; empty for no place."""
    if place is None:
        return ""
    span = locate(place, tree)
    return f"{span.path}:{span.line}:{span.column}"


def command(verb: str, target: str, consents: Iterable[Consent]) -> str:
    """The command line that says these words."""
    words = [f"{consent.word} {shlex.quote(consent.address)}" for consent in consents]
    return " ".join([f"treaty {verb} --target {shlex.quote(target)}", *words])


def count(steps: Iterable[Step]) -> str:
    """`4 to create, 1 blocked, 17 as wanted`."""
    return _count(steps, _COUNTED)


def count_done(steps: Iterable[Step]) -> str:
    """`4 created, 1 changed`."""
    return _count(steps, _DONE)


def _count(steps: Iterable[Step], words: dict[Action, str]) -> str:
    actions = [step.action for step in steps]
    return ", ".join(f"{actions.count(action)} {word}" for action, word in words.items() if action in actions)


def summary(plan: Plan) -> str:
    """What a plan comes to, in a line."""
    if plan.empty:
        there = len(plan.steps)
        return f"nothing to do: {there} as wanted" if there else "nothing to do: the contracts need nothing there"
    return count(plan.steps)
