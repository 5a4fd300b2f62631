"""Policies of queues and topics in one canonical form, for Amazon gives back other texts than it was given.

A statement is one line: a sentence where it is one that we make, else JSON with sorted keys and lists, without what is
there for people (`Sid`), and with `REGION` and `ACCOUNT` for our own. So the same statement is the same text whoever
wrote it, wherever it lies.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

REGION = "REGION"
ACCOUNT = "ACCOUNT"
VERSION = "2012-10-17"

Document = dict[str, Any]
"""A policy, or a part of one, as JSON has it."""

_PUBLISHING = "this account publishes, by its principals' own policies"
_DELIVERING = "topic {} sends"
_DELIVERS = re.compile(r"topic ([A-Za-z0-9_.-]+) sends\Z")

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


def publishing() -> str:
    """Who may publish to a topic: nobody but this account's principals whose own policies say so."""
    return _PUBLISHING


def delivering(topic: str) -> str:
    """That a topic may put messages into a queue."""
    return _DELIVERING.format(topic)


def statement(line: str) -> Document:
    """What a line says, in the words of `HERE` and canonical."""
    if line == _PUBLISHING:
        return _canonical({"Effect": "Allow", "Principal": {"AWS": HERE.owner}, "Action": "sns:Publish"})
    if (found := _DELIVERS.match(line)) is not None:
        return _canonical(_of_topic(found.group(1)))
    parsed: Document = json.loads(line)
    return parsed


def _of_topic(topic: str) -> Document:
    return {
        "Effect": "Allow",
        "Principal": {"Service": "sns.amazonaws.com"},
        "Action": "sqs:SendMessage",
        "Condition": {"ArnEquals": {"aws:SourceArn": HERE.arn("sns", topic)}},
    }


def line(written: Document) -> str:
    """The one text of a statement that is written in the words of `HERE`."""
    found = _canonical(written)
    whole = json.dumps(found, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return next((sentence for sentence in _sentences(found) if statement(sentence) == found), whole)


def _sentences(found: Document) -> Iterator[str]:
    """What a statement might be in our words; only its whole says whether it is."""
    yield _PUBLISHING
    for source in found.get("Condition", {}).get("ArnEquals", {}).get("aws:SourceArn", ()):
        sentence = delivering(source.removeprefix(HERE.arn("sns", "")))
        if _DELIVERS.match(sentence):
            yield sentence


def _canonical(written: Document) -> Document:
    return {key: _listed(key, value) for key, value in written.items() if key != "Sid"}


def statements(text: str, realm: Realm, own: str) -> tuple[str, ...]:
    """The statements of a policy's text, canonical and sorted; `own` is the address of what it belongs to."""
    if not text:
        return ()
    written = json.loads(_moved(text, realm, HERE)).get("Statement", [])
    own = _moved(own, realm, HERE)
    found = []
    for each in written if isinstance(written, list) else [written]:
        kept = {key: value for key, value in each.items() if key != "Resource" or value not in (own, [own])}
        found.append(line(kept))
    return tuple(sorted(found))


def document(lines: tuple[str, ...], realm: Realm, own: str) -> str:
    """The text of a policy with these statements, for what has this address; empty where there are none."""
    if not lines:
        return ""
    found = json.dumps([statement(each) for each in lines])
    whole = [{"Resource": own, **each} for each in json.loads(_moved(found, HERE, realm))]
    return json.dumps({"Version": VERSION, "Statement": whole}, sort_keys=True, separators=(",", ":"))


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
