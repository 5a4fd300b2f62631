"""Bytes and headers to a message, or the reason why not.

A message is framed if it has `ce_dataschema`, or if it has no `ce_schemaversion`, which all of ours have: then another
producer wrote it (docs/decisions/0009-what-a-message-says-of-its-schema.md).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from treaty.delivery.compose import TYPES
from treaty.delivery.framed import Known
from treaty.delivery.plan import DECODERS_MAX, Plan
from treaty.delivery.work import Work
from treaty.envelope import Envelope, text, write_time
from treaty.errors import DecodeError, UnknownSchemaError, UnknownVersionError
from treaty.message import Message
from treaty.registry.frame import FRAME_BYTES_MAX
from treaty.registry.wire import data_schema

_REQUIRED = ("ce_id", "ce_source", "ce_subject", "ce_type", "ce_schemaversion")


def decode(work: Work) -> Message[object]:
    """The message of a delivery; raises `DecodeError`, or `SchemaPending` until its schema was looked up."""
    route = work.route
    if route.plan.framed is not None and "ce_schemaversion" not in work.headers:
        return _foreign(work)
    headers = work.headers
    if "ce_id" not in headers or "ce_source" not in headers or "ce_subject" not in headers or "ce_type" not in headers:
        raise DecodeError(f"headers are missing: {_missing(headers)}")
    if route.parameters is None:
        raise _astray(work)
    payload = decode_payload(route.plan, headers, work.delivery.body)
    return Message(payload, Envelope(headers), route.parameters, work.attempt)


def decode_payload(plan: Plan, headers: Mapping[str, bytes], body: bytes) -> object:
    """The payload, by what the headers or the frame name. Its size is looked at before it is parsed."""
    if "ce_dataschema" in headers or (plan.framed is not None and "ce_schemaversion" not in headers):
        known, payload = _unframed(plan, headers, body)
        return known.read(payload)
    if len(body) > plan.channel.max_bytes:
        raise _too_large(plan, len(body))
    try:
        reader = plan.decoders.get((headers["ce_type"], headers["ce_schemaversion"]))
    except KeyError:
        raise DecodeError(f"headers are missing: {_missing(headers)}") from None
    if reader is None:
        reader = _look_up(plan, headers["ce_type"], headers["ce_schemaversion"])
    return reader(body)


def _unframed(plan: Plan, headers: Mapping[str, bytes], body: bytes) -> tuple[Known, bytes]:
    """What a frame leads to, and the payload without it."""
    if plan.framed is None:
        # Not final: the next instance may be started as it should be.
        raise UnknownSchemaError(
            "the message is framed for a schema registry, and this agent was started for no target that has one: "
            "set TREATY_TARGET"
        )
    if len(body) > plan.channel.max_bytes + FRAME_BYTES_MAX:
        raise _too_large(plan, len(body))
    known, payload = plan.framed.read(headers, body)
    if len(payload) > plan.channel.max_bytes:
        raise _too_large(plan, len(payload))
    return known, payload


def _foreign(work: Work) -> Message[object]:
    """A message of a producer that knows nothing of ours; what its envelope lacks is made up from where it lies."""
    parameters = work.route.parameters
    if parameters is None:
        raise _astray(work)
    known, payload = _unframed(work.plan, work.headers, work.delivery.body)
    value = known.read(payload)
    # The work's own from here on: it is decoded again, answered, and found among the dead by them.
    work.headers = {**_made_up(work, known), **work.headers}
    return Message(value, Envelope(work.headers), parameters, work.attempt)


def _made_up(work: Work, known: Known) -> dict[str, bytes]:
    """An envelope of what is known anyway. A copy in a retry object bears the position that it had first."""
    delivery = work.delivery
    if work.origin is None:
        source, partition, offset = delivery.object.encode(), b"%d" % delivery.partition, b"%d" % delivery.offset
    else:
        source, partition, offset = work.origin.object, work.origin.partition, work.origin.offset
    channel = work.plan.channel
    return {
        "ce_id": b"%b/%b" % (partition, offset),
        "ce_source": source,
        "ce_time": write_time(delivery.timestamp_ms / 1000),
        "ce_subject": channel.address.encode(),
        "ce_type": known.schema.name.encode(),
        "ce_messagetype": TYPES[channel.kind].encode(),
        "ce_schemaversion": known.version.encode(),
        "ce_dataschema": data_schema(known.reference),
    }


def _astray(work: Work) -> DecodeError:
    """Of a message that is at no address of the channel."""
    channel = work.plan.channel
    subject = work.headers.get("ce_subject")
    if subject is None:
        return DecodeError(f"header ce_subject is missing, and {channel.address} has parameters that only it can tell")
    return DecodeError(f"{text('ce_subject', subject)[:200]} is no address of {channel.address}")


def _too_large(plan: Plan, count: int) -> DecodeError:
    return DecodeError(f"the payload has {count} bytes, and {plan.channel.max_bytes} are allowed")


def _missing(headers: Mapping[str, bytes]) -> str:
    return ", ".join(name for name in _REQUIRED if name not in headers)


def _look_up(plan: Plan, name: bytes, written: bytes) -> Callable[[bytes], object]:
    """The decoder of a version that is not this package's own."""
    schema = plan.schemas.get(name)
    if schema is None:
        raise DecodeError(f"{plan.channel.address} does not carry {text('ce_type', name)[:200]}")
    version = text("ce_schemaversion", written)
    reader = schema.codec.decoder(version)
    if reader is None:
        raise UnknownVersionError(f"{schema.name} {version[:80]} is not known here, where {schema.version} is")
    if len(plan.decoders) < DECODERS_MAX:
        plan.decoders[name, written] = reader
    return reader
