"""Streams and consumers as JetStream's own configurations, and back: nanoseconds, and every default said aloud."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TypeAlias

from treatyc.topology.nats import durations, marks, objects
from treatyc.topology.nats.objects import Consumer, Retention, Stream, consumer_name

Config: TypeAlias = dict[str, object]

_IGNORED = frozenset({"metadata", "description", "name", "durable_name"})
_DEFAULTS = (("compression", "none"), ("persist_mode", "default"))
"""What a server fills in and says, beside what is empty, zero or false."""


def of_stream(stream: Stream) -> Config:
    """What the server is asked for; a mark is put in by who asks."""
    return {
        "name": stream.name,
        "subjects": list(stream.subjects),
        "retention": stream.retention.value,
        "storage": stream.storage,
        "num_replicas": stream.num_replicas,
        "max_age": durations.nanoseconds(stream.max_age),
        "max_msg_size": stream.max_msg_size,
        "max_msgs_per_subject": stream.max_msgs_per_subject,
        "max_msgs": stream.max_msgs,
        "max_bytes": stream.max_bytes,
        "max_consumers": stream.max_consumers,
        "discard": stream.discard,
        "duplicate_window": durations.nanoseconds(stream.duplicate_window),
        "deny_delete": stream.deny_delete,
        "deny_purge": stream.deny_purge,
        "allow_rollup_hdrs": stream.allow_rollup_hdrs,
        **{name: json.loads(value) for name, value in stream.more},
    }


def stream(config: Mapping[str, object]) -> Stream:
    """What a server says of a stream."""
    subjects = config.get("subjects")
    known = {
        "name": str(config["name"]),
        "subjects": tuple(sorted(map(str, subjects))) if isinstance(subjects, list) else (),
        "retention": Retention(config.get("retention", "limits")),
        "storage": str(config.get("storage", "file")),
        "num_replicas": _number(config, "num_replicas", 1),
        "max_age": durations.text(_number(config, "max_age", 0)),
        "max_msg_size": _number(config, "max_msg_size", -1),
        "max_msgs_per_subject": _number(config, "max_msgs_per_subject", -1) or -1,
        "max_msgs": _number(config, "max_msgs", -1),
        "max_bytes": _number(config, "max_bytes", -1),
        "max_consumers": _number(config, "max_consumers", -1),
        "discard": str(config.get("discard", "old")),
        "duplicate_window": durations.text(_number(config, "duplicate_window", 0)),
        "deny_delete": config.get("deny_delete") is True,
        "deny_purge": config.get("deny_purge") is True,
        "allow_rollup_hdrs": config.get("allow_rollup_hdrs") is True,
    }
    return Stream(**known, more=_more(config, known))  # type: ignore[arg-type]  # the fields' own names and types


def of_consumer(consumer: Consumer) -> Config:
    """What the server is asked for; a mark is put in by who asks."""
    config: Config = {
        "name": consumer.durable,
        "durable_name": consumer.durable,
        "deliver_policy": consumer.deliver_policy,
        "ack_policy": consumer.ack_policy,
        "ack_wait": durations.nanoseconds(consumer.ack_wait),
        "max_deliver": consumer.max_deliver,
        "max_ack_pending": consumer.max_ack_pending,
        "max_waiting": consumer.max_waiting,
        "replay_policy": consumer.replay_policy,
        **{name: json.loads(value) for name, value in consumer.more},
    }
    if consumer.opt_start_time:
        config["opt_start_time"] = consumer.opt_start_time
    match consumer.filter_subjects:
        case objects.EVERYTHING:
            pass
        case (only,):
            config["filter_subject"] = only
        case several:
            config["filter_subjects"] = list(several)
    return config


def consumer(stream: str, config: Mapping[str, object]) -> Consumer:
    """What a server says of a durable consumer."""
    since = config.get("opt_start_time")
    known = {
        "filter_subjects": _filters(config),
        "deliver_policy": str(config.get("deliver_policy", "all")),
        "opt_start_time": durations.moment(str(since)) if since else "",
        "ack_policy": str(config.get("ack_policy", "none")),
        "ack_wait": durations.text(_number(config, "ack_wait", 0)),
        "max_deliver": _number(config, "max_deliver", -1),
        "max_ack_pending": _number(config, "max_ack_pending", 0),
        "max_waiting": _number(config, "max_waiting", 0),
        "replay_policy": str(config.get("replay_policy", "instant")),
    }
    more = _more(config, {**known, "filter_subject": None})
    name = consumer_name(stream, str(config.get("durable_name") or config["name"]))
    return Consumer(name, **known, more=more)  # type: ignore[arg-type]  # the fields' own names and types


def _filters(config: Mapping[str, object]) -> tuple[str, ...]:
    several = config.get("filter_subjects")
    if isinstance(several, list) and several:
        return tuple(sorted(map(str, several)))
    return (str(config["filter_subject"]),) if config.get("filter_subject") else objects.EVERYTHING


def _more(config: Mapping[str, object], known: Mapping[str, object]) -> tuple[tuple[str, str], ...]:
    """What somebody set beside what we know, in words that can be compared and set again."""
    others = {
        name: value
        for name, value in config.items()
        if name not in known and name not in _IGNORED and value and (name, value) not in _DEFAULTS
    }
    others |= {"metadata": strange} if (strange := marks.strange_metadata(config)) else {}
    others |= {"description": text} if (text := marks.strange_description(config)) else {}
    return tuple((name, json.dumps(others[name], sort_keys=True, ensure_ascii=False)) for name in sorted(others))


def _number(config: Mapping[str, object], name: str, default: int) -> int:
    value = config.get(name, default)
    return value if isinstance(value, int) else default
