"""`generated/` is what treaty makes of `contracts/` today, and code that a careful person could have written."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PYTHON = ROOT / "generated" / "python"
PROJECTS = sorted(path for path in PYTHON.iterdir() if path.is_dir())
RULES = "E,F,W,I,N,UP,B,C4,SIM,RET,PIE,RUF,PL,D"
# A client's method has the parameters that its channel has; a codec is as long, as branched and as full of numbers as
# its schema and its format are; names are as long, and documentation has the words, that the contracts give.
IGNORED = "E501,PLR0911,PLR0912,PLR0913,PLR0915,PLR0917,PLR2004,D105,D107,RUF001,RUF002,RUF003"


def run(*command: str, **environment: str) -> None:
    """Run a command and show all of its output where it fails."""
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, env=os.environ | environment)
    assert done.returncode == 0, f"{' '.join(command)}\n{done.stdout}\n{done.stderr}"


def test_generated_is_fresh() -> None:
    run(sys.executable, "-m", "treatyc.cli", "generate", "--check")


@pytest.mark.timeout(300)
def test_generated_packages_pass_mypy_strict() -> None:
    """All together, as an application that uses several agents would check them."""
    packages = [argument for project in PROJECTS for argument in ("-p", project.name)]
    path = os.pathsep.join([*map(str, PROJECTS), str(ROOT / "codegen")])
    run(sys.executable, "-m", "mypy", "--strict", *packages, MYPYPATH=path)


def test_generated_packages_pass_ruff() -> None:
    common = ["--isolated", "--line-length", "120", "--target-version", "py311"]
    sources = ", ".join(f'"{project}"' for project in PROJECTS)
    run(
        *[sys.executable, "-m", "ruff", "check", *common, "--select", RULES, "--ignore", IGNORED],
        *["--config", f"src = [{sources}]", "--config", 'lint.pydocstyle.convention = "google"', str(PYTHON)],
    )
    run(sys.executable, "-m", "ruff", "format", "--check", *common, str(PYTHON))


@pytest.mark.parametrize("project", PROJECTS, ids=lambda project: project.name)
def test_importing_a_generated_package_touches_neither_network_nor_compiler(project: Path) -> None:
    modules = sorted(
        ".".join(path.relative_to(project).with_suffix("").parts).removesuffix(".__init__")
        for path in (project / project.name).rglob("*.py")
        if path.name != "__main__.py"
    )
    program = f"""
import sys, socket
def refuse(*_): raise AssertionError("network at import")
socket.socket.connect = refuse
sys.path[:0] = {[str(each) for each in PROJECTS]!r}
import importlib
for module in {modules!r}: importlib.import_module(module)
loaded = [name for name in ("treatyc", "jsonschema_rs", "fastavro", "jinja2", "yaml") if name in sys.modules]
assert not loaded, loaded
"""
    run(sys.executable, "-c", program)


def test_generated_packages_can_be_installed(tmp_path: Path) -> None:
    """Each is a project of its own, with its types and its manifest in the wheel."""
    chosen = [PYTHON / "storefront_messages", PYTHON / "storefront_triage"]
    copies = [shutil.copytree(project, tmp_path / "src" / project.name) for project in chosen]
    site = tmp_path / "site"
    run(
        *[sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-deps"],
        *["--no-build-isolation", "--target", str(site), *map(str, copies)],
    )

    assert (site / "storefront_messages" / "py.typed").is_file()
    assert (site / "storefront_triage" / "manifest.json").is_file()
    run(sys.executable, "-c", f"import sys; sys.path.insert(0, {str(site)!r}); import storefront_triage")
