"""All benchmarks in one run: `make bench`, or some of them by name: `python -m benchmarks codecs runtime`."""

from __future__ import annotations

import importlib
import sys

ALL = ("codecs", "runtime", "kafka", "compiler")


def main() -> None:
    """Run the benchmarks that are named, or all."""
    for name in sys.argv[1:] or ALL:
        print(f"\n== {name} " + "=" * (100 - len(name)))
        importlib.import_module(f"benchmarks.{name}").main()


main()
