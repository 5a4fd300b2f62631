"""The reference pages of all rules and refusals, as files of Markdown; a test proves them fresh."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from treatyc.check.page import Page
from treatyc.check.pages import pages
from treatyc.check.rule import Rule, Runs
from treatyc.check.rules import RULES
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


def reference() -> tuple[File, ...]:
    """An index, and a page for each id."""
    rules = {rule.id: rule for rule in RULES}
    files = [File(f"{name}.md", _page(name, page, rules.get(name)).encode()) for name, page in pages().items()]
    return tuple(sorted([File("README.md", "\n".join(_index(pages(), rules)).encode()), *files]))


def _index(known: Mapping[str, Page], rules: Mapping[str, Rule]) -> Iterator[str]:
    yield _INTRODUCTION
    yield "## Rules of the default set\n"
    yield from _table(known, [rule for rule in RULES if rule.runs is Runs.ALWAYS])
    yield "\n## Rules on demand\n"
    yield from _table(known, [rule for rule in RULES if rule.runs is Runs.ON_DEMAND])
    yield "\n## What cannot be read\n"
    yield "Before any rule runs, contracts have to mean something. These cannot be ignored.\n"
    yield "| id | what |"
    yield "|---|---|"
    yield from (f"| [{name}]({name}.md) | {page.title} |" for name, page in known.items() if name not in rules)
    yield ""


def _table(known: Mapping[str, Page], rules: list[Rule]) -> Iterator[str]:
    yield "| id | severity | what |"
    yield "|---|---|---|"
    yield from (f"| [{rule.id}]({rule.id}.md) | {rule.severity.value} | {known[rule.id].title} |" for rule in rules)


def _page(name: str, page: Page, rule: Rule | None) -> str:
    if rule is None:
        return f"# {name}\n\n{page.text}\n"
    standing = f"{rule.severity.value}, {'on demand' if rule.runs is Runs.ON_DEMAND else 'in the default set'}"
    return f"# {name}\n\n*{standing}*\n\n{page.text}\n"
