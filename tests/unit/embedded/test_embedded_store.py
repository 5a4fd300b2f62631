"""The file: nothing that was acknowledged is lost, however the server ends, and no two servers share one."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.unit.embedded.calling import ask, record
from treatyc.embedded.serving import running
from treatyc.embedded.store import Store, StoreProblem
from treatyc.embedded.tables import APPLICATION
from treatyc.workspace.protoc import compile_protobuf

SERVER = """
import signal, sys
from treatyc.embedded.serving import running
from treatyc.workspace.protoc import compile_protobuf
with running(compile_protobuf, sys.argv[1]) as url:
    print(url, flush=True)
    signal.pause()
"""


def test_a_killed_server_loses_nothing_that_it_acknowledged(tmp_path: Path) -> None:
    path = tmp_path / "registry.db"
    acknowledged: dict[str, int] = {}
    for attempt in range(3):
        with subprocess.Popen([sys.executable, "-c", SERVER, str(path)], stdout=subprocess.PIPE, text=True) as server:
            assert server.stdout is not None
            url = server.stdout.readline().strip()
            for number in range(8):
                subject = f"s{attempt}-{number}"
                status, answer = ask(url, "POST", f"/subjects/{subject}/versions", {"schema": record(f"a{number}")})
                assert 200 == status
                acknowledged[subject] = answer["id"]
            ask(url, "PUT", f"/config/s{attempt}-0", {"compatibility": "FULL"})
            os.kill(server.pid, signal.SIGKILL)

    with running(compile_protobuf, str(path)) as url:
        assert sorted(acknowledged) == ask(url, "GET", "/subjects")[1]
        assert acknowledged == {
            subject: ask(url, "GET", f"/subjects/{subject}/versions/1")[1]["id"] for subject in acknowledged
        }
        assert (200, {"compatibilityLevel": "FULL"}) == ask(url, "GET", "/config/s2-0")
        assert 9 == ask(url, "POST", "/subjects/new/versions", {"schema": record("new")})[1]["id"]


def test_two_servers_do_not_share_a_file(tmp_path: Path) -> None:
    path = tmp_path / "registry.db"
    first = Store(path)

    with pytest.raises(StoreProblem, match="is used by another server"):
        Store(path)

    first.close()
    Store(path).close()


def foreign(path: Path) -> None:
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE theirs (a)")
    connection.close()


def newer(path: Path) -> None:
    Store(path).close()
    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA user_version = 999")
    connection.close()


def text(path: Path) -> None:
    path.write_text("this is no database, and longer than the head of one " * 20)


def folder(path: Path) -> None:
    path.mkdir()


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (foreign, "is a database of something else"),
        (newer, "was written by a newer version of treaty"),
        (text, "cannot be used as a store: file is not a database"),
        (folder, "cannot be used as a store: unable to open database file"),
    ],
)
def test_a_file_that_is_not_ours_is_left_alone(tmp_path: Path, make: Callable[[Path], None], words: str) -> None:
    path = tmp_path / "file"
    make(path)
    before = path.read_bytes() if path.is_file() else b""

    with pytest.raises(StoreProblem, match=words):
        Store(path)

    assert before == (path.read_bytes() if path.is_file() else b"")


def test_a_place_that_cannot_be_written_is_told_in_one_line(tmp_path: Path) -> None:
    with pytest.raises(StoreProblem, match="cannot be used as a store: no such file or directory"):
        Store(tmp_path / "nowhere" / "file")


def test_the_file_says_whose_it_is(tmp_path: Path) -> None:
    Store(tmp_path / "file").close()
    connection = sqlite3.connect(tmp_path / "file")

    assert APPLICATION == connection.execute("PRAGMA application_id").fetchone()[0]
    connection.close()


def test_a_change_that_fails_leaves_nothing(tmp_path: Path) -> None:
    store = Store(tmp_path / "file")

    def change() -> None:
        with store.writing() as records:
            records.add_context(".x")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        change()

    with store.reading() as records:
        assert ["."] == records.contexts()
    store.close()
