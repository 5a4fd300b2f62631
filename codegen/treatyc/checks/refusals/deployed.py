"""What is refused about the record of deployments and about manifests.

# deployed-manifest
A deployment whose manifest is not in the lock.

## Why
What a release sends and receives decides which versions can meet. A record without it says nothing.

## Fails
```text deployed.lock
deployment prod orders 2026.11.1 0123456789abcdef 2026-11-21T11:02:00Z -
```

# deployed-syntax
A line of `deployed.lock` that is no deployment and no part of a manifest.

## Why
A record that is read wrongly lets versions meet that do not understand each other.

## Fails
```text deployed.lock
deployment prod orders
```

# deployed-time
A time that does not exist, or a release that ended before it began.

## Why
When a release ended decides for how long what it wrote is still kept.

## Fails
```text deployed.lock
deployment prod orders 2026.11.1 0123456789abcdef 2026-11-31T11:02:00Z -
manifest 0123456789abcdef orders
```

# deployed-twice
A release that runs twice under one label, or a manifest that stands twice.

## Why
After two branches were merged both may have recorded the same. Which of the two holds, only a person knows.

## Fails
```text deployed.lock
deployment prod orders 2026.11.1 0123456789abcdef 2026-11-21T11:02:00Z -
deployment prod orders 2026.11.1 0123456789abcdef 2026-11-22T11:02:00Z -
manifest 0123456789abcdef orders
```

# manifest-other
A manifest of another agent or another project.

## Why
`treaty record` was told the wrong package, and would record what another agent speaks.
"""

from __future__ import annotations

PAGES = __doc__
