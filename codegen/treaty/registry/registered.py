"""A schema as a registry tells it to a reader: each answer read into a value of ours, or refused by a `WrongAnswer`."""

from __future__ import annotations

import enum
import re
from collections.abc import Mapping
from urllib.parse import quote

import msgspec

from treaty.registry.problem import WrongAnswer

TEXT_CHARACTERS_MAX = 1024 * 1024
REFERENCES_MAX = 64
SUBJECTS_MAX = 10_000

_NAME_MAX = 1_000
_NUMBER_MAX = 2**31 - 1
_CONTEXT = re.compile(r":\.(?P<name>[^:]*):")


class Language(enum.Enum):
    """What a schema is written in, by the word that registries use."""

    AVRO = "AVRO"
    PROTOBUF = "PROTOBUF"
    JSON = "JSON"


class Version(msgspec.Struct, frozen=True, order=True):
    """Which version of which subject."""

    subject: str
    version: int


class Registered(msgspec.Struct, frozen=True):
    """A text and, by the versions that hold it, what it refers to."""

    language: Language
    text: str
    references: tuple[Version, ...] = ()


def read_registered(answer: object, what: str) -> Registered:
    """A schema; `what` says which one, for the reason where it is none."""
    found = _object(answer, what)
    text = found.get("schema")
    if not isinstance(text, str) or not _is_unicode(text):
        raise WrongAnswer(f"{what} has no text")
    if len(text) > TEXT_CHARACTERS_MAX:
        raise WrongAnswer(f"{what} is longer than {TEXT_CHARACTERS_MAX} characters")
    type_ = found.get("schemaType") or Language.AVRO.value
    if not isinstance(type_, str) or type_ not in Language.__members__:
        raise WrongAnswer(f"{what} is of a type that is neither AVRO, PROTOBUF nor JSON")
    references = _list(found.get("references") or [], REFERENCES_MAX, f"the list of references of {what}")
    return Registered(Language(type_), text, tuple(_version(each, f"a reference of {what}") for each in references))


def read_subjects(answer: object, what: str, context: str | None) -> frozenset[str]:
    """The subjects that a schema stands under in one context, without the context's name."""
    found = _list(answer, SUBJECTS_MAX, f"the list of versions of {what}")
    subjects = (_version(each, f"a version of {what}").subject for each in found)
    return frozenset(name for subject in subjects if (name := _inside(subject, context)) is not None)


def read_id(answer: object, what: str, context: str | None) -> int | None:
    """The id of a guid in one context; None where it has none there."""
    for each in _list(answer, SUBJECTS_MAX, f"the list of ids of {what}"):
        found = _object(each, f"an id of {what}")
        if found.get("context") == f".{context or ''}":
            return _number(found.get("id"), what)
    return None


def version_path(version: Version) -> str:
    """Where a version is; a subject is one segment of a path, and its slashes lead nowhere."""
    return f"/subjects/{quote(version.subject, safe='')}/versions/{version.version}"


def _inside(subject: str, context: str | None) -> str | None:
    """A subject's plain name, as long as it is of this context; one that names none is of the one that was asked."""
    found = _CONTEXT.match(subject)
    if found is None:
        return subject
    return subject[found.end() :] if found["name"] == (context or "") else None


def _version(answer: object, what: str) -> Version:
    found = _object(answer, what)
    subject = found.get("subject")
    if not isinstance(subject, str) or not 0 < len(subject) <= _NAME_MAX or not _is_unicode(subject):
        raise WrongAnswer(f"{what} has no subject")
    if subject in (".", ".."):
        raise WrongAnswer(f"{what} names a subject that no address can name")
    return Version(subject, _number(found.get("version"), what))


def _number(value: object, what: str) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not 0 < value <= _NUMBER_MAX:
        raise WrongAnswer(f"{what} holds something that is no number of a version or an id")
    return value


def _list(answer: object, most: int, what: str) -> list[object]:
    if not isinstance(answer, list):
        raise WrongAnswer(f"{what} is no JSON list")
    if len(answer) > most:
        raise WrongAnswer(f"{what} has more than {most} entries")
    return answer


def _object(answer: object, what: str) -> Mapping[str, object]:
    if not isinstance(answer, dict):
        raise WrongAnswer(f"{what} is no JSON object")
    return answer


def _is_unicode(text: str) -> bool:
    """Whether a text can be written at all: JSON can escape halves of characters."""
    return not any("\ud800" <= each <= "\udfff" for each in text)
