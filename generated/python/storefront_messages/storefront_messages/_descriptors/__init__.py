"""The `.proto` files that the messages of this package are made from, in one pool that no other package shares."""

from __future__ import annotations

from treaty.codecs.protobuf import Pool

POOL = Pool()
