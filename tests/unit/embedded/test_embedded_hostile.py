"""What a stranger tried on the embedded registry: texts that cost more than they weigh, heads, bodies, and files."""

from __future__ import annotations

import json
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from tests.unit.embedded.calling import ask
from treatyc.dialects.limits import Effort
from treatyc.embedded import avro_text, receiving
from treatyc.embedded.access import Keys, guards
from treatyc.embedded.refusal import Refusal
from treatyc.embedded.serving import running
from treatyc.embedded.store import Store, StoreProblem
from treatyc.load.json_text import JsonValue
from treatyc.workspace.protoc import compile_protobuf

SECONDS_MAX = 20.0  # each took minutes; a busy machine takes some for the rest


def wide_record(count: int, added: int = 0) -> str:
    fields = [{"name": f"f{number}", "type": "int", "default": 0} for number in range(count + added)]
    return json.dumps({"type": "record", "name": "R", "fields": fields})


def wide_enum(count: int, added: int = 0) -> str:
    symbols = [f"S{number}" for number in range(count + added)]
    return json.dumps({"type": "enum", "name": "E", "symbols": symbols, "default": "S0"})


def wide_union(count: int, added: int = 0) -> str:
    return json.dumps([{"type": "fixed", "name": f"F{number}", "size": 1} for number in range(count + added)])


def branching_default(depth: int) -> str:
    """A default of some levels whose every level may be any of six records: six to the power of `depth` ways."""
    value: Any = 5
    for _ in range(depth):
        value = {"f": value}
    names = [f"U{number}" for number in range(6)]
    records = [
        {"type": "record", "name": name, "fields": [{"name": "f", "type": ["null", *names[: number + 1]]}]}
        for number, name in enumerate(names)
    ]
    fields: list[dict[str, Any]] = [{"name": f"r{number}", "type": each} for number, each in enumerate(records)]
    fields.append({"name": "last", "type": ["null", *names], "default": value})
    return json.dumps({"type": "record", "name": "T", "fields": fields})


@pytest.mark.parametrize("make", [wide_record, wide_enum, wide_union], ids=lambda make: make.__name__)
def test_wide_texts_cost_what_they_weigh(shared: str, make: Callable[..., str]) -> None:
    subject, begin = make.__name__, time.monotonic()

    assert 200 == ask(shared, "POST", f"/subjects/{subject}/versions", {"schema": make(12_000)})[0]
    path = f"/compatibility/subjects/{subject}/versions/latest"
    assert (200, {"is_compatible": True}) == ask(shared, "POST", path, {"schema": make(12_000, 1)})
    assert time.monotonic() - begin < SECONDS_MAX


def test_a_default_that_may_be_of_many_types_is_looked_at_once(shared: str) -> None:
    begin = time.monotonic()
    status, answer = ask(shared, "POST", "/subjects/branching/versions", {"schema": branching_default(40)})

    assert (422, 42201) == (status, answer["error_code"])
    assert "Invalid default for field last" in answer["message"]
    assert time.monotonic() - begin < SECONDS_MAX


def test_defaults_that_are_too_large_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    def record(count: int) -> JsonValue:
        zeros: list[JsonValue] = [0] * count
        field: JsonValue = {"name": "f", "type": {"type": "array", "items": "int"}, "default": zeros}
        return {"type": "record", "name": "R", "fields": [field]}

    monkeypatch.setattr(Effort.__init__, "__defaults__", (1_000,))
    avro_text.prove_defaults(avro_text.schema(record(990), {}))

    with pytest.raises(Refusal, match="too large"):
        avro_text.prove_defaults(avro_text.schema(record(1_000), {}))


def test_references_are_read_once_in_whichever_order_they_are_named() -> None:
    """Each uses the one that sorts after it: reading them round by round took as many rounds as there are."""
    names = [f"R{number:04}" for number in range(900)]
    chain: dict[str, JsonValue] = {
        name: {"type": "record", "name": name, "fields": [{"name": "next", "type": after}]}
        for name, after in zip(names, [*names[1:], "int"], strict=True)
    }
    begin = time.monotonic()

    assert '"R0000"' == avro_text.written("R0000", chain)
    assert time.monotonic() - begin < SECONDS_MAX


def test_references_in_a_circle_lack_a_name() -> None:
    circle: dict[str, JsonValue] = {
        name: {"type": "record", "name": name, "fields": [{"name": "f", "type": other}]} for name, other in ("AB", "BA")
    }
    with pytest.raises(Refusal, match='"B" is not a defined name'):
        avro_text.written("A", circle)


# Connections


def _said(url: str, sent: bytes) -> bytes:
    """What comes back until the other side closes."""
    parts = urlsplit(url)
    with socket.create_connection((parts.hostname or "", parts.port or 0), timeout=30) as connection:
        found = b""
        try:
            connection.sendall(sent)
            while part := connection.recv(65536):
                found += part
        except ConnectionError:
            pass  # closed while we still sent
        return found


HEAD = b"GET /subjects HTTP/1.1\r\nHost: localhost\r\n"


@pytest.mark.parametrize(
    "more",
    [b"X: " + b"a" * 3_000_000, b"".join(b"X%d: a\r\n" % number for number in range(200_000))],
    ids=["one that is large", "many"],
)
def test_headers_have_bounds(shared: str, more: bytes) -> None:
    said = _said(shared, HEAD + more)

    assert b"" == said or b" 400 " in said.split(b"\r\n")[0]
    assert 200 == ask(shared, "GET", "/subjects")[0]


def test_a_head_that_does_not_end_is_not_waited_for(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(receiving, "HEAD_S_MAX", 0.3)

    assert b"" == _said(url, HEAD)
    assert b"" == _said(url, b"")
    whole = _said(url, HEAD + b"\r\n" + HEAD)  # the second one on the same connection
    assert whole.startswith(b"HTTP/1.1 200 ")
    assert 1 == whole.count(b"HTTP/1.1")


def test_nobody_reads_the_rest_of_a_body_that_is_too_large(shared: str) -> None:
    head = b"POST /subjects/s/versions HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
    said = _said(shared, head + b"Content-Length: 1000000000\r\n\r\n" + b"a" * 9_000_000)

    assert b" 413 " in said.split(b"\r\n")[0]
    assert b"connection: close" in said.lower()


def test_every_host_must_be_this_machine() -> None:
    """BROKERS 3.4.3: which of two a library takes for the host is not left to chance."""
    with running(compile_protobuf, guards=guards(Keys())) as url:
        said = _said(url, HEAD + b"Host: evil.example\r\nConnection: close\r\n\r\n")

        assert b" 403 " in said.split(b"\r\n")[0]
        assert b" 200 " in _said(url, HEAD + b"Connection: close\r\n\r\n").split(b"\r\n")[0]


# What is kept beside texts


@pytest.mark.parametrize(
    "wrong",
    [
        {"metadata": {"properties": ["a"]}},
        {"metadata": {"properties": {"a": [1]}}},
        {"metadata": {"tags": {"a": "PII"}}},
        {"metadata": {"sensitive": "a"}},
        {"ruleSet": {"domainRules": {}}},
        {"ruleSet": {"domainRules": [7]}},
        {"ruleSet": {"migrationRules": [{"name": ["a"]}]}},
    ],
    ids=json.dumps,
)
def test_what_is_kept_has_the_shape_of_the_api(shared: str, wrong: dict[str, Any]) -> None:
    assert 400 == ask(shared, "POST", "/subjects/shapes/versions", {"schema": '"int"', **wrong})[0]
    key, value = next(iter(wrong.items()))
    setting = f"default{key[0].upper()}{key[1:]}"
    assert 400 == ask(shared, "PUT", "/config/shapes", {setting: value})[0]


@pytest.mark.parametrize("wrong", [{"alias": 7}, {"normalize": "yes"}, {"compatibilityGroup": [1]}], ids=json.dumps)
def test_what_is_set_has_the_shape_of_the_api(shared: str, wrong: dict[str, Any]) -> None:
    assert 400 == ask(shared, "PUT", "/config/shapes", wrong)[0]


def test_properties_that_are_no_texts_become_some(shared: str) -> None:
    body = {"schema": '"int"', "metadata": {"properties": {"n": 1, "b": True, "t": "x"}}}
    ask(shared, "POST", "/subjects/scalars/versions", body)

    found = ask(shared, "GET", "/subjects/scalars/versions/1")[1]["metadata"]["properties"]
    assert {"n": "1", "b": "true", "t": "x"} == found


# Files


def test_a_file_that_is_no_store_is_left_as_it_was_found(tmp_path: Path) -> None:
    path = tmp_path / "notes"
    path.write_text("these are notes and no store" * 100)

    with pytest.raises(StoreProblem):
        Store(path)
    assert ["notes"] == [each.name for each in tmp_path.iterdir()]


def test_a_damaged_file_is_told_before_it_is_used(tmp_path: Path) -> None:
    path = tmp_path / "store"
    store = Store(path)
    with store.writing() as records:
        for number in range(2_000):
            records.add_context(f".context-{number}")
    store.close()
    with sqlite3.connect(path) as connection:
        pages = connection.execute("PRAGMA page_count").fetchone()[0]
    connection.close()
    octets = bytearray(path.read_bytes())
    size = len(octets) // pages
    octets[4 * size :] = bytes(b ^ 0x5A for b in octets[4 * size :])
    path.write_bytes(bytes(octets))

    with pytest.raises(StoreProblem, match=r"damaged|malformed"):
        Store(path)


FULL = """
import resource, signal, sys
from pathlib import Path
from treatyc.embedded.store import Store
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
store = Store(Path(sys.argv[1]))
resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, resource.RLIM_INFINITY))
def add(name, size):
    with store.writing() as records:
        records.add_context("." + name + "x" * size)
add("before", 1)
try:
    add("too-large", 400_000)
except Exception as error:
    print(type(error).__name__)
resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
add("after", 1)
with store.reading() as records:
    print(records.contexts())
"""


def test_a_full_disk_leaves_what_was_there_and_a_store_that_goes_on(tmp_path: Path) -> None:
    """The limit of a file's size stands for the disk."""
    done = subprocess.run(
        [sys.executable, "-c", FULL, str(tmp_path / "store")], capture_output=True, text=True, timeout=60, check=False
    )

    assert ("OperationalError\n['.', '.afterx', '.beforex']\n", "") == (done.stdout, done.stderr)
