"""What the API answers with: values of ours as it spells them."""

from __future__ import annotations

import base64
import json

from treatyc.embedded.content import WORDS, Content, Stored
from treatyc.embedded.records import Version
from treatyc.system.schema import Format

Answer = dict[str, object]


def version(found: Version, text: str | None = None) -> Answer:
    """A version of a subject."""
    return {
        "subject": str(found.name),
        "version": found.number,
        "id": found.stored.id,
        "guid": found.stored.guid,
        **_schema(found.stored, text),
        "ts": found.registered_ms,
        "deleted": found.deleted,
    }


def registered(found: Version, sent: Content) -> Answer:
    """What a registration made of a text; the text itself where the registry added to what was sent.

    Clients take a text in the answer for the one to go on with, and some have sent theirs in a form of their own.
    """
    kept = found.stored.content
    added = (kept.metadata, kept.rule_set) != (sent.metadata, sent.rule_set) or not sent.text.strip()
    whole = version(found)
    return whole if added else {key: whole[key] for key in ("id", "version", "guid")}


def schema(stored: Stored, text: str | None = None) -> Answer:
    """A text by its id."""
    return {"guid": stored.guid, **_schema(stored, text)}


def serialized(descriptor: bytes) -> str:
    """A Protobuf file as its descriptor, which clients ask for that have no parser."""
    return base64.b64encode(descriptor).decode("ascii")


def _schema(stored: Stored, text: str | None) -> Answer:
    content = stored.content
    found: Answer = {} if content.format is Format.AVRO else {"schemaType": WORDS[content.format]}
    if content.references:
        found["references"] = [
            {"name": each.name, "subject": each.subject, "version": each.version} for each in content.references
        ]
    if content.metadata is not None:
        found["metadata"] = json.loads(content.metadata)
    if content.rule_set is not None:
        found["ruleSet"] = json.loads(content.rule_set)
    return {**found, "schema": content.text if text is None else text}
