"""Attacks the engines for as long as you like: `make fuzz`, or `python -m tests.fuzz avro --count 50000 --seed 7`."""

from __future__ import annotations

import argparse
import importlib
import random
import sys
import time

FORMATS = ("avro", "protobuf", "jsonschema")


def main() -> int:
    """Print every wrong verdict; 1 when there was one."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    parser.add_argument("formats", nargs="*", choices=[*FORMATS, []], default=list(FORMATS))
    parser.add_argument("--count", type=int, default=20_000, help="random pairs for each format")
    parser.add_argument("--seed", type=int, default=None, help="the run to repeat; else a new one")
    chosen = parser.parse_args()
    seed = random.randrange(2**32) if chosen.seed is None else chosen.seed
    wrong = 0
    for name in chosen.formats or FORMATS:
        begin, before = time.monotonic(), wrong
        for description in importlib.import_module(f"tests.fuzz.{name}").attack(seed, chosen.count):
            wrong += 1
            _say(f"WRONG {name}: {description}")
        took_s = time.monotonic() - begin
        _say(f"{name}: {chosen.count} pairs of seed {seed} in {took_s:.0f} s, {wrong - before} wrong")
    return 1 if wrong else 0


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


sys.exit(main())
