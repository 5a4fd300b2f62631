"""What is shipped: the base wheel alone runs a generated agent, and the whole wheel finds its templates."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import sysconfig
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
SITE = Path(sysconfig.get_path("purelib"))


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel of this checkout, unpacked as an installer would, alone in a folder."""
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder), str(ROOT)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    (built,) = folder.glob("*.whl")
    with zipfile.ZipFile(built) as archive:
        archive.extractall(folder / "site")
    return folder / "site"


def isolated(site: Path, program: str, *paths: Path, cwd: Path) -> subprocess.CompletedProcess[str]:
    """Run a program that sees the standard library, `site` and `paths`, and nothing else that is installed."""
    search = [str(site), *map(str, paths)]
    code = f"import sys; sys.path[:0] = {search!r}\n{program}"
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    command = [sys.executable, "-I", "-S", "-c", code]
    return subprocess.run(command, cwd=cwd, env=environment, capture_output=True, text=True, check=False)


def only(folder: Path, *packages: str) -> Path:
    """A folder with links to some installed packages, and no others."""
    folder.mkdir()
    for package in packages:
        (folder / package).symlink_to(SITE / package)
    return folder


def test_the_base_wheel_runs_a_generated_agent_on_memory(wheel: Path, tmp_path: Path) -> None:
    """msgspec is all that it needs: no compiler, no fastavro, no jsonschema-rs."""
    base = only(tmp_path / "base", "msgspec")
    projects = [path for path in (ROOT / "generated" / "python").iterdir() if path.is_dir()]
    program = f"import runpy; runpy.run_path({str(ROOT / 'tests' / 'wheel_agent.py')!r}, run_name='__main__')"

    done = isolated(wheel, program, base, *projects, cwd=tmp_path)

    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == {"handled": 3, "compiler": False}


def test_the_command_without_the_compiler_says_how_to_get_it(wheel: Path, tmp_path: Path) -> None:
    base = only(tmp_path / "base", "msgspec")

    done = isolated(wheel, "from treatyc.cli import main; main()", base, cwd=tmp_path)

    assert done.returncode == 1
    assert "pip install 'treaty[compiler]'" in done.stderr


def test_the_wheel_generates_what_the_checkout_does(wheel: Path, tmp_path: Path) -> None:
    """The templates are in the wheel, and are found there."""
    for name in ("contracts", "generated"):
        shutil.copytree(ROOT / name, tmp_path / name)
    program = f"""
sys.argv = ["treaty", "generate", "--check", "--project", "contracts/treaty.yaml", "--root", "."]
import treatyc
assert treatyc.__file__.startswith({str(wheel)!r}), treatyc.__file__
from treatyc.cli import main
main()
"""
    done = isolated(wheel, program, SITE, cwd=tmp_path)

    assert done.returncode == 0, done.stdout + done.stderr
