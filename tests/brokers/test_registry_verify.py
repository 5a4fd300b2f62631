"""`treaty registry verify` against real registries: each way in which one is not what the contracts declare."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import quote

import pytest
from click.testing import CliRunner

from tests.brokers.registering import Ref, register
from tests.brokers.registry_project import Project, asked
from treatyc.cli.group import group


@pytest.fixture
def project(registry_url: str, tmp_path: Path) -> Project:
    return Project(tmp_path / "shop", registry_url)


def rules(project: Project, *words: str, code: int = 1) -> list[str]:
    """The rules of the errors that are told."""
    found = project.facts("verify", *words, code=code)["findings"]
    return sorted(each["rule"] for each in found if each["severity"] == "error")


def lock(project: Project) -> Path:
    return project.folder / "treaty.lock"


def test_what_was_pushed_is_as_it_was_declared(project: Project) -> None:
    project.run("push")

    assert [] == rules(project, code=0)
    assert [] == rules(project, "--offline", code=0)
    assert 6 == len(project.facts("verify")["there"])


def test_what_was_not_pushed_is_lacking(project: Project) -> None:
    assert ["registry-lacks"] * 6 == rules(project)
    assert ["lock-lacks"] * 3 == rules(project, "--offline")


def test_a_text_that_changed_here_is_lacking_there(project: Project) -> None:
    project.run("push")
    project.avro("Placed", id="string", total=f"{project.space}.v1.Money", at={"type": "int", "default": 0})

    assert ["registry-lacks"] == rules(project)
    assert ["lock-lacks"] == rules(project, "--offline")


def test_a_version_that_somebody_else_registered_is_told(project: Project) -> None:
    project.run("push")
    money = f"{project.space}.v1.Money"
    text = (project.folder / "schemas" / project.space / "v1" / "Placed.avsc").read_text()
    later = text.replace('"fields": [', '"fields": [{"name": "more", "type": "int", "default": 0}, ')
    register(project.url, f"{project.space}.placed-value", later, references=[Ref(money, money)])

    assert ["registry-ahead"] == rules(project)


def test_a_mode_that_somebody_changed_is_told(project: Project) -> None:
    project.run("push")
    asked(project.url, "PUT", f"/config/{quote(project.space)}.paid-value", {"compatibility": "NONE"})

    assert ["registry-mode"] == rules(project)


def test_a_dry_run_says_what_it_would_write_and_writes_nothing(project: Project) -> None:
    project.run("push")
    wanted = lock(project).read_bytes()
    lock(project).unlink()

    assert "would write treaty.lock" in project.run("verify", "--write", "--dry-run", code=1)
    facts = project.facts("verify", "--write", "--dry-run", code=1)
    assert ([], ["treaty.lock"]) == (facts["written"], facts["would_write"])
    assert not lock(project).exists()

    assert "wrote treaty.lock" in project.run("verify", "--write")
    assert wanted == lock(project).read_bytes()
    assert "treaty.lock" not in project.run("verify", "--write", "--dry-run")


@pytest.mark.parametrize("verb", ["push", "pull", "promote", "verify"])
def test_every_verb_that_writes_has_a_dry_run(verb: str) -> None:
    """Issue 5: `--dry-run` everywhere."""
    assert "--dry-run" in CliRunner().invoke(group, ["registry", verb, "--help"]).output


def test_a_lock_of_other_ids_is_told_and_mended(project: Project) -> None:
    """The lines of other targets stay as they are."""
    project.run("push")
    right = lock(project).read_text()
    other = re.sub(r"(  dev \S+placed-value 1) \d+", r"\1 999999", right)
    assert other != right
    lock(project).write_text(other)

    assert ["lock-contradicts"] == rules(project)
    assert ["treaty.lock"] == project.facts("verify", "--write")["written"]
    assert right == lock(project).read_text()
    assert [] == rules(project, code=0)


def test_a_lock_that_is_gone_is_written_as_the_push_wrote_it(project: Project) -> None:
    project.run("push")
    right = lock(project).read_bytes()
    lock(project).unlink()

    assert ["lock-lacks"] * 3 == rules(project)
    project.run("verify", "--write")
    assert right == lock(project).read_bytes()


def test_a_lock_that_cannot_be_read_is_written_anew(project: Project) -> None:
    """Every other verb ends at it, so that no wrong id travels; lines of other targets that can be read stay."""
    project.run("push")
    right = lock(project).read_text()
    settings = project.folder / "treaty.yaml"
    settings.write_text(settings.read_text().replace("targets:\n", "targets:\n  live: {broker: memory}\n"))
    kept = right.replace("\n  dev ", "\n  live elsewhere 1 5 -\n  dev ", 1)
    lock(project).write_text(f"{kept}<<<<<<< ours\n")

    assert "[lock-syntax]" in project.run("verify", code=2)
    project.run("verify", "--write")
    assert sorted(kept.splitlines()) == sorted(lock(project).read_text().splitlines())


def test_asking_nobody_and_writing_what_is_there_exclude_each_other(project: Project) -> None:
    assert "choose one" in project.run("verify", "--offline", "--write", code=2)
