"""Generated Avro codecs: what they write is what fastavro writes, and what they read back is what was written."""

from __future__ import annotations

import io
from typing import Any

import fastavro
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.unit.avro import random_schemas
from tests.unit.avro.building import generated, system_of
from treatyc.system.schema import Ref

PHASES = (Phase.explicit, Phase.reuse, Phase.generate, Phase.shrink)


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck), phases=PHASES)
@given(schema=random_schemas.schemas(), data=st.data())
def test_decoding_what_was_encoded_is_the_identity_and_the_bytes_are_those_of_fastavro(
    tmp_path_factory: pytest.TempPathFactory, schema: Any, data: st.DataObject
) -> None:
    """P2; for random values of random schemas. Bytes are compared where a union leaves no choice."""
    system = system_of([schema])
    module = generated(system, tmp_path_factory.mktemp("package"))[random_schemas.NAMESPACE]
    definitions = {each.name: each for each in system.schemas[0]}
    root = Ref(f"{random_schemas.NAMESPACE}.Root")
    comparable = not random_schemas.ambiguous(root, definitions)
    parsed = fastavro.parse_schema(random_schemas.plain(schema))
    for _ in range(5):
        value = data.draw(random_schemas.values(root, definitions, module))
        payload = module.ROOT.codec.encode(value)
        assert value == module.ROOT.codec.decode(payload)
        if comparable:
            buffer = io.BytesIO()
            fastavro.schemaless_writer(buffer, parsed, random_schemas.datum(value, root, definitions))
            assert buffer.getvalue() == payload
