"""The texts that a registry would be given as new versions: the files that changed, and the versions before of each.

A registry holds files, not messages: what a message takes from other files stands there by itself and is asked as well.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from treatyc.compatibility.mode import MEANINGS, Mode
from treatyc.dialects.texts import Text
from treatyc.gate.baseline import Contracts, Former, Histories
from treatyc.gate.question import Question, at_registry, questions
from treatyc.system.schema import Schema
from treatyc.system.system import System
from treatyc.system.version import fingerprint


@dataclass(frozen=True, slots=True)
class Renewed:
    """A file with a new text, its own or that of something which it refers to; `own` tells the one from the other.

    `versions` are those that the subject's mode asks about, oldest first, each text once; a new file has none. `parts`
    are the paths of the files that it refers to, however far away.
    """

    new: Text
    schemas: tuple[Schema, ...]
    mode: Mode
    versions: tuple[Text, ...]
    parts: frozenset[str]
    own: bool

    @property
    def title(self) -> str:
        """What a person calls it: the schema, or the file where it declares several."""
        return self.schemas[0].name if len(self.schemas) == 1 else self.new.path


def renewed(present: Contracts, system: System, histories: Histories, override: Question | None) -> tuple[Renewed, ...]:
    """Every file that a registry holds for a project and whose text is not that of the version before, by path."""
    files = _Files(present, system, override)
    return tuple(each for path in files.held() if (each := files.renewed(path, histories)) is not None)


@dataclass(frozen=True, slots=True)
class _Past:
    """Versions of a file, oldest first, of which there are some: as the releases of one message have them.

    `text` is whether the last is the present text, `meaning` whether all that it refers to is as it was, too.
    """

    versions: tuple[Text, ...]
    text: bool
    meaning: bool


class _Files:
    def __init__(self, present: Contracts, system: System, override: Question | None) -> None:
        self._present, self._system, self._override = present, system, override
        self._schemas: dict[str, list[Schema]] = {}
        for _, schema in sorted(present.schemas.items()):
            self._schemas.setdefault(_inner(schema.path, present.folder), []).append(schema)
        self._carried = {message.value for channel in system.channels for message in channel.messages}
        self._needs = {path: self._needed(path) for path in self._schemas}

    def held(self) -> list[str]:
        """The files of what travels, and what they need."""
        roots = {path for path, schemas in self._schemas.items() if self._travels(schemas)}
        return sorted(roots.union(*(self._needs[path] for path in roots)))

    def renewed(self, path: str, histories: Histories) -> Renewed | None:
        """A file, where it is another text than it was before; None where it is the same."""
        pasts = list(self._pasts(path, histories))
        # A file of several messages is released with each of them: the newest text is somebody's last.
        own = not any(past.text for past in pasts)
        if not own and all(past.meaning for past in pasts if past.text):
            return None
        schemas, needs = tuple(self._schemas[path]), self._needs[path]
        mode = at_registry(self._questions(schemas))
        asked = {_texts(each, needs): each for past in pasts for each in MEANINGS[mode].of(past.versions)}
        new = self._new(path)
        return Renewed(new, schemas, mode, tuple(asked.values()), needs, own)

    def _new(self, path: str) -> Text:
        return Text(self._present.tree, self._present.folder, path)

    def _questions(self, schemas: Sequence[Schema]) -> frozenset[Question]:
        """What the channels of a file ask; of a part the project asks, as of every subject that it has."""
        names = [schema.name for schema in schemas if schema.name in self._carried] or [schemas[0].name]
        return frozenset().union(*(questions(self._system, name, self._override) for name in names))

    def _pasts(self, path: str, histories: Histories) -> Iterator[_Past]:
        """The versions of a file by the schemas that it declares; a part's lie in the releases of what holds it."""
        new, needs = self._new(path), self._needs[path]
        schemas = self._schemas[path]
        for schema in schemas:
            if formers := histories.get(schema.name, ()):
                versions, last = tuple(_main(former) for former in formers), formers[-1]
                yield _Past(versions, _text(versions[-1]) == _text(new), _same(last.schema, schema))
        if not self._travels(schemas):
            for name in sorted(self._carried & histories.keys() & self._holders(path)):
                versions = tuple(_part(former, path) for former in histories[name] if _has(former, path))
                if versions:
                    same = _texts(versions[-1], needs) == _texts(new, needs)
                    yield _Past(versions, _text(versions[-1]) == _text(new), same)

    def _holders(self, path: str) -> set[str]:
        return {schema.name for other in self._schemas if path in self._needs[other] for schema in self._schemas[other]}

    def _travels(self, schemas: Sequence[Schema]) -> bool:
        return any(schema.name in self._carried for schema in schemas)

    def _needed(self, path: str) -> frozenset[str]:
        """All files that one refers to, however far away."""
        seen, pending = {path}, [path]
        for each in pending:
            imports = {
                _inner(other, self._present.folder) for schema in self._schemas[each] for other in schema.imports
            }
            new = sorted(other for other in imports - seen if other in self._schemas)
            seen.update(new)
            pending += new
        return frozenset(seen - {path})


def _main(former: Former) -> Text:
    return Text(former.tree, former.folder, _inner(former.schema.path, former.folder), former.label)


def _part(former: Former, path: str) -> Text:
    return Text(former.tree, former.folder, path, f"that of {former.schema.name} {former.label}")


def _has(former: Former, path: str) -> bool:
    return former.tree.get(_part(former, path).whole(path)) is not None


def _same(before: Schema, now: Schema) -> bool:
    """Whether two versions mean the same with all that they refer to."""
    return before.format is now.format and fingerprint(before) == fingerprint(now)


def _texts(text: Text, needs: frozenset[str]) -> tuple[str, ...]:
    """What tells one version from another: the text, and those of what it needs."""
    return (_text(text), *(_at(text, path) for path in sorted(needs)))


def _text(text: Text) -> str:
    return _at(text, text.path)


def _at(text: Text, path: str) -> str:
    source = text.tree.get(text.whole(path))
    return source.text if source is not None else ""


def _inner(path: str, folder: str) -> str:
    return path.removeprefix(f"{folder}/") if folder else path
