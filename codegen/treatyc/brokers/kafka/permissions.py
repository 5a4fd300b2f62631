"""What principals may do at a live cluster: the whole list of each, read and written as lines."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from confluent_kafka import KafkaError, KafkaException
from confluent_kafka.admin import (  # type: ignore[attr-defined]  # its exports are not marked as such
    AclBinding,
    AclBindingFilter,
    AclOperation,
    AclPermissionType,
    ResourcePatternType,
    ResourceType,
)

from treatyc.brokers.kafka.client import REQUEST_S, Client, answers, chunks, reason, told, tried_until_shown
from treatyc.brokers.live import BrokerError
from treatyc.topology.kafka import rights
from treatyc.topology.kafka.objects import Permissions
from treatyc.topology.kafka.rights import Right

_USER = "User:"
_AT_ONCE = 1000
_ALL = AclBindingFilter(
    ResourceType.ANY,
    None,  # type: ignore[arg-type]  # any; the client's annotation forgets it, here and twice below
    ResourcePatternType.ANY,
    None,  # type: ignore[arg-type]  # likewise
    None,  # type: ignore[arg-type]  # likewise
    AclOperation.ANY,
    AclPermissionType.ANY,
)

NO_AUTHORIZER = "this cluster checks nobody's rights: its brokers have no `authorizer.class.name`"

_UNKNOWN = "it has rights of a kind that the client does not know: take them away with kafka-acls.sh"

_KINDS = {
    ResourceType.TOPIC: "topic",
    ResourceType.GROUP: "group",
    ResourceType.BROKER: "cluster",  # the client's word for what Kafka calls the cluster
    ResourceType.TRANSACTIONAL_ID: "transactional_id",
    ResourceType.UNKNOWN: "unknown",
}
_TYPES = {word: kind for kind, word in _KINDS.items()}
_OPERATIONS = {operation: operation.name.title().replace("_", "") for operation in AclOperation}
_BY_WORD = {word: operation for operation, word in _OPERATIONS.items()}

Line = tuple[str, str]
"""A principal's name, and the line of one of its rights."""


def find(client: Client) -> dict[str, Permissions]:
    """All that anybody may do, by principal; nothing where the cluster checks no rights."""
    try:
        bindings = client.admin.describe_acls(_ALL, request_timeout=REQUEST_S).result(REQUEST_S * 2)
    except KafkaException as error:
        if error.args[0].code() == KafkaError.SECURITY_DISABLED:
            return {}
        raise BrokerError(f"the permissions cannot be read: {reason(error)}") from error
    by_principal: dict[str, list[str]] = {}
    for binding in bindings:
        by_principal.setdefault(binding.principal.removeprefix(_USER), []).append(str(_right(binding)))
    return {name: Permissions(name, tuple(sorted(lines))) for name, lines in by_principal.items()}


def _right(binding: AclBinding) -> Right:
    return Right(
        _KINDS[ResourceType(binding.restype)],
        binding.name,
        _OPERATIONS[AclOperation(binding.operation)],
        binding.host,
        prefixed=binding.resource_pattern_type is ResourcePatternType.PREFIXED,
        allowed=binding.permission_type is AclPermissionType.ALLOW,
    )


def put(client: Client, wanted: Sequence[Permissions], found: Mapping[str, Permissions]) -> dict[str, str]:
    """Give each principal these rights and no others, and return when the cluster shows them.

    What is new is given before what is gone is taken: nobody is refused meanwhile what stays allowed.
    """
    asked = {(each.name, line) for each in wanted for line in each.rights}
    there = {(each.name, line) for each in wanted if each.name in found for line in found[each.name].rights}
    problems = {name: _UNKNOWN for name, line in there - asked if _unknown(line)}
    problems |= _give(client, sorted(line for line in asked - there if line[0] not in problems))
    problems |= _take(client, sorted(line for line in there - asked if line[0] not in problems))
    settled = {each.name for each in wanted} - problems.keys()
    expected = {line for line in asked if line[0] in settled}
    for _ in tried_until_shown():
        now = find(client) if settled else {}
        if expected == {(name, line) for name in settled & now.keys() for line in now[name].rights}:
            return problems
    raise BrokerError(f"{client.address} took permissions that it does not show")


def _unknown(line: str) -> bool:
    """Whether Kafka has a word here for which the client has none."""
    right = rights.read(line)
    return right.kind == _KINDS[ResourceType.UNKNOWN] or right.operation == _OPERATIONS[AclOperation.UNKNOWN]


def _give(client: Client, lines: Sequence[Line]) -> dict[str, str]:
    problems = {}
    for chunk in chunks(lines, (1 for _ in lines), _AT_ONCE):
        bindings = {_binding(*line): line[0] for line in chunk}
        for binding, error in answers(client.admin.create_acls(list(bindings), request_timeout=REQUEST_S)):
            if error is not None:
                problems[bindings[binding]] = _told(error)
    return problems


def _take(client: Client, lines: Sequence[Line]) -> dict[str, str]:
    problems = {}
    for chunk in chunks(lines, (1 for _ in lines), _AT_ONCE):
        filters = {_filter(*line): line[0] for line in chunk}
        for each, error in answers(client.admin.delete_acls(list(filters), request_timeout=REQUEST_S)):
            if error is not None:
                problems[filters[each]] = _told(error)
    return problems


def _told(error: KafkaError) -> str:
    return NO_AUTHORIZER if error.code() == KafkaError.SECURITY_DISABLED else told(error)


def _binding(name: str, line: str) -> AclBinding:
    return AclBinding(*_parts(name, line))


def _filter(name: str, line: str) -> AclBindingFilter:
    return AclBindingFilter(*_parts(name, line))


def _parts(
    name: str, line: str
) -> tuple[ResourceType, str, ResourcePatternType, str, str, AclOperation, AclPermissionType]:
    right = rights.read(line)
    return (
        _TYPES[right.kind],
        right.name,
        ResourcePatternType.PREFIXED if right.prefixed else ResourcePatternType.LITERAL,
        f"{_USER}{name}",
        right.host,
        _BY_WORD[right.operation],
        AclPermissionType.ALLOW if right.allowed else AclPermissionType.DENY,
    )
