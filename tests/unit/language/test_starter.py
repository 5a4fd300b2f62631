"""`treaty init`, `treaty new agent` and `treaty schema`: what a person begins with is sound, runs, and is theirs."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import jsonschema_rs
import pytest
import yaml
from click.testing import CliRunner, Result

from treatyc.cli.group import group
from treatyc.cli.init import project_name
from treatyc.emit.starter import starter


def treaty(*arguments: str) -> Result:
    return CliRunner().invoke(group, arguments, catch_exceptions=False)


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    folder = tmp_path / "lamp-shop"
    result = treaty("init", str(folder))
    assert result.exit_code == 0, result.output
    return folder


def test_init_writes_a_project_that_check_has_nothing_to_say_about(shop: Path) -> None:
    result = treaty("check", "--project", str(shop / "contracts" / "treaty.yaml"))
    assert ("check: nothing found in 2 agents, 3 channels and 3 schemas\n", 0) == (result.output, result.exit_code)


def test_the_contracts_name_the_schema_beside_them_and_it_accepts_them(shop: Path) -> None:
    written = (shop / "contracts" / "treaty.yaml").read_text()
    first, _, _ = written.partition("\n")
    hint = "# yaml-language-server: $schema="
    assert first.startswith(hint)
    schema = json.loads((shop / "contracts" / first.removeprefix(hint)).read_text())
    jsonschema_rs.Draft202012Validator(schema).validate(yaml.safe_load(written))


def test_the_files_for_ci_are_yaml_that_runs_check_and_generate(shop: Path) -> None:
    github = yaml.safe_load((shop / ".github" / "workflows" / "contracts.yml").read_text())
    gitlab = yaml.safe_load((shop / ".gitlab-ci.yml").read_text())
    steps = [step["run"] for step in github["jobs"]["contracts"]["steps"] if "run" in step]
    for commands in (steps, gitlab["contracts"]["script"]):
        assert any("treaty check --format" in command for command in commands)
        assert "treaty generate --check" in commands


def test_init_replaces_nothing(shop: Path) -> None:
    mine = shop / "contracts" / "treaty.yaml"
    mine.write_text("mine")
    (shop / "agents" / "__main__.py").unlink()
    result = treaty("init", str(shop))
    assert 2 == result.exit_code
    assert "contracts/treaty.yaml" in result.output
    assert ("mine", False) == (mine.read_text(), (shop / "agents" / "__main__.py").exists())


def test_init_does_not_write_through_a_link(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    folder = tmp_path / "shop"
    folder.mkdir()
    (folder / "agents").symlink_to(tmp_path / "elsewhere")
    assert 2 == treaty("init", str(folder)).exit_code
    assert [] == list((tmp_path / "elsewhere").iterdir())


@pytest.mark.parametrize(
    ("folder", "expected"),
    [("lamp-shop", "lamp_shop"), ("Lamps & Co.", "lamps_co"), ("2nd", "shop"), ("größe", "gr_e"), ("___", "shop")],
)
def test_a_project_is_called_after_its_folder(tmp_path: Path, folder: str, expected: str) -> None:
    assert expected == project_name(tmp_path / folder)


@pytest.mark.parametrize("name", ["", "Shop", "1a", "a-b", 'a"\nb', "a" * 65])
def test_a_name_that_cannot_be_one_writes_nothing(tmp_path: Path, name: str) -> None:
    assert 2 == treaty("init", str(tmp_path / "x"), "--name", name).exit_code
    assert not (tmp_path / "x").exists()


def test_the_starter_is_the_same_each_time() -> None:
    assert starter("shop") == starter("shop")
    assert sorted(file.path for file in starter("shop")) == [file.path for file in starter("shop")]


def test_new_agent_writes_each_handler_apart_from_what_is_generated(shop: Path) -> None:
    contracts = shop / "contracts" / "treaty.yaml"
    contracts.write_text(
        contracts.read_text().replace(
            "\ntargets:", "\n  audit:\n    receives: [events.>]\n    taps: [commands.>]\n\ntargets:"
        )
    )
    result = treaty("new", "agent", "audit", "--project", str(contracts))
    assert 0 == result.exit_code, result.output
    handlers = (shop / "agents" / "audit" / "handlers.py").read_text()
    assert "from lamp_shop_audit import AuditClient, AuditHandlers\n" in handlers
    assert "class Audit(AuditHandlers):\n" in handlers
    assert "    async def on_events(self, message: Message[OrderPlaced], client: AuditClient) -> None:\n" in handlers
    assert "    async def tap_commands(self, message: Message[CountStock], client: AuditClient) -> None:\n" in handlers
    assert 2 == handlers.count("raise NotImplementedError")
    compile(handlers, "handlers.py", "exec")


def test_new_agent_replaces_nothing_and_knows_only_declared_agents(shop: Path) -> None:
    contracts = str(shop / "contracts" / "treaty.yaml")
    before = (shop / "agents" / "warehouse" / "handlers.py").read_text()
    again = treaty("new", "agent", "warehouse", "--project", contracts)
    assert (2, before) == (again.exit_code, (shop / "agents" / "warehouse" / "handlers.py").read_text())
    unknown = treaty("new", "agent", "wherehouse", "--project", contracts)
    assert 2 == unknown.exit_code
    assert "did you mean `warehouse`?" in unknown.output


def test_schema_prints_what_init_writes(shop: Path) -> None:
    assert (shop / "contracts" / "treaty.schema.json").read_text() == treaty("schema").output


def test_the_starter_runs(shop: Path) -> None:
    """From an empty folder to two agents that talk to each other, by the commands that `init` names."""
    generated = treaty("generate", "--project", str(shop / "contracts" / "treaty.yaml"))
    assert 0 == generated.exit_code, generated.output
    assert ("10 lamps are left\n3 of them are ordered\n7 lamps are left\n", 0) == python(shop, "agents")
    said, code = python(shop, "pytest", "-q", "-p", "no:cacheprovider", "agents")
    assert 0 == code, said


def test_what_a_person_fills_in_is_typed(shop: Path) -> None:
    """A handler that is missing, or takes another message, is refused before anything runs."""
    contracts = str(shop / "contracts" / "treaty.yaml")
    assert 0 == treaty("generate", "--project", contracts).exit_code
    assert 0 == treaty("new", "agent", "warehouse", "--project", contracts, "--out", str(shop / "more")).exit_code
    (shop / "more" / "__init__.py").write_text("")
    checked = ("mypy", "--strict", "--no-error-summary", f"--cache-dir={shop / 'cache'}", "agents", "more")
    assert ("", 0) == python(shop, *checked)
    handlers = shop / "more" / "warehouse" / "handlers.py"
    handlers.write_text(handlers.read_text().replace("def on_order_placed", "def on_order_paid") + "\n\nWarehouse()\n")
    said, code = python(shop, *checked)
    assert 1 == code
    assert 'abstract attribute "on_order_placed"' in said


def python(folder: Path, module: str, *arguments: str) -> tuple[str, int]:
    """What a module says that is run in a folder, where the generated packages can be found."""
    packages = ":".join(str(each) for each in sorted((folder / "generated" / "python").glob("*_*")))
    run = subprocess.run(
        [sys.executable, "-m", module, *arguments],
        cwd=folder,
        env={**os.environ, "MYPYPATH": packages},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    return run.stdout, run.returncode
