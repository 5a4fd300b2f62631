"""The Confluent REST API: the paths that are asked, what is sent there, and what the answers must look like.

Nothing that a server says is taken on trust: each answer is read into a value of ours, or refused.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import quote

from treaty.registry.problem import WrongAnswer, said
from treatyc.compatibility.mode import MEANINGS, Mode
from treatyc.registry.contexts import plain
from treatyc.registry.verdict_words import readable
from treatyc.system.schema import Format

SUBJECTS = "/subjects"

SUBJECTS_MAX = 100_000
VERSIONS_MAX = 1_000
REFERENCES_MAX = 1_000
TEXT_BYTES_MAX = 1024 * 1024

_FORMATS = {"AVRO": Format.AVRO, "PROTOBUF": Format.PROTOBUF, "JSON": Format.JSONSCHEMA}
TYPES = {language: word for word, language in _FORMATS.items()}
_GUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\Z")
_WORDS_MAX = 50
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
class Sent:
    """A text as it is sent to a registry. `metadata` and `rule_set` are JSON texts, None where nothing is said."""

    format: Format
    text: str
    references: tuple[SchemaReference, ...] = ()
    metadata: str | None = None
    rule_set: str | None = None


@dataclass(frozen=True, slots=True)
class RegisteredVersion:
    """A version as a registry holds it; `id` is the text's own, the same in every subject.

    `guid` is lower-case hexadecimal with dashes, None where the registry gives none; `metadata` and `rule_set` are
    canonical JSON texts, None where there are none or the registry keeps none.
    """

    key: VersionKey
    id: int
    format: Format
    text: str
    references: tuple[SchemaReference, ...] = ()
    guid: str | None = None
    metadata: str | None = None
    rule_set: str | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a registry says of a text beside those that it has; `messages` say why, for one line each."""

    compatible: bool
    messages: tuple[str, ...] = ()


def versions_path(subject: str) -> str:
    """Where the numbers of a subject's versions are."""
    return f"{SUBJECTS}/{_escaped(subject)}/versions"


def version_path(key: VersionKey) -> str:
    """Where a version is."""
    return f"{versions_path(key.subject)}/{key.version}"


def compatibility_path(subject: str, mode: Mode) -> str:
    """Where a text is held against the versions of a subject that its mode names, without being registered.

    The address says which these are: where it names none, Apicurio asks about all of them, whatever the mode.
    """
    last = "/latest" if MEANINGS[mode].last is not None else ""
    return f"/compatibility{versions_path(subject)}{last}?verbose=true"


def config_path(subject: str | None) -> str:
    """Where the compatibility mode of a subject is, or the one that holds where a subject has none."""
    return f"/config/{_escaped(subject)}" if subject is not None else "/config"


def mode_path(subject: str | None) -> str:
    """Where it stands whether a subject may be written to, or all of them."""
    return f"/mode/{_escaped(subject)}" if subject is not None else "/mode"


def id_path(id: int) -> str:
    """Where the text of an id is, whatever subjects have it."""
    return f"/schemas/ids/{id}"


def lookup_path(subject: str) -> str:
    """Where a text is looked up in a subject."""
    return f"{SUBJECTS}/{_escaped(subject)}"


def body_of(sent: Sent) -> dict[str, object]:
    """A text as the API takes it."""
    body: dict[str, object] = {"schema": sent.text, "schemaType": TYPES[sent.format]}
    if sent.references:
        body["references"] = [
            {"name": each.name, "subject": each.key.subject, "version": each.key.version} for each in sent.references
        ]
    if sent.metadata is not None:
        body["metadata"] = json.loads(sent.metadata)
    if sent.rule_set is not None:
        body["ruleSet"] = json.loads(sent.rule_set)
    return body


def read_id(answer: object, subject: str) -> int:
    """The id that a text got."""
    what = f"the answer of subject `{subject}`"
    if not isinstance(answer, dict):
        raise WrongAnswer(f"{what} is no JSON object")
    return _number(answer.get("id"), what)


def read_text(answer: object, id: int) -> str:
    """The text of an id."""
    text = answer.get("schema") if isinstance(answer, dict) else None
    if not isinstance(text, str) or not _is_unicode(text):
        raise WrongAnswer(f"the schema of id {id} has no text")
    return text


def read_looked_up(answer: object, subject: str) -> RegisteredVersion:
    """The version that a look-up found."""
    number = answer.get("version") if isinstance(answer, dict) else None
    return read_version(answer, VersionKey(subject, _number(number, f"the answer of subject `{subject}`")))


def read_verdict(answer: object, subject: str) -> Verdict:
    """What a registry says of a text."""
    compatible = answer.get("is_compatible") if isinstance(answer, dict) else None
    if not isinstance(answer, dict) or not isinstance(compatible, bool):
        raise WrongAnswer(f"the verdict on subject `{subject}` is none")
    listed = answer.get("messages") or []
    words = [each for each in listed if isinstance(each, str)] if isinstance(listed, list) else []
    return Verdict(compatible, readable(words[:_WORDS_MAX]))


def read_word(answer: object, keys: Sequence[str], what: str) -> str:
    """A setting: the word under the first of these keys that the answer has."""
    found = next((answer[key] for key in keys if key in answer), None) if isinstance(answer, dict) else None
    if not isinstance(found, str):
        raise WrongAnswer(f"{what} is no word")
    return said(found)


def read_mode(answer: object) -> Mode:
    """A compatibility mode; some registries write its key in one way where they are asked and in another where told."""
    word = read_word(answer, ("compatibilityLevel", "compatibility"), "the compatibility mode")
    try:
        return Mode(word.lower())
    except ValueError:
        raise WrongAnswer("the compatibility mode is none that we know") from None


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
    named, number = answer.get("subject", key.subject), answer.get("version", key.version)
    # An address within a context is asked for plain names, and answers with the context before them.
    if number != key.version or not isinstance(named, str) or key.subject not in (named, plain(named)):
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
    return RegisteredVersion(
        key,
        _number(answer.get("id"), what),
        language,
        text,
        known,
        _guid(answer.get("guid")),
        _kept(answer.get("metadata")),
        _kept(answer.get("ruleSet")),
    )


def _guid(value: object) -> str | None:
    return value.lower() if isinstance(value, str) and _GUID.match(value.lower()) else None


def _kept(value: object) -> str | None:
    """What a registry keeps beside a text, in one spelling."""
    return json.dumps(value, sort_keys=True) if isinstance(value, dict) and value else None


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
    """A subject as one segment of a path: neither its slashes nor its dots lead anywhere."""
    plain = quote(subject, safe="")
    return plain.replace(".", "%2E") if plain in (".", "..") else plain
