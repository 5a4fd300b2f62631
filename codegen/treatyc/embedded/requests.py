"""What a request says, read into values of ours: a body that is not what the API has is refused."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass

from treatyc.embedded import shapes
from treatyc.embedded.content import TYPES, Content, Reference
from treatyc.embedded.refusal import Refusal, invalid_schema, invalid_version, malformed, too_large
from treatyc.system.schema import Format

TEXT_BYTES_MAX = 1024 * 1024
KEPT_BYTES_MAX = 1024 * 1024
REFERENCES_MAX = 1_000
NUMBER_MAX = 2**31 - 1
_NAME_MAX = 1_000
_DEPTH_MAX = 50

LATEST = -1


@dataclass(frozen=True, slots=True)
class Registration:
    """A content that shall be registered or looked up; id and version are given where versions are imported."""

    content: Content
    id: int | None = None
    version: int | None = None


def registration(body: bytes) -> Registration:
    """The body of a registration, a look-up or a check."""
    fields = object_of(body)
    text = fields.get("schema")
    if text is not None and not isinstance(text, str):
        raise malformed("`schema` is a text")
    content = Content(_format(fields.get("schemaType")), _text(text or ""), _references(fields.get("references")))
    kept = Content(
        content.format,
        content.text,
        content.references,
        _kept(fields, "metadata", shapes.metadata),
        _kept(fields, "ruleSet", shapes.rule_set),
    )
    return Registration(kept, _number(fields, "id"), _number(fields, "version"))


def object_of(body: bytes) -> dict[str, object]:
    """The JSON object of a body."""
    try:
        value = json.loads(body)
    except (ValueError, RecursionError):
        raise malformed("the body is no JSON") from None
    if not isinstance(value, dict):
        raise malformed("the body is no JSON object")
    if not _is_unicode(value):
        raise malformed("the body holds half a character")
    return value


def version_number(written: str) -> int:
    """The number of a version; `LATEST` for the last one."""
    if written in ("latest", "-1"):
        return LATEST
    if not (written.isascii() and written.isdigit() and len(written) < 11 and 0 < int(written) <= NUMBER_MAX):
        raise invalid_version(written)
    return int(written)


def flag(query: Mapping[str, str], name: str) -> bool:
    """A yes or no of the query."""
    return query.get(name, "").lower() == "true"


def whole(query: Mapping[str, str], name: str, default: int) -> int:
    """A number of the query; what is none of its kind is not there, as in other servers of this API."""
    written = query.get(name, "")
    digits = written.removeprefix("-")
    if not written:
        return default
    if not (digits.isascii() and digits.isdigit() and len(digits) < 11):
        raise Refusal(404, "HTTP 404 Not Found")
    return int(written)


def _format(word: object) -> Format:
    if word is None or word == "":
        return Format.AVRO
    found = TYPES.get(word) if isinstance(word, str) else None
    if found is None:
        raise invalid_schema(f"Invalid schema type {str(word)[:100]}")
    return found


def _text(text: str) -> str:
    if len(text.encode()) > TEXT_BYTES_MAX:
        raise too_large("the schema is larger than 1 MiB")
    return text


def _references(value: object) -> tuple[Reference, ...]:
    if value is None:
        return ()
    if not isinstance(value, list) or len(value) > REFERENCES_MAX:
        raise malformed(f"`references` is a list of at most {REFERENCES_MAX}")
    found = tuple(_reference(each) for each in value)
    if len({each.name for each in found}) < len(found):
        raise invalid_schema("several references have the same name")
    return found


def _reference(value: object) -> Reference:
    if not isinstance(value, dict):
        raise malformed("a reference is an object of `name`, `subject` and `version`")
    name, subject, version = value.get("name"), value.get("subject"), value.get("version")
    names = [each for each in (name, subject) if isinstance(each, str) and 0 < len(each) <= _NAME_MAX]
    if len(names) != 2:
        raise invalid_schema("a reference has a `name`, a `subject` and a `version`")
    if not isinstance(version, int) or isinstance(version, bool) or not LATEST <= version <= NUMBER_MAX:
        raise invalid_schema(f"Invalid version in the reference '{names[0]}'")
    return Reference(names[0], names[1], version)


def _kept(fields: Mapping[str, object], key: str, shape: shapes.Shape) -> str | None:
    """What is kept beside a text, in one spelling; an empty object says nothing."""
    value = fields.get(key)
    if value is None:
        return None
    known = shape(key, value)
    text = json.dumps(known, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    if len(text) > KEPT_BYTES_MAX:
        raise too_large(f"`{key}` is larger than 1 MiB")
    return text if known else None


def _number(fields: Mapping[str, object], key: str) -> int | None:
    value = fields.get(key)
    if value is None or value == -1:
        return None
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= NUMBER_MAX:
        raise malformed(f"`{key}` is a number")
    return value or None


def _is_unicode(value: object) -> bool:
    """Whether all texts can be written at all: JSON can escape halves of characters."""
    pending: list[tuple[object, int]] = [(value, 0)]
    while pending:
        each, depth = pending.pop()
        if depth > _DEPTH_MAX:
            raise malformed(f"the body is deeper than {_DEPTH_MAX} levels")
        match each:
            case str():
                if not each.isascii() and any("\ud800" <= sign <= "\udfff" for sign in each):
                    return False
            case dict():
                pending += [(part, depth + 1) for pair in each.items() for part in pair]
            case list():
                pending += [(part, depth + 1) for part in each]
            case _:
                continue
    return True
