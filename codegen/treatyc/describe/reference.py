"""The reference pages of all rules and refusals, as files of Markdown; a test proves them fresh."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from treatyc.checks.page import Page
from treatyc.checks.rule import Rule, Runs
from treatyc.checks.rules import RULES
from treatyc.compatibility import rule as compatibility
from treatyc.compatibility.rulebook import rules
from treatyc.describe.pages import pages
from treatyc.describe.standing import standing
from treatyc.emit.file import File

_INTRODUCTION = """# Rules

What `treaty check` can say, by its id. `treaty explain ID` prints a page; `treaty check --select ID,...` runs rules
alone, `--ignore ID,...` leaves some out for one run.

In a project, `rules` says which rules are checked:

```yaml
rules:
  select: [owner-missing]                       # on demand, beside the default ones
  severity: {message-undocumented: error}
  ignore: [{rule: enum-zero, reason: our zeros are the usual case}]
```

Beside a channel or an agent, `ignore` switches a rule off for that one thing. Each entry needs a reason, and one that
silences nothing is a finding itself.

The examples are parts of a project called `shop`: they leave out its first lines (`treaty: 1`, `name: shop`), and the
messages `shop.v1.OrderPlaced`, `shop.v1.PriceRequest` and `shop.v1.Price`. Each of them is a test.
[How to add a rule](../../how-to/add-a-rule.md) says the rest.
"""


_COMPATIBILITY = """
## Compatibility

What `treaty compat` and `treaty check --against` find between two versions of a schema, or of the project.
[Compatibility](../../compatibility.md) tells what a verdict and the categories mean.
"""
_UNREADABLE = """
## What cannot be read

Before any rule runs, contracts have to mean something. These cannot be ignored.

| id | what |
|---|---|"""

Compared = compatibility.Rule[Any, Any]


def reference() -> tuple[File, ...]:
    """An index, and a page for each id."""
    files = [File(f"{name}.md", _page(name, page).encode()) for name, page in pages().items()]
    return tuple(sorted([File("README.md", "\n".join(_index(pages())).encode()), *files]))


def _index(known: Mapping[str, Page]) -> Iterator[str]:
    yield _INTRODUCTION
    yield "## Rules of the default set\n"
    yield from _table(known, [rule for rule in RULES if rule.runs is Runs.ALWAYS])
    yield "\n## Rules on demand\n"
    yield from _table(known, [rule for rule in RULES if rule.runs is Runs.ON_DEMAND])
    yield _COMPATIBILITY
    yield from _compared(known, rules())
    yield _UNREADABLE
    told = {rule.id for rule in RULES} | {rule.id for rule in rules()}
    yield from (f"| [{name}]({name}.md) | {page.title} |" for name, page in known.items() if name not in told)
    yield ""


def _table(known: Mapping[str, Page], rules: list[Rule]) -> Iterator[str]:
    yield "| id | severity | what |"
    yield "|---|---|---|"
    yield from (f"| [{rule.id}]({rule.id}.md) | {rule.severity.value} | {known[rule.id].title} |" for rule in rules)


def _compared(known: Mapping[str, Page], rules: Sequence[Compared]) -> Iterator[str]:
    yield "| id | category | effect | what |"
    yield "|---|---|---|---|"
    for rule in rules:
        yield f"| [{rule.id}]({rule.id}.md) | {rule.category} | {rule.effect} | {known[rule.id].title} |"


def _page(name: str, page: Page) -> str:
    words = standing(name)
    return f"# {name}\n\n*{words}*\n\n{page.text}\n" if words else f"# {name}\n\n{page.text}\n"
