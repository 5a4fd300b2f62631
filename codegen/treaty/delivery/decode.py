"""Bytes and headers to a message, or the reason why not."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from treaty.delivery.plan import DECODERS_MAX, Plan
from treaty.delivery.work import Work
from treaty.envelope import Envelope, text
from treaty.errors import DecodeError, UnknownVersionError
from treaty.message import Message

_REQUIRED = ("ce_id", "ce_source", "ce_subject", "ce_type", "ce_schemaversion")


def decode(work: Work) -> Message[object]:
    """The message of a delivery; raises `DecodeError`."""
    route = work.route
    if work.identity is None or "ce_subject" not in work.headers:
        raise DecodeError(f"headers are missing: {_missing(work.headers)}")
    if route.parameters is None:
        subject = text("ce_subject", work.headers["ce_subject"])
        raise DecodeError(f"{subject[:200]} is no address of {route.plan.channel.address}")
    payload = decode_payload(route.plan, work.headers, work.delivery.body)
    return Message(payload, Envelope(work.headers), route.parameters, work.attempt)


def decode_payload(plan: Plan, headers: Mapping[str, bytes], body: bytes) -> object:
    """The payload, by the type and the version that the headers name. Its size is looked at before it is parsed."""
    if len(body) > plan.channel.max_bytes:
        raise DecodeError(f"the payload has {len(body)} bytes, and {plan.channel.max_bytes} are allowed")
    try:
        reader = plan.decoders.get((headers["ce_type"], headers["ce_schemaversion"]))
    except KeyError:
        raise DecodeError(f"headers are missing: {_missing(headers)}") from None
    if reader is None:
        reader = _look_up(plan, headers["ce_type"], headers["ce_schemaversion"])
    return reader(body)


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
