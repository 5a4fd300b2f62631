"""What is asked of the file: lists of subjects, versions and contexts, and texts by version, id and guid."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from treatyc.embedded import answers, settings
from treatyc.embedded.content import Stored
from treatyc.embedded.handling import Asked, Later, Raw, in_context
from treatyc.embedded.keeping import properties
from treatyc.embedded.names import ANY_CONTEXT, DEFAULT, Name
from treatyc.embedded.records import ALL, LIVE, Records, Version, Window
from treatyc.embedded.refusal import schema_not_found, subject_not_found, version_not_found
from treatyc.embedded.registering import Registry
from treatyc.embedded.requests import LATEST, NUMBER_MAX, flag, version_number, whole
from treatyc.system.schema import Format

SERIALIZED = "serialized"


@dataclass(frozen=True, slots=True)
class Looking:
    """The look-ups of a registry; each answers at once, but for texts that must be written in another form."""

    registry: Registry

    def subjects(self, asked: Asked) -> object:
        """The names of subjects."""
        prefix = in_context(asked, asked.query.get("subjectPrefix"))
        with self.registry.store.reading() as records:
            found = records.subjects(ANY_CONTEXT if prefix is None else prefix, _window(asked.query))
        return [str(name) for name in found]

    def versions(self, asked: Asked) -> object:
        """The numbers of a subject's versions."""
        window = _window(asked.query)
        with self.registry.store.reading() as records:
            if not records.numbers(asked.name, ALL if window.deleted else LIVE):
                raise subject_not_found(asked.name)
            return records.numbers(asked.name, window)

    def version(self, asked: Asked) -> object:
        """A version."""
        found = self._version(asked, ALL if flag(asked.query, "deleted") else LIVE)
        if asked.query.get("format") == SERIALIZED and found.stored.content.format is Format.PROTOBUF:
            return Later(lambda: answers.version(found, self._serialized(found)))
        return answers.version(found)

    def version_text(self, asked: Asked) -> object:
        """A version's text alone."""
        return Raw(self._version(asked, ALL if flag(asked.query, "deleted") else LIVE).stored.content.text)

    def referenced_by(self, asked: Asked) -> object:
        """The ids of what refers to a version."""
        found = self._version(asked, ALL)
        with self.registry.store.reading() as records:
            return records.referring(found.name, found.number)

    def with_metadata(self, asked: Asked) -> object:
        """The last version that has some properties."""
        wanted = dict(zip(asked.query.getlist("key"), asked.query.getlist("value"), strict=False))
        with self.registry.store.reading() as records:
            versions = records.versions(asked.name, ALL if flag(asked.query, "deleted") else LIVE)
        for each in reversed(versions):
            if wanted.items() <= properties(each.stored.content).items():
                return answers.version(each)
        raise schema_not_found()

    # Texts by what identifies them

    def schemas(self, asked: Asked) -> object:
        """All versions of some subjects, or the last one of each."""
        prefix = in_context(asked, asked.query.get("subjectPrefix")) or ""
        window, latest_only = _window(asked.query), flag(asked.query, "latestOnly")
        with self.registry.store.reading() as records:
            found = records.all_versions(prefix, window, latest_only=latest_only)
        return [answers.version(each) for each in found]

    def by_id(self, asked: Asked) -> object:
        """A text by its id."""
        with self.registry.store.reading() as records:
            name, stored = self._by_id(records, asked)
            largest = {"maxId": records.last_id(name.context)} if flag(asked.query, "fetchMaxId") else {}
        return self._schema(asked, name, stored, largest)

    def text_by_id(self, asked: Asked) -> object:
        """A text by its id, alone."""
        with self.registry.store.reading() as records:
            return Raw(self._by_id(records, asked)[1].content.text)

    def subjects_of(self, asked: Asked) -> object:
        """The subjects that have a text."""
        return list(dict.fromkeys(str(name) for name, _ in self._holders(asked)))

    def versions_of(self, asked: Asked) -> object:
        """The versions that have a text."""
        return [{"subject": str(name), "version": number} for name, number in self._holders(asked)]

    def by_guid(self, asked: Asked) -> object:
        """A text by its guid, which is the same everywhere."""
        context, stored = self._with_guid(asked)[0]
        return self._schema(asked, Name(context), stored, {})

    def text_by_guid(self, asked: Asked) -> object:
        """A text by its guid, alone."""
        return Raw(self._with_guid(asked)[0][1].content.text)

    def ids_of(self, asked: Asked) -> object:
        """The id of a guid in each context."""
        return [{"context": context, "id": stored.id} for context, stored in self._with_guid(asked)]

    # Settings

    def contexts(self, asked: Asked) -> object:
        """The contexts; the default one is a dot."""
        with self.registry.store.reading() as records:
            found = records.contexts()
        begin = max(whole(asked.query, "offset", 0), 0)
        limit = whole(asked.query, "limit", -1)
        return found[begin : begin + limit if limit >= 0 else None]

    def config(self, asked: Asked) -> object:
        """What is set for a subject, a context or everything."""
        default = flag(asked.query, "defaultToGlobal")
        with self.registry.store.reading() as records:
            return settings.shown_config(records, asked.name, default_to_global=default)

    def mode(self, asked: Asked) -> object:
        """The mode of a subject, a context or everything."""
        default = flag(asked.query, "defaultToGlobal")
        with self.registry.store.reading() as records:
            return {"mode": settings.shown_access(records, asked.name, default_to_global=default).value}

    def _version(self, asked: Asked, window: Window) -> Version:
        number = version_number(asked.path["version"])
        with self.registry.store.reading() as records:
            for name in _alike(records, asked):
                found = records.latest(name, window) if number == LATEST else records.version(name, number, window)
                if found is not None:
                    return found
            if not records.numbers(asked.name, window):
                raise subject_not_found(asked.name)
        raise version_not_found(number)

    def _by_id(self, records: Records, asked: Asked) -> tuple[Name, Stored]:
        """A text by its id, in the context of the subject that is named, or of the address, or the default one."""
        number, around = _id(asked), asked.named(asked.query.get("subject", ""))
        stored = records.content(around.context, number)
        if stored is None and around.subject and around.context == DEFAULT:
            # Clients name the subject alone, whatever context it is of.
            others = (Name(context, around.subject) for context in records.contexts())
            around = next((each for each in others if number in _ids(records, each)), around)
            stored = records.content(around.context, number)
        if stored is None:
            raise schema_not_found(number)
        return around, stored

    def _holders(self, asked: Asked) -> list[tuple[Name, int]]:
        window = _window(asked.query)
        with self.registry.store.reading() as records:
            name, stored = self._by_id(records, asked)
            found = records.holders(name.context, stored.id, window)
        return [each for each in found if not name.subject or each[0] == name]

    def _with_guid(self, asked: Asked) -> list[tuple[str, Stored]]:
        guid = asked.path["guid"].lower()
        with self.registry.store.reading() as records:
            found = records.with_guid(guid)
        if not found:
            raise schema_not_found(guid)
        return found

    def _schema(self, asked: Asked, name: Name, stored: Stored, more: Mapping[str, object]) -> object:
        if asked.query.get("format") == SERIALIZED and stored.content.format is Format.PROTOBUF:
            return Later(lambda: {**answers.schema(stored, self._descriptor(name, stored)), **more})
        return {**answers.schema(stored), **more}

    def _serialized(self, found: Version) -> str:
        return self._descriptor(found.name, found.stored)

    def _descriptor(self, name: Name, stored: Stored) -> str:
        return answers.serialized(self.registry.parsed(name, stored.content).descriptor)


def _window(query: Mapping[str, str]) -> Window:
    """Which versions a query wants; those that were deleted alone, even if it wants them too."""
    only = flag(query, "deletedOnly")
    return Window(
        live=not only,
        deleted=only or flag(query, "deleted"),
        offset=max(whole(query, "offset", 0), 0),
        limit=whole(query, "limit", -1),
    )


def _id(asked: Asked) -> int:
    written = asked.path["id"]
    if not (written.isascii() and written.isdigit() and len(written) < 11 and int(written) <= NUMBER_MAX):
        raise schema_not_found(written[:20])
    return int(written)


def _ids(records: Records, name: Name) -> set[int]:
    return {each.stored.id for each in records.versions(name, ALL)}


def _alike(records: Records, asked: Asked) -> list[Name]:
    """A subject, and those of its name in other contexts where none is given."""
    name = asked.name
    if name.context != DEFAULT:
        return [name]
    return [name, *(Name(context, name.subject) for context in records.contexts() if context != DEFAULT)]
