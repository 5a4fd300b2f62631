"""Programs that come by Debian's packages: the machine's own, or, for root, installed when they are first needed.

A package of a server starts its service at once and at each boot. Neither is wanted here: tests start servers of
their own on free ports, and the service would take the well-known one.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from tools.cache import alone
from tools.commands import run
from tools.unavailable import UnavailableError

_POLICY = Path("/usr/sbin/policy-rc.d")
"""Debian's maintainer scripts ask it whether they may start a service; 101 is no."""

_ADMIN_FOLDERS = ("/usr/local/sbin", "/usr/sbin", "/sbin")
"""Where programs are that a user may run, but whose folders are not on a user's path."""


def program(name: str, package: str, *, service: str | None = None, folders: Sequence[str] = ()) -> Path:
    """The program, looked for in `folders` first; raises `UnavailableError`, which says what to install."""
    search = os.pathsep.join([*folders, os.environ.get("PATH", ""), *_ADMIN_FOLDERS])
    found = shutil.which(name, path=search)
    apt = shutil.which("apt-get")
    if found is None and os.geteuid() == 0 and apt is not None:
        with alone("apt-get"):
            found = shutil.which(name, path=search)  # another process may have been first
            if found is None:
                _install(apt, package, service)
                found = shutil.which(name, path=search)
    if found is None:
        raise UnavailableError(f"no {name}: install it, such as by `apt-get install {package}`")
    return Path(found)


def _install(apt: str, package: str, service: str | None) -> None:
    print(f"installing {package} (once)", file=sys.stderr, flush=True)
    quiet = {"DEBIAN_FRONTEND": "noninteractive"}
    patient = ["-q", "-o", "DPkg::Lock::Timeout=300"]
    run([apt, "update", *patient], environment=quiet)
    with _no_service_starts():
        run([apt, "install", "-y", *patient, "--no-install-recommends", package], environment=quiet)
    if service is not None and (systemctl := shutil.which("systemctl")) is not None:
        run([systemctl, "disable", "--quiet", service])


@contextlib.contextmanager
def _no_service_starts() -> Iterator[None]:
    """Answer no to whoever asks whether a service may start; a policy that the machine has is left as it is."""
    try:
        with _POLICY.open("x") as policy:
            policy.write("#!/bin/sh\nexit 101\n")
    except FileExistsError:
        yield
        return
    try:
        _POLICY.chmod(0o755)
        yield
    finally:
        _POLICY.unlink()
