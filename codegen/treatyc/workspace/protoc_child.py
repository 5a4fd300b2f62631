"""The process that protoc runs in: a crash, a flood of memory or an endless run there is a result here.

It is started by its path, without site packages, with the folder of `grpc_tools` as its one argument. Each line of its
standard input is a batch `[[folder, [argument, …]], …]`; for each entry it writes one JSON line before the run and one
with what came out.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile

_MEMORY_MAX_BYTES = 2 * 1024**3


def main() -> None:
    """Run protoc once for each entry, each in its folder, and tell what it said."""
    sys.path.append(sys.argv[1])
    from grpc_tools import _protoc_compiler  # noqa: PLC0415 - found by the path above only

    _limit_memory()
    for line in sys.stdin:
        for number, (folder, arguments) in enumerate(json.loads(line)):
            _tell({"begun": number})
            os.chdir(folder)
            with tempfile.TemporaryFile() as said:
                os.dup2(said.fileno(), 2)
                code = _protoc_compiler.run_main([b"protoc", *(argument.encode() for argument in arguments)])
                said.seek(0)
                text = said.read().decode(errors="replace")
            _tell({"ended": number, "code": code, "said": text})


def _tell(line: dict[str, int | str]) -> None:
    sys.stdout.write(json.dumps(line) + "\n")
    sys.stdout.flush()


def _limit_memory() -> None:
    try:
        import resource  # noqa: PLC0415 - not on every system
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY_MAX_BYTES, _MEMORY_MAX_BYTES))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


if __name__ == "__main__":
    main()
