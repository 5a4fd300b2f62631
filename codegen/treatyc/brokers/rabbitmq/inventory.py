"""What a virtual host holds, in the words of `derive`: everything is asked for in one request a kind."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from treatyc.brokers.rabbitmq.management import Management, escaped
from treatyc.brokers.rabbitmq.passwords import matches
from treatyc.brokers.rabbitmq.rivals import rivals
from treatyc.brokers.rabbitmq.rows import (
    BindingRow,
    ExchangeRow,
    Named,
    PermissionRow,
    PolicyRow,
    QueueRow,
    Setting,
    TopicPermissionRow,
    UserRow,
)
from treatyc.topology.rabbitmq.objects import (
    MEMBERS,
    NO_ROUTE,
    QUEUE_TYPE,
    SINGLE_READER,
    Bindings,
    Exchange,
    Pairs,
    Permissions,
    Policy,
    Queue,
    RabbitResource,
    User,
    Vhost,
    route,
)
from treatyc.topology.rabbitmq.rights import ByKey, Rights, lines
from treatyc.topology.resource import Value

_OURS = frozenset({QUEUE_TYPE, MEMBERS, SINGLE_READER})
"""Arguments of a queue that have a field of their own."""

TOTALS = "disable_stats=true&enable_queue_totals=true"
"""How queues are asked for: without the statistics that cost the server most."""

_INTERNAL = "amq."
_LOCK = "._lock"
ANOTHER = "another"


@dataclass(frozen=True, slots=True)
class Found:
    """A resource that is there, and how many messages it holds."""

    resource: RabbitResource
    messages: int | None = None


@dataclass(frozen=True, slots=True)
class Listing:
    """All that the management tells of one virtual host, and of all users."""

    there: bool
    exchanges: tuple[ExchangeRow, ...]
    queues: tuple[QueueRow, ...]
    bindings: tuple[BindingRow, ...]
    policies: tuple[PolicyRow, ...]
    permissions: tuple[PermissionRow, ...]
    topic_permissions: tuple[TopicPermissionRow, ...]
    users: tuple[UserRow, ...]


def has_vhost(management: Management, vhost: str) -> bool:
    """Whether the virtual host is there."""
    return any(each.name == vhost for each in management.get("vhosts?columns=name", list[Named]))


def listing(management: Management, vhost: str) -> Listing:
    """Everything, or the users alone where there is no such virtual host."""
    users = users_of(management)
    if not has_vhost(management, vhost):
        return Listing(False, (), (), (), (), (), (), users)  # noqa: FBT003 - a field of what was found
    here = escaped(vhost)
    with ThreadPoolExecutor(max_workers=6) as pool:
        exchanges = pool.submit(management.get, f"exchanges/{here}", list[ExchangeRow])
        queues = pool.submit(management.get, f"queues/{here}?{TOTALS}", list[QueueRow])
        bindings = pool.submit(management.get, f"bindings/{here}", list[BindingRow])
        policies = pool.submit(management.get, f"policies/{here}", list[PolicyRow])
        permissions = pool.submit(management.get, f"vhosts/{here}/permissions", list[PermissionRow])
        keys = pool.submit(management.get, f"vhosts/{here}/topic-permissions", list[TopicPermissionRow])
        return Listing(
            True,  # noqa: FBT003 - likewise
            tuple(row for row in exchanges.result() if row.name and not row.name.startswith(_INTERNAL)),
            tuple(row for row in queues.result() if not _passing(row)),
            tuple(row for row in bindings.result() if row.source and row.destination_type == "queue"),
            tuple(policies.result()),
            tuple(permissions.result()),
            tuple(keys.result()),
            users,
        )


def users_of(management: Management) -> tuple[UserRow, ...]:
    """Every user of the cluster."""
    path = "users?columns=name,password_hash,hashing_algorithm,tags"
    return tuple(management.get(path, list[UserRow]))


def inventory(management: Management, vhost: str, passwords: Mapping[str, str]) -> Iterator[Found]:
    """All resources of the virtual host and all users; of the virtual hosts only this one."""
    told = listing(management, vhost)
    if told.there:
        yield Found(Vhost(vhost), sum(row.messages or 0 for row in told.queues))
    yield from (Found(exchange_of(row)) for row in told.exchanges)
    yield from (Found(policy) for policy in _policies(told))
    for row in told.queues:
        yield Found(queue_of(row), row.messages)
    yield from (Found(bindings) for bindings in _bindings(told))
    yield from (Found(user_of(row, passwords)) for row in told.users)
    yield from (Found(permissions) for permissions in permissions_of(told.permissions, told.topic_permissions))


def exchange_of(row: ExchangeRow) -> Exchange:
    """An exchange as it is there."""
    return Exchange(row.name, row.type, row.durable, row.auto_delete, row.internal, _pairs(row.arguments))


def queue_of(row: QueueRow) -> Queue:
    """A queue as it is there. One that was just made may not tell its members yet: it has those that were asked for."""
    asked = row.arguments.get(MEMBERS)
    replicas = len(row.members) if row.members else asked if isinstance(asked, int) else 1
    others = {name: each for name, each in row.arguments.items() if name not in _OURS}
    single = row.arguments.get(SINGLE_READER) is True
    return Queue(row.name, row.type, row.durable, row.auto_delete, replicas, single, _pairs(others))


def user_of(row: UserRow, passwords: Mapping[str, str]) -> User:
    """A user. A password that we do not know cannot be compared, and so is not said to differ."""
    tags = row.tags if isinstance(row.tags, str) else ",".join(row.tags)
    known = passwords.get(row.name)
    if known is None or matches(known, row.password_hash, row.hashing_algorithm):
        return User(row.name, tags)
    return User(row.name, tags, ANOTHER)


def permissions_of(rows: Collection[PermissionRow], keyed: Collection[TopicPermissionRow]) -> Iterator[Permissions]:
    """What each user may do; rights to keys alone, without the virtual host, are none."""
    keys: dict[str, dict[str, ByKey]] = {}
    for row in keyed:
        keys.setdefault(row.user, {})[row.exchange] = ByKey(row.write, row.read)
    for each in rows:
        rights = Rights(each.configure, each.write, each.read, keys.get(each.user, {}))
        yield Permissions(each.user, lines(rights))


def routes_of(rows: Collection[BindingRow]) -> tuple[str, ...]:
    """The lines of one queue's bindings."""
    return tuple(sorted(line_of(row) for row in rows)) or (NO_ROUTE,)


def line_of(row: BindingRow) -> str:
    """The line of a binding; ours have no arguments."""
    with_ = f" with {_text(dict(row.arguments))}" if row.arguments else ""
    return route(row.source, row.routing_key) + with_


def _bindings(told: Listing) -> Iterator[Bindings]:
    by_queue: dict[str, list[BindingRow]] = {row.name: [] for row in told.queues}
    for row in told.bindings:
        if row.destination in by_queue:
            by_queue[row.destination].append(row)
    for name, rows in by_queue.items():
        if rows:
            yield Bindings(name, routes_of(rows))


def _policies(told: Listing) -> Iterator[Policy]:
    effective = {row.name: row.policy for row in told.queues}
    above = rivals(told.policies)
    for row in told.policies:
        others = above(row, effective.get(row.name))
        yield Policy(row.name, row.pattern, row.apply_to, row.priority, _pairs(row.definition), not others, others)


def _passing(row: QueueRow) -> bool:
    """What goes away with a connection, such as an inbox, and our own lock."""
    return (
        row.exclusive is True
        or row.owner_pid_details is not None
        or (row.name.startswith("treaty.") and row.name.endswith(_LOCK))
    )


def _pairs(settings: Mapping[str, Setting]) -> Pairs:
    return tuple(sorted((name, _value(each)) for name, each in settings.items()))


def _value(setting: Setting) -> Value:
    return _text(setting) if isinstance(setting, list | dict) else setting


def _text(setting: object) -> str:
    return json.dumps(setting, sort_keys=True, ensure_ascii=False)
