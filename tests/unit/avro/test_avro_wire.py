"""The pieces that generated Avro codecs call, over their whole ranges: messages reach few of their edges."""

from __future__ import annotations

import copy
import io
import uuid
from datetime import UTC, datetime
from pathlib import Path

import fastavro
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tests.unit.avro.building import generated, system_of
from treaty.codecs.avro_values import text_of_uuid, uuid_of
from treaty.codecs.avro_wire import read_int, read_long, read_size, read_span, write_int, write_long
from treaty.errors import DecodeError, EncodeError

NAMESPACE = "shop.v1"
LONGS = sorted({each for bit in range(64) for each in (2**bit - 1, 2**bit // 2, -(2**bit), -(2**bit) + 1)})
ID = "12345678-9abc-4def-8123-456789abcdef"


def written(value: int) -> bytes:
    out = bytearray()
    write_long(out, value)
    return bytes(out)


def padded(number: bytes, size: int) -> bytes:
    """The same number in more bytes than it needs, which the specification does not forbid."""
    last, more = number[-1], size - len(number)
    return number[:-1] + bytes([last | 128] + [128] * (more - 1) + [0]) if more > 0 else number


@pytest.mark.parametrize("value", LONGS)
def test_numbers_around_each_power_of_two_are_fastavros_bytes_and_come_back(value: int) -> None:
    buffer = io.BytesIO()
    fastavro.schemaless_writer(buffer, {"type": "long"}, value)
    assert buffer.getvalue() == written(value)
    assert (value, 1 + len(buffer.getvalue())) == read_long(b"." + buffer.getvalue() + b"rest", 1)


@given(st.integers(-(2**63), 2**63 - 1), st.integers(1, 10))
def test_a_number_may_take_up_to_ten_bytes(value: int, size: int) -> None:
    payload = padded(written(value), size)
    assert (value, len(payload)) == read_long(payload, 0)


@pytest.mark.parametrize(("payload", "reason"), [("ff" * 9 + "02", "wider than 64 bits"), ("80" * 10 + "00", "ten")])
def test_numbers_of_more_bits_or_bytes_are_refused(payload: str, reason: str) -> None:
    with pytest.raises(DecodeError, match=reason):
        read_long(bytes.fromhex(payload), 0)


@pytest.mark.parametrize("value", [2**63, -(2**63) - 1, 2**64, True])
def test_numbers_beyond_64_bits_are_not_written(value: int) -> None:
    with pytest.raises(EncodeError, match="64 bits"):
        write_long(bytearray(), value)


@pytest.mark.parametrize(("within", "beyond"), [(2**31 - 1, 2**31), (-(2**31), -(2**31) - 1)])
def test_an_int_ends_at_32_bits(within: int, beyond: int) -> None:
    out = bytearray()
    write_int(out, within)
    assert (within, len(out)) == read_int(bytes(out), 0)
    with pytest.raises(EncodeError, match="32 bits"):
        write_int(out, beyond)
    with pytest.raises(DecodeError, match="32 bits"):
        read_int(written(beyond), 0)


@given(st.integers(0, 2**40), st.integers(1, 10))
@example(63, 1)
@example(64, 1)
@example(8191, 1)
@example(8192, 1)
@example(0, 2)
def test_a_span_is_as_long_as_its_size_says(length: int, bytes_of_size: int) -> None:
    payload = b"." + padded(written(length), bytes_of_size)
    size, start = read_size(payload, 1)
    assert (start, start + length) == (start, start + size) == read_span(payload, 1)


@given(st.integers(-(2**63), -1))
def test_a_span_of_a_negative_size_is_refused(size: int) -> None:
    """BROKERS.md 3.4, case 7: a reader that went backwards could read for ever."""
    with pytest.raises(DecodeError, match="a length of -"):
        read_span(written(size), 0)


@given(st.uuids())
def test_a_uuid_that_was_read_is_any_other_uuid(value: uuid.UUID) -> None:
    assert b"\x48" + str(value).encode() == text_of_uuid(value)
    read = uuid_of(str(value).encode())
    assert value == read == copy.deepcopy(read)
    assert (hash(value), repr(value), value.is_safe) == (hash(read), repr(read), read.is_safe)
    assert value == uuid_of(str(value).upper().encode())


@pytest.mark.parametrize(
    "text",
    [
        "",
        ID[:-1],
        f"{ID}0",
        ID.replace("-", ""),
        f"{{{ID[1:-1]}}}",
        "123456789-abc-4def-8123-456789abcdef",
        "12345678-9abc4-def-8123-456789abcdef",
        "12345678-9abc-4def-8123456789abcdef-",
        "12345678--abc-4def-8123-456789abcdef",
        "12345678-9abc-4def-8123-456789abcde_",
        "12345678-9abc-4def-8123-456789abcdeg",
        "12345678-9abc-4def-8123-456789abcde ",
        " 2345678-9abc-4def-8123-456789abcdef",
        "+2345678-9abc-4def-8123-456789abcdef",
        "0x345678-9abc-4def-8123-456789abcdef",
    ],
)
def test_text_in_another_form_is_no_uuid(text: str) -> None:
    with pytest.raises(DecodeError, match="no UUID"):
        uuid_of(text.encode())


@pytest.mark.parametrize(
    ("logical", "last"),
    [
        ("timestamp-millis", datetime.max.replace(microsecond=999_000, tzinfo=UTC)),
        ("timestamp-micros", datetime.max.replace(tzinfo=UTC)),
    ],
)
def test_moments_are_exact_from_the_first_to_the_last_and_refused_beyond(
    tmp_path: Path, logical: str, last: datetime
) -> None:
    type_ = {"type": "long", "logicalType": logical}
    box = {"type": "record", "name": "Box", "namespace": NAMESPACE, "fields": [{"name": "x", "type": type_}]}
    module = generated(system_of([box]), tmp_path)[NAMESPACE]
    codec = module.BOX.codec
    payloads = [codec.encode(module.Box(x=moment)) for moment in (datetime.min.replace(tzinfo=UTC), last)]
    assert [datetime.min.replace(tzinfo=UTC), last] == [codec.decode(payload).x for payload in payloads]
    lowest, highest = (read_long(payload, 0)[0] for payload in payloads)
    for number in (lowest - 1, highest + 1, -(2**63), 2**63 - 1):
        with pytest.raises(DecodeError, match=r"^shop\.v1\.Box: "):
            codec.decode(written(number))
