"""The file that the registry keeps: opened by one server at a time, one writer, readers that it does not hold up."""

from __future__ import annotations

import fcntl
import os
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from treatyc.embedded.records import Records
from treatyc.embedded.tables import APPLICATION, STEPS

_BUSY_S = 10.0
_CACHE_KIB = 16 * 1024


class StoreProblem(Exception):
    """The file cannot be used; the message says why, in one line."""


@dataclass(slots=True)
class _Line:
    """A connection and whose turn it is."""

    connection: sqlite3.Connection
    turn: threading.Lock = field(default_factory=threading.Lock)


class Store:
    """An open file; `close` it at the end. A transaction that ended is on the disk."""

    def __init__(self, path: Path) -> None:
        self._lock = _claim(path)
        try:
            self._writing = _Line(_connect(path))
            _prepare(self._writing.connection, path)
            self._reading = _Line(_connect(path))
        except sqlite3.Error as error:
            _let_go(self._lock)
            raise StoreProblem(f"{path} cannot be used as a store: {error}") from error
        except StoreProblem:
            _let_go(self._lock)
            raise

    @contextmanager
    def reading(self) -> Iterator[Records]:
        """What the file holds at one moment."""
        with self._reading.turn:
            self._reading.connection.execute("BEGIN")
            try:
                yield Records(self._reading.connection)
            finally:
                self._reading.connection.execute("ROLLBACK")

    @contextmanager
    def writing(self) -> Iterator[Records]:
        """What the file holds, to be changed: all or, where an exception leaves the block, nothing."""
        with self._writing.turn:
            connection = self._writing.connection
            connection.execute("BEGIN IMMEDIATE")
            try:
                yield Records(connection)
                connection.execute("COMMIT")
            except BaseException:
                if connection.in_transaction:  # a full disk may have ended it
                    connection.execute("ROLLBACK")
                raise

    def close(self) -> None:
        """Let go of the file."""
        for line in (self._reading, self._writing):
            with line.turn:
                line.connection.close()
        self._lock.close()


def _claim(path: Path) -> IO[bytes]:
    """The sign that a server uses this file; it goes with the process, however that ends.

    It is a file of its own: closing a second handle of a database would drop the locks that SQLite holds on it.
    """
    try:
        lock = Path(f"{path}.lock").open("ab")  # noqa: SIM115 - held as long as the store is open
    except OSError as error:
        raise StoreProblem(f"{path} cannot be used as a store: {(error.strerror or 'no access').lower()}") from error
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        if not os.path.samestat(os.fstat(lock.fileno()), Path(lock.name).stat()):
            raise FileNotFoundError  # whoever had it has just let go of it
    except OSError:
        lock.close()
        raise StoreProblem(f"{path} is used by another server") from None
    return lock


def _let_go(lock: IO[bytes]) -> None:
    """Leave nothing beside a file that is no store."""
    Path(lock.name).unlink(missing_ok=True)
    lock.close()


def _connect(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(os.fspath(path), timeout=_BUSY_S, isolation_level=None, check_same_thread=False)
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute(f"PRAGMA cache_size = -{_CACHE_KIB}")
    return connection


def _prepare(connection: sqlite3.Connection, path: Path) -> None:
    """Make the tables, or bring those of an older version up to date."""
    application, version = (connection.execute(f"PRAGMA {name}").fetchone()[0] for name in _MARKS)
    tables = connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()[0]
    if tables and application != APPLICATION:
        raise StoreProblem(f"{path} is a database of something else")
    if version > len(STEPS):
        raise StoreProblem(f"{path} was written by a newer version of treaty")
    if connection.execute("PRAGMA quick_check(1)").fetchone() != ("ok",):
        raise StoreProblem(f"{path} is damaged: what it holds cannot be relied on")
    connection.execute("PRAGMA journal_mode = WAL")
    for number, step in enumerate(STEPS[version:], start=version + 1):
        marks = f"PRAGMA application_id = {APPLICATION}; PRAGMA user_version = {number};"
        connection.executescript(f"BEGIN IMMEDIATE; {step} {marks} COMMIT;")


_MARKS = ("application_id", "user_version")
