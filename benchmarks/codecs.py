"""Encode and decode one realistic message in each format, beside confluent-kafka's serialisers and the plain libraries.

Speed-ups are over confluent-kafka's own (de)serialiser, which every Python user of a registry meets first.
"""

from __future__ import annotations

import importlib
import io
import json
import shutil
import subprocess
import sys
import tempfile
import uuid
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import fastavro
import msgspec
from benchmarks.measure import Call, cpu_us, table
from confluent_kafka.schema_registry import SchemaRegistryClient
from confluent_kafka.schema_registry.avro import AvroDeserializer, AvroSerializer
from confluent_kafka.schema_registry.json_schema import JSONDeserializer, JSONSerializer
from confluent_kafka.schema_registry.protobuf import ProtobufDeserializer, ProtobufSerializer
from confluent_kafka.serialization import MessageField, SerializationContext

CONTRACTS = Path(__file__).parent / "contracts"
TARGETS = {"avro": (3.5, 5.0), "json": (70.0, 130.0), "protobuf": (6.0, 20.0)}
CONTEXT = SerializationContext("bench", MessageField.VALUE)
DECIDED_AT = datetime(2026, 11, 21, 8, 30, 15, 123456, UTC)
DECISION_ID = "0f8fad5b-d9cb-469f-a165-70867728950e"

HEAD: dict[str, Any] = {
    "decision_id": DECISION_ID,
    "conversation_id": "conversation-5d1f0c",
    "agent": "fraud",
    "confidence": 0.9375,
    "attempt": 1,
    "automatic": True,
    "reason": "The address matches two earlier orders that were paid without trouble.",
}
CUSTOMER: dict[str, Any] = {"customer_id": "customer-81512", "name": "Joséphine Baker", "country": "FR", "tier": 3}
LINES: list[dict[str, Any]] = [
    {"sku": f"SKU-{number:05}", "title": f"A thing that people buy, {number}", "quantity": number, "unit_cents": 1999}
    for number in range(1, 6)
]


@contextmanager
def generated() -> Iterator[Path]:
    """The benchmark's own contracts, compiled into a temporary folder that is importable meanwhile."""
    with tempfile.TemporaryDirectory(prefix="treaty-bench-") as folder:
        root = Path(folder)
        shutil.copytree(CONTRACTS, root / "contracts")
        project = str(root / "contracts" / "treaty.yaml")
        command = [sys.executable, "-m", "treatyc.cli", "generate", "--project", project, "--root", str(root)]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        sys.path.insert(0, str(root / "generated" / "bench_messages"))
        try:
            yield root
        finally:
            sys.path.pop(0)


def registry() -> SchemaRegistryClient:
    """confluent-kafka's own registry in memory."""
    return SchemaRegistryClient({"url": "mock://bench"})


def avro_calls(package: Any) -> tuple[dict[str, Call], dict[str, Call], int]:
    """Ours, fastavro on dictionaries, and confluent's with the same dictionaries."""
    text = (CONTRACTS / "schemas/bench/v1/AvroDecision.avsc").read_text()
    schema = fastavro.parse_schema(json.loads(text))
    codec = package.AVRO_DECISION.codec
    value = package.AvroDecision(
        **HEAD | {"decision_id": uuid.UUID(DECISION_ID)},
        decided_at=DECIDED_AT,
        status=package.AvroStatus.APPROVED,
        total=Decimal("1234.56"),
        customer=package.AvroCustomer(**CUSTOMER),
        lines=[package.AvroLine(**line) for line in LINES],
    )
    plain = HEAD | {
        "decision_id": uuid.UUID(DECISION_ID),
        "decided_at": DECIDED_AT,
        "status": "APPROVED",
        "total": Decimal("1234.56"),
        "customer": CUSTOMER,
        "lines": LINES,
    }
    client = registry()
    serialize = AvroSerializer(client, text)
    deserialize = AvroDeserializer(client, text)
    framed = serialize(plain, CONTEXT)
    payload = codec.encode(value)
    assert value == codec.decode(payload)
    assert payload == framed[5:], "our bytes are fastavro's"

    def fastavro_encode() -> bytes:
        buffer = io.BytesIO()
        fastavro.schemaless_writer(buffer, schema, plain)
        return buffer.getvalue()

    return (
        {
            "confluent": lambda: serialize(plain, CONTEXT),
            "fastavro": fastavro_encode,
            "treaty": lambda: codec.encode(value),
        },
        {
            "confluent": lambda: deserialize(framed, CONTEXT),
            "fastavro": lambda: fastavro.schemaless_reader(io.BytesIO(payload), schema, None),
            "treaty": lambda: codec.decode(payload),
        },
        len(payload),
    )


def json_calls(package: Any) -> tuple[dict[str, Call], dict[str, Call], int]:
    """Ours (checked both ways), msgspec on the same struct without any check, and confluent's on dictionaries."""
    text = (CONTRACTS / "schemas/bench/v1/JsonDecision.schema.json").read_text()
    codec = package.JSON_DECISION.codec
    plain = HEAD | {
        "decided_at": DECIDED_AT.isoformat(),
        "status": "APPROVED",
        "total": "1234.56",
        "customer": CUSTOMER,
        "lines": LINES,
    }
    value = codec.decode(json.dumps(plain).encode())
    client = registry()
    serialize = JSONSerializer(text, client)
    deserialize = JSONDeserializer(text, schema_registry_client=client)
    framed = serialize(plain, CONTEXT)
    payload = codec.encode(value)
    assert plain == json.loads(payload)
    bare = msgspec.json.Decoder(package.JsonDecision)
    encoder = msgspec.json.Encoder()
    return (
        {
            "confluent": lambda: serialize(plain, CONTEXT),
            "msgspec, unchecked": lambda: encoder.encode(value),
            "treaty": lambda: codec.encode(value),
        },
        {
            "confluent": lambda: deserialize(framed, CONTEXT),
            "msgspec, same struct": lambda: bare.decode(payload),
            "treaty": lambda: codec.decode(payload),
        },
        len(payload),
    )


def protobuf_calls(package: Any) -> tuple[dict[str, Call], dict[str, Call], int]:
    """Ours, plain protobuf on the same class, and confluent's on the class that protoc would make."""
    codec = package.PROTOBUF_DECISION.codec
    kind = package.ProtobufDecision
    value = kind(**HEAD, status=2, total="1234.56", customer=CUSTOMER, lines=LINES)
    value.decided_at.FromDatetime(DECIDED_AT)
    client = registry()
    options = {"use.deprecated.format": False}
    serialize = ProtobufSerializer(kind, client, options)
    deserialize = ProtobufDeserializer(kind, options)
    framed = serialize(value, CONTEXT)
    payload = codec.encode(value)
    assert value == codec.decode(payload)
    return (
        {
            "confluent": lambda: serialize(value, CONTEXT),
            "protobuf": lambda: value.SerializeToString(deterministic=True),
            "treaty": lambda: codec.encode(value),
        },
        {
            "confluent": lambda: deserialize(framed, CONTEXT),
            "protobuf": lambda: kind.FromString(payload),
            "treaty": lambda: codec.decode(payload),
        },
        len(payload),
    )


def main() -> None:
    """Print one table a format."""
    warnings.simplefilter("ignore")
    with generated():
        package = importlib.import_module("bench_messages.bench.v1")
        for name, make in {"avro": avro_calls, "json": json_calls, "protobuf": protobuf_calls}.items():
            encode, decode, size = make(package)
            show(name, "encode", size, cpu_us(encode), TARGETS[name][0])
            show(name, "decode", size, cpu_us(decode), TARGETS[name][1])


def show(name: str, way: str, size: int, measured: dict[str, float], target: float) -> None:
    """One table: CPU per message and the speed-up over confluent's."""
    reference = measured["confluent"]
    rows: list[tuple[str, ...]] = [(f"{name} {way}", "µs", "speed-up")]
    rows += [(who, f"{cost:.2f}", f"{reference / cost:.1f}x") for who, cost in measured.items()]
    table(f"{name} {way}, {size} bytes (target for treaty: {target:g}x)", rows)


if __name__ == "__main__":
    main()
