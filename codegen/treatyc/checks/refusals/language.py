"""What the contract language refuses.

# ambiguous-channel
An address that several channels fit.

## Why
A concrete address means one channel. Where it is a value of two templates that are equally specific, nobody can say
whose message it is.

## Fails
```yaml
channels:
  events.{country}.placed: {kind: event, message: shop.v1.OrderPlaced}
  events.order.{step}: {kind: event, message: shop.v1.OrderPlaced}
agents:
  orders: {sends: ["events.{country}.placed", "events.order.{step}"]}
  billing: {receives: [events.order.placed]}
```

# ambiguous-default
Two defaults that are equally specific and disagree.

## Why
The most specific pattern decides what a channel does not say itself. Of two that are equally specific, either could.

## Fails
```yaml
defaults:
  events.*.placed: {retain: 30d}
  events.order.*: {retain: 7d}
channels:
  events.order.placed: {kind: event, message: shop.v1.OrderPlaced}
```

# conflicting-keys
Two keys that say the same thing.

## Why
`message` is for one message and `messages` for several. With both, one of them is forgotten at the next change.

## Fails
```yaml
channels:
  events.order.placed: {kind: event, message: shop.v1.OrderPlaced, messages: [shop.v1.OrderPlaced]}
```

# duplicate-name
A name that is given twice.

## Why
A name means one thing. Of two declarations one would win by the order of files, and the other would do nothing.

## Fails
```yaml
channels:
  events.order.{id}: {kind: event, message: shop.v1.OrderPlaced}
  events.order.{number}: {kind: event, message: shop.v1.OrderPlaced}
```

# duplicate-include
A file that is included twice.

## Why
What it declares would be there twice.

## Fails
```yaml
include: [channels.yaml, "chan*.yaml"]
```
```yaml channels.yaml
channels: {}
```

# duplicate-output
Two outputs in one folder.

## Why
Each removes what the other wrote, as files that nothing generates any more.

## Fails
```yaml
generate:
  - python: {out: generated}
  - python: {out: generated}
```

# include-cycle
Files that include each other.

## Why
A file is read once; of files that include each other, none is the first.

## Fails
```yaml
include: [channels.yaml]
```
```yaml channels.yaml
include: [agents.yaml]
```
```yaml agents.yaml
include: [channels.yaml]
```

# include-not-found
An `include` that no file fits.

## Why
What it was to bring is missing, mostly because of its spelling.

## Fails
```yaml
include: [chanels.yaml]
```
```yaml channels.yaml
channels: {}
```

# include-too-deep
Files that include files that include files, without end.

## Why
Contracts come from everywhere. Everything that is read has a limit, so that no file can hold the compiler up.

# include-too-many
More files than a project may have.

## Why
Contracts come from everywhere. Everything that is read has a limit, so that no file can hold the compiler up.

# missing-key
Something that must be said and is not.

## Why
There is no safe guess: a channel without a `kind`, or one that carries no message.

## Fails
```yaml
channels:
  events.order.placed: {message: shop.v1.OrderPlaced}
```

# no-project
No project file.

## Why
Everything begins at `treaty.yaml`. `treaty init` writes one.

# not-supported-yet
A key of the language that does nothing yet.

## Why
The language is laid out once, so that contracts need not change. What is not built yet is refused, never ignored: a
saga without a coordinator would look as if it protected something.

## Fails
```yaml
sagas:
  order: {coordinator: orders, steps: []}
```

# output-over-contracts
An output over the contracts themselves.

## Why
Files in the folder of an output that are not generated are removed as stale. The contracts would be among them.

## Fails
```yaml
generate:
  - python: {out: .}
```

# path-outside-root
A path that leaves the repository.

## Why
Contracts are not trusted. Nothing outside the git top level, or `--root`, is ever read or written for them.

## Fails
```yaml
include: [../../secrets.yaml]
```

# reserved-name
A name that the generated packages need themselves.

## Why
`<project>_messages` holds the messages of all agents: an agent called `messages` would be the same package.

## Fails
```yaml
agents:
  messages: {receives: []}
```

# unknown-channel
A channel that is not declared.

## Why
An agent reads and writes declared channels only. Publishing where no channel is declared fails for every message, and
reading there waits for ever.

## Fails
```yaml
channels:
  events.order.placed: {kind: event, message: shop.v1.OrderPlaced}
agents:
  orders: {sends: [event.order.placed]}
```

# unknown-key
A key that the language does not have.

## Why
A misspelt key that is ignored looks like a setting that holds.

## Fails
```yaml
channels:
  events.order.placed: {kind: event, message: shop.v1.OrderPlaced, retian: 30d}
```

# unknown-message
A message that no schema defines.

## Why
A message is named by its full name: package or namespace and name, and for JSON Schema the path of its file.

## Fails
```yaml
channels:
  events.order.placed: {kind: event, message: shop.v2.OrderPlaced}
```

# unknown-parameter
A parameter that the address does not have.

## Why
Values are listed for the tokens in braces. A list for another name restricts nothing.

## Fails
```yaml
channels:
  events.order.{country}: {kind: event, message: shop.v1.OrderPlaced, parameters: {contry: [at, de]}}
```

# unknown-policy
A policy that is not declared.

## Fails
```yaml
channels:
  events.order.placed: {kind: event, message: shop.v1.OrderPlaced, policy: patient}
```

# unknown-rule
A rule that does not exist.

## Why
A misspelt rule under `rules`, or in an `ignore`, selects and silences nothing.

## Fails
```yaml
rules: {select: [owner-mising]}
```

# unknown-target
An output for a target that is not declared.

## Why
No manifests would be written for it, and nobody would notice until they are needed.

## Fails
```yaml
targets: {prod: {broker: kafka, url: "${KAFKA_URL}"}}
generate:
  - topology: {out: generated, targets: [production]}
```

# unknown-value
A value that its parameter cannot have.

## Why
The parameter lists its values. An agent that reads another one waits for ever.

## Fails
```yaml
channels:
  events.order.{country}: {kind: event, message: shop.v1.OrderPlaced, parameters: {country: [at, de]}}
agents:
  orders: {sends: ["events.order.{country}"]}
  rhine: {receives: [events.order.dee]}
```

# secret-written
Something else than a reference where a secret might stand.

## Why
Contracts lie in version control, and what they say is printed where many read it. An address without a user, or a
reference such as `${KAFKA_URL}`, gives nothing away. The report does not show what stands there either.

## Fails
```yaml
targets:
  prod: {broker: kafka, url: "kafka://anna:hunter2@broker.example.com:9092"}
```

# unmatched-pattern
A pattern of `defaults` or `overrides` that no channel matches.

## Why
What it says holds nowhere, though it reads as if it did.

## Fails
```yaml
defaults:
  event.>: {retain: 30d}
channels:
  events.order.placed: {kind: event, message: shop.v1.OrderPlaced}
```

# wrong-value
A value of another kind than the key takes.

## Why
Durations and sizes carry units, so that 300 000 000 000 is never a number of seconds that was meant as nanoseconds,
and names have one spelling.

## Fails
```yaml
channels:
  events.order.placed: {kind: event, message: shop.v1.OrderPlaced, retain: 300000000000}
```

# ignore-unused
An `ignore` that silences nothing.

## Why
What it was for is mended. Left there, it would hide the next finding, which nobody has looked at.

## Fails
```yaml
channels:
  events.order.placed:
    kind: event
    message: shop.v1.OrderPlaced
    ignore: [{rule: event-unread, reason: its reader comes next month}]
agents:
  orders: {sends: [events.order.placed]}
  billing: {receives: [events.order.placed]}
```

# ignore-without-reason
An `ignore` that does not say why.

## Why
In a year somebody asks whether it still holds. Only the reason can tell.

## Fails
```yaml
channels:
  events.order.placed:
    kind: event
    message: shop.v1.OrderPlaced
    ignore: [{rule: event-unread, reason: " "}]
agents:
  orders: {sends: [events.order.placed]}
```
"""

from __future__ import annotations

PAGES = __doc__
