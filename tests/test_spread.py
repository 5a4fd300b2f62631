"""A run in several processes (`make test`): each server is one process's, and a skip fails in CI as in a plain run."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

from tests.spread import GROUPS

ROOT = Path(__file__).parents[1]
CONFTEST = """
import os
import pytest
from tests import spread
from tests.conftest import pytest_runtest_makereport

def pytest_configure(config):
    config.pluginmanager.register(spread)

@pytest.fixture(scope="session")
def kafka(request):
    yield "Kafka"
    with (request.config.rootpath / "ran.txt").open("a") as ran:
        ran.write(f"{os.getpid()} ended\\n")

@pytest.fixture
def registry_url(request):
    return request.param

@pytest.fixture
def tell(request):
    where = request.path.with_name("ran.txt")
    return lambda what: where.open("a").write(f"{os.getpid()} {what}\\n") and None
"""
TESTS = """
import pytest

@pytest.mark.parametrize("registry_url", ["apicurio", "embedded"], indirect=True)
def test_of_each_registry(registry_url, tell):
    tell(registry_url)

def test_of_a_broker(kafka, tell):
    tell(kafka)

@pytest.mark.parametrize("number", range(20))
def test_of_none(number, tell):
    tell(__name__)
"""


def run(folder: Path, **files: str) -> tuple[int, str]:
    """The exit code and what is printed by a run of two processes, in CI."""
    for name, text in {"conftest": CONFTEST, **files}.items():
        (folder / f"{name}.py").write_text(text)
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-n", "2", "-p", "no:cacheprovider", "--rootdir", str(folder), str(folder)],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT), "CI": "true"},
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout + done.stderr


def test_what_asks_for_a_server_and_what_shares_a_file_run_in_one_process(tmp_path: Path) -> None:
    code, said = run(tmp_path, test_one=TESTS, test_two=TESTS, test_three=TESTS)

    assert 0 == code, said
    ran = [line.split() for line in (tmp_path / "ran.txt").read_text().splitlines()]
    processes = {what: {process for process, each in ran if each == what} for _, what in ran}
    assert {"Kafka": 1, "apicurio": 1} == {what: len(processes[what]) for what in ("Kafka", "apicurio")}
    assert {"test_one": 1, "test_two": 1, "test_three": 1} == {
        what: len(processes[what]) for what in processes if what.startswith("test")
    }
    assert 2 == len({process for process, _ in ran})
    [(ended, its)] = [(place, process) for place, (process, what) in enumerate(ran) if what == "ended"]
    assert {"test_one", "test_two", "test_three"} & {what for process, what in ran[ended:] if process == its}, "idle"
    assert "Kafka" not in [what for _, what in ran[ended:]]


def test_a_skip_fails_in_ci_in_whatever_process_it_is(tmp_path: Path) -> None:
    text = "import pytest\n\ndef test_it():\n    pytest.skip('no broker')\n"

    code, said = run(tmp_path, test_one=text, test_two="def test_it():\n    pass\n")

    assert 1 == code, said
    assert "was skipped, and CI skips nothing that it could run: no broker" in said


def test_each_server_has_a_group() -> None:
    """Without a line in GROUPS it would be started once a process, and nothing would say so; one is what yields."""
    text = Path(__file__).with_name("conftest.py").read_text()
    servers = set(re.findall(r'@pytest\.fixture\(scope="session"\)\ndef (\w+)\(.*\) -> Iterator', text))

    assert {"kafka", "apicurio"} <= servers
    assert set() == servers - {server for asked in GROUPS.values() for server in asked}
