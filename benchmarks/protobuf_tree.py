"""Grows a large Protobuf project in a git repository, and the change that a pull request would make to it.

Packages are folders of six files; each imports from the package of half its number, so that few are needed by many.
The change adds a field in one package of 25, and breaks one message.
"""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path

PACKAGE_FILES = 6
EVERY = 25
"""One package in so many is changed."""


def texts(files: int) -> dict[str, str]:
    """The project file and about so many `.proto` files, by path."""
    packages = max(1, files // PACKAGE_FILES)
    found = {"treaty.yaml": _project(packages), "buf.yaml": "version: v2\nmodules:\n  - path: schemas\n"}
    for number in range(packages):
        found |= _package(number)
    return found


def changed(before: Mapping[str, str]) -> dict[str, str]:
    """The same tree after the pull request: a field more in many places, and one field of another type."""
    after = dict(before)
    proto = [path for path in before if path.endswith("/file_3.proto")]
    for path in proto[::EVERY]:
        after[path] = before[path].replace("  bool rehearsal = 8;", "  bool rehearsal = 8;\n  string reason = 9;")
    last = proto[-1]
    after[last] = before[last].replace("int64 cents = 2;", "string cents = 2;")
    return after


def commit(folder: Path, before: Mapping[str, str]) -> None:
    """A repository with one commit that holds the tree."""
    _write(folder, before)
    git = shutil.which("git") or "git"
    who = ("-c", "user.name=bench", "-c", "user.email=bench@example.org")
    for arguments in (["init", "-q", "-b", "main"], ["add", "."], [*who, "commit", "-q", "-m", "before"]):
        subprocess.run([git, *arguments], cwd=folder, check=True)


def change(folder: Path, after: Mapping[str, str]) -> None:
    """The working tree as the pull request leaves it."""
    _write(folder, after)


def _write(folder: Path, files: Mapping[str, str]) -> None:
    for path, text in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, "utf-8")


def _project(packages: int) -> str:
    """A message of each package that changes travels; one agent writes it and another reads it."""
    head = "treaty: 1\nname: tree\nschemas: schemas/\ncompatibility: backward\nchannels:\n"
    channels = (
        f"  events.p{number:04}: {{kind: event, message: tree.p{number:04}.v1.Order3, key: order_id}}\n"
        for number in range(0, packages, EVERY)
    )
    return head + "".join(channels) + "agents:\n  writer: {sends: [events.>]}\n  reader: {receives: [events.>]}\n"


def _package(number: int) -> dict[str, str]:
    return {f"schemas/tree/p{number:04}/v1/file_{index}.proto": _file(number, index) for index in range(PACKAGE_FILES)}


def _file(number: int, index: int) -> str:
    package = f"tree.p{number:04}.v1"
    other = f"tree.p{number // 2:04}.v1" if number and index == 0 else package
    needed = PACKAGE_FILES - 1 if number and index == 0 else index - 1
    imported = f'import "{other.replace(".", "/")}/file_{needed}.proto";\n' if number or index else ""
    before = f"  {other}.Order{needed} before = 10;\n" if imported else ""
    return _TEXT.format(package=package, imported=imported, index=index, before=before)


_TEXT = """\
syntax = "proto3";

package {package};

import "google/protobuf/timestamp.proto";
{imported}
// Tells that something happened.
message Order{index} {{
  // The order that it happened to.
  string order_id = 1;
  // When it happened.
  google.protobuf.Timestamp at = 2;
  // How many.
  int32 quantity = 3;
  // What a person wrote about it.
  optional string note = 4;
  // Its parts.
  repeated Part parts = 5;
  // Free labels.
  map<string, string> labels = 6;
  // How far it is.
  State state = 7;
  // Whether it is a test.
  bool rehearsal = 8;
{before}
  // One part.
  message Part {{
    // What it is.
    string sku = 1;
    // What it costs, in cents.
    int64 cents = 2;
  }}

  // How far something is.
  enum State {{
    // Not told.
    STATE_UNSPECIFIED = 0;
    // It is open.
    STATE_OPEN = 1;
    // It is done.
    STATE_DONE = 2;
  }}
}}
"""
