"""The `treaty` command: one file a verb, each imported only when it is called."""

from __future__ import annotations

import gc
import sys


def main() -> None:
    """Run the command line; says how to get the compiler where only the runtime is installed."""
    gc.disable()  # a run is short and keeps what it builds: a tenth of its time would go into finding no garbage
    try:
        from treatyc.cli.group import group  # noqa: PLC0415 - the base install has no click
    except ModuleNotFoundError as missing:
        if missing.name != "click":
            raise
        sys.exit("treaty: the compiler is not installed here; get it with: pip install 'treaty[compiler]'")
    group()
