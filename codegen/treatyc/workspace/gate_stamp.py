"""Remembers what the last run of the gate said, so that a run over the same texts ends before it compiles anything.

A stamp in the checkout could come with a pull request, and say that it breaks nothing. So it is sealed with a key that
lies in the user's own cache: what another machine wrote is worth nothing here.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import secrets
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from treatyc.workspace.stamp import FOLDER, ignored
from treatyc.workspace.writing import replace

_KEY_BYTES = 32


@dataclass(frozen=True, slots=True)
class Said:
    """What a run printed, and the code with which it ended."""

    text: str
    code: int


def question(parts: Sequence[str]) -> str:
    """One digest of all that a run's answer depends on."""
    return hashlib.sha256(json.dumps(list(parts)).encode()).hexdigest()


def recall(project: Path, asked: str) -> Said | None:
    """What this machine answered to the same question; None where it was not the last that was asked."""
    path, key = _path(project), _key()
    if key is None or not path.is_file() or path.is_symlink():
        return None
    try:
        stamp = json.loads(path.read_bytes())
        said = Said(str(stamp["text"]), int(stamp["code"]))
        sealed = hmac.compare_digest(str(stamp["seal"]), _seal(key, asked, said))
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return said if sealed else None


def remember(project: Path, asked: str, said: Said) -> None:
    """Keep an answer; a disk that takes none is no reason to fail."""
    key = _key()
    if key is None:
        return
    stamp = {"seal": _seal(key, asked, said), "code": said.code, "text": said.text}
    try:
        replace(_path(project), json.dumps(stamp, sort_keys=True).encode())
        ignored(project.parent / FOLDER)
    except OSError:
        return


def _path(project: Path) -> Path:
    return project.parent / FOLDER / f"{project.name}.gate.json"


def _seal(key: bytes, asked: str, said: Said) -> str:
    sealed = json.dumps([asked, said.code, said.text]).encode()
    return hmac.new(key, sealed, hashlib.sha256).hexdigest()


def _key() -> bytes | None:
    """The user's key, made at the first call; None where nothing can be kept for this user."""
    folder = Path(os.environ.get("TREATY_CACHE") or Path.home() / ".cache" / "treaty")
    path = folder / "stamp.key"
    try:
        if not path.exists():
            folder.mkdir(parents=True, exist_ok=True)
            _make(path)
        key = path.read_bytes()
    except OSError:
        return None
    return key if len(key) == _KEY_BYTES else None


def _make(path: Path) -> None:
    """Write a new key as a whole, for this user alone; whoever comes first wins."""
    draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as stream:
        stream.write(secrets.token_bytes(_KEY_BYTES))
    try:
        with suppress(FileExistsError):
            path.hardlink_to(draft)
    finally:
        draft.unlink()
