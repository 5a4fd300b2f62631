"""`nack`: streams and consumers as resources of NACK, NATS's controller for Kubernetes.

Every key is said, for NACK's defaults are not the server's: memory, no acknowledgement, 1 ns to acknowledge. Nothing is
deleted with its resource.
"""

from __future__ import annotations

import hashlib
import re

from treatyc.emit.file import File
from treatyc.emit.topology.manifest import Manifest
from treatyc.emit.topology.nats_json import declared, metadata
from treatyc.emit.topology.yaml_text import Yaml, documents
from treatyc.topology.nats import durations
from treatyc.topology.nats.objects import EVERYTHING, Consumer, Stream
from treatyc.topology.resource import Resource

_API = "jetstream.nats.io/v1beta2"
_NAME = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\Z")
_OTHER = re.compile(r"[^a-z0-9]+")
_POLICIES = {"all": "all", "new": "new", "by_start_time": "byStartTime"}


def files(manifest: Manifest) -> tuple[File, ...]:
    """`streams.yaml` and `consumers.yaml`, in the order in which they are made."""
    streams = [each for each in manifest.resources if isinstance(each, Stream)]
    consumers = [each for each in manifest.resources if isinstance(each, Consumer)]
    texts = {
        "streams.yaml": documents([_stream(each, manifest) for each in streams], [declared(each) for each in streams]),
        "consumers.yaml": documents(
            [_consumer(each, manifest) for each in consumers], [declared(each) for each in consumers]
        ),
    }
    return tuple(File(path, text.encode()) for path, text in sorted(texts.items()) if text)


def _stream(stream: Stream, manifest: Manifest) -> dict[str, Yaml]:
    spec: dict[str, Yaml] = {
        "name": stream.name,
        "subjects": list(stream.subjects),
        "retention": stream.retention.value,
        "storage": stream.storage,
        "replicas": stream.num_replicas,
        "maxAge": durations.go(stream.max_age),
        "maxMsgSize": stream.max_msg_size,
        "maxMsgsPerSubject": stream.max_msgs_per_subject,
        "maxMsgs": stream.max_msgs,
        "maxBytes": stream.max_bytes,
        "maxConsumers": stream.max_consumers,
        "discard": stream.discard,
        "duplicateWindow": durations.go(stream.duplicate_window),
        "denyDelete": stream.deny_delete,
        "denyPurge": stream.deny_purge,
        "allowRollup": stream.allow_rollup_hdrs,
        "metadata": metadata(stream, manifest),
        "preventDelete": True,
        "preventUpdate": False,
    }
    return _resource("Stream", stream, spec, manifest)


def _consumer(consumer: Consumer, manifest: Manifest) -> dict[str, Yaml]:
    spec: dict[str, Yaml] = {
        "streamName": consumer.stream,
        "durableName": consumer.durable,
        "deliverPolicy": _POLICIES[consumer.deliver_policy],
        "ackPolicy": consumer.ack_policy,
        "ackWait": durations.go(consumer.ack_wait),
        "maxDeliver": consumer.max_deliver,
        "maxAckPending": consumer.max_ack_pending,
        "maxWaiting": consumer.max_waiting,
        "replayPolicy": consumer.replay_policy,
        "metadata": metadata(consumer, manifest),
        "preventDelete": True,
        "preventUpdate": False,
    }
    if consumer.opt_start_time:
        spec["optStartTime"] = consumer.opt_start_time
    match consumer.filter_subjects:
        case filters if filters == EVERYTHING:
            pass
        case (only,):
            spec["filterSubject"] = only
        case several:
            spec["filterSubjects"] = list(several)
    return _resource("Consumer", consumer, spec, manifest)


def _resource(kind: str, resource: Resource, spec: dict[str, Yaml], manifest: Manifest) -> dict[str, Yaml]:
    head: dict[str, Yaml] = {"name": _name(resource.name)}
    if manifest.namespace:
        head["namespace"] = manifest.namespace
    return {"apiVersion": _API, "kind": kind, "metadata": head, "spec": spec}


def _name(name: str) -> str:
    """What Kubernetes calls it: with a digest where letters are lost, so that no two are one."""
    if _NAME.match(name):
        return name
    readable = _OTHER.sub("-", name.lower()).strip("-")[:50].rstrip("-")
    return f"{readable}-{hashlib.sha256(name.encode()).hexdigest()[:8]}"
