"""A file with other options.

## What
Reports each option of a file that changed, such as `java_package` or `go_package`.

## Why
Options decide where generated code lies and what it looks like.

## Breaks
```protobuf writer.proto
syntax = "proto3";
package shop.v1;
option java_package = "org.shop";
message Order { string id = 1; }
```
```protobuf reader.proto
syntax = "proto3";
package shop.v1;
option java_package = "org.store";
message Order { string id = 1; }
```

## Passes
```protobuf writer.proto
syntax = "proto3";
package shop.v1;
option java_package = "org.shop";
message Order { string id = 1; }
```
```protobuf reader.proto
syntax = "proto3";
package shop.v1;
option java_package = "org.shop";
message Order { string id = 1; string note = 2; }
```
"""

from __future__ import annotations

from google.protobuf.descriptor_pb2 import FileOptions

from treatyc.compatibility.finding import Category, Effect, Scope
from treatyc.compatibility.protobuf.hits import on_file
from treatyc.compatibility.protobuf.library import OPTIONS
from treatyc.compatibility.protobuf.pairs import FilePair
from treatyc.compatibility.protobuf.rule import ForFiles, Hits

_REMARKS = {"deprecated"}
_RESOLVED = {"features", "uninterpreted_option"}


def look(pair: FilePair) -> Hits:
    """Each option with another value; an option that is not set has its default."""
    if pair.reader not in pair.both.reader:
        return
    old, new = (file.options for file in pair.files)
    for option in FileOptions.DESCRIPTOR.fields:
        mine, theirs = getattr(old, option.name), getattr(new, option.name)
        if option.name not in _RESOLVED and mine != theirs:
            yield on_file(
                pair,
                f"the option `{option.name}` was {mine!r}, and is {theirs!r}",
                part=option.name,
                steps=(OPTIONS, option.number),
                help="keep the option",
                effect=Effect.NOTES if option.name in _REMARKS else None,
            )
    if _custom(old) != _custom(new):
        yield on_file(pair, "the file has other custom options", part="options", effect=Effect.NOTES)


def _custom(options: FileOptions) -> bytes:
    """The options that only the file which declares them knows."""
    kept = FileOptions.FromString(options.SerializePartialToString())
    for option in FileOptions.DESCRIPTOR.fields:
        kept.ClearField(option.name)  # type: ignore[arg-type] # a name of its own descriptor
    return kept.SerializePartialToString(deterministic=True)


RULE = ForFiles("protobuf-file-option-changed", Category.SOURCE, Effect.BREAKS, Scope.CHANGE, look, __doc__)
