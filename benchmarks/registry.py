"""The embedded registry beside Apicurio: look-ups and compatibility checks a second, start-up and memory, in one run.

Both run as processes of their own, and are asked by one process over 8 connections that stay open. What is checked is
a text that no request before it held, as a pull request's is; what is looked up is the same few texts, as agents' are.
"""

from __future__ import annotations

import asyncio
import itertools
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from benchmarks.measure import Outcome, at_least, outcomes, table
from tools.apicurio import registry as apicurio

CONNECTIONS = 8
ROUNDS = 3
ROUND_S = 1.0
FOLDER = Path(__file__).parent / "contracts" / "schemas" / "bench" / "v1"
NEWEST, DRAFT_7 = "https://json-schema.org/draft/2020-12/schema", "http://json-schema.org/draft-07/schema#"
TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Text:
    """A schema of a type that the API names, and a compatible change: what is replaced, and by what for a number."""

    type: str
    file: str
    before: str
    after: str

    def unchanged(self) -> str:
        """The text as it is registered; Apicurio compares no JSON Schema of a draft after 7."""
        return (FOLDER / self.file).read_text().replace(NEWEST, DRAFT_7)

    def changed(self, number: int) -> str:
        """A text that no other number has."""
        text = self.unchanged()
        if self.before not in text:
            raise RuntimeError(f"{self.file} does not hold {self.before}")
        return text.replace(self.before, self.after.replace("#", str(number)), 1)


TEXTS = (
    Text(
        "AVRO",
        "AvroDecision.avsc",
        '"fields": [',
        '"fields": [{"name": "new#", "doc": "New.", "type": "int", "default": 0},',
    ),
    Text(
        "PROTOBUF", "decision.proto", "message ProtobufDecision {", "message ProtobufDecision {\n  string new# = 9999;"
    ),
    Text("JSON", "JsonDecision.schema.json", '"maxLength": 500', '"maxLength": 1#'),
)


@dataclass(frozen=True)
class Server:
    """A registry that runs."""

    url: str
    pid: int
    start_s: float

    @property
    def cpu_s(self) -> float:
        """Seconds of CPU so far, of all that it runs in; of those that ended, too."""
        found = [Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split() for pid in self._processes()]
        return sum(int(ticks) for fields in found for ticks in fields[11:15]) / TICKS

    @property
    def memory_mb(self) -> float:
        """What all that it runs in has in memory now."""
        found = [Path(f"/proc/{pid}/status").read_text().splitlines() for pid in self._processes()]
        return sum(int(line.split()[1]) for lines in found for line in lines if line.startswith("VmRSS")) / 1024

    def _processes(self) -> list[int]:
        """The server's process and those that it started, such as the one that protoc runs in."""
        children = [path.read_text().split() for path in Path(f"/proc/{self.pid}/task").glob("*/children")]
        return [self.pid, *(int(each) for pids in children for each in pids)]


@dataclass(frozen=True)
class Ask:
    """A request, whose body may differ each time."""

    method: str
    path: str
    body: Callable[[], bytes] = bytes


@dataclass(frozen=True)
class Rate:
    """What a second of questions came to."""

    a_second: float
    cpu_us: float


def main() -> list[Outcome]:
    """Print what both make of the same questions; what came of the targets."""
    with embedded() as ours, other() as theirs:
        servers = {"treaty": ours, "Apicurio": theirs}
        questions = {name: _questions(server) for name, server in servers.items()}
        for name, server in servers.items():  # a JVM needs a while until it is as fast as it gets
            for ask in questions[name].values():
                asyncio.run(_round(server, ask))
        rates = {
            each: _rates(servers, {name: questions[name][each] for name in servers}) for each in questions["treaty"]
        }
        _show(rates)
        memory = {name: server.memory_mb for name, server in servers.items()}
        rows = [(name, f"{each.start_s:.1f} s", f"{memory[name]:.0f} MB") for name, each in servers.items()]
        table("a server, until it answers and after the questions", [("", "start-up", "memory"), *rows])
        found = [
            *(at_least(f"{each}: CPU of Apicurio's over ours", _ratio(both), 1.0, "x") for each, both in rates.items()),
            at_least("start-up: Apicurio's over ours", theirs.start_s / ours.start_s, 5.0, "x"),
            at_least("memory: Apicurio's over ours", memory["Apicurio"] / memory["treaty"], 2.0, "x"),
        ]
    outcomes("targets", found)
    return found


@contextmanager
def embedded() -> Iterator[Server]:
    """Our own, with a file that it keeps all in, as a process."""
    with tempfile.TemporaryDirectory(prefix="treaty-bench-") as folder:
        command = [sys.executable, "-m", "treatyc.cli", "registry", "serve", "--port", "0"]
        begin = time.monotonic()
        process = subprocess.Popen(
            [*command, "--store", f"{folder}/store"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
        )
        try:
            assert process.stdout is not None
            url = process.stdout.readline().strip()
            yield Server(url, process.pid, time.monotonic() - begin)
        finally:
            process.kill()
            process.communicate()


@contextmanager
def other() -> Iterator[Server]:
    """Apicurio, which keeps all in memory."""
    begin = time.monotonic()
    with apicurio.running() as running:
        yield Server(running.url, running.process.pid, time.monotonic() - begin)


def _questions(server: Server) -> dict[str, Ask]:
    """Register what is asked for, and the questions by name."""
    numbers = itertools.count(1_000)
    ids = {each.type: asyncio.run(_register(server, each)) for each in TEXTS}
    avro = TEXTS[0]
    same = _body(avro.type, avro.unchanged())
    versions = "/subjects/bench.AVRO/versions"
    checks = {
        f"check {each.type}": Ask(
            "POST",
            f"/compatibility/subjects/bench.{each.type}/versions/latest",
            lambda each=each: _body(each.type, each.changed(next(numbers))),  # type: ignore[misc]
        )
        for each in TEXTS
    }
    return {
        "schema by id": Ask("GET", f"/schemas/ids/{ids['AVRO']}"),
        "latest version": Ask("GET", f"{versions}/latest"),
        "look-up of a text": Ask("POST", "/subjects/bench.AVRO", lambda: same),
        "registering what is there": Ask("POST", versions, lambda: same),
        **checks,
    }


async def _register(server: Server, text: Text) -> int:
    connection = await _Connection.open(server.url)
    ask = Ask("POST", f"/subjects/bench.{text.type}/versions", lambda: _body(text.type, text.unchanged()))
    number: int = json.loads(await connection.answer(ask))["id"]
    connection.close()
    return number


def _body(type: str, text: str) -> bytes:
    return json.dumps({"schemaType": type, "schema": text}).encode()


def _rates(servers: Mapping[str, Server], questions: Mapping[str, Ask]) -> dict[str, Rate]:
    """The servers take turns; the first turn counts for nothing."""
    rounds: dict[str, list[Rate]] = {name: [] for name in servers}
    for _ in range(ROUNDS + 1):
        for name, server in servers.items():
            rounds[name].append(asyncio.run(_round(server, questions[name])))
    return {
        name: Rate(
            statistics.median(each.a_second for each in found[1:]), statistics.median(each.cpu_us for each in found[1:])
        )
        for name, found in rounds.items()
    }


async def _round(server: Server, ask: Ask) -> Rate:
    connections = [await _Connection.open(server.url) for _ in range(CONNECTIONS)]
    cpu_s, begin = server.cpu_s, time.monotonic()
    counts = await asyncio.gather(*(_asking(each, ask, begin + ROUND_S) for each in connections))
    took_s, cpu_s = time.monotonic() - begin, server.cpu_s - cpu_s
    for each in connections:
        each.close()
    return Rate(sum(counts) / took_s, cpu_s / sum(counts) * 1e6)


async def _asking(connection: _Connection, ask: Ask, until: float) -> int:
    count = 0
    while time.monotonic() < until:
        await connection.answer(ask)
        count += 1
    return count


@dataclass(frozen=True)
class _Connection:
    """One that stays open. It costs the measuring process far less than a client would, so the server is measured."""

    host: str
    prefix: str
    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter

    @classmethod
    async def open(cls, url: str) -> _Connection:
        parts = urlsplit(url)
        return cls(parts.netloc, parts.path, *await asyncio.open_connection(parts.hostname, parts.port))

    async def answer(self, ask: Ask) -> bytes:
        body = ask.body()
        head = f"{ask.method} {self.prefix}{ask.path} HTTP/1.1\r\nHost: {self.host}\r\nAccept: application/json\r\n"
        kind = f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n" if body else ""
        self.writer.write(f"{head}{kind}\r\n".encode() + body)
        head_bytes = await self.reader.readuntil(b"\r\n\r\n")
        lines = head_bytes.decode("latin-1").lower().split("\r\n")
        length = next(int(line.split(":")[1]) for line in lines if line.startswith("content-length:"))
        said = await self.reader.readexactly(length)
        if " 200 " not in lines[0] or b'"is_compatible":false' in said:
            raise RuntimeError(f"{ask.path}: {lines[0]} {said[:500]!r}")
        return said

    def close(self) -> None:
        self.writer.close()


def _ratio(both: Mapping[str, Rate]) -> float:
    return both["Apicurio"].cpu_us / both["treaty"].cpu_us


def _show(rates: Mapping[str, Mapping[str, Rate]]) -> None:
    head = ("", "treaty", "Apicurio", "ratio", "treaty, µs of CPU", "Apicurio", "ratio")
    rows = [
        (
            name,
            *(f"{both[each].a_second:,.0f}" for each in ("treaty", "Apicurio")),
            f"{both['treaty'].a_second / both['Apicurio'].a_second:.2f}",
            *(f"{both[each].cpu_us:,.0f}" for each in ("treaty", "Apicurio")),
            f"{_ratio(both):.2f}",
        )
        for name, both in rates.items()
    ]
    table(f"requests a second over {CONNECTIONS} connections", [head, *rows])


if __name__ == "__main__":
    main()
