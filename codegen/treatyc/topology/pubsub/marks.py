"""Whose an object is: labels on topics and subscriptions.

A schema and a policy have none, so that theirs are on the topic or subscription that they are for.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

from treatyc.topology.observed import Mark
from treatyc.topology.plan import Scope
from treatyc.topology.pubsub.objects import Permissions, PubSubResource, Subscription, Topic, TopicSchema
from treatyc.topology.resource import digest

PROJECT = "treaty-project"
TARGET = "treaty-target"

_APPLIED = {
    Topic.kind: "treaty-applied",
    Subscription.kind: "treaty-applied",
    TopicSchema.kind: "treaty-schema",
    Permissions.kind: "treaty-access",
}
_VALUE_MAX = 63
_DIGEST = 16


def labels(resource: PubSubResource, scope: Scope) -> dict[str, str]:
    """The labels that say that this is ours."""
    return {PROJECT: _value(scope.project), TARGET: _value(scope.target), applied_key(resource.kind): digest(resource)}


def applied_key(kind: str) -> str:
    """The label with the digest of what was last applied."""
    return _APPLIED[kind]


def mark(found: Mapping[str, str], kind: str, scope: Scope | None) -> Mark | None:
    """Whose a thing of this kind is, by its labels or those of what it is for; `scope` is the one that we look for."""
    if PROJECT not in found or _APPLIED[kind] not in found:
        return None
    if scope is not None and (found[PROJECT], found.get(TARGET)) == (_value(scope.project), _value(scope.target)):
        return Mark(scope, found[_APPLIED[kind]])
    return Mark(Scope(found[PROJECT], found.get(TARGET, "")), found[_APPLIED[kind]])


def owner(found: Mapping[str, str], scope: Scope | None) -> Scope | None:
    """Whose the topic or subscription with these labels is."""
    whose = mark(found, Topic.kind, scope)
    return whose.scope if whose is not None else None


def _value(name: str) -> str:
    """A name as a label: one that is longer than a label may be is cut, and ends in a dash, which no name has."""
    if len(name) <= _VALUE_MAX:
        return name
    return f"{name[: _VALUE_MAX - _DIGEST - 1]}-{hashlib.sha256(name.encode()).hexdigest()[:_DIGEST]}"
