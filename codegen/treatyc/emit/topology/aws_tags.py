"""The tags of what manifests make at Amazon: those of `apply`, so that a plan knows it, and where it was declared."""

from __future__ import annotations

import re

from treatyc.emit.topology.manifest import Manifest
from treatyc.emit.topology.places import place_text
from treatyc.topology.brokers import scope
from treatyc.topology.plan import Scope
from treatyc.topology.resource import address
from treatyc.topology.sqs import marks
from treatyc.topology.sqs.objects import AnyQueue, DeadLetterQueue, Queue, Subscription, Topic

DECLARED = "treaty:declared"

_UNTAGGABLE = re.compile(r"[^A-Za-z0-9 _.:/=+@-]")
_VALUE_MAX = 256


def tags(manifest: Manifest) -> dict[str, dict[str, str]]:
    """All tags of each queue, with the mark of the subscription that it has, and of each topic, by their addresses."""
    owner = scope(manifest.system, manifest.target)
    subscribed = {each.queue: each for each in manifest.resources if isinstance(each, Subscription)}
    found = {}
    for resource in manifest.resources:
        match resource:
            case Queue() | DeadLetterQueue() | Topic():
                found[address(resource)] = _tags(resource, subscribed.get(resource.name), owner)
            case _:
                continue
    return found


def _tags(resource: AnyQueue | Topic, subscription: Subscription | None, owner: Scope) -> dict[str, str]:
    whole = marks.tags(resource, owner)
    if subscription is not None and not isinstance(resource, Topic):
        whole |= marks.tags(subscription, owner)
    if resource.origin.place is not None:
        whole[DECLARED] = taggable(place_text(resource.origin.place))
    return dict(sorted(whole.items()))


def taggable(text: str) -> str:
    """A text with only what a tag may have."""
    return _UNTAGGABLE.sub("-", text)[-_VALUE_MAX:]
