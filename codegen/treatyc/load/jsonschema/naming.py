"""Full names of schemas, and of the parts of a schema that become types of their own."""

from __future__ import annotations

import re

from treatyc.diagnostics import Report
from treatyc.load.json_text import JsonValue
from treatyc.load.jsonschema.uri import SUFFIX
from treatyc.source import Pointer

_FOLDER = re.compile(r"[a-z][a-z0-9_]*\Z")
_FILE = re.compile(r"[A-Za-z][A-Za-z0-9_]*\Z")
_NOT_A_NAME = re.compile(r"[^A-Za-z0-9]+")
_LENGTH_MAX = 64


def full_name(path: str, inner: str, report: Report) -> str | None:
    """`a.b.v1.X` for `a/b/v1/X.schema.json` below the schemas' folder."""
    *folders, file = inner.removesuffix(SUFFIX).split("/")
    wrong = next((token for token in folders if not _FOLDER.match(token)), None)
    if not inner.endswith(SUFFIX) or wrong is not None or not _FILE.match(file):
        message = f"`{inner}` gives no full name"
        hint = f"name folders like `orders/v1` and the file after its message, like `OrderPlaced{SUFFIX}`"
        report.error("schema-file-name", message, at=Pointer(path), help=hint)
        return None
    return ".".join([*folders, file])


def check_title(name: str, value: JsonValue, path: str, report: Report) -> None:
    """A title is the schema's name for people; one that says something else is a mistake."""
    title = value.get("title") if isinstance(value, dict) else None
    short = name.rpartition(".")[2]
    if isinstance(title, str) and title != name and _folded(title) != _folded(short):
        message = f"the title is `{title}`, the file's name says `{short}`"
        report.error("schema-title", message, at=Pointer(path, ("title",)), help="make them agree, or leave it out")


def type_token(text: str) -> str:
    """A key of a contract as the last token of a type's name: `shipping-address` is `ShippingAddress`."""
    parts = [part for part in _NOT_A_NAME.split(text) if part]
    joined = "".join(part[:1].upper() + part[1:] for part in parts)[:_LENGTH_MAX]
    return joined if joined and not joined[0].isdigit() else f"Part{joined}"


def singular(token: str) -> str:
    """The type of one item of a list called `token`: `Lines` holds `Line`, `Addresses` holds `Address`."""
    if token.endswith("ies") and len(token) > 4:
        return f"{token[:-3]}y"
    if token.endswith(("sses", "xes", "ches", "shes")):
        return token[:-2]
    if token.endswith("s") and not token.endswith(("ss", "us", "is")) and len(token) > 3:
        return token[:-1]
    return f"{token}Item"


def _folded(text: str) -> str:
    return _NOT_A_NAME.sub("", text).lower()
