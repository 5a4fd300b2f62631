"""Names of policies of IAM."""

from __future__ import annotations

import hashlib
import re

from treatyc.topology.sqs.permissions import Rights

LENGTH_MAX = 128

_REFUSED = re.compile(r"[^A-Za-z0-9_+=,.@-]")


def policy_name(rights: Rights) -> str:
    """The principal's, with a number where it has several; one with other letters, or too many, ends in a digest."""
    whole = rights.principal if rights.number == 1 else f"{rights.principal}-{rights.number}"
    name = _REFUSED.sub("-", whole)
    if name == whole and len(name) <= LENGTH_MAX:
        return name
    digest = hashlib.sha256(whole.encode()).hexdigest()[:16]
    return f"{name[: LENGTH_MAX - len(digest) - 1]}-{digest}"
