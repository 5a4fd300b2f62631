"""What is fetched or built once for each user, outside any checkout, however many processes ask for it at a time."""

from __future__ import annotations

import fcntl
import os
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path


def cache() -> Path:
    """Where downloads are kept between runs: `TREATY_CACHE`, else a folder of the user's."""
    return Path(os.environ.get("TREATY_CACHE") or Path.home() / ".cache" / "treaty")


def kept(name: str, make: Callable[[Path], Path]) -> Path:
    """The folder `name` of the cache; where it is not yet, `make` is given a scratch folder and says what is it."""
    folder = cache() / name
    if folder.is_dir():
        return folder
    with alone(name):
        if not folder.is_dir():
            print(f"fetching {name} (once)", file=sys.stderr, flush=True)
            with tempfile.TemporaryDirectory(dir=folder.parent) as scratch:
                make(Path(scratch)).rename(folder)  # in one step: whoever sees the folder sees all of it
    return folder


@contextmanager
def alone(name: str) -> Iterator[None]:
    """Let one process of this user at a time do what `name` stands for."""
    cache().mkdir(parents=True, exist_ok=True)
    with (cache() / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
