"""What is registered: a text with what it refers to and what is kept beside it. Equal contents have one id."""

from __future__ import annotations

import hashlib
import json
import uuid
from dataclasses import dataclass

from treatyc.system.schema import Format

TYPES = {"AVRO": Format.AVRO, "PROTOBUF": Format.PROTOBUF, "JSON": Format.JSONSCHEMA}
WORDS = {language: word for word, language in TYPES.items()}


@dataclass(frozen=True, slots=True, order=True)
class Reference:
    """What a text calls another version; the subject as it was written."""

    name: str
    subject: str
    version: int


@dataclass(frozen=True, slots=True)
class Content:
    """A text as it is kept. `metadata` and `rule_set` are JSON texts with sorted keys."""

    format: Format
    text: str
    references: tuple[Reference, ...] = ()
    metadata: str | None = None
    rule_set: str | None = None

    @property
    def digest(self) -> bytes:
        """What tells this content from any other."""
        references = [[each.name, each.subject, each.version] for each in self.references]
        facts = [self.format.value, self.text, references, self.metadata, self.rule_set]
        return hashlib.sha256(json.dumps(facts).encode()).digest()

    @property
    def guid(self) -> str:
        """An identity that is the same in every context and every registry of this kind."""
        return str(uuid.UUID(bytes=self.digest[:16], version=5))


@dataclass(frozen=True, slots=True)
class Stored:
    """A content with the numbers that it was given."""

    id: int
    guid: str
    content: Content
