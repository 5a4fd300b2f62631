"""What somebody changed at a broker since it was last applied, as text, JSON and Markdown."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence

from treatyc.printing import plan_words as words
from treatyc.printing.as_markdown import CHARACTERS_MAX
from treatyc.printing.as_text import Brush, Paint
from treatyc.printing.inert import block, code, prose
from treatyc.printing.plan_as_json import fact, place
from treatyc.printing.visible import visible
from treatyc.source import SourceTree
from treatyc.topology.drift import Drift
from treatyc.topology.plan import Change, Scope

_INDENT = " " * 6


def as_text(found: Sequence[Drift], scope: Scope, head: str, tree: SourceTree, brush: Brush) -> str:
    """A block for each thing, and a line that counts."""
    blocks = ["\n".join(_block(each, tree, brush)) for each in found]
    told = f"{len(found)} no longer as applied; {_mended(scope)}" if found else "all is as it was applied"
    end = brush.paint(visible(f"drift: {told}"), Paint.STRONG)
    return "\n\n".join([visible(head), *blocks, end]) + "\n" if blocks else f"{visible(head)}\n{end}\n"


def as_json(found: Sequence[Drift], scope: Scope, tree: SourceTree) -> str:
    """`version` names the shape of this document; `docs/reference/drift.schema.json` describes it."""
    drifted = [
        {
            "address": each.address,
            "state": "changed" if each.found is not None else "gone",
            "wanted": each.wanted is not None,
            "why": each.wanted.origin.why if each.wanted is not None else "",
            "place": place(each.wanted.origin.place, tree) if each.wanted is not None else None,
            "facts": [fact(change) for change in each.changes],
        }
        for each in found
    ]
    document = {"version": 1, "project": scope.project, "target": scope.target, "drifted": drifted}
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"


def as_markdown(found: Sequence[Drift], scope: Scope, tree: SourceTree) -> str:
    """A comment or a report of a job, with a marker by which a program finds it again."""
    parts = [f"<!-- treaty: drift {prose(str(scope))} -->\n### treaty: drift at target {code(scope.target)}"]
    parts.append(
        f"{len(found)} no longer as applied; {prose(_mended(scope))}" if found else "✅ all is as it was applied"
    )
    left = CHARACTERS_MAX - sum(map(len, parts))
    for number, each in enumerate(found):
        written = "\n".join(_folded(each, tree))
        left -= len(written) + 2
        if left < 0:
            parts.append(f"… and {len(found) - number} more, which the other formats show.")
            break
        parts.append(written)
    return "\n\n".join(parts) + "\n"


def _block(each: Drift, tree: SourceTree, brush: Brush) -> Iterator[str]:
    sign = brush.paint("~" if each.found is not None else "-", Paint.WARNING)
    yield f"  {sign} {brush.paint(visible(each.address), Paint.STRONG)}  {_state(each)}"
    yield from (_INDENT + visible(line) for line in _lines(each))
    if why := _why(each, tree):
        yield visible(f"{_INDENT}{brush.paint('why', Paint.FRAME)}      {why}")


def _folded(each: Drift, tree: SourceTree) -> Iterator[str]:
    yield f"<details><summary>{code(each.address)}: {_state(each)}</summary>"
    if lines := list(_lines(each)):
        yield from ("", *block("text", "\n".join(lines)))
    if why := _why(each, tree):
        yield from ("", f"**why**: {prose(why)}")
    yield from ("", "</details>")


def _state(each: Drift) -> str:
    if each.found is None:
        return "is gone"
    return "was changed" if each.wanted is not None else "was changed, and nothing asks for it any more"


def _lines(each: Drift) -> Iterator[str]:
    """What is there now, and what is wanted: in lists `+` is what somebody added, `-` what somebody took away."""
    for change in each.changes:
        if isinstance(change.found, tuple) or isinstance(change.wanted, tuple):
            yield from words.differing([Change(change.name, change.wanted, change.found)])
        else:
            wanted = "not declared" if change.wanted is None else f"wanted {words.told(change.wanted, change.name)}"
            yield f"{change.name}: {words.told(change.found, change.name)}, {wanted}"


def _why(each: Drift, tree: SourceTree) -> str:
    if each.wanted is None:
        return ""
    origin = each.wanted.origin
    return " · ".join(part for part in (origin.why, words.where(origin.place, tree)) if part)


def _mended(scope: Scope) -> str:
    return f"`treaty plan --target {scope.target}` says how that is put right"
