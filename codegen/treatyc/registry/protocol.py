"""The Confluent REST API, its reading half: the paths that are asked, and what the answers must look like.

Nothing that a server says is taken on trust: each answer is read into a value of ours, or refused.
"""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote

from treatyc.registry.problem import WrongAnswer
from treatyc.system.schema import Format

SUBJECTS = "/subjects"

SUBJECTS_MAX = 100_000
VERSIONS_MAX = 1_000
REFERENCES_MAX = 1_000
TEXT_BYTES_MAX = 1024 * 1024

_FORMATS = {"AVRO": Format.AVRO, "PROTOBUF": Format.PROTOBUF, "JSON": Format.JSONSCHEMA}
_NUMBER_MAX = 2**31 - 1
_NAME_MAX = 1_000


@dataclass(frozen=True, slots=True, order=True)
class VersionKey:
    """Which version of which subject."""

    subject: str
    version: int

    def __str__(self) -> str:
        return f"version {self.version} of subject `{self.subject}`"


@dataclass(frozen=True, slots=True)
class SchemaReference:
    """What a text calls another version: an import path, a type's name or a `$ref`, by the format."""

    name: str
    key: VersionKey


@dataclass(frozen=True, slots=True)
class RegisteredVersion:
    """A version as a registry holds it; `id` is the text's own, the same in every subject."""

    key: VersionKey
    id: int
    format: Format
    text: str
    references: tuple[SchemaReference, ...] = ()


def versions_path(subject: str) -> str:
    """Where the numbers of a subject's versions are."""
    return f"{SUBJECTS}/{_escaped(subject)}/versions"


def version_path(key: VersionKey) -> str:
    """Where a version is."""
    return f"{versions_path(key.subject)}/{key.version}"


def read_subjects(answer: object) -> tuple[str, ...]:
    """The names of all subjects, sorted."""
    names = _list(answer, SUBJECTS_MAX, "the list of subjects")
    return tuple(sorted({_name(name, "the list of subjects") for name in names}))


def read_versions(answer: object, subject: str) -> tuple[int, ...]:
    """The numbers of a subject's versions, oldest first."""
    what = f"the list of versions of subject `{subject}`"
    return tuple(sorted({_number(number, what) for number in _list(answer, VERSIONS_MAX, what)}))


def read_version(answer: object, key: VersionKey) -> RegisteredVersion:
    """A version that was asked for."""
    what = str(key)
    if not isinstance(answer, dict):
        raise WrongAnswer(f"{what} is no JSON object")
    if (answer.get("subject", key.subject), answer.get("version", key.version)) != (key.subject, key.version):
        raise WrongAnswer(f"{what} was asked for, and another one came")
    text, type_ = answer.get("schema"), answer.get("schemaType", "AVRO")
    if not isinstance(text, str) or not _is_unicode(text):
        raise WrongAnswer(f"{what} has no text")
    if len(text.encode()) > TEXT_BYTES_MAX:
        raise WrongAnswer(f"{what} is larger than 1 MiB")
    language = _FORMATS.get(type_) if isinstance(type_, str) else None
    if language is None:
        raise WrongAnswer(f"{what} is of a type that is neither AVRO, PROTOBUF nor JSON")
    references = _list(answer.get("references") or [], REFERENCES_MAX, f"the list of references of {what}")
    known = tuple(_reference(reference, what) for reference in references)
    return RegisteredVersion(key, _number(answer.get("id"), what), language, text, known)


def _reference(answer: object, what: str) -> SchemaReference:
    if not isinstance(answer, dict):
        raise WrongAnswer(f"a reference of {what} is no JSON object")
    subject = _name(answer.get("subject"), what)
    if subject in (".", ".."):
        raise WrongAnswer(f"a reference of {what} names a subject that no address can name")
    key = VersionKey(subject, _number(answer.get("version"), what))
    return SchemaReference(_name(answer.get("name"), what), key)


def _list(answer: object, most: int, what: str) -> list[object]:
    if not isinstance(answer, list):
        raise WrongAnswer(f"{what} is no JSON list")
    if len(answer) > most:
        raise WrongAnswer(f"{what} has more than {most} entries")
    return answer


def _name(value: object, what: str) -> str:
    if not isinstance(value, str) or not 0 < len(value) <= _NAME_MAX or not _is_unicode(value):
        raise WrongAnswer(f"{what} holds something that is no name")
    return value


def _number(value: object, what: str) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not 0 < value <= _NUMBER_MAX:
        raise WrongAnswer(f"{what} holds something that is no number of a version or an id")
    return value


def _is_unicode(text: str) -> bool:
    """Whether a text can be written at all: JSON can escape halves of characters."""
    return not any("\ud800" <= each <= "\udfff" for each in text)


def _escaped(subject: str) -> str:
    """A subject as one segment of a path: its slashes lead nowhere."""
    return quote(subject, safe="")
