"""Users of a live cluster: their SCRAM credentials, of which it tells all but the password."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from confluent_kafka import KafkaError
from confluent_kafka.admin import (  # type: ignore[attr-defined]  # its exports are not marked as such
    ScramCredentialInfo,
    ScramMechanism,
    UserScramCredentialAlteration,
    UserScramCredentialDeletion,
    UserScramCredentialUpsertion,
)

from treatyc.brokers.kafka.client import REQUEST_S, Client, answer, answers, told, tried_until_shown
from treatyc.brokers.live import BrokerError
from treatyc.topology.kafka.objects import User

_MECHANISMS = {"SCRAM-SHA-256": ScramMechanism.SCRAM_SHA_256, "SCRAM-SHA-512": ScramMechanism.SCRAM_SHA_512}
_WORDS = {value: word for word, value in _MECHANISMS.items()}


def find(client: Client) -> dict[str, User]:
    """All users that have credentials, by name."""
    asked = client.admin.describe_user_scram_credentials(request_timeout=REQUEST_S)
    described = answer(asked, "the users cannot be read")  # type: ignore[arg-type]  # of all users it is one future
    return {name: User(name, _credentials(found.scram_credential_infos)) for name, found in described.items()}


def _credentials(infos: Sequence[ScramCredentialInfo]) -> tuple[tuple[str, int], ...]:
    return tuple(sorted((_WORDS.get(info.mechanism, str(info.mechanism)), info.iterations) for info in infos))


def put(client: Client, users: Sequence[User], passwords: Mapping[str, str]) -> dict[str, str]:
    """Give each its credentials with the password of its name, and return when the cluster shows them."""
    problems = {user.name: "its password is not in the environment" for user in users if user.name not in passwords}
    known = [user for user in users if user.name in passwords]
    upsertions = [
        UserScramCredentialUpsertion(
            user.name, ScramCredentialInfo(_MECHANISMS[mechanism], iterations), passwords[user.name].encode()
        )
        for user in known
        for mechanism, iterations in user.credentials
    ]
    problems |= _alter(client, upsertions)
    wanted = {user.name: user for user in known if user.name not in problems}
    for _ in tried_until_shown():
        there = find(client) if wanted else {}
        if all(
            name in there and set(user.credentials) <= set(there[name].credentials) for name, user in wanted.items()
        ):
            return problems
    raise BrokerError(f"{client.address} made users that it does not show")


def delete(client: Client, users: Sequence[User]) -> dict[str, str]:
    """Take these credentials from each, and return when the cluster no longer shows them."""
    deletions = [
        UserScramCredentialDeletion(user.name, _MECHANISMS[mechanism])
        for user in users
        for mechanism, _ in user.credentials
    ]
    problems = _alter(client, deletions)
    gone = {(user.name, each) for user in users if user.name not in problems for each in user.credentials}
    for _ in tried_until_shown():
        there = find(client) if gone else {}
        if gone.isdisjoint((name, each) for name, user in there.items() for each in user.credentials):
            return problems
    raise BrokerError(f"{client.address} deleted users that it still shows")


def _alter(client: Client, alterations: Sequence[UserScramCredentialAlteration]) -> dict[str, str]:
    if not alterations:
        return {}
    futures = client.admin.alter_user_scram_credentials(list(alterations), request_timeout=REQUEST_S)
    return {
        name: told(error)
        for name, error in answers(futures)
        if error is not None and error.code() != KafkaError.RESOURCE_NOT_FOUND
    }
