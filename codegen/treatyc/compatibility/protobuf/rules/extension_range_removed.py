"""Numbers that were open for extensions and no longer are.

## What
Reports extension ranges of a message that the newer version does not have.

## Why
An extension with such a number does not compile any more.

## Breaks
```protobuf writer.proto
syntax = "proto2";
message Order { extensions 100 to 199; }
```
```protobuf reader.proto
syntax = "proto2";
message Order { extensions 100 to 149; }
```

## Passes
```protobuf writer.proto
syntax = "proto2";
message Order { extensions 100 to 199; }
```
```protobuf reader.proto
syntax = "proto2";
message Order { extensions 100 to 299; }
```
"""

from __future__ import annotations

from treatyc.compatibility.finding import Category, Effect, Scope
from treatyc.compatibility.protobuf.hits import on_message
from treatyc.compatibility.protobuf.pairs import MessagePair
from treatyc.compatibility.protobuf.ranges import left_out, spans
from treatyc.compatibility.protobuf.rule import CODE, ForMessages, Hits


def look(pair: MessagePair) -> Hits:
    """What the writer leaves to extensions and the reader does not."""
    gone = left_out(spans(pair.writer.proto.extension_range), spans(pair.reader.proto.extension_range))
    if gone:
        yield on_message(
            pair,
            f"`{pair.writer.name}` no longer has {', '.join(gone)} for extensions",
            help="keep the range",
            unproven=CODE,
        )


RULE = ForMessages("protobuf-extension-range-removed", Category.SOURCE, Effect.BREAKS, Scope.CHANGE, look, __doc__)
