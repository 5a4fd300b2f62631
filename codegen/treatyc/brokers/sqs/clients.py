"""Amazon's own clients of the services that we speak to, from a target's connection, and their errors in words."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, TypeVar
from urllib.parse import parse_qs, urlsplit, urlunsplit

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from botocore.parsers import ResponseParserError

from treatyc.brokers.connection import Connection
from treatyc.brokers.live import BrokerError
from treatyc.topology.sqs.policy import Realm

T = TypeVar("T")
R = TypeVar("R")

PARALLEL = 16
"""How many requests are under way at once: Amazon has none that changes or reads several queues."""

LOST = (BotoCoreError, ResponseParserError)
"""No answer, or one that is none, such as a page of a proxy. What Amazon itself refuses is a `ClientError`."""

_AMAZON = re.compile(r"sqs\.([a-z0-9-]+)\.amazonaws\.com(?:\.cn)?\Z")
_PARTITIONS = {"cn": "aws-cn", "us-gov": "aws-us-gov"}
_WORDS = frozenset({"username", "password", "ca"})


@dataclass(frozen=True, slots=True)
class Clients:
    """SQS, SNS and the index of tags, in one account and region. They may be used by several threads."""

    address: str
    realm: Realm
    sqs: Any
    sns: Any
    tagging: Any

    @property
    def identity(self) -> str:
        """What tells this account and region from every other."""
        return f"{self.realm.account}:{self.realm.region}"

    def close(self) -> None:
        """Let go of all connections."""
        for client in (self.sqs, self.sns, self.tagging):
            client.close()


def open_clients(connection: Connection) -> Clients:
    """Connect, and ask who we are; raises `BrokerError`."""
    endpoint, region = _place(connection.admin or connection.address)
    if unknown := sorted(set(connection.security) - _WORDS):
        raise BrokerError(
            f"`security` of SQS has no {_listed(unknown)}: `username` is an access key, `password` its secret, and"
            " without them the AWS configuration of the machine holds"
        )
    try:
        session = boto3.Session(
            aws_access_key_id=connection.security.get("username"),
            aws_secret_access_key=connection.security.get("password"),
            region_name=region,
        )
        if session.region_name is None:
            raise BrokerError("no region: let `url` be https://sqs.REGION.amazonaws.com, or end it with ?region=REGION")
        options: dict[str, Any] = {
            "endpoint_url": endpoint,
            "verify": connection.security.get("ca"),
        }
        who = session.client("sts", **options, config=_patient(2))
        account = str(who.get_caller_identity()["Account"])
        who.close()
        realm = Realm(account, session.region_name, _partition(session.region_name))
        names = ("sqs", "sns", "resourcegroupstaggingapi")
        services = (session.client(name, **options, config=_patient(6)) for name in names)
        return Clients(endpoint or f"https://sqs.{realm.region}.amazonaws.com", realm, *services)
    except (ClientError, *LOST, ValueError) as error:
        raise BrokerError(reason(error)) from error


def _patient(attempts: int) -> Config:
    """Amazon refuses what comes too fast, and says so: that is asked again, later and later."""
    retries = {"mode": "standard", "max_attempts": attempts}
    return Config(max_pool_connections=PARALLEL, connect_timeout=5, read_timeout=30, retries=retries)


def _place(address: str) -> tuple[str | None, str | None]:
    """Where every service answers, None for Amazon's own addresses, and the region, None where the machine knows it."""
    parts = urlsplit(address)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.username:
        raise BrokerError("the address of SQS is https://sqs.REGION.amazonaws.com; who you are goes into `security`")
    asked = parse_qs(parts.query).get("region", [None])[0]
    if (official := _AMAZON.match(parts.hostname)) is not None:
        return None, official.group(1)
    return urlunsplit((parts.scheme, parts.netloc, parts.path.rstrip("/"), "", "")), asked


def _partition(region: str) -> str:
    return next((name for start, name in _PARTITIONS.items() if region.startswith(start + "-")), "aws")


def reason(error: Exception) -> str:
    """What went wrong, for people: Amazon's code and message, with nothing of the request."""
    if isinstance(error, ClientError):
        told = error.response.get("Error", {})
        return f"{told.get('Code', 'error')}: {told.get('Message', '')}".rstrip(": ")
    return str(error)


def code(error: ClientError) -> str:
    """The last word of an error's code: `QueueDoesNotExist` of `AWS.SimpleQueueService.QueueDoesNotExist`."""
    return str(error.response.get("Error", {}).get("Code", "")).rpartition(".")[2]


def asked(call: Callable[..., T], *arguments: object, **named: object) -> T:
    """One call of a client; its failure becomes a `BrokerError`."""
    try:
        return call(*arguments, **named)
    except (ClientError, *LOST) as error:
        raise BrokerError(reason(error)) from error


def pages(client: Any, operation: str, key: str, **named: object) -> Iterator[Any]:
    """All that an operation lists, from every page."""
    found = client.get_paginator(operation).paginate(**named)
    try:
        for page in found:
            yield from page.get(key, [])
    except (ClientError, *LOST) as error:
        raise BrokerError(reason(error)) from error


def each(work: Callable[[T], R], things: Sequence[T]) -> Iterator[R]:
    """Do something for each thing, several at once, in their order. Who stops asking stops what was not yet begun."""
    with ThreadPoolExecutor(PARALLEL) as pool:
        for start in range(0, len(things), PARALLEL):
            yield from list(pool.map(work, things[start : start + PARALLEL]))


def _listed(words: Iterable[str]) -> str:
    return ", ".join(f"`{word}`" for word in words)


def tags_of(listed: Iterable[Mapping[str, str]]) -> dict[str, str]:
    """Tags as SNS and the index of tags list them."""
    return {tag["Key"]: tag["Value"] for tag in listed}
