"""What a JetStream can change while it runs, and how to get there where it cannot."""

from __future__ import annotations

from collections.abc import Sequence

from treatyc.topology.nats import durations
from treatyc.topology.nats.objects import Consumer, Retention, Stream
from treatyc.topology.plan import SAFE, Change, Danger, Risk, Word
from treatyc.topology.resource import Resource
from treatyc.topology.semantics import Fixed, InPlace, Judgement

_FIXED_OF_STREAMS = {
    "storage": "a stream stays on disk or in memory",
    "mirror": "a stream is a mirror for good, or never",
    "sealed": "a sealed stream stays sealed",
    "first_seq": "a stream's first number is given once",
    "allow_msg_ttl": "messages with times of their own cannot be switched off again",
    "allow_msg_counter": "a stream counts for good, or never",
    "persist_mode": "how a stream is written is chosen once",
}
_FIXED_OF_CONSUMERS = {
    "deliver_policy": "where a consumer begins is chosen once",
    "opt_start_time": "where a consumer begins is chosen once",
    "ack_policy": "how a consumer is acknowledged is chosen once",
    "replay_policy": "how fast a consumer replays is chosen once",
    "max_waiting": "how many may wait at a consumer is chosen once",
    "mem_storage": "a consumer stays on disk or in memory",
    "deliver_subject": "a consumer pulls or is pushed to for good",
    "idle_heartbeat": "a consumer's heartbeat is chosen once",
    "flow_control": "a consumer's flow control is chosen once",
}


def judge(wanted: Resource, found: Resource, changes: tuple[Change, ...]) -> Judgement:
    """In place where JetStream does it; shorter keeping drops messages at once, so that needs a word."""
    match wanted, found:
        case Stream(), Stream():
            return _stream(wanted, found, changes)
        case Consumer(), Consumer():
            return _consumer(wanted, changes)
        case _:
            raise AssertionError(f"{wanted.kind} against {found.kind}")


def _stream(wanted: Stream, found: Stream, changes: Sequence[Change]) -> Judgement:
    names = {change.name for change in changes}
    if "retention" in names and Retention.WORK_QUEUE in (wanted.retention, found.retention):
        reason = f"it is `{found.retention.value}`, and no stream becomes or stops being a work queue"
        return Fixed(reason, _drained(wanted))
    for name, reason in _FIXED_OF_STREAMS.items():
        if name in names:
            return Fixed(reason, _copied(wanted))
    if (found.deny_delete and not wanted.deny_delete) or (found.deny_purge and not wanted.deny_purge):
        return Fixed("what forbids to delete or to purge is forbidden for good", _copied(wanted))
    if (dropped := _dropped(wanted, found)) is not None:
        return InPlace(Risk(Danger.LOSS, dropped), (Word.LOSS,))
    if gone := sorted(set(found.subjects) - set(wanted.subjects)):
        return InPlace(Risk(Danger.ACCESS, f"messages to {_quoted(gone)} are stored no more"))
    return InPlace(SAFE)


def _dropped(wanted: Stream, found: Stream) -> str | None:
    """What is let go of as soon as the change is made."""
    if _less(durations.nanoseconds(wanted.max_age), durations.nanoseconds(found.max_age), 0):
        return f"what is older than {wanted.max_age} is dropped at once"
    if _less(wanted.max_msgs_per_subject, found.max_msgs_per_subject, -1):
        return f"all but the latest {wanted.max_msgs_per_subject} of each subject are dropped at once"
    if _less(wanted.max_msgs, found.max_msgs, -1) or _less(wanted.max_bytes, found.max_bytes, -1):
        return "what is over the new bound is dropped at once"
    if (found.retention, wanted.retention) == (Retention.LIMITS, Retention.INTEREST):
        return "what every consumer has acknowledged is dropped at once"
    return None


def _less(wanted: int, found: int, unbounded: int) -> bool:
    return wanted != unbounded and (found == unbounded or wanted < found)


def _consumer(wanted: Consumer, changes: Sequence[Change]) -> Judgement:
    names = {change.name for change in changes}
    for name, reason in _FIXED_OF_CONSUMERS.items():
        if name in names:
            return Fixed(reason, _restarted(wanted))
    if "filter_subjects" in names:
        return InPlace(Risk(Danger.LOSS, "what it did not ask for until now and is past, it does not get any more"))
    return InPlace(SAFE)


def _drained(stream: Stream) -> tuple[str, ...]:
    return (
        f"stop who sends to {_quoted(stream.subjects)}",
        f"let the readers finish: `nats stream info {stream.name}` says 0 messages",
        f"apply with --allow-destroy stream:{stream.name}: it is made anew, with its consumers, and nothing is in it",
        "start the senders again",
    )


def _copied(stream: Stream) -> tuple[str, ...]:
    copy = f"{stream.name}-copy"
    return (
        f"stop who sends to {_quoted(stream.subjects)}",
        f"copy what is in it: `nats stream add {copy} --source {stream.name} --defaults`",
        f"wait until `nats stream info {copy}` has as many messages, and stop the readers",
        f"apply with --allow-destroy stream:{stream.name} --allow-loss stream:{stream.name}",
        f"copy it back: `nats stream edit {stream.name} --source {copy}`, and once it is there edit the source away",
        f"start readers and senders, and delete it: `nats stream rm {copy}`",
    )


def _restarted(consumer: Consumer) -> tuple[str, ...]:
    again = f"--allow-destroy consumer:{consumer.name} --allow-loss consumer:{consumer.name}"
    return (
        f"see what it has done: `nats consumer info {consumer.stream} {consumer.durable}`",
        "to keep it, declare for this reader what is there (`start` matters only to a new group)",
        f"to begin anew, stop the readers and apply with {again}",
    )


def _quoted(subjects: Sequence[str]) -> str:
    return ", ".join(f"`{subject}`" for subject in subjects[:3]) + (", …" if len(subjects) > 3 else "")
