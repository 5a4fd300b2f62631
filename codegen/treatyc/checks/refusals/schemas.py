"""What is refused about JSON Schemas, about releases, and about the names of schemas of any format.

# duplicate-id
Two schemas with one `$id`.

## Why
A `$ref` to that `$id` could mean either.

## Fails
```json schemas/shop/v1/A.schema.json
{"$id": "https://shop.example/order", "type": "object"}
```
```json schemas/shop/v1/B.schema.json
{"$id": "https://shop.example/order", "type": "object"}
```

# not-a-message
A channel that carries something else than a record.

## Why
A message is a structure with named fields: an enumeration or a bare text has nothing to add a field to.

## Fails
```yaml
channels:
  events.order.sized: {kind: event, message: shop.v1.Size}
```
```json schemas/shop/v1/Size.avsc
{"type": "enum", "name": "Size", "namespace": "shop.v1", "symbols": ["SMALL", "LARGE"]}
```

# remote-reference
A `$ref` that leads to the network.

## Why
A contract means the same tomorrow, and without a network. Put the other schema beside this one.

## Fails
```json schemas/shop/v1/A.schema.json
{"$ref": "https://schemas.example/order.json"}
```

# schema-draft
A draft of JSON Schema that treaty does not read.

## Why
Each draft gives keywords other meanings. Read are 2020-12, 2019-09 and draft-07.

## Fails
```json schemas/shop/v1/A.schema.json
{"$schema": "http://json-schema.org/draft-04/schema#", "type": "object"}
```

# schema-file-name
A schema file whose path is no name.

## Why
A JSON Schema is called after its path: `a/b/v1/X.schema.json` is `a.b.v1.X`.

## Fails
```json schemas/shop/v1/order+placed.schema.json
{"type": "object"}
```

# schema-invalid
A text that is no schema.

## Why
Its own draft refuses it. A validator would ignore the part that is wrong, or refuse every message.

## Fails
```json schemas/shop/v1/A.schema.json
{"type": "objekt"}
```

# schema-title
A `title` that says another name than the path.

## Why
Generators of other tools call the class after the title. Two names for one message are one too many.

## Fails
```json schemas/shop/v1/A.schema.json
{"title": "B", "type": "object"}
```

# schema-untyped
A schema with properties that does not say that it is an object.

## Why
`properties` without `"type": "object"` lets every number and text pass: they have no properties to be wrong.

## Fails
```json schemas/shop/v1/A.schema.json
{"properties": {"order_id": {"type": "string"}}}
```

# schemas-not-found
A folder of schemas without a schema.

## Fails
```yaml
schemas: schema/
```

# unknown-reference
A `$ref` that leads nowhere.

## Fails
```json schemas/shop/v1/A.schema.json
{"type": "object", "properties": {"size": {"$ref": "#/$defs/Size"}}, "$defs": {"Sise": {"type": "string"}}}
```

# unknown-type
A type that no schema defines.

## Why
Named types are found in every file beneath the folder of schemas, by their full name.

## Fails
```json schemas/shop/v1/A.avsc
{"type": "record", "name": "A", "namespace": "shop.v1", "fields": [{"name": "size", "type": "shop.v1.Size"}]}
```

# release-edited
A released file whose text changed.

## Why
A release is what somebody wrote messages with. Its text decides how those messages are read, for as long as they are
kept; a change belongs into the next release.

# release-lock-syntax
A line of `releases.lock` that says nothing.

# release-major
A release whose number does not fit its name.

## Why
The major version is the `.v1` of the namespace: a release of `shop.v1.OrderPlaced` is called `1.0`, `1.1` and so on.

# release-missing
A locked release whose files are gone.

## Why
Messages that were written with it may still be kept, and could not be read any more.

# release-not-locked
A release that `releases.lock` does not know.

## Why
The lock holds the hash of every released file. What is not in it could be edited without anybody noticing.

# release-path
A file beneath `releases/` that belongs to no release.

# release-without-schema
A release whose files do not define its schema.
"""

from __future__ import annotations

PAGES = __doc__
