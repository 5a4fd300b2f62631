"""The tables of the file, and how an older file becomes a newer one: a step for each number of `user_version`."""

from __future__ import annotations

APPLICATION = 0x74724543
"""What marks a file as ours: SQLite's `application_id`."""

STEPS: tuple[str, ...] = (
    """
    CREATE TABLE contexts (
        context TEXT PRIMARY KEY,
        last_id INTEGER NOT NULL DEFAULT 0,
        removed INTEGER NOT NULL DEFAULT 0
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE contents (
        context TEXT NOT NULL REFERENCES contexts,
        id INTEGER NOT NULL,
        guid TEXT NOT NULL,
        digest BLOB NOT NULL,
        format TEXT NOT NULL,
        text TEXT NOT NULL,
        refs TEXT NOT NULL,
        metadata TEXT,
        rule_set TEXT,
        PRIMARY KEY (context, id)
    ) STRICT;
    CREATE INDEX contents_by_digest ON contents (context, digest);
    CREATE INDEX contents_by_guid ON contents (guid);
    CREATE TABLE versions (
        context TEXT NOT NULL,
        subject TEXT NOT NULL,
        version INTEGER NOT NULL,
        id INTEGER NOT NULL,
        deleted INTEGER NOT NULL DEFAULT 0,
        registered_ms INTEGER NOT NULL,
        PRIMARY KEY (context, subject, version),
        FOREIGN KEY (context, id) REFERENCES contents (context, id)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX versions_by_id ON versions (context, id);
    CREATE TABLE referring (
        context TEXT NOT NULL,
        subject TEXT NOT NULL,
        version INTEGER NOT NULL,
        by_context TEXT NOT NULL,
        by_id INTEGER NOT NULL,
        PRIMARY KEY (context, subject, version, by_context, by_id),
        FOREIGN KEY (by_context, by_id) REFERENCES contents (context, id) ON DELETE CASCADE
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE settings (
        kind TEXT NOT NULL,
        context TEXT NOT NULL,
        subject TEXT NOT NULL,
        value TEXT NOT NULL,
        PRIMARY KEY (kind, context, subject)
    ) STRICT, WITHOUT ROWID;
    INSERT INTO contexts (context) VALUES ('.');
    """,
)
