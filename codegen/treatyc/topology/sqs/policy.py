"""Policies of queues and topics in one canonical form, for Amazon gives back other texts than it was given.

A statement is one line of JSON with sorted keys and lists, without what is there for people (`Sid`), and with `REGION`
and `ACCOUNT` for our own: the same statement is the same text whoever wrote it, wherever it lies.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

REGION = "REGION"
ACCOUNT = "ACCOUNT"
VERSION = "2012-10-17"

Document = dict[str, Any]
"""A policy, or a part of one, as JSON has it."""

_LISTS = frozenset({"Action", "NotAction", "Resource", "NotResource"})


@dataclass(frozen=True, slots=True)
class Realm:
    """Whose objects these are, and where: a part of every object's address. By default words that stand for it."""

    account: str = ACCOUNT
    region: str = REGION
    partition: str = "aws"

    def arn(self, service: str, name: str) -> str:
        """The full address of a queue (`sqs`) or a topic (`sns`)."""
        return f"arn:{self.partition}:{service}:{self.region}:{self.account}:{name}"

    @property
    def owner(self) -> str:
        """Everybody in the account whose own policies allow it."""
        return f"arn:{self.partition}:iam::{self.account}:root"


HERE = Realm()


def publishing() -> Document:
    """Who may publish to a topic: nobody but this account's principals whose own policies say so."""
    return {"Effect": "Allow", "Principal": {"AWS": HERE.owner}, "Action": "sns:Publish"}


def delivering(topic: str) -> Document:
    """That a topic may put messages into a queue."""
    return {
        "Effect": "Allow",
        "Principal": {"Service": "sns.amazonaws.com"},
        "Action": "sqs:SendMessage",
        "Condition": {"ArnEquals": {"aws:SourceArn": HERE.arn("sns", topic)}},
    }


def canonical(statement: Document) -> str:
    """The one text of a statement that is written in the words of `HERE`."""
    found = {key: _listed(key, value) for key, value in statement.items() if key != "Sid"}
    return json.dumps(found, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def statements(text: str, realm: Realm, own: str) -> tuple[str, ...]:
    """The statements of a policy's text, canonical and sorted; `own` is the address of what it belongs to."""
    if not text:
        return ()
    written = json.loads(_moved(text, realm, HERE)).get("Statement", [])
    own = _moved(own, realm, HERE)
    found = []
    for statement in written if isinstance(written, list) else [written]:
        kept = {key: value for key, value in statement.items() if key != "Resource" or value not in (own, [own])}
        found.append(canonical(kept))
    return tuple(sorted(found))


def document(lines: tuple[str, ...], realm: Realm, own: str) -> str:
    """The text of a policy with these statements, for what has this address; empty where there are none."""
    if not lines:
        return ""
    found = [{"Resource": own, **json.loads(_moved(line, HERE, realm))} for line in lines]
    return json.dumps({"Version": VERSION, "Statement": found}, sort_keys=True, separators=(",", ":"))


def _moved(text: str, source: Realm, target: Realm) -> str:
    """A text with the addresses of one realm made those of another: objects, and the owner of all."""
    for service in ("sqs", "sns"):
        text = text.replace(source.arn(service, ""), target.arn(service, ""))
    return text.replace(source.owner, target.owner)


def _listed(key: str, value: Any) -> Any:
    match key:
        case "Principal" if value == "*":
            return {"AWS": ["*"]}
        case "Principal":
            return {who: sorted(_owners(each)) for who, each in value.items()}
        case "Condition":
            return {test: _conditions(keys) for test, keys in value.items()}
        case "Action" | "NotAction":
            return sorted(_service_in_lower_case(each) for each in _many(value))
        case _ if key in _LISTS:
            return sorted(_many(value))
        case _:
            return value


def _owners(value: Any) -> list[str]:
    """An account's number alone means the same as the address of its root."""
    return [HERE.owner if each == HERE.account else str(each) for each in _many(value)]


def _conditions(keys: Mapping[str, Any]) -> dict[str, list[str]]:
    return {_service_in_lower_case(key): sorted(_text(each) for each in _many(value)) for key, value in keys.items()}


def _text(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _service_in_lower_case(name: str) -> str:
    service, colon, rest = name.partition(":")
    return service.lower() + colon + rest


def _many(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]
