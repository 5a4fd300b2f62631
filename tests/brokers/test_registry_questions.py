"""What each registry is asked about a text, and that its answer is the one that registering the text has."""

from __future__ import annotations

import json
import uuid

import pytest

from tests.brokers.registering import Ref, record, register
from tools.apicurio.registry import Apicurio
from treaty.registry.client import Client
from treaty.registry.connection import Connection
from treaty.registry.problem import Rejected
from treatyc.compatibility.mode import Mode
from treatyc.registry.api import Api
from treatyc.registry.protocol import SchemaReference, Sent, VersionKey
from treatyc.system.schema import Format

NEWEST = {"$schema": "https://json-schema.org/draft/2020-12/schema", "type": "object"}
OLDER = {"$schema": "http://json-schema.org/draft-07/schema#", "type": "object"}


TAKEN = {Mode.BACKWARD: True, Mode.BACKWARD_TRANSITIVE: False}


@pytest.mark.parametrize("mode", TAKEN)
async def test_the_versions_are_asked_about_that_the_mode_names(mode: Mode, registry_url: str) -> None:
    """COMPATIBILITY.md 3 and 5: `b` got a default in the second version and loses it in the third. Apicurio's endpoint
    asks about every version where the address names none, and about the named one alone where it does."""
    subject = f"questions-{uuid.uuid4()}"
    for text in (record("s.Order", "a"), record("s.Order", "a", "b=0")):
        register(registry_url, subject, text)
    async with Client(Connection((registry_url,))) as client:
        api = Api(client)
        await api.set_compatibility(subject, mode)
        sent = Sent(Format.AVRO, record("s.Order", "a", "b"), ())
        verdict = await api.check(subject, sent, mode)
        registered = True
        try:
            await api.register(subject, sent)
        except Rejected:
            registered = False

    assert verdict is not None
    assert (TAKEN[mode], TAKEN[mode]) == (verdict.compatible, registered)


@pytest.mark.registry
async def test_an_engine_that_fails_on_a_text_is_no_server_that_does_not_answer(apicurio: Apicurio) -> None:
    """COMPATIBILITY.md 2e: Apicurio's engine knows no draft after 7, and answers with HTTP 500 and its error 0."""
    register(apicurio.url, "questions-draft", json.dumps(NEWEST), "JSON")
    async with Client(Connection((apicurio.url,))) as client:
        api = Api(client)
        await api.set_compatibility("questions-draft", Mode.BACKWARD)
        with pytest.raises(Rejected, match="could not determine version"):
            await api.check(
                "questions-draft", Sent(Format.JSONSCHEMA, json.dumps({**NEWEST, "title": "x"}), ()), Mode.BACKWARD
            )


@pytest.mark.registry
async def test_apicurio_is_asked_about_no_references_and_says_so(apicurio: Apicurio) -> None:
    """Its endpoint that only compares resolves none: what refers to others is predicted (registry/answers.py)."""
    register(apicurio.url, "questions-part", json.dumps(OLDER), "JSON")
    text = json.dumps({**OLDER, "properties": {"part": {"$ref": "part.json"}}})
    register(apicurio.url, "questions-whole", text, "JSON", (Ref("part.json", "questions-part"),))
    references = (SchemaReference("part.json", VersionKey("questions-part", 1)),)
    async with Client(Connection((apicurio.url,))) as client:
        api = Api(client)
        await api.set_compatibility("questions-whole", Mode.BACKWARD)
        with pytest.raises(Rejected, match=r"Unresolved JSON Schema reference: part\.json"):
            await api.check("questions-whole", Sent(Format.JSONSCHEMA, text, references), Mode.BACKWARD)
