"""Java Avro, the reference implementation, as an oracle for tests: many payloads in one run of a JVM.

python -m tools.java.oracle     fetches it, and says where it is
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tools.cache import cache
from tools.kafka.jars import fetched, java
from tools.unavailable import UnavailableError

_HERE = Path(__file__).parent
_SOURCE = _HERE / "Oracle.java"
_NAME = "java-avro-1.12.0"
_TIMEOUT_S = 300


@dataclass(frozen=True, slots=True)
class Question:
    """What becomes of a payload: the writer's schema, the reader's, the bytes."""

    writer: Any
    reader: Any
    payload: bytes


def ask(questions: Sequence[Question]) -> list[dict[str, Any]]:
    """For each question `{"value": ...}` or `{"error": text}`."""
    return _answers({"writer": each.writer, "reader": each.reader, "payload": each.payload.hex()} for each in questions)


def judge(pairs: Iterable[tuple[Any, Any]]) -> list[dict[str, Any]]:
    """For each writer's and reader's schema `{"value": whether Java calls them compatible}` or `{"error": text}`."""
    return _answers({"writer": writer, "reader": reader} for writer, reader in pairs)


def spell(schemas: Iterable[Any]) -> list[dict[str, Any]]:
    """For each schema `{"value": its text as Java writes it}` or `{"error": text}`."""
    return _answers({"schema": schema} for schema in schemas)


def _answers(questions: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    lines = [json.dumps(each) for each in questions]
    command = [str(java()), "-XX:TieredStopAtLevel=1", "-cp", f"{_classes()}:{_jars()}/*", "Oracle"]
    ran = subprocess.run(
        command,
        input="\n".join(lines) + "\n",
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=_TIMEOUT_S,
        check=True,
    )
    return [json.loads(line) for line in ran.stdout.split("\n") if line]


def _jars() -> Path:
    return fetched(_NAME, _HERE / "pom.xml")


def _classes() -> Path:
    """The compiled oracle; Eclipse's compiler is a jar like any other and runs where there is no JDK."""
    text = _SOURCE.read_bytes()
    folder = cache() / f"{_NAME}-oracle"
    compiled = folder / "Oracle.java"
    if compiled.is_file() and compiled.read_bytes() == text:
        return folder
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder) as scratch:
        [compiler] = _jars().glob("ecj-*.jar")
        command = [str(java()), "-jar", str(compiler), "-17", "-cp", _class_path(), "-d", scratch, str(_SOURCE)]
        ran = subprocess.run(command, capture_output=True, text=True, timeout=_TIMEOUT_S, check=False)
        if ran.returncode != 0:
            raise UnavailableError(f"the oracle does not compile: {ran.stderr.strip()[-400:]}")
        for made in Path(scratch).iterdir():
            made.replace(folder / made.name)
    compiled.write_bytes(text)
    return folder


def _class_path() -> str:
    return ":".join(str(jar) for jar in sorted(_jars().glob("*.jar")))


if __name__ == "__main__":
    try:
        print(f"Java Avro: {_jars()}\nOracle: {_classes()}\nJava: {java()}")
    except UnavailableError as unavailable:
        sys.exit(f"no Java Avro: {unavailable}")
