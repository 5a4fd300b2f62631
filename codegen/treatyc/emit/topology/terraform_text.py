r"""Terraform's JSON: every text that is not ours is escaped, for Terraform evaluates what stands in strings.

`"${file(\"/etc/hostname\")}"` in a tag is read from the disk of whoever plans (BROKERS.md 1.3). So a text from the
contracts goes through `literal`, and only expressions that are made of labels stand in `${…}`.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping

Json = None | bool | int | float | str | list["Json"] | dict[str, "Json"]

_OTHER = re.compile(r"[^a-z0-9]+")


def literal(text: str) -> str:
    """A text that stays what it is."""
    return text.replace("${", "$${").replace("%{", "%%{")


def literals(texts: Mapping[str, str]) -> dict[str, Json]:
    """The same for a mapping's keys and values."""
    return {literal(key): literal(value) for key, value in texts.items()}


def label(name: str) -> str:
    """What a resource of this name is called in Terraform: readable, and with a digest, for letters are lost."""
    readable = _OTHER.sub("_", name.lower()).strip("_")
    digest = hashlib.sha256(name.encode()).hexdigest()[:8]
    return f"{'' if readable[:1].isalpha() else 'r_'}{readable}_{digest}"


def reference(kind: str, name: str, attribute: str) -> str:
    """An expression: an attribute of the resource of this name."""
    return f"${{{kind}.{label(name)}.{attribute}}}"


def text(configuration: Mapping[str, Json]) -> bytes:
    """A whole file."""
    return (json.dumps(configuration, indent=2, sort_keys=True, ensure_ascii=False) + "\n").encode()
