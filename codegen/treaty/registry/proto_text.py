"""Which message of a `.proto` text an index path leads to: a look at a stranger's text, not a compiler's.

A frame names a message by numbers: the place of a top-level message in its file, then of a message nested in it, and
so on. Only `package`, `message`, `oneof` and fields are understood here; whatever else braces hold is stepped over.
"""

from __future__ import annotations

import base64
import itertools
import re
from collections.abc import Iterator, Mapping, Sequence

import msgspec

from treaty.errors import DecodeError

TEXT_CHARACTERS_MAX = 1024 * 1024

_PIECE = re.compile(
    r"""
    (?P<passed> \s+ | //[^\n]* | /\*.*?(?:\*/|\Z) )
    | (?P<text> "(?:[^"\\\n]|\\.)*"? | '(?:[^'\\\n]|\\.)*'? )
    | (?P<word> [A-Za-z_][A-Za-z0-9_]* )
    | (?P<sign> . )
    """,
    re.VERBOSE | re.DOTALL,
)
"""What is not closed goes on to its end, so that no text is looked at twice."""

_BASE_64 = re.compile(r"[A-Za-z0-9+/]+={0,2}\s*\Z")
"""What no text is that declares a message."""


_LABELS = ("optional", "repeated", "required")
_DIGITS = frozenset("0123456789")
_DIGITS_MAX = 9
"""A field's number has no more."""


class Declared(msgspec.Struct, frozen=True):
    """A message: its full name, and by the numbers of its fields the types that are one word."""

    name: str
    fields: Mapping[int, str]


def message_at(text: str, indexes: Sequence[int]) -> Declared:
    """The message that an index path leads to; raises `DecodeError` where it leads to none."""
    if len(text) > TEXT_CHARACTERS_MAX:
        raise DecodeError(f"the writer's schema is longer than {TEXT_CHARACTERS_MAX} characters")
    along = _along_descriptor if _BASE_64.match(text) else _along
    package, names, fields = along(text, indexes)
    if not indexes or len(names) != len(indexes):
        shown = ", ".join(str(index) for index in indexes[:8])
        raise DecodeError(f"the writer's schema has no message at [{shown}]")
    return Declared(".".join([package, *names] if package else names), fields)


_Along = tuple[str, list[str], dict[int, str]]
"""The package, the names of the messages along a path, as far as there are any, and the fields of the last one."""


def _along(text: str, indexes: Sequence[int]) -> _Along:
    package = ""
    names: list[str] = []
    fields: dict[int, str] = {}
    # One entry for each open brace: how many steps of the path lead into it, None where it is none of the path's.
    scopes: list[int | None] = [0]
    places = [0] * (len(indexes) + 1)
    statement: list[str] = []
    for piece in _pieces(text):
        if piece not in ("{", "}", ";"):
            statement.append(piece)
            continue
        step = scopes[-1]
        if step == len(indexes):
            fields.update(_field(statement))
        if piece == "}":
            scopes.pop()
            if not scopes:
                raise DecodeError("the writer's schema closes what it has not opened")
        elif piece == "{":
            name = _message(statement)
            inner = None
            if step is not None and name is not None:
                if step < len(indexes) and places[step] == indexes[step]:
                    names.append(name)
                    inner = step + 1
                places[step] += 1
            elif step == len(indexes) and statement[:1] == ["oneof"]:
                inner = step
            scopes.append(inner)
        elif step == 0 and statement[:1] == ["package"]:
            package = "".join(statement[1:])
        statement = []
    if len(scopes) > 1:
        raise DecodeError("the writer's schema ends before all that it opens is closed")
    return package, names, fields


def _along_descriptor(text: str, indexes: Sequence[int]) -> _Along:
    """The same of a descriptor in base64, as confluent-kafka registers it. The entries of maps are no messages."""
    from google.protobuf.descriptor_pb2 import FieldDescriptorProto, FileDescriptorProto  # noqa: PLC0415 - only where Protobuf is used
    from google.protobuf.message import DecodeError as NoDescriptor  # noqa: PLC0415 - likewise

    try:
        file = FileDescriptorProto.FromString(base64.b64decode(text))
    except (ValueError, NoDescriptor) as error:
        raise DecodeError("the writer's schema is no descriptor of a file") from error
    names: list[str] = []
    fields: dict[int, str] = {}
    inner = file.message_type
    for index in indexes:
        messages = [each for each in inner if not each.options.map_entry]
        if not 0 <= index < len(messages):
            break
        names.append(messages[index].name)
        inner = messages[index].nested_type
        fields = {
            each.number: FieldDescriptorProto.Type.Name(each.type).removeprefix("TYPE_").lower()
            for each in messages[index].field
            if each.HasField("type")
        }
    return file.package, names, fields


def _pieces(text: str) -> Iterator[str]:
    """What stands in a text, but for blanks and comments."""
    return (found[0] for found in _PIECE.finditer(text) if found.lastgroup != "passed")


def _message(statement: Sequence[str]) -> str | None:
    """The name of the message that a statement begins to declare."""
    match statement:
        case ["message", name] | ["export" | "local", "message", name]:
            return name
        case _:
            return None


def _field(statement: Sequence[str]) -> Iterator[tuple[int, str]]:
    """The number and type of the field that a statement declares, where the type is one word; else nothing."""
    match statement[1:] if statement[:1] and statement[0] in _LABELS else statement:
        case [kind, name, "=", *rest] if kind.isidentifier() and name.isidentifier() and kind != "option":
            digits = "".join(itertools.takewhile(lambda each: each in _DIGITS, rest))
            if 0 < len(digits) <= _DIGITS_MAX and digits[0] != "0":
                yield int(digits), kind
        case _:
            return
