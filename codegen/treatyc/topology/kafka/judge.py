"""What a Kafka can change while it runs, what that may break, and how to get there where it cannot."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from treatyc.topology.kafka.objects import Permissions, Purpose, Topic
from treatyc.topology.plan import SAFE, Change, Danger, Risk, Word
from treatyc.topology.resource import Resource, Value
from treatyc.topology.semantics import Fixed, InPlace, Judgement

_REASSIGN = "kafka-reassign-partitions.sh --bootstrap-server HOST:9092"
_GROUPS = "  kafka-consumer-groups.sh --bootstrap-server HOST:9092 --describe --all-groups"
_REKEYED = "a key's next messages may go to another partition, and overtake those that still wait in its former one"
_STALE = "a key's next value may go to another partition, and compaction never removes the value in its former one"
_UNSEEN = "callers that run now do not read the new partitions until they restart: replies there never reach them"


def judge(wanted: Resource, found: Resource, changes: tuple[Change, ...]) -> Judgement:
    """All kinds but topics are changed at will: only what somebody may no longer do is worth a word."""
    match wanted, found:
        case Topic(), Topic():
            return _topic(wanted, found, changes)
        case Permissions(), Permissions():
            taken_away = set(found.rights) - set(wanted.rights)
            return InPlace(_access("whoever uses what is taken away") if taken_away else SAFE)
        case _:
            return InPlace()


@dataclass(frozen=True, slots=True)
class _Danger:
    risk: Risk
    word: Word | None = None


def _topic(wanted: Topic, found: Topic, changes: tuple[Change, ...]) -> Judgement:
    if wanted.partitions < found.partitions:
        return Fixed("a topic's partitions cannot become fewer", _move(wanted))
    if wanted.replicas != found.replicas:
        return Fixed("the client cannot move replicas", _reassign(wanted))
    dangers = tuple(danger for change in changes for danger in _dangers(wanted, change))
    if not dangers:
        return InPlace()
    worst = max(dangers, key=lambda danger: (danger.word is not None, danger.risk.danger is Danger.LOSS))
    sentences = "; ".join(danger.risk.sentence for danger in dangers)
    words = [danger.word for danger in dangers if danger.word is not None]
    return InPlace(Risk(worst.risk.danger, sentences), tuple(dict.fromkeys(words)))


def _dangers(wanted: Topic, change: Change) -> Iterator[_Danger]:
    match change.name:
        case "partitions" if wanted.purpose is Purpose.REPLY:
            yield _Danger(Risk(Danger.LOSS, _UNSEEN), Word.LOSS)
        case "partitions" if wanted.keyed:
            compacted = dict(wanted.config).get("cleanup.policy") == "compact"
            yield _Danger(Risk(Danger.ORDER, _STALE if compacted else _REKEYED), Word.REKEY)
        case "cleanup.policy" if change.found is not None or change.wanted == "compact":
            gone = "all but the latest value of each key, and all without a key," if change.wanted == "compact" else ""
            aged = f"{gone or 'what is older than `retention.ms`'} goes away"
            yield _Danger(Risk(Danger.LOSS, aged), Word.LOSS)
        case "retention.ms" if _milliseconds(change.wanted) < _milliseconds(change.found):
            aged = "what is older than the new `retention.ms` goes away"
            yield _Danger(Risk(Danger.LOSS, aged), Word.LOSS)
        case "max.message.bytes" if _number(change.wanted) < _number(change.found):
            yield _Danger(_access("whoever sends larger messages"))
        case _:
            return


def _access(who: str) -> Risk:
    return Risk(Danger.ACCESS, f"{who} is refused from then on")


def _number(value: Value) -> float:
    """A limit; one that nobody chose is the cluster's, which may be any."""
    return float(value) if isinstance(value, str) else float("inf")


def _milliseconds(value: Value) -> float:
    """A retention; -1 is for ever, and so is one that nobody chose, for the cluster's may be anything."""
    return float(value) if isinstance(value, str) and not value.startswith("-") else float("inf")


def _move(wanted: Topic) -> tuple[str, ...]:
    """To another topic and back is not needed: the name is new, and stays."""
    lines = (
        f"declare a channel of {wanted.partitions} partitions at a new address beside `{wanted.origin.channel}`; apply",
        "let its readers read both channels, and deploy them",
        "let its senders send to the new one, and deploy them",
        f"wait until every group has read `{wanted.name}` to its end:",
        _GROUPS,
        f"take `{wanted.origin.channel}` out of the contracts, and apply with --allow-destroy topic:{wanted.name}",
    )
    return lines if wanted.purpose in (Purpose.CHANNEL, Purpose.REPLY) else _drain(wanted)


def _drain(wanted: Topic) -> tuple[str, ...]:
    """What only one group uses is made anew when it is empty; letters are sent back or given up first."""
    return (
        f"stop the group that uses `{wanted.name}`, or wait until nothing fails",
        "let it be read to its end, so that it can go without a loss:",
        _GROUPS,
        f"apply with --allow-destroy topic:{wanted.name} --allow-loss topic:{wanted.name}",
    )


def _reassign(wanted: Topic) -> tuple[str, ...]:
    """By Kafka's own tool: a topic keeps its messages, and everybody goes on meanwhile."""
    return (
        f'write topics.json: {{"version": 1, "topics": [{{"topic": "{wanted.name}"}}]}}',
        f"{_REASSIGN} --topics-to-move-json-file topics.json --broker-list 1,2,3 --generate",
        f"give every partition {wanted.replicas} replicas in what it proposes, and save that as plan.json",
        f"{_REASSIGN} --reassignment-json-file plan.json --throttle 50000000 --execute",
        f"{_REASSIGN} --reassignment-json-file plan.json --verify",
        "plan again: the topic is as it should be",
    )
