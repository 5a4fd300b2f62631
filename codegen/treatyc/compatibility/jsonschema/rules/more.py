r"""Differences that were not told apart.

## What
Remarks that there may be more breaks than those that are listed: explaining a pair has hit one of its bounds, or one of
its questions could not be answered. What is listed is proven, and the verdict stands. Beside a break it is unproven
itself, so that accepting all that is listed lets nothing else pass.

## Why
Each break is looked for by itself, and the search ends after some hundred questions. Whoever mends what is listed
should know that the list may go on.

## Breaks
Shown with a pattern that the solver cannot decide; two large schemas that share little hit the bounds.

```json writer.schema.json
{
  "type": "object",
  "properties": {
    "code": {"type": "string", "pattern": "^(a+)x\\1$"},
    "state": {"enum": ["open", "paid"]}
  }
}
```
```json reader.schema.json
{
  "type": "object",
  "properties": {
    "code": {"type": "string", "pattern": "^(a+)xa+$"},
    "state": {"enum": ["open"]}
  }
}
```

## Passes
```json writer.schema.json
{"type": "object", "properties": {"code": {"type": "string"}, "state": {"enum": ["open"]}}}
```
```json reader.schema.json
{"type": "object", "properties": {"code": {"type": "string"}, "state": {"enum": ["open", "paid"]}}}
```
"""

from __future__ import annotations

from treatyc.compatibility.finding import Category, Effect, Scope
from treatyc.compatibility.jsonschema.seen import Both, Hit, Hits
from treatyc.compatibility.rule import Rule

_HELP = "mend what is listed and compare again"


def look(both: Both) -> Hits:
    """The remark."""
    yield Hit("there may be more differences than are told here", _HELP, "", both.writer, both.reader)


RULE = Rule("json-more", Category.WIRE, Effect.NOTES, Scope.EDGE, look, __doc__)
