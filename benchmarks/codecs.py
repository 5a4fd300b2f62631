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
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path
from typing import Any

import fastavro
import msgspec
from confluent_kafka.schema_registry import SchemaRegistryClient
from confluent_kafka.schema_registry.avro import AvroDeserializer, AvroSerializer
from confluent_kafka.schema_registry.json_schema import JSONDeserializer, JSONSerializer
from confluent_kafka.schema_registry.protobuf import ProtobufDeserializer, ProtobufSerializer
from confluent_kafka.serialization import MessageField, SerializationContext

from benchmarks import typed
from benchmarks.measure import Call, Outcome, at_least, cpu_us, outcomes, table

CONTRACTS = Path(__file__).parent / "contracts"
TARGETS = {"avro": (3.5, 5.0), "json": (70.0, 130.0), "protobuf": (6.0, 20.0)}
CONTEXT = SerializationContext("bench", MessageField.VALUE)


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
    return SchemaRegistryClient.new_client({"url": "mock://bench"})


Calls = tuple[dict[str, Call], dict[str, Call], int]


def avro_calls(package: Any) -> Calls:
    """Ours, fastavro on dictionaries, and confluent's with `to_dict` and `from_dict`."""
    text = (CONTRACTS / "schemas/bench/v1/AvroDecision.avsc").read_text()
    schema = fastavro.parse_schema(json.loads(text))
    codec = package.AVRO_DECISION.codec
    plain = typed.document(
        moment=typed.DECIDED_AT,
        message_id=typed.MESSAGE_ID,
        total=Decimal("1234.56"),
    )
    theirs = typed.decision_from_dict(plain)
    client = registry()
    serialize = AvroSerializer(client, text, typed.decision_to_dict)
    deserialize = AvroDeserializer(client, text, typed.decision_from_dict)
    framed = serialize(theirs, CONTEXT)
    payload = framed[5:]
    value = codec.decode(payload)
    assert payload == codec.encode(value), "our bytes are fastavro's"

    def fastavro_encode() -> bytes:
        buffer = io.BytesIO()
        fastavro.schemaless_writer(buffer, schema, plain)
        return buffer.getvalue()

    return (
        {
            "confluent": lambda: serialize(theirs, CONTEXT),
            "fastavro, dict": fastavro_encode,
            "treaty": lambda: codec.encode(value),
        },
        {
            "confluent": lambda: deserialize(framed, CONTEXT),
            "fastavro, dict": lambda: fastavro.schemaless_reader(io.BytesIO(payload), schema, None),
            "treaty": lambda: codec.decode(payload),
        },
        len(payload),
    )


def json_calls(package: Any) -> Calls:
    """Ours (checked both ways), msgspec on the same struct without a check, and confluent's."""
    text = (CONTRACTS / "schemas/bench/v1/JsonDecision.schema.json").read_text()
    codec = package.JSON_DECISION.codec
    plain = typed.document(
        moment=typed.DECIDED_AT.isoformat(),
        message_id=str(typed.MESSAGE_ID),
        total="1234.56",
    )
    theirs = typed.decision_from_dict(plain)
    client = registry()
    serialize = JSONSerializer(text, client, typed.decision_to_dict)
    deserialize = JSONDeserializer(text, typed.decision_from_dict, client)
    framed = serialize(theirs, CONTEXT)
    value = codec.decode(framed[5:])
    payload = codec.encode(value)
    assert plain == json.loads(payload)
    bare = msgspec.json.Decoder(package.JsonDecision)
    encoder = msgspec.json.Encoder()
    return (
        {
            "confluent": lambda: serialize(theirs, CONTEXT),
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


def protobuf_calls(package: Any) -> Calls:
    """Ours, plain protobuf on the same class, and confluent's on the same class."""
    codec = package.PROTOBUF_DECISION.codec
    kind = package.ProtobufDecision
    plain = typed.document(
        moment=typed.DECIDED_AT,
        message_id=str(typed.MESSAGE_ID),
        total="1234.56",
    )
    plain["envelope"]["message_type"] = 3
    value = kind(**plain | {"status": 2})
    client = registry()
    options = {"use.deprecated.format": False}
    serialize = ProtobufSerializer(kind, client, options)
    deserialize = ProtobufDeserializer(kind, options, client)
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


def main() -> list[Outcome]:
    """Print a table for each format and way; what came of the targets."""
    warnings.simplefilter("ignore")
    found = []
    with generated():
        package = importlib.import_module("bench_messages.bench.v1")
        for name, make in {"avro": avro_calls, "json": json_calls, "protobuf": protobuf_calls}.items():
            encode, decode, size = make(package)
            found.append(show(name, "encode", size, cpu_us(encode), TARGETS[name][0]))
            found.append(show(name, "decode", size, cpu_us(decode), TARGETS[name][1]))
    outcomes("targets", found)
    return found


def show(name: str, way: str, size: int, measured: dict[str, float], target: float) -> Outcome:
    """One table: CPU per message and the speed-up over confluent's."""
    reference = measured["confluent"]
    rows: list[tuple[str, ...]] = [("", "µs", "speed-up")]
    rows += [(who, f"{cost:.2f}", f"{reference / cost:.1f}x") for who, cost in measured.items()]
    table(f"{name} {way}, {size} bytes", rows)
    return at_least(f"{name} {way}, speed-up over confluent", reference / measured["treaty"], target, "x")


if __name__ == "__main__":
    main()
