"""What types and linters cannot show (STYLE 2.4): sizes, names, a core without a disk, templates without logic."""

from __future__ import annotations

import ast
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import jinja2
import pytest
from jinja2 import nodes

from treatyc.checks.rules import RULES

ROOT = Path(__file__).parents[1]
OWN = [ROOT / "codegen", ROOT / "tests", ROOT / "benchmarks", ROOT / "tools", ROOT / "demo", ROOT / "agents"]
MODULES = sorted(path for folder in OWN for path in folder.rglob("*.py"))
CORE = "source positions suggest diagnostics system load link topology compatibility gate checks emit describe".split()
SHELL_IN_CORE = {"emit/render.py"}
"""Reads our own templates, which are shipped beside the code."""

FUNCTION_LINES_MAX = 50
MODULE_LINES_MAX = 400
BANNED_NAMES = {"utils", "util", "helpers", "helper", "common", "base", "manager", "misc"}
TRACKED_TEXT = re.compile(r"\.(py|md|toml|yaml|yml|json|avsc|proto|j2|txt|sh|lock|cfg)\Z|Makefile\Z|\.ci/")


def tracked() -> list[Path]:
    """The files that a clone has."""
    git = shutil.which("git")
    if git is None or not (ROOT / ".git").exists():
        pytest.skip("this is no clone: nothing says which files are tracked")
    listed = subprocess.run([git, "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    return [ROOT / name for name in listed.split("\0") if name and (ROOT / name).is_file()]


def relative(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


@pytest.mark.parametrize("folder", ["codegen", "tests", "benchmarks", "tools"])
def test_functions_fit_on_a_screen(folder: str) -> None:
    """A function of our own is at most 50 lines, its docstring and decorators not counted."""
    long = [
        f"{relative(path)}:{function.lineno} {function.name} has {lines} lines"
        for path in MODULES
        if path.is_relative_to(ROOT / folder)
        for function in functions(path)
        if (lines := _body_lines(function)) > FUNCTION_LINES_MAX
    ]

    assert "" == "\n".join(long)


def _body_lines(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    end = function.end_lineno or function.lineno
    docstring = function.body[0] if ast.get_docstring(function) is not None else None
    told = (docstring.end_lineno or 0) - docstring.lineno + 1 if docstring is not None else 0
    return end - function.lineno + 1 - told


def test_modules_stay_small() -> None:
    """At most 400 lines; what has more has two nouns."""
    long = [relative(path) for path in MODULES if len(path.read_text().splitlines()) > MODULE_LINES_MAX]

    assert "" == "\n".join(long)


def test_modules_are_called_after_what_they_hold() -> None:
    found = [relative(path) for path in MODULES if {path.stem, path.parent.name} & BANNED_NAMES]

    assert "" == "\n".join(found)


def test_the_core_reads_no_disk() -> None:
    """Import contracts forbid sockets and subprocesses; this forbids opening files, which needs no import."""
    calls = {"open", "read_text", "read_bytes", "write_text", "write_bytes", "iterdir", "glob", "rglob", "getenv"}
    found = [
        f"{relative(path)}:{node.lineno} {name}"
        for part in CORE
        for path in _modules_of(part)
        if path.relative_to(ROOT / "codegen/treatyc").as_posix() not in SHELL_IN_CORE
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Call) and (name := _called(node)) in calls
    ]

    assert "" == "\n".join(found)


def test_the_core_talks_to_no_cloud() -> None:
    """Import-linter knows `google` as one package, of which protobuf is pure and `google.cloud` is not."""
    found = [
        f"{relative(path)}:{node.lineno}"
        for part in CORE
        for path in _modules_of(part)
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Import | ast.ImportFrom)
        and re.search(r"\bgoogle(\.| import )(cloud|pubsub|api_core|auth)", ast.unparse(node))
    ]

    assert "" == "\n".join(found)


def _modules_of(part: str) -> list[Path]:
    path = ROOT / "codegen" / "treatyc" / part
    return sorted(path.rglob("*.py")) if path.is_dir() else [path.with_suffix(".py")]


def _called(call: ast.Call) -> str:
    function = call.func
    return (
        function.attr if isinstance(function, ast.Attribute) else function.id if isinstance(function, ast.Name) else ""
    )


def test_every_rule_is_registered() -> None:
    folder = ROOT / "codegen" / "treatyc" / "checks" / "rules"
    files = {path.stem.replace("_", "-") for path in folder.glob("*.py")} - {"--init--"}

    assert files == {rule.id for rule in RULES}


def test_links_of_the_documentation_are_alive() -> None:
    """Every relative link of a Markdown page leads to a file of the repository."""
    pages = [path for path in tracked() if path.suffix == ".md"]
    dead = [
        f"{relative(page)}: {target}"
        for page in pages
        for target in re.findall(r"\]\(([^)\s#]+)(?:#[^)]*)?\)", _without_code(page.read_text()))
        if not re.match(r"[a-z]+:", target) and not (page.parent / target).exists()
    ]

    assert "" == "\n".join(dead)


def _without_code(text: str) -> str:
    return re.sub(r"```.*?```|`[^`\n]*`", "", text, flags=re.DOTALL)


TEMPLATES = sorted((ROOT / "templates").rglob("*.j2"))


@pytest.mark.parametrize("template", TEMPLATES, ids=relative)
def test_templates_hold_no_logic(template: Path) -> None:
    """They print, repeat, include, and leave out by a name; what is decided is decided in a view, before."""
    tree = jinja2.Environment(autoescape=False).parse(template.read_text())  # noqa: S701 - parsed, never rendered
    found = [f"line {node.lineno}: {type(node).__name__}" for node in _below(tree) if not _is_plain(node)]

    assert "" == "\n".join(found)


def _below(node: nodes.Node) -> Iterator[nodes.Node]:
    for child in node.iter_child_nodes():
        yield child
        yield from _below(child)


def _is_plain(node: nodes.Node) -> bool:
    if isinstance(node, nodes.If):
        return isinstance(node.test, nodes.Name | nodes.Getattr) and not node.elif_
    plain = (nodes.Output, nodes.TemplateData, nodes.For, nodes.Include, nodes.Name, nodes.Getattr, nodes.Const)
    return isinstance(node, plain)


def test_no_tracked_file_knows_the_machine_that_wrote_it() -> None:
    """No absolute path of a machine, and no address of a package registry but in the words of a licence or a schema."""
    machine = re.compile(
        r"(?<![\w.$}])/(?:home|root|Users|work)/\w|(?:pypi\.org|files\.pythonhosted|/simple/|artifactory)"
    )
    told = {relative(Path(__file__)), "LICENSE"}
    found = [
        f"{relative(path)}:{number}: {line.strip()[:80]}"
        for path in tracked()
        if TRACKED_TEXT.search(relative(path)) and relative(path) not in told
        for number, line in enumerate(path.read_text(errors="replace").splitlines(), 1)
        if machine.search(line)
    ]

    assert "" == "\n".join(found)


def test_import_contracts_hold() -> None:
    program = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run([str(program)], cwd=ROOT, capture_output=True, text=True, check=False)

    assert 0 == done.returncode, done.stdout
