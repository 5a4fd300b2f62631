"""A value that the reader's list does not hold.

## What
Reports an `enum` of the reader without a value that the writer may send. Order and spelling of numbers do not count.

## Why
A writer that was not told sends the value that was dropped, and the reader refuses the document.

## Breaks
```json writer.schema.json
{"type": "object", "properties": {"status": {"enum": ["open", "paid", "void"]}}}
```
```json reader.schema.json
{"type": "object", "properties": {"status": {"enum": ["open", "paid"]}}}
```

## Passes
```json writer.schema.json
{"type": "object", "properties": {"status": {"enum": ["open", "paid"]}}}
```
```json reader.schema.json
{"type": "object", "properties": {"status": {"enum": ["paid", "open", "void"]}}}
```
"""

from __future__ import annotations

from treatyc.compatibility.finding import Category, Effect, Scope
from treatyc.compatibility.jsonschema.seen import Hits, Narrowing, hit, key, listed
from treatyc.compatibility.rule import Rule
from treatyc.load.json_text import JsonValue

_HELP = "keep the value in the reader's list until no writer sends it; dropping it is a new major"


def look(narrowing: Narrowing) -> Hits:
    """The values that are sent and not taken."""
    if narrowing.claim.keyword != "enum":
        return
    taken, sent = _values(narrowing.asked), _values(narrowing.sent)
    sent = sent or ([narrowing.position.writer.get("const")] if narrowing.position.writer.has("const") else [])
    known = {key(value) for value in taken}
    lost = [value for value in sent if key(value) not in known]
    if lost:
        message = f"the writer may send {listed(lost)} as {narrowing.subject}, and the reader does not take that"
    else:
        message = (
            f"the reader takes only {listed(taken)} as {narrowing.subject}, and the writer may send something else"
        )
    yield hit(narrowing, message, _HELP, "const")


def _values(held: JsonValue) -> list[JsonValue]:
    return held if isinstance(held, list) else []


RULE = Rule("json-enum-narrowed", Category.WIRE, Effect.BREAKS, Scope.EDGE, look, __doc__)
