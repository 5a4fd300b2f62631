"""`python -m demo [--broker memory|kafka]`: compile the contracts, run the fleet, print what travels."""

from __future__ import annotations

import argparse
import signal
import sys

from demo.build import compile_contracts, make_importable


def main() -> int:
    """Everything in order; 0 when the journey went as it must."""
    parser = argparse.ArgumentParser(prog="python -m demo", description="watch the example fleet work")
    parser.add_argument("--broker", choices=("memory", "kafka"), default="memory", help="what carries the messages")
    arguments = parser.parse_args()
    # `make demo | head` ends the demo: what prints must never fail in the middle of an agent's sending.
    signal.signal(signal.SIGPIPE, signal.SIG_DFL)
    if not compile_contracts():
        return 1
    make_importable()
    # Only now can what was generated be imported.
    from demo import run  # noqa: PLC0415

    failures = run.on_memory() if arguments.broker == "memory" else run.on_kafka()
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
