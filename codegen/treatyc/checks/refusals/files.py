"""What is refused about files, whatever they mean.

# file-too-large
A file of more than 1 MiB.

## Why
Contracts come from everywhere. Everything that is read has a limit, so that no file can hold the compiler up.

# project-too-large
More files, or larger ones, than a project may have.

## Why
Contracts come from everywhere. Everything that is read has a limit, so that no file can hold the compiler up.

# not-utf-8
A file in another encoding than UTF-8, or whose name is.

## Why
The same bytes must be the same text on every machine.

# symbolic-link
A symbolic link among the contracts.

## Why
A link may lead out of the repository, to a file that its owner did not mean to show.

# unreadable-file
A file that the operating system does not let treaty read.

## Why
A contract that is skipped silently would be missing from every answer.

# yaml-alias
An anchor or an alias.

## Why
A few lines of aliases can stand for a billion values, and a reader has to look elsewhere for what stands here. Use
`defaults` and `policies` instead.

## Fails
```yaml
policies:
  quick: &quick {ack_wait: 10s}
  other: *quick
```

# yaml-duplicate-key
A key that stands twice in one mapping.

## Why
YAML readers keep one of the two, and not all the same one.

## Fails
```yaml
description: one
description: two
```

# yaml-key
A key that is a list or a mapping.

## Why
Every key of the language is a word or an address.

## Fails
```yaml
channels:
  [events, order]: {kind: event}
```

# yaml-number
A number that is longer than any number can mean something.

## Why
Everything that is read has a limit. What is meant as text is put in quotes.

# yaml-syntax
Text that is not YAML.

## Fails
```yaml
channels: {events.order.placed: {kind: event
```

# yaml-tag
A YAML tag.

## Why
Tags choose how a value is read, in some readers by running code. The language knows what it expects.

## Fails
```yaml
description: !!str shop
```

# yaml-too-deep
YAML that nests deeper than 64 levels.

## Why
Everything that is read has a limit, so that no file can hold the compiler up.

# yaml-too-large
YAML of more values or characters than a project can need.

## Why
Everything that is read has a limit, so that no file can hold the compiler up.

# json-duplicate-key
A key that stands twice in one JSON object.

## Why
JSON readers keep the last, the first, or both. What one team sees is not what the other sees.

## Fails
```json schemas/shop/v1/A.schema.json
{"type": "object", "type": "string"}
```

# json-number
A number that no reader can keep exactly, or that is no JSON at all.

## Fails
```json schemas/shop/v1/A.schema.json
{"type": "number", "maximum": NaN}
```

# json-surrogate
Text that holds half of a character.

## Why
A lone surrogate, written as an escape, is no Unicode text: no UTF-8 holds it, and no generated file could.

# json-syntax
Text that is not JSON.

## Fails
```json schemas/shop/v1/A.schema.json
{"type": "object",}
```

# json-too-deep
JSON that nests deeper than 64 levels.

## Why
Everything that is read has a limit, so that no file can hold the compiler up.

# json-too-large
JSON of more values or characters than a schema can need.

## Why
Everything that is read has a limit, so that no file can hold the compiler up.
"""

from __future__ import annotations

PAGES = __doc__
