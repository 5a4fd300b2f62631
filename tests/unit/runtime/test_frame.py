"""The Confluent frame, held to confluent-kafka's own: each reads what the other writes (issue 5, On the wire)."""

from __future__ import annotations

import io
from uuid import UUID

import pytest
from confluent_kafka.schema_registry.serde import SchemaId
from hypothesis import given
from hypothesis import strategies as st

from treaty.errors import DecodeError
from treaty.registry.frame import FRAME_BYTES_MAX, ID_MAX, STEPS_MAX, read, read_steps, write

IDS = st.integers(min_value=1, max_value=ID_MAX)
GUIDS = st.binary(min_size=16, max_size=16)
STEPS = st.lists(st.integers(min_value=0, max_value=2**31 - 1), min_size=1, max_size=STEPS_MAX).map(tuple)
PAYLOADS = st.binary(max_size=40)


def theirs(language: str, reference: int | bytes, steps: tuple[int, ...]) -> bytes:
    """What confluent-kafka writes before a payload or into a header."""
    indexes = list(steps) or None
    if isinstance(reference, int):
        return SchemaId(language, reference, message_indexes=indexes).id_to_bytes()
    return SchemaId(language, guid=str(UUID(bytes=reference)), message_indexes=indexes).guid_to_bytes()


@given(language=st.sampled_from(["AVRO", "JSON"]), reference=IDS | GUIDS, payload=PAYLOADS)
def test_avro_and_json_have_a_reference_and_nothing_else(language: str, reference: int | bytes, payload: bytes) -> None:
    assert theirs(language, reference, ()) == write(reference)
    assert (reference, len(write(reference))) == read(write(reference) + payload)


@given(reference=IDS | GUIDS, steps=STEPS, payload=PAYLOADS)
def test_protobuf_has_the_way_to_its_message_too(
    reference: int | bytes, steps: tuple[int, ...], payload: bytes
) -> None:
    framed = write(reference, steps)
    assert theirs("PROTOBUF", reference, steps) == framed
    assert len(framed) <= FRAME_BYTES_MAX

    found, end = read(framed + payload)
    assert (reference, (steps, len(framed))) == (found, read_steps(framed + payload, end))


@given(reference=IDS | GUIDS, steps=STEPS, payload=PAYLOADS)
def test_they_read_what_we_write(reference: int | bytes, steps: tuple[int, ...], payload: bytes) -> None:
    read_by_them = SchemaId("PROTOBUF")
    rest = read_by_them.from_bytes(io.BytesIO(write(reference, steps) + payload))
    named = read_by_them.id if read_by_them.guid is None else read_by_them.guid.bytes
    assert (reference, list(steps), payload) == (named, read_by_them.message_indexes, rest.read())


def test_the_first_message_of_a_file_is_one_byte() -> None:
    assert b"\0\0\0\0\x11\0" == write(17, (0,))
    assert ((0,), 6) == read_steps(b"\0\0\0\0\x11\0", 5)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "there is no frame: there are no bytes"),
        (b"\0\0\0\0", "the frame ends too early: it has 4 bytes of 5"),
        (b"\1" + b"g" * 15, "the frame ends too early: it has 16 bytes of 17"),
        (b'{"order_id": 1}', "there is no frame: the first byte is 123, and neither 0 nor 1"),
        (b"\2\0\0\0\1", "there is no frame: the first byte is 2, and neither 0 nor 1"),
        (b"\0\0\0\0\0", "the frame names 0, which is no schema's id"),
        (b"\0\xff\xff\xff\xff", "the frame names 4294967295, which is no schema's id"),
    ],
)
def test_what_is_no_frame_is_told(data: bytes, reason: str) -> None:
    """BROKERS.md 3.3: a magic byte that is none, a huge or negative id."""
    with pytest.raises(DecodeError) as refusal:
        read(data)
    assert reason == str(refusal.value)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "the frame ends within the way to a message"),
        (b"\x04\x02", "the frame ends within the way to a message"),
        (b"\x80", "the frame ends within the way to a message"),
        (b"\xc0\x9a\x0c" + b"\0" * 100_000, "the frame's way to a message has 100000 steps, and 32 are allowed"),
        (b"\xfe\xff\xff\xff\x0f", "the frame's way to a message has 2147483647 steps, and 32 are allowed"),
        (b"\x01", "the frame's way to a message has -1 steps, and 32 are allowed"),
        (b"\x02\x01", "the frame's way to a message holds -1, which is no index"),
        (b"\x80\x80\x80\x80\x80\x00", "the frame's way to a message holds a number beyond 32 bits"),
        (b"\xff\xff\xff\xff\x7f", "the frame's way to a message holds a number beyond 32 bits"),
    ],
)
def test_a_bomb_of_indexes_is_told(data: bytes, reason: str) -> None:
    """BROKERS.md 3.3: message-index bombs."""
    with pytest.raises(DecodeError) as refusal:
        read_steps(data, 0)
    assert reason == str(refusal.value)


@given(data=st.binary(max_size=200))
def test_any_bytes_are_a_frame_or_a_reason(data: bytes) -> None:
    try:
        reference, end = read(data)
        steps, end = read_steps(data, end)
    except DecodeError:
        return
    assert end <= min(len(data), FRAME_BYTES_MAX)
    assert (reference, steps) == (read(write(reference, steps))[0], steps)
