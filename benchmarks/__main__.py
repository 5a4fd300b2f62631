"""All benchmarks in one run: `make bench`, or some of them by name: `python -m benchmarks codecs runtime`."""

from __future__ import annotations

import importlib
import sys
import time

from benchmarks.measure import Outcome, outcomes
from tools.unavailable import UnavailableError

ALL = ("codecs", "runtime", "fleet", "kafka", "compiler", "compatibility", "starting", "registry")


def main() -> int:
    """Run the benchmarks that are named, or all; 1 when one could not be run. A missed target is no failure."""
    begin = time.monotonic()
    found: list[Outcome] = []
    failures = []
    for name in sys.argv[1:] or ALL:
        print(f"\n== {name} " + "=" * (100 - len(name)), flush=True)
        try:
            found += importlib.import_module(f"benchmarks.{name}").main()
        except UnavailableError as unavailable:
            failures.append(f"{name} was NOT measured: {unavailable}")
            print(failures[-1])
    print("\n== summary " + "=" * 93)
    if found:
        outcomes("targets (1.20: met with a fifth to spare, 0.80: a fifth is missing)", found)
    missed = sum(one.margin < 1 for one in found)
    took_s = time.monotonic() - begin
    print(f"\n{len(found) - missed} of {len(found)} targets met, {missed} missed; all took {took_s:.0f} s")
    print("".join(f"{failure}\n" for failure in failures), end="")
    return 1 if failures else 0


sys.exit(main())
