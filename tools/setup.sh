#!/usr/bin/env bash
# Makes .venv from the lock and installs this checkout into it. Run by `make`, which knows when it is needed.
set -euo pipefail
cd "$(dirname "$0")/.."

python=${PYTHON:-}
for candidate in python3.11 python3.12 python3.13 python3; do
  [ -n "$python" ] && break
  command -v "$candidate" >/dev/null 2>&1 && python=$candidate
done
[ -n "$python" ] || { echo "treaty needs Python 3.11 or newer, and none was found" >&2; exit 2; }
"$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || {
  echo "treaty needs Python 3.11 or newer; $python is $("$python" -V)" >&2
  exit 2
}

if [ ! -x .venv/bin/pip ]; then
  rm -rf .venv
  if ! "$python" -m venv .venv 2>/dev/null; then
    # Debian keeps what `venv` needs in a package of its own.
    version=$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])')
    [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null || {
      echo "Python has no venv here; install it first: apt-get install python$version-venv" >&2
      exit 2
    }
    apt-get update -qq && apt-get install -y -qq "python$version-venv" >/dev/null
    rm -rf .venv
    "$python" -m venv .venv
  fi
fi

echo "installing the locked dependencies (once; a minute or two)"
.venv/bin/pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
.venv/bin/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
touch .venv/ready
