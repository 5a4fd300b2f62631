"""Policies of access, as IAM keeps them for each topic and subscription."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any

from google.api_core.exceptions import Aborted
from google.iam.v1 import iam_policy_pb2  # type: ignore[import-untyped]  # it has no stubs

from treatyc.brokers.pubsub.clients import Clients, call
from treatyc.topology.pubsub.accounts import member, word

_VERSION = 3
"""Of policies with conditions; an older reader would not see them, and drop them as it writes."""

_TRIES = 5


def read(clients: Clients, name: str) -> tuple[str, ...]:
    """Who may do what with `topics/…` or `subscriptions/…`, sorted; a condition stands behind it."""
    return tuple(sorted(_lines(clients, current(clients, name))))


def current(clients: Clients, name: str) -> Any:
    """A policy as Google has it, with the tag by which Google knows that it was read before it is written."""
    options = {"requested_policy_version": _VERSION}
    request = iam_policy_pb2.GetIamPolicyRequest(resource=_path(clients, name), options=options)
    return call(clients.publisher.get_iam_policy, request=request)


def write(clients: Clients, name: str, members: Collection[str], found: Any = None) -> None:
    """Let exactly these in. `found` is the policy if it was just read; what was written since is read once more."""
    for attempt in range(_TRIES):
        policy = found if found is not None and attempt == 0 else current(clients, name)
        wanted: dict[str, list[str]] = {}
        for line in members:
            role, _, who = line.partition(" ")
            wanted.setdefault(role, []).append(member(who, clients.project, clients.number))
        del policy.bindings[:]
        policy.version = _VERSION
        for role, allowed in sorted(wanted.items()):
            policy.bindings.add(role=role, members=sorted(allowed))
        request = iam_policy_pb2.SetIamPolicyRequest(resource=_path(clients, name), policy=policy)
        try:
            call(clients.publisher.set_iam_policy, request=request)
        except Aborted:
            if attempt == _TRIES - 1:
                raise
        else:
            return


def copied(clients: Clients, name: str) -> Any:
    """A policy as it is, with its conditions, to be given to what comes in the place of this."""
    policy = current(clients, name)
    policy.etag = b""
    return policy


def restore(clients: Clients, name: str, policy: Any) -> None:
    """Give a policy that was copied to what is new."""
    request = iam_policy_pb2.SetIamPolicyRequest(resource=_path(clients, name), policy=policy)
    call(clients.publisher.set_iam_policy, request=request)


def _lines(clients: Clients, policy: Any) -> Iterator[str]:
    for binding in policy.bindings:
        condition = f" if {binding.condition.expression}" if binding.condition.expression else ""
        for who in binding.members:
            yield f"{binding.role} {word(who, clients.project, clients.number)}{condition}"


def _path(clients: Clients, name: str) -> str:
    collection, _, short = name.partition("/")
    return clients.path(collection, short)
