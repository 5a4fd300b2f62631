"""What the tables hold, as values: the one place that speaks SQL. All methods belong to one transaction."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from treatyc.embedded.content import Content, Reference, Stored
from treatyc.embedded.names import ANY_CONTEXT, DEFAULT, Name, parse, within
from treatyc.system.schema import Format

_VERSION = (
    "SELECT v.context, v.subject, v.version, v.deleted, v.registered_ms,"
    " c.id, c.guid, c.format, c.text, c.refs, c.metadata, c.rule_set"
    " FROM versions v JOIN contents c ON c.context = v.context AND c.id = v.id"
)
_CONTENT = "SELECT id, guid, format, text, refs, metadata, rule_set FROM contents"


@dataclass(frozen=True, slots=True)
class Version:
    """A version of a subject; one that is `deleted` is still there for whoever knows its id."""

    name: Name
    number: int
    deleted: bool
    registered_ms: int
    stored: Stored


@dataclass(frozen=True, slots=True)
class Window:
    """Which versions are wanted: those that are there, those that were deleted too, or those alone; then how many.

    Of a subject, all versions must have been deleted.
    """

    live: bool = True
    deleted: bool = False
    offset: int = 0
    limit: int = -1

    @property
    def states(self) -> tuple[int, int]:
        """The least and the greatest value of `deleted` that is wanted."""
        return (0 if self.live else 1), (1 if self.deleted else 0)


LIVE = Window()
ALL = Window(deleted=True)


@dataclass(frozen=True, slots=True)
class Records:
    """The rows of one transaction."""

    connection: sqlite3.Connection

    # Subjects and their versions

    def subjects(self, prefix: str = ANY_CONTEXT, window: Window = LIVE) -> list[Name]:
        """The subjects whose names begin so, sorted; `:*:` stands for any context."""
        rows = self.connection.execute(
            "SELECT context, subject FROM versions"
            " WHERE (?1 IS NULL OR context = ?1) AND substr(subject, 1, length(?2)) = ?2"
            " GROUP BY context, subject HAVING min(deleted) BETWEEN ?3 AND ?4"
            " ORDER BY context, subject LIMIT ?5 OFFSET ?6",
            (*_beginning(prefix), *window.states, window.limit, window.offset),
        )
        return [Name(context, subject) for context, subject in rows]

    def numbers(self, name: Name, window: Window = LIVE) -> list[int]:
        """The numbers of a subject's versions, the oldest first."""
        rows = self.connection.execute(
            "SELECT version FROM versions WHERE context = ? AND subject = ? AND deleted BETWEEN ? AND ?"
            " ORDER BY version LIMIT ? OFFSET ?",
            (name.context, name.subject, *window.states, window.limit, window.offset),
        )
        return [number for (number,) in rows]

    def versions(self, name: Name, window: Window = LIVE) -> list[Version]:
        """A subject's versions, the oldest first."""
        rows = self.connection.execute(
            f"{_VERSION} WHERE v.context = ? AND v.subject = ? AND v.deleted BETWEEN ? AND ? ORDER BY v.version",
            (name.context, name.subject, *window.states),
        )
        return [_version(row) for row in rows]

    def version(self, name: Name, number: int, window: Window = LIVE) -> Version | None:
        """A version by its number."""
        row = self.connection.execute(
            f"{_VERSION} WHERE v.context = ? AND v.subject = ? AND v.version = ? AND v.deleted BETWEEN ? AND ?",
            (name.context, name.subject, number, *window.states),
        ).fetchone()
        return _version(row) if row is not None else None

    def latest(self, name: Name, window: Window = LIVE) -> Version | None:
        """The last version."""
        row = self.connection.execute(
            f"{_VERSION} WHERE v.context = ? AND v.subject = ? AND v.deleted BETWEEN ? AND ?"
            " ORDER BY v.version DESC LIMIT 1",
            (name.context, name.subject, *window.states),
        ).fetchone()
        return _version(row) if row is not None else None

    def all_versions(self, prefix: str, window: Window, *, latest_only: bool) -> list[Version]:
        """The versions of all subjects whose names begin so."""
        rows = self.connection.execute(
            f"{_VERSION} WHERE (?1 IS NULL OR v.context = ?1) AND substr(v.subject, 1, length(?2)) = ?2"  # noqa: S608 - a constant of this module
            " AND v.deleted BETWEEN ?3 AND ?4 AND (NOT ?7 OR v.version = (SELECT max(o.version) FROM versions o"
            " WHERE o.context = v.context AND o.subject = v.subject AND o.deleted BETWEEN ?3 AND ?4))"
            " ORDER BY v.context, v.subject, v.version LIMIT ?5 OFFSET ?6",
            (*_beginning(prefix), *window.states, window.limit, window.offset, latest_only),
        )
        return [_version(row) for row in rows]

    def add_version(self, name: Name, number: int, id: int, now_ms: int) -> None:
        """A new version, or one of this number in another's place."""
        self.connection.execute(
            "INSERT OR REPLACE INTO versions (context, subject, version, id, registered_ms) VALUES (?, ?, ?, ?, ?)",
            (name.context, name.subject, number, id, now_ms),
        )

    def mark_deleted(self, version: Version) -> None:
        """Let a version be there only for those who know its id."""
        self.connection.execute(
            "UPDATE versions SET deleted = 1 WHERE context = ? AND subject = ? AND version = ?",
            (version.name.context, version.name.subject, version.number),
        )

    def remove(self, version: Version) -> None:
        """Let a version be gone, and its content where nothing else has it."""
        context, number = version.name.context, version.stored.id
        self.connection.execute(
            "DELETE FROM versions WHERE context = ? AND subject = ? AND version = ?",
            (context, version.name.subject, version.number),
        )
        self.drop_unused(context, number)

    def drop_unused(self, context: str, id: int) -> None:
        """Let a content be gone that no version has."""
        self.connection.execute(
            "DELETE FROM contents WHERE context = ?1 AND id = ?2"
            " AND NOT EXISTS (SELECT 1 FROM versions WHERE context = ?1 AND id = ?2)",
            (context, id),
        )

    # Contents

    def content(self, context: str, id: int) -> Stored | None:
        """A content by its id."""
        row = self.connection.execute(f"{_CONTENT} WHERE context = ? AND id = ?", (context, id)).fetchone()
        return _stored(*row) if row is not None else None

    def same(self, context: str, content: Content, id: int | None = None) -> Stored | None:
        """This content with its numbers, if the context has it, under a certain id if one is given."""
        row = self.connection.execute(
            f"{_CONTENT} WHERE context = ?1 AND digest = ?2 AND (?3 IS NULL OR id = ?3) ORDER BY id LIMIT 1",
            (context, content.digest, id),
        ).fetchone()
        return _stored(*row) if row is not None else None

    def with_guid(self, guid: str) -> list[tuple[str, Stored]]:
        """The contents of a guid, one a context."""
        rows = self.connection.execute(
            "SELECT context, id, guid, format, text, refs, metadata, rule_set FROM contents WHERE guid = ?"
            " ORDER BY context",
            (guid,),
        )
        return [(context, _stored(*rest)) for context, *rest in rows]

    def holders(self, context: str, id: int, window: Window = LIVE) -> list[tuple[Name, int]]:
        """The versions that have a content."""
        rows = self.connection.execute(
            "SELECT subject, version FROM versions WHERE context = ? AND id = ? AND deleted BETWEEN ? AND ?"
            " ORDER BY subject, version LIMIT ? OFFSET ?",
            (context, id, *window.states, window.limit, window.offset),
        )
        return [(Name(context, subject), number) for subject, number in rows]

    def add_content(self, around: Name, id: int, content: Content) -> Stored:
        """A new content; references are resolved as seen from a subject."""
        stored = Stored(id, content.guid, content)
        refs = json.dumps([[each.name, each.subject, each.version] for each in content.references])
        self.connection.execute(
            "INSERT INTO contents (context, id, guid, digest, format, text, refs, metadata, rule_set)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                around.context,
                id,
                stored.guid,
                content.digest,
                content.format.value,
                content.text,
                refs,
                content.metadata,
                content.rule_set,
            ),
        )
        for each in content.references:
            to = within(each.subject, around)
            self.connection.execute(
                "INSERT OR IGNORE INTO referring VALUES (?, ?, ?, ?, ?)",
                (to.context, to.subject, each.version, around.context, id),
            )
        return stored

    def referring(self, name: Name, number: int) -> list[int]:
        """The ids of what refers to a version, where a version that is there has it."""
        rows = self.connection.execute(
            "SELECT r.by_id FROM referring r WHERE r.context = ? AND r.subject = ? AND r.version = ? AND EXISTS"
            " (SELECT 1 FROM versions v WHERE v.context = r.by_context AND v.id = r.by_id AND NOT v.deleted)"
            " ORDER BY r.by_id",
            (name.context, name.subject, number),
        )
        return [number for (number,) in rows]

    # Contexts and their ids

    def contexts(self) -> list[str]:
        """All contexts, sorted."""
        rows = self.connection.execute("SELECT context FROM contexts WHERE NOT removed ORDER BY context")
        return [name for (name,) in rows]

    def add_context(self, context: str) -> None:
        """A context, if it is not there."""
        self.connection.execute(
            "INSERT INTO contexts (context) VALUES (?) ON CONFLICT DO UPDATE SET removed = 0", (context,)
        )

    def remove_context(self, context: str) -> None:
        """Let a context be gone with its settings; which ids it gave is kept. The default one stays."""
        if context != DEFAULT:
            self.connection.execute("UPDATE contexts SET removed = 1 WHERE context = ?", (context,))
            self.connection.execute("DELETE FROM settings WHERE context = ?", (context,))

    def last_id(self, context: str) -> int:
        """The greatest id that a context has ever given."""
        row = self.connection.execute("SELECT last_id FROM contexts WHERE context = ?", (context,)).fetchone()
        return int(row[0]) if row is not None else 0

    def take_id(self, context: str, id: int) -> None:
        """Never give this id again, nor a smaller one."""
        self.connection.execute("UPDATE contexts SET last_id = max(last_id, ?) WHERE context = ?", (id, context))

    # Settings

    def setting(self, kind: str, name: Name) -> str | None:
        """What was set for a subject or a context; the JSON text of it."""
        row = self.connection.execute(
            "SELECT value FROM settings WHERE kind = ? AND context = ? AND subject = ?",
            (kind, name.context, name.subject),
        ).fetchone()
        return str(row[0]) if row is not None else None

    def set(self, kind: str, name: Name, value: str) -> None:
        """Set something for a subject or a context."""
        self.connection.execute(
            "INSERT OR REPLACE INTO settings VALUES (?, ?, ?, ?)", (kind, name.context, name.subject, value)
        )

    def unset(self, kind: str, name: Name) -> None:
        """Let the wider setting hold again."""
        self.connection.execute(
            "DELETE FROM settings WHERE kind = ? AND context = ? AND subject = ?", (kind, name.context, name.subject)
        )


def _beginning(prefix: str) -> tuple[str | None, str]:
    """The context that is meant, None for any, and how the subject's name begins there."""
    if prefix.startswith(ANY_CONTEXT):
        return None, prefix.removeprefix(ANY_CONTEXT)
    name = parse(prefix)
    return name.context, name.subject


def _version(row: Sequence[object]) -> Version:
    context, subject, number, deleted, registered_ms, *rest = row
    name = Name(str(context), str(subject))
    return Version(name, int(str(number)), bool(deleted), int(str(registered_ms)), _stored(*rest))


def _stored(*row: object) -> Stored:
    number, guid, language, text, refs, metadata, rule_set = row
    references = tuple(Reference(*each) for each in json.loads(str(refs)))
    kept = (None if each is None else str(each) for each in (metadata, rule_set))
    return Stored(int(str(number)), str(guid), Content(Format(language), str(text), references, *kept))


def settings_above(name: Name) -> Iterator[Name]:
    """Whose settings hold for a subject: its own, its context's, and those of the default context."""
    yield name
    if name.subject:
        yield Name(name.context)
    if name.context != DEFAULT:
        yield Name()
