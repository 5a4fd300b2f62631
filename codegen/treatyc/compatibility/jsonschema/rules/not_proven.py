r"""Two schemas of which nothing is proven.

## What
Reports that neither a proof was found that the reader takes all that the writer sends, nor a document that shows the
contrary. The reason says which keyword or which bound stood in the way.

## Why
To call such a pair compatible would be a guess. The gate treats it as breaking; a person can look and accept it.

## Breaks
```json writer.schema.json
{"type": "object", "properties": {"code": {"type": "string", "pattern": "^(a+)x\\1$"}}}
```
```json reader.schema.json
{"type": "object", "properties": {"code": {"type": "string", "pattern": "^(a+)xa+$"}}}
```

## Passes
```json writer.schema.json
{"type": "object", "properties": {"code": {"type": "string", "pattern": "^(a+)x\\1$"}}}
```
```json reader.schema.json
{
  "type": "object",
  "properties": {"code": {"type": "string", "pattern": "^(a+)x\\1$"}, "note": {"type": "string"}}
}
```
"""

from __future__ import annotations

from treatyc.compatibility.finding import Category, Effect, Scope
from treatyc.compatibility.jsonschema.seen import Both, Hit, Hits
from treatyc.compatibility.rule import Rule

_HELP = "write both schemas in the same way where they mean the same; or look at them and accept this finding"


def look(both: Both) -> Hits:
    """The reason."""
    message = "it is not proven that the reader takes all that the writer sends"
    yield Hit(message, _HELP, "", both.writer, both.reader)


RULE = Rule("json-not-proven", Category.WIRE, Effect.UNPROVEN, Scope.EDGE, look, __doc__)
