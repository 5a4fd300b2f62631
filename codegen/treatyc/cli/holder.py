"""Who a run says that it is, to others that find its lock."""

from __future__ import annotations

import getpass
import os
import socket


def holder() -> str:
    """The user, the machine and the process; a container's user may have a number and no name."""
    try:
        user = getpass.getuser()
    except (KeyError, OSError):  # the one before Python 3.13, the other since
        user = f"user {os.getuid()}"
    return f"{user} at {socket.gethostname()}, process {os.getpid()}"
