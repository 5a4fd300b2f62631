"""What is refused about `treaty.lock`, and about what a target says of its registry.

# lock-syntax
A line of `treaty.lock` that is no schema and no place where one is registered.

## Why
Agents take the ids that they write from this file. One that is read wrongly makes messages that nobody can read.

## Fails
```text treaty.lock
schema shop.v1.OrderPlaced 1.0
```

# lock-twice
A schema, or a version of a subject, that stands twice in `treaty.lock`.

## Why
After two branches were merged both may have pushed. Which of the two holds, the registry knows:
`treaty registry verify --write` writes the lock from what is there.

## Fails
```text treaty.lock
schema shop.v1.OrderPlaced 1.0 2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae
  prod order.placed-value 1 17 -
  prod order.placed-value 1 18 -
```

# registry-authentication
Authentication that is neither a token nor all that is needed to ask for one.

## Why
A registry takes a bearer token, or gives one for OAuth's client credentials. Half of the second is neither, and both at
once leave open who we are. A name and a password stand in the address instead.

## Fails
```yaml
targets:
  prod:
    broker: kafka
    url: "${KAFKA_URL}"
    registry: {url: "${REGISTRY_URL}", authentication: {client_id: "${CLIENT}", client_secret: "${SECRET}"}}
```

# registry-cycle
Texts that refer to each other in a circle.

## Why
A registry takes a text after all that it refers to. Where two need each other, neither can be the first.

# registry-subject-shared
A subject that would hold the schemas of several messages which are not of one `.proto` file.

## Why
A registry compares each version of a subject with those before it. Two messages under one subject are compared with
each other, and the second one is refused, or, worse, taken for a new version of the first. `subjects: topic-record`
gives each message of a channel a subject of its own. Messages of one `.proto` file may share one: the file is what is
registered. An Avro file that lists several types does not count as one: each type is registered by itself, for to a
registry a list is a union, and messages would have to begin with the number of their branch.
"""

from __future__ import annotations

PAGES = __doc__
