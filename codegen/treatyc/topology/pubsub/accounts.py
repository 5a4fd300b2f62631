"""Who an agent is at Google: a service account, whose id has six to thirty small letters, digits and dashes."""

from __future__ import annotations

import hashlib
import re

from treatyc.topology.names import dashed

SERVICE_AGENT = "service-agent"
"""Our word for Google's own account of Pub/Sub in a project, which moves what is put aside. Its name has a number."""

DOMAIN = "iam.gserviceaccount.com"

_ID_MAX = 30
_DIGEST = 8
_LEGAL = re.compile(r"[a-z][a-z0-9-]{4,28}[a-z0-9]\Z")
_OTHER = re.compile(r"[^a-z0-9-]")


def account(who: str) -> str:
    """The word for a principal in a policy: an id in the target's own project, or the whole of an address.

    An id that does not fit is cut, and ends in eight figures of the principal's digest.
    """
    if "@" in who:
        return who if ":" in who else f"serviceAccount:{who}"
    whole = dashed(who)
    if _LEGAL.match(whole):
        return whole
    digest = hashlib.sha256(who.encode()).hexdigest()[:_DIGEST]
    start = _OTHER.sub("-", whole.lower())[: _ID_MAX - _DIGEST - 3].strip("-")
    return f"a-{start}-{digest}" if not start[:1].isalpha() else f"{start}-{digest}"


def is_own(word: str) -> bool:
    """Whether a word of a policy is an id in the target's own project."""
    return ":" not in word and word != SERVICE_AGENT


def member(word: str, project: str, number: str) -> str:
    """The account as Google writes it."""
    if word == SERVICE_AGENT:
        return f"serviceAccount:service-{number}@gcp-sa-pubsub.{DOMAIN}"
    return f"serviceAccount:{word}@{project}.{DOMAIN}" if is_own(word) else word


def word(member: str, project: str, number: str) -> str:
    """The other way: our word for an account that Google has in a policy."""
    if number and member == f"serviceAccount:service-{number}@gcp-sa-pubsub.{DOMAIN}":
        return SERVICE_AGENT
    own = re.fullmatch(rf"serviceAccount:([^@:]+)@{re.escape(project)}\.{re.escape(DOMAIN)}", member)
    return own.group(1) if own is not None else member
