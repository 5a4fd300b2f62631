"""Nothing of a schema becomes code: hostile names, texts and values in every place leave a canary untouched."""

from __future__ import annotations

import builtins
import json
import keyword
from pathlib import Path
from typing import Any

import pytest

from tests.unit.jsonschema.schemas import codec, generate

NAME = "shop.v1.Order"
CANARY = "__import__('builtins').treaty_canary.append(1)"

HOSTILE = [
    f'"""\n{CANARY}\n"""',
    f"\n{CANARY}\n",
    f"\r{CANARY}\r",
    f'"]\n{CANARY}  #',
    f"'); {CANARY}; ('",
    f"\\'); {CANARY} #",
    f"{{{CANARY}}}",
    f"{{{{ {CANARY} }}}}",
    f"{{% set x = {CANARY} %}}",
    "${HOME} %{x} */ # `id`",
    "\u202e\u2066\u200b\ufeff\x00\x85\u2028",
    "ﬁeld",
    "𝐜𝐥𝐚𝐬𝐬",
    "x" * 10_000,
    "",
    "__class__",
    "__init_subclass__",
    "__struct_config__",
    "self",
    "cls",
    "msgspec",
    "str",
    "UNSET",
    "additional",
    *keyword.kwlist,
]


@pytest.fixture(autouse=True)
def canary() -> Any:
    builtins.treaty_canary = found = []  # type: ignore[attr-defined]  # what injected code would reach
    yield
    del builtins.treaty_canary  # type: ignore[attr-defined]  # as above
    assert [] == found


def everywhere(text: str) -> dict[str, Any]:
    """A schema that holds a text in every place that reaches generated code."""
    inner = {"type": "object", "title": text, "description": text, "properties": {text: {"const": text}}}
    return {
        "$id": "https://shop.example/order",
        "$comment": text,
        "description": text,
        "type": "object",
        "properties": {
            text: {"type": "string", "description": text, "default": text, "enum": [text]},
            f"{text} again": inner,
            "list": {"type": "array", "items": {"$ref": "#/$defs/" + _pointer(text)}},
            "map": {"type": "object", "additionalProperties": {"enum": [text, 1]}, "default": {text: text}},
            "union": {"oneOf": [inner, {"type": "object", "required": [text], "properties": {text: {"const": "b"}}}]},
            "pattern": {
                "type": "string",
                "pattern": "^" + "".join(f"\\u{ord(c):04x}" for c in text[:40] if c < "\ud800"),
            },
        },
        "required": [text],
        "patternProperties": {"^" + "".join(c for c in text[:40] if c.isalnum()): {"description": text}},
        "$defs": {text: {"description": text, "enum": [text, f"{text}2"]}},
        f"x-{text}": {"description": text},
    }


def _spelled(text: str) -> str:
    """A pattern for a text, each character by its number."""
    return "".join(f"\\u{ord(char):04x}" for char in text[:40] if char < "\ud800")


def _pointer(text: str) -> str:
    from treatyc.load.jsonschema import uri  # noqa: PLC0415 - beside its one use

    return uri.fragment([text])[1:]


@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: ascii(text)[:24])
def test_a_hostile_text_stays_text(text: str, tmp_path: Path) -> None:
    """BROKERS.md 3.1, 3.4 (1), (2): names, docs, defaults, constants, patterns; each module is imported and used."""
    found = codec({NAME: everywhere(text)}, NAME, tmp_path)

    document = {text: text, "list": [text], "map": {text: 1}}
    again = json.loads(found.encode(found.decode(json.dumps(document).encode())))

    assert document == again


def test_names_that_python_folds_together_stay_apart(tmp_path: Path) -> None:
    """BROKERS.md 3.1: identifiers are folded by NFKC, so `ﬁeld` would hide `field`."""
    members = ["field", "ﬁeld", "Field", "FIELD", "fi-eld", "fi_eld", "class", "class_", "𝐜𝐥𝐚𝐬𝐬"]
    schema = {"type": "object", "properties": {name: {"type": "string"} for name in members}}
    module = generate({NAME: schema}, tmp_path)["shop.v1"]
    found = module.ORDER.codec
    document = {name: name for name in members}

    assert len(members) == len(module.Order.__struct_fields__)
    assert document == json.loads(found.encode(found.decode(json.dumps(document).encode())))
