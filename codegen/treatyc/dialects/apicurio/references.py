"""How Apicurio reads a version before: with the references of the new text, and not with its own.

So it does not see what changes in a text that others refer to, and fails where the older one refers to something that
the new one does not. (Apicurio 3.3 at its registration; its endpoint that only compares resolves no references at all.)
"""

from __future__ import annotations

from dataclasses import replace

from treatyc.dialects.avro.read import names
from treatyc.dialects.dialect import EngineFails
from treatyc.dialects.documents import Documents
from treatyc.dialects.reaching import unresolved
from treatyc.system.schema import Format


def read_beside(old: Documents, new: Documents, format: Format) -> Documents:
    """An older version as it is compared with a new one; fails where Apicurio does."""
    others = {name: value for name, value in new.others.items() if name != old.name}
    found = replace(old, others=others)
    for documents in (new, found):
        missing = unresolved(documents, format)
        if missing is not None and format is Format.JSONSCHEMA:
            raise EngineFails(f"Unresolved JSON Schema reference: {missing}")
        if format is Format.AVRO and (missing is not None or _twice(documents)):
            raise EngineFails("Could not execute compatibility rule on invalid Avro schema")
    return found


def _twice(documents: Documents) -> bool:
    """Whether a name is defined by the root and by what it is given as references."""
    own = names(documents.root).defined
    return any(own & names(other).defined for other in documents.others.values())
