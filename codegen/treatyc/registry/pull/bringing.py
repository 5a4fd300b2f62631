"""Which of a registry's subjects can become files of a project, and why the others cannot."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from treatyc.checks.fields import references
from treatyc.registry.contexts import plain
from treatyc.registry.held.survey import Survey
from treatyc.registry.held.understanding import Understanding, Understood
from treatyc.registry.protocol import VersionKey
from treatyc.registry.pull.placing import settled
from treatyc.system.schema import Alias, Format, Record, Schema

NAME_BYTES_MAX = 200  # disks take 255, of which a release's version and a file that is not ready yet need some
PATH_MAX = 1_000


@dataclass(frozen=True, slots=True, order=True)
class Left:
    """What is not brought, a subject or one `version` of it, and why; `expected` is what nobody has to mend."""

    subject: str
    version: int | None
    why: str
    expected: bool = False

    def __str__(self) -> str:
        what = f"version {self.version} of subject" if self.version is not None else "subject"
        return f"{what} `{self.subject}` is not brought: {self.why}"


@dataclass(frozen=True, slots=True)
class Candidate:
    """A subject that may be brought: the path of its text, and its versions that we understand, oldest first."""

    subject: str
    path: str
    versions: tuple[Understood, ...]

    @property
    def last(self) -> Understood:
        """The version that becomes the present text."""
        return self.versions[-1]


@dataclass(frozen=True, slots=True)
class Sorted:
    """The subjects that can be brought, and what has to stay."""

    candidates: tuple[Candidate, ...]
    left: tuple[Left, ...]


Own = Mapping[tuple[str, Format], str]
"""Where the project has the schema of a name and a format, below its folder of schemas."""


def sort(survey: Survey, understanding: Understanding, paths: Mapping[VersionKey, str], own: Own) -> Sorted:
    """Tell the subjects apart; `paths` is where each version's text was read from."""
    candidates: list[Candidate] = []
    left: list[Left] = []
    for subject, keys in survey.keys.items():
        name, last = plain(subject), keys[-1]
        if (why := _refusal(name, last, survey, understanding)) is not None:
            left.append(Left(name, None, why, expected=_is_key(name)))
            continue
        several, older = _history(name, keys, survey, understanding)
        path = _path(several[-1], paths[last], own)
        if (why := _too_long(path, several[-1])) is not None:
            left.append(Left(name, None, why))
            continue
        left += older
        candidates.append(Candidate(name, path, tuple(several)))
    return _agreeing(candidates, left)


def _is_key(subject: str) -> bool:
    return subject.endswith("-key")


def _refusal(subject: str, last: VersionKey, survey: Survey, understanding: Understanding) -> str | None:
    if _is_key(subject):
        return "a key is no message; `keys: avro` in the target's `registry` says that keys are framed"
    if last in survey.refused:
        return survey.refused[last]
    found = understanding.versions[last]
    if found.wrong:
        return found.wrong
    if len(found.laid.mains) > 1:
        return "it only lists other types, which are brought under their own subjects; see `subjects: topic-record`"
    return None


def _too_long(path: str, last: Understood) -> str | None:
    """Why no disk would hold it: a release's folder is called as its schema, and a file as its schema or its import."""
    words = [*path.split("/"), *(schema.name for schema in last.schemas)]
    if all(len(each.encode()) <= NAME_BYTES_MAX for each in words) and len(path) <= PATH_MAX:
        return None
    return f"its name is longer than the {NAME_BYTES_MAX} bytes that a file's may have here"


def _history(
    subject: str, keys: Sequence[VersionKey], survey: Survey, understanding: Understanding
) -> tuple[list[Understood], list[Left]]:
    """The versions that are older texts of what the last one declares, and the others."""
    last = understanding.versions[keys[-1]]
    names = {schema.name for schema in last.schemas}
    several: list[Understood] = []
    left: list[Left] = []
    for key in keys:
        found = understanding.versions.get(key)
        if found is None or found.wrong:
            why = found.wrong if found is not None else survey.refused[key]
        elif not names & {schema.name for schema in found.schemas}:
            why = f"it is of `{found.schemas[0].name}`, which the last version does not declare"
        elif found.version.format is not last.version.format:
            why = "it is of another format than the last version"
        else:
            several.append(found)
            continue
        left.append(Left(subject, key.version, why))
    return several, left


def _path(last: Understood, path: str, own: Own) -> str:
    """Where the project has the schema, or else where it belongs."""
    return own.get((last.schemas[0].name, last.version.format), settled(last, path))


def _agreeing(candidates: Sequence[Candidate], left: Sequence[Left]) -> Sorted:
    """Of subjects that end in different texts of one name, none: a person has to say which of them is meant."""
    ends: dict[str, list[tuple[Candidate, str]]] = {}
    for each in candidates:
        for name, text in each.last.fingerprints.items():
            ends.setdefault(name, []).append((each, text))
    found = list(left)
    dropped: set[str] = set()
    for name, several in sorted(ends.items()):
        if _have_one_end(name, several):
            continue
        subjects = sorted(each.subject for each, _ in several)
        for subject in subjects:
            if subject not in dropped:
                other = next(each for each in subjects if each != subject)
                why = f"`{name}` is another text under subject `{other}`; bring one of them with `--subject`"
                found.append(Left(subject, None, why))
        dropped.update(subjects)
    places: dict[str, Candidate] = {}
    for each in candidates:
        first = places.setdefault(each.path, each) if each.subject not in dropped else each
        if first.last.fingerprints.keys() != each.last.fingerprints.keys():
            dropped.add(each.subject)
            why = f"its file would be that of subject `{first.subject}`, `{each.path}`"
            found.append(Left(each.subject, None, why))
    kept = tuple(each for each in candidates if each.subject not in dropped)
    return Sorted(kept, tuple(sorted(found, key=_in_order)))


def _in_order(left: Left) -> tuple[str, int]:
    return left.subject, left.version or 0


def _have_one_end(name: str, several: Sequence[tuple[Candidate, str]]) -> bool:
    """Whether one of the subjects has been where all the others are."""
    ends = {text for _, text in several}
    return len(ends) == 1 or any(ends <= set(history_of(name, (each,))) for each, _ in several)


def history_of(name: str, candidates: Iterable[Candidate]) -> Mapping[str, Understood]:
    """The texts of a schema by what they mean, oldest first, each where it was registered first.

    Within a subject the numbers say what is older; between subjects the ids do, for they are given in turn, one a text.
    """
    several = [
        [each for each in candidate.versions if name in each.fingerprints]
        for candidate in candidates
        if name in candidate.last.fingerprints
    ]
    listed = [each for versions in several for each in versions]
    if len(several) > 1:
        listed.sort(key=lambda each: (each.version.id, each.version.key))
    found: dict[str, Understood] = {}
    for each in listed:
        found.setdefault(each.fingerprints[name], each)
    return found


def roots(understood: Understood) -> tuple[Schema, ...]:
    """The schemas of a version that can be what travels: those that are no part of another one in it."""
    schemas = understood.schemas
    used = {name for schema in schemas for name in references(schema) if name != schema.name}
    several = tuple(
        each for each in schemas if each.name not in used and isinstance(each.definitions[0], Record | Alias)
    )
    return several or schemas
