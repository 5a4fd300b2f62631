"""A field whose JSON key the reader does not know.

## What
Remarks on a field of the writer that the reader does not have under its JSON name, its name or its number, with the
document that a strict parser refuses.

## Why
Every field that is added comes to older readers in this way, so it is no break. Readers of the binary form skip a field
that they do not know. Readers of the JSON form refuse the document by default, and have a switch to skip it as well:
`ignore_unknown_fields` in Python and C++, `ignoringUnknownFields` in Java, `DiscardUnknown` in Go.

## Breaks
```protobuf writer.proto
syntax = "proto3";
package shop.v1;
message Order { string buyer = 1; string note = 2; }
```
```protobuf reader.proto
syntax = "proto3";
package shop.v1;
message Order { string buyer = 1; }
```

## Passes
```protobuf writer.proto
syntax = "proto3";
package shop.v1;
message Order { string buyer = 1; }
```
```protobuf reader.proto
syntax = "proto3";
package shop.v1;
message Order { string buyer = 1; string note = 2; }
```
"""

from __future__ import annotations

from treatyc.compatibility.finding import Category, Effect, Scope
from treatyc.compatibility.protobuf.hits import on_message
from treatyc.compatibility.protobuf.pairs import MessagePair
from treatyc.compatibility.protobuf.rule import Form, ForMessages, Hits, Proof
from treatyc.compatibility.protobuf.witness import sampled


def look(pair: MessagePair) -> Hits:
    """Each field that the reader has neither by number nor by key."""
    if pair.writer.is_entry:
        return
    for field in pair.removed:
        if field.json_name not in pair.reader.by_json:
            yield on_message(
                pair,
                f"a strict reader of JSON refuses the key `{field.json_name}`, which it does not know",
                part=field.label,
                writer=field.site,
                help="read JSON with unknown fields ignored, such as `ignore_unknown_fields=True` in Python",
                proof=Proof(pair, sampled(pair, field.number), ((field.number, field.number),), Form.JSON),
            )


RULE = ForMessages("protobuf-json-field-unknown", Category.JSON, Effect.NOTES, Scope.EDGE, look, __doc__)
