"""What each engine does with two JSON Schemas, from their texts to its answer."""

from __future__ import annotations

from dataclasses import replace

from treatyc.dialects.apicurio import jsonschema as apicurio
from treatyc.dialects.confluent import jsonschema as confluent
from treatyc.dialects.confluent.jsonschema_changes import LENIENT, STRICT, Change
from treatyc.dialects.dialect import EngineFails, Reason
from treatyc.dialects.documents import Documents
from treatyc.dialects.everit.draft import Draft, draft_of
from treatyc.dialects.everit.load import Loader
from treatyc.dialects.everit.model import Node
from treatyc.dialects.karapace import comparison as karapace
from treatyc.dialects.karapace.normalize import normalized


def by_confluent(writer: Documents, reader: Documents) -> list[Reason]:
    """The strict policy, which holds unless a subject's configuration says otherwise."""
    return _confluent(writer, reader, STRICT)


def by_confluent_lenient(writer: Documents, reader: Documents) -> list[Reason]:
    """The lenient policy."""
    return _confluent(writer, reader, LENIENT)


def by_karapace(writer: Documents, reader: Documents) -> list[Reason]:
    """Karapace."""
    return karapace.differences(normalized(reader), normalized(writer))


def by_apicurio(writer: Documents, reader: Documents) -> list[Reason]:
    """Apicurio."""
    return apicurio.differences(_apicurio(writer), _apicurio(reader))


def _confluent(writer: Documents, reader: Documents, forgiven: frozenset[Change]) -> list[Reason]:
    found = confluent.differences(_as_draft_7(writer), _as_draft_7(reader), forgiven)
    return [Reason(each.change.value, f"#/{'/'.join(each.path)}") for each in found]


def _as_draft_7(documents: Documents) -> Node:
    return Loader(documents, draft_of(documents.root, Draft.SEVEN) or Draft.SEVEN).root()


def _apicurio(documents: Documents) -> Node:
    """A root that is a boolean is read as an object without members."""
    draft = draft_of(documents.root, Draft.FOUR)
    if draft is None or draft > Draft.SEVEN:
        raise EngineFails("IllegalArgumentException: could not determine version by `$schema`")
    own = replace(documents, root={}) if isinstance(documents.root, bool) else documents
    return Loader(own, draft, placeholders=True).root()
