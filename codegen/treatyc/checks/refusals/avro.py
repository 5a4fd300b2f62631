"""What the Avro specification refuses, each at its place in the file.

# avro-attribute
An attribute of another kind than the specification gives it.

## Fails
```json schemas/shop/v1/A.avsc
{"type": "record", "name": "A", "namespace": "shop.v1", "doc": 7, "fields": []}
```

# avro-default
A default that is no value of its field.

## Why
A reader takes it for every message of an older writer; it would fail at the first one. The default of a union is one
of its branches, the first one in older readers.

## Fails
```json schemas/shop/v1/A.avsc
{"type": "record", "name": "A", "namespace": "shop.v1", "fields": [{"name": "n", "type": "int", "default": "none"}]}
```

# avro-endless
A record that holds itself.

## Why
No message could ever end. The field that leads back has to be optional, or a list.

## Fails
```json schemas/shop/v1/A.avsc
{"type": "record", "name": "A", "namespace": "shop.v1", "fields": [{"name": "next", "type": "A"}]}
```

# avro-enum
An enumeration that is none.

## Why
It has at least one symbol, each an identifier and each once, and a default among them.

## Fails
```json schemas/shop/v1/A.avsc
{"type": "record", "name": "A", "namespace": "shop.v1",
 "fields": [{"name": "size", "type": {"type": "enum", "name": "Size", "symbols": ["S", "L", "S"]}}]}
```

# avro-field
Two fields that share a name or an alias.

## Fails
```json schemas/shop/v1/A.avsc
{"type": "record", "name": "A", "namespace": "shop.v1",
 "fields": [{"name": "n", "type": "int"}, {"name": "n", "type": "long"}]}
```

# avro-fixed
A fixed without a size.

## Fails
```json schemas/shop/v1/A.avsc
{"type": "record", "name": "A", "namespace": "shop.v1",
 "fields": [{"name": "hash", "type": {"type": "fixed", "name": "Hash", "size": -1}}]}
```

# avro-logical-type
A logical type that does not fit what carries it.

## Why
The specification says to ignore it: the field is then a plain number, or plain bytes, though it reads as a date or an
amount.

## Fails
```json schemas/shop/v1/A.avsc
{"type": "record", "name": "A", "namespace": "shop.v1",
 "fields": [{"name": "at", "type": {"type": "int", "logicalType": "timestamp-micros"}}]}
```

# avro-name
A name that Avro does not allow.

## Why
Names are a letter or `_`, then letters, digits and `_`; a full name is such names, joined by dots.

## Fails
```json schemas/shop/v1/A.avsc
{"type": "record", "name": "order-placed", "namespace": "shop.v1", "fields": []}
```

# avro-order
A name that is used before the file defines it.

## Why
Avro is read from the top to the bottom: a name is defined where it is first used, or before.

## Fails
```json schemas/shop/v1/A.avsc
{"type": "record", "name": "A", "namespace": "shop.v1", "fields": [
  {"name": "first", "type": "Size"},
  {"name": "second", "type": {"type": "enum", "name": "Size", "symbols": ["S"]}}
]}
```

# avro-redefinition
A name that one file defines twice.

## Fails
```json schemas/shop/v1/A.avsc
{"type": "record", "name": "A", "namespace": "shop.v1", "fields": [
  {"name": "first", "type": {"type": "enum", "name": "Size", "symbols": ["S"]}},
  {"name": "second", "type": {"type": "enum", "name": "Size", "symbols": ["L"]}}
]}
```

# avro-root
A file whose schema has no name.

## Why
A message is called by its full name. An array or a text has none.

## Fails
```json schemas/shop/v1/A.avsc
{"type": "array", "items": "int"}
```

# avro-too-deep
A type that nests deeper than a reader can follow.

## Why
Everything that is read has a limit, so that no file can hold the compiler up.

# avro-type
A type that Avro does not have.

## Fails
```json schemas/shop/v1/A.avsc
{"type": "record", "name": "A", "namespace": "shop.v1", "fields": [{"name": "n", "type": {"type": "record"}}]}
```

# avro-union
A union that is none.

## Why
A union holds each kind of type once, and no union: else nobody could say which branch a value is.

## Fails
```json schemas/shop/v1/A.avsc
{"type": "record", "name": "A", "namespace": "shop.v1", "fields": [{"name": "n", "type": ["int", "int"]}]}
```
"""

from __future__ import annotations

PAGES = __doc__
